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


class ProblemCells:
    """The cells that problems of a project name; each notebook is read once."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self._known: dict[str, dict[str, list[CellPlace]]] = {}

    def of(self, problem: Problem) -> CellPlace | None:
        """The cell that a problem is in; None if it is of no cell, or its notebook cannot be read."""
        places = self._places(self.notebook(problem))
        named = [
            place for place in places if problem.where == place or problem.where.startswith((f"{place},", f"{place}: "))
        ]
        alike = places[max(named, key=len)] if named else []
        return next((place for place in alike if _has_passage(place, problem)), alike[0] if alike else None)

    def notebook(self, problem: Problem) -> str:
        """The notebook that a problem is in, such as notebooks/taxes.ipynb; "" if it is in none of the project."""
        name, mark, _ = problem.where.partition(".ipynb")
        path = self.project.notebooks_dir.parent / f"{name}{mark}"
        is_ours = mark and path.is_relative_to(self.project.notebooks_dir) and ".." not in path.parts
        return names_of(path, self.project.notebooks_dir)[1] if is_ours and path.is_file() else ""

    def _places(self, where: str) -> dict[str, list[CellPlace]]:
        if where not in self._known:
            path = self.project.notebooks_dir.parent / where
            try:
                cells = list(read_cells(read_file(path, where))) if where else []
            except NutgrafError:  # its problems are listed; its cells cannot be read
                cells = []
            known = self._known.setdefault(where, {})
            for cell in cells:
                for place in set(_names(cell, where, self.project.languages)):
                    known.setdefault(place, []).append(CellPlace(path, where, cell.id, cell.kind, cell.source))
        return self._known[where]


def _has_passage(place: CellPlace, problem: Problem) -> bool:
    """Whether a cell has the words of a problem: above the first heading, those of two languages have one name."""
    passage = problem.about.passage
    return bool(passage) and " ".join(passage.split()) in " ".join(place.source.split())


def _names(cell: Cell, where: str, languages: tuple[str, ...]) -> Iterator[str]:
    if cell.index == 0 and cell.kind == "raw":
        yield f"{where}, front matter"
    for place in {cell.place, *(cell.place_in(lang) for lang in languages)}:
        yield f"{where}, {place}"
