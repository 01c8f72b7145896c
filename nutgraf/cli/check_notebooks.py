"""`nutgraf check`: what is wrong with notebooks and data, and what is worth a look, without running anything."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from nutgraf import fixes
from nutgraf.cli import formatting
from nutgraf.cli.long_lists import Limit
from nutgraf.cli.notebook_arguments import notebooks_named
from nutgraf.errors import Problem, counted
from nutgraf.pipeline.project_check import check_project, published_as_begun
from nutgraf.plan import Plan
from nutgraf.project import Project, find_root, read_project
from nutgraf.upgrade import OutdatedFile, outdated_files, problem_of

_ROUNDS = 5


def check_notebooks(folder: Path, notebooks: Sequence[str], *, style: bool, as_json: bool, everything: bool) -> int:
    """Print the problems and notes of the notebooks named; the exit status."""
    if outdated := outdated_files(find_root(folder)):
        _print_outdated(outdated, as_json=as_json)
        return 1
    project = read_project(folder)
    checked = check_project(project, notebooks_named(project, notebooks), style=style)
    found, noted = checked.problems, checked.notes
    if not notebooks:
        from nutgraf.refresh.declaration_check import check_declarations

        wrong, waiting = check_declarations(project)
        found, noted = (*found, *wrong), (*noted, *waiting)
    if as_json:
        cells = fixes.ProblemCells(project)
        placed = (formatting.json_problem(each, fixes.locate(cells, each)) for each in found)
        lines = [*placed, *map(formatting.json_note, noted)]
        click.echo("\n".join(lines), nl=bool(lines))
    else:
        _print(checked.plan, found, noted, Limit(everything))
    return 1 if found else 0


def fix_notebooks(folder: Path, notebooks: Sequence[str], *, as_json: bool) -> None:
    """Fix what a machine can fix, and print what was; a fix may bring out what it hid."""
    for _ in range(_ROUNDS):
        project = read_project(folder)
        found = check_project(project, notebooks_named(project, notebooks)).problems
        done = [(problem, edit) for problem in found if (edit := fixes.fix_problem(project, problem))]
        for problem, edit in done:
            click.echo(f"Fixed: {problem.where}: {edit.label}", err=as_json)
        if not done:
            return


def say_what_is_of_the_starter(project: Project) -> None:
    """Print which sentences of the starter are published now: readers would take them for the story."""
    if found := published_as_begun(project):
        click.echo(f"Published with sentences of the starter:\n{formatting.problems(found, Limit(False))}", err=True)


def _print_outdated(changes: Sequence[OutdatedFile], *, as_json: bool) -> None:
    """What other checks would say about names of an earlier version would only mislead."""
    found = [problem_of(change) for change in changes]
    if as_json:
        click.echo("\n".join(map(formatting.json_line, found)))
    else:
        click.echo("\n\n".join(map(str, found)), err=True)


def _print(plan: Plan, found: Sequence[Problem], noted: Sequence[Problem], limit: Limit) -> None:
    if noted:
        click.echo(f"Worth a look:\n{formatting.problems(noted, limit)}\n")
    if found:
        click.echo(formatting.problems(found, limit), err=True)
    else:
        notebooks = counted(len(plan.explainers), "notebook")
        click.echo(f"{notebooks} and the data: no problems; {counted(len(plan.pages), 'page')}.")
