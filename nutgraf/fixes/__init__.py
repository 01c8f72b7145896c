"""The fixes of problems that a machine can make: a misspelled name, a typed number with a likely fact, a missing word.

    locate(ProblemCells(project), problem) -> Located  its cell, the range in it, and the edit that fixes it
    fix_problem(project, problem) -> Edit              writes that edit into the notebook file

problem_cell   the cell of a problem
problem_range  where in its cell a problem is
mechanical     the edit that fixes a problem
cell_edit      a cell of a notebook file with an edit in it
"""

from __future__ import annotations

from dataclasses import dataclass

from nutgraf.errors import Problem
from nutgraf.fixes.cell_edit import Edit, change_cell
from nutgraf.fixes.mechanical import edit_for
from nutgraf.fixes.problem_cell import ProblemCells
from nutgraf.fixes.problem_range import range_of
from nutgraf.project import Project

__all__ = [
    "CellPlace",
    "Edit",
    "Located",
    "ProblemCells",
    "change_cell",
    "edit_for",
    "fix_problem",
    "locate",
    "range_of",
]


@dataclass(frozen=True)
class Located:
    """Where a problem is, as data: the range is in the source of the cell, in characters."""

    notebook: str
    cell: str
    start: int
    end: int
    edit: Edit | None
    """The edit of the cell that fixes it; None where a person has to decide."""


def locate(cells: ProblemCells, problem: Problem) -> Located | None:
    """The cell, the range and the edit of a problem; None for a problem of no cell."""
    place = cells.of(problem)
    if place is None:
        return None
    edit = edit_for(problem, place.source, place.kind, cells.project.data_package)
    return Located(place.where, place.cell, *range_of(problem, place.source), edit)


def fix_problem(project: Project, problem: Problem) -> Edit | None:
    """Fix a problem in its notebook file, if a machine can; the edit that was made."""
    place = ProblemCells(project).of(problem)
    edit = edit_for(problem, place.source, place.kind, project.data_package) if place else None
    if place and edit:
        change_cell(place.path, place.where, place.cell, place.source, edit)
    return edit
