"""`nutgraf check`: what is wrong with notebooks and data, and what is worth a look, without running anything."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path

import click

from nutgraf import data, ledger
from nutgraf.cli import formatting
from nutgraf.cli.long_lists import Limit
from nutgraf.cli.notebook_arguments import notebooks_named
from nutgraf.errors import Problem
from nutgraf.ledger import Lock
from nutgraf.lint import links_to_withheld
from nutgraf.lint.figure_notes import notes_on_figures
from nutgraf.lint.hardcoded_numbers import hardcoded_numbers, unread
from nutgraf.lint.plan_checks import changed_language, check, unspoken_languages, unused_parameters
from nutgraf.lint.style import style_problems
from nutgraf.lint.untracked_inputs import untracked_inputs
from nutgraf.pipeline.vanished import problems_of_vanished
from nutgraf.pipeline.withdrawal import without_withdrawn
from nutgraf.plan import Plan, plan_pages
from nutgraf.project import Project, find_root, read_project
from nutgraf.upgrade import OutdatedFile, outdated_files, problem_of


def check_notebooks(folder: Path, notebooks: Sequence[str], *, style: bool, as_json: bool, everything: bool) -> int:
    """Print the problems and notes of the notebooks named; the exit status."""
    if outdated := outdated_files(find_root(folder)):
        _print_outdated(outdated, as_json=as_json)
        return 1
    project = read_project(folder)
    plan = plan_pages(project, notebooks_named(project, notebooks), now=datetime.datetime.now(datetime.UTC))
    lock = ledger.read_lock(project.lock_file)
    found = _problems(project, plan, style=style)
    found += () if notebooks else problems_of_vanished(project, without_withdrawn(plan, lock), lock)
    noted = _notes(project, plan, lock)
    if as_json:
        lines = [*map(formatting.json_line, found), *map(formatting.json_note, noted)]
        click.echo("\n".join(lines), nl=bool(lines))
    else:
        _print(plan, found, noted, Limit(everything))
    return 1 if found else 0


def _print_outdated(changes: Sequence[OutdatedFile], *, as_json: bool) -> None:
    """What other checks would say about names of an earlier version would only mislead."""
    found = [problem_of(change) for change in changes]
    if as_json:
        click.echo("\n".join(map(formatting.json_line, found)))
    else:
        click.echo("\n\n".join(map(str, found)), err=True)


def _problems(project: Project, plan: Plan, *, style: bool) -> list[Problem]:
    in_notebooks = [one for problems in check(project, plan).values() for one in problems]
    in_notebooks += [one for problems in unspoken_languages(project).values() for one in problems]
    found = list(dict.fromkeys([*data.validate(project.data_package), *plan.problems, *in_notebooks]))
    return [*found, *hardcoded_numbers(project, plan), *(style_problems(project, plan) if style else ())]


def _notes(project: Project, plan: Plan, lock: Lock) -> list[Problem]:
    return [
        *ledger.outdated(lock.agreed, ledger.translated_texts(plan.explainers.values())),
        *data.overdue(project.data_package, datetime.date.today()),
        *data.unfit(project.data_package),
        *data.figures_from_copies(project.data_package),
        *untracked_inputs(project, plan),
        *unread(plan),
        *unused_parameters(plan),
        *changed_language(plan),
        *links_to_withheld(plan),
        *notes_on_figures(project, plan),
    ]


def _print(plan: Plan, found: Sequence[Problem], noted: Sequence[Problem], limit: Limit) -> None:
    if noted:
        click.echo(f"Worth a look:\n{formatting.problems(noted, limit)}\n")
    if found:
        click.echo(formatting.problems(found, limit), err=True)
    else:
        notebooks = formatting.counted(len(plan.explainers), "notebook")
        click.echo(f"{notebooks} and the data: no problems; {formatting.counted(len(plan.pages), 'page')}.")
