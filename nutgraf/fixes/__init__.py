"""The fixes of problems that a machine can make: a misspelled name, a typed number with a likely fact, a missing word.

    cell_of(problem, project) -> CellPlace         the cell that a problem is in
    edit_for(problem, source, kind, package) -> Edit   what to change in a cell, or None
    change_cell(path, where, cell, source, edit)   write it into a notebook file
    located(project, problem)                      the cell, the range and the edit, as plain values
    fix_problems(project, problems)                all of that; what was done

problem_cell   the cell of a problem
problem_range  where in its cell a problem is
mechanical     the edit that fixes a problem
cell_edit      a cell of a notebook file with an edit in it
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from nutgraf.errors import Problem
from nutgraf.fixes.cell_edit import Edit, change_cell
from nutgraf.fixes.mechanical import edit_for
from nutgraf.fixes.problem_cell import CellPlace, cell_of
from nutgraf.fixes.problem_range import range_of
from nutgraf.project import Project

__all__ = ["CellPlace", "Edit", "cell_of", "change_cell", "edit_for", "fix_problems", "located", "range_of"]


def located(project: Project, problem: Problem) -> dict[str, Any]:
    """Where a problem is: its notebook, the id of its cell, the range there, and the edit that fixes it or None.

    Empty for a problem of no cell.
    """
    place = cell_of(problem, project)
    if place is None:
        return {}
    start, end = range_of(problem, place.source)
    edit = edit_for(problem, place.source, place.kind, project.data_package)
    found = {"notebook": place.where, "cell": place.cell, "start": start, "end": end}
    return {**found, "edit": asdict(edit) if edit else None}


def fix_problems(project: Project, problems: Iterable[Problem]) -> list[tuple[Problem, Edit]]:
    """Fix in the notebook files what a machine can fix; the problems that were, each with its edit."""
    done = []
    for problem in problems:
        place = cell_of(problem, project)
        edit = edit_for(problem, place.source, place.kind, project.data_package) if place else None
        if place and edit:
            change_cell(place.path, place.where, place.cell, place.source, edit)
            done.append((problem, edit))
    return done
