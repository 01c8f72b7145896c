"""The cell that a problem names in words: `notebooks/taxes.ipynb, under "What is owed?", 2nd cell`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nutgraf.errors import NutgrafError, Problem
from nutgraf.notebook import Cell, names_of, read_cells
from nutgraf.notebook_file import read_file
from nutgraf.project import Project


@dataclass(frozen=True)
class CellPlace:
    """A cell of a notebook file."""

    path: Path
    where: str
    cell: str
    kind: str
    source: str


def cell_of(problem: Problem, project: Project) -> CellPlace | None:
    """The cell that a problem is in; None if it is of no cell, or its notebook cannot be read."""
    name, mark, _ = problem.where.partition(".ipynb")
    path = project.notebooks_dir.parent / f"{name}{mark}"
    if not mark or not path.is_relative_to(project.notebooks_dir) or ".." in path.parts:
        return None
    where = names_of(path, project.notebooks_dir)[1]
    try:
        cells = list(read_cells(read_file(path, where)))
    except NutgrafError:  # its problems are listed; its cells cannot be read
        return None
    named = [
        (place, cell)
        for cell in cells
        for place in _places(cell, where, project.languages)
        if problem.where == place or problem.where.startswith(f"{place},")
    ]
    if not named:
        return None
    cell = max(named, key=lambda each: len(each[0]))[1]
    return CellPlace(path, where, cell.id, cell.kind, cell.source)


def _places(cell: Cell, where: str, languages: tuple[str, ...]) -> Iterator[str]:
    if cell.index == 0 and cell.kind == "raw":
        yield f"{where}, front matter"
    for place in {cell.place, *(cell.place_in(lang) for lang in languages)}:
        yield f"{where}, {place}"
