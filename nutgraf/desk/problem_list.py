"""The problems of a project: of the last build and of `nutgraf check`, by notebook and cell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nutgraf.errors import Problem, UsageError
from nutgraf.project import Project

if TYPE_CHECKING:
    from nutgraf.fixes import Edit, ProblemCells


@dataclass(frozen=True)
class ListedProblem:
    """A problem at its cell; `cell` is "" where it is of no cell. `kind` is "build", "check" or "note"."""

    kind: str
    where: str
    what: str
    fix: str
    notebook: str = ""
    cell: str = ""
    start: int = 0
    end: int = 0
    edit: Edit | None = None
    """What `fix_problem` writes in the cell from `edit.start` to `edit.end`; None where a person has to decide, and for
    a problem of the last build that `nutgraf check` does not report now."""


def list_problems(
    project: Project, status: Mapping[str, Any], notebooks: Iterable[Path] = ()
) -> tuple[ListedProblem, ...]:
    """The problems of the last build, then those of `nutgraf check`, then what is worth a look; each once.

    Raises UsageError where the project cannot be checked.
    """
    from nutgraf.fixes import ProblemCells
    from nutgraf.pipeline.project_check import check_project

    named = tuple(notebooks)
    checked = check_project(project, named)
    built = [Problem.from_json(each) for problems in status.get("failed", {}).values() for each in problems]
    built += [Problem.from_json(each) for each in status.get("problems", ())]
    cells = ProblemCells(project)
    found: dict[Problem, ListedProblem] = {}
    for kind, problems in (("build", built), ("check", checked.problems), ("note", checked.notes)):
        for problem in problems:
            listed = _at_cell(kind, problem, cells)
            is_current = problem in checked.problems
            found.setdefault(problem, listed if is_current else replace(listed, edit=None))
    return tuple(found.values())


def fix_listed(project: Project, problem: Problem) -> Edit:
    """Fix a problem that `nutgraf check` reports now, in its notebook file; the edit that was made.

    Raises UsageError if it does not report it, or a machine cannot fix it.
    """
    from nutgraf.fixes import ProblemCells, fix_problem
    from nutgraf.pipeline.project_check import check_project

    notebook = ProblemCells(project).notebook(problem)
    path = project.notebooks_dir.parent / notebook
    listed = (
        next((each for each in check_project(project, [path]).problems if each == problem), None) if notebook else None
    )
    edit = fix_problem(project, listed) if listed else None
    if edit is None:
        what = "a machine cannot fix it, or it is fixed already"
        raise UsageError(Problem(problem.where, what, "look at the cell, and check the notebook again"))
    return edit


def _at_cell(kind: str, problem: Problem, cells: ProblemCells) -> ListedProblem:
    from nutgraf.fixes import locate

    place = locate(cells, problem)
    if place is None:
        return ListedProblem(kind, problem.where, problem.what, problem.fix, cells.notebook(problem))
    return ListedProblem(kind, problem.where, problem.what, problem.fix, **vars(place))
