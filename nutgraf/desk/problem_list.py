"""The problems of a project: of the last build and of `nutgraf check`, by notebook and cell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nutgraf.errors import NutgrafError, Problem
from nutgraf.project import Project


@dataclass(frozen=True)
class ListedProblem:
    """A problem at its cell; `cell` is "" where it is of no cell. `kind` is "build", "check" or "note"."""

    kind: str
    where: str
    what: str
    fix: str
    notebook: str = ""
    cell: str = ""


def list_problems(
    project: Project, status: Mapping[str, Any], notebooks: Iterable[Path] = ()
) -> tuple[ListedProblem, ...]:
    """The problems of the last build, then those of `nutgraf check`, then what is worth a look; each once.

    Raises UsageError where the project cannot be checked.
    """
    from nutgraf.pipeline.project_check import check_project
    from nutgraf.plan import find_explainers

    named = tuple(notebooks)
    checked = check_project(project, named)
    built = [Problem(**each) for problems in status.get("failed", {}).values() for each in problems]
    built += [Problem(**each) for each in status.get("problems", ())]
    cells = _cells_by_place(project, named or find_explainers(project))
    found: dict[Problem, ListedProblem] = {}
    for kind, problems in (("build", built), ("check", checked.problems), ("note", checked.notes)):
        for problem in problems:
            found.setdefault(problem, _at_cell(kind, problem, cells))
    return tuple(found.values())


def _cells_by_place(project: Project, notebooks: Sequence[Path]) -> dict[str, tuple[str, str]]:
    """The notebook and the id of each cell, by the words that name it in problems; "" for a notebook as a whole."""
    from nutgraf.notebook import names_of, read_cells
    from nutgraf.notebook_file import read_file

    found: dict[str, tuple[str, str]] = {}
    for path in notebooks:
        where = names_of(path, project.notebooks_dir)[1]
        found[where] = (where, "")
        try:
            cells = list(read_cells(read_file(path, where)))
        except NutgrafError:  # its problems are listed; its cells cannot be read
            continue
        if cells and cells[0].kind == "raw":
            found[f"{where}, front matter"] = (where, cells[0].id)
        for cell in cells:
            for place in {cell.place, *(cell.place_in(lang) for lang in project.languages)}:
                found.setdefault(f"{where}, {place}", (where, cell.id))
    return found


def _at_cell(kind: str, problem: Problem, cells: Mapping[str, tuple[str, str]]) -> ListedProblem:
    named = [
        where for where in cells if problem.where == where or problem.where.startswith((f"{where},", f"{where}: "))
    ]
    notebook, cell = cells[max(named, key=len)] if named else ("", "")
    return ListedProblem(kind, problem.where, problem.what, problem.fix, notebook, cell)
