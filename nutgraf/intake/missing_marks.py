"""The marks that stand for a missing value, such as NA: asked or listed in each column of numbers or dates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from nutgraf.errors import Problem
from nutgraf.intake.column_values import FoundColumn
from nutgraf.intake.grid import SheetValue
from nutgraf.intake.interview import Interview, Question

_MARKS = frozenset(
    {
        *("na", "n/a", "n.a.", "nan", "null", "none", "nil", "-", "–", "—", "--", "..", "...", "…", ".", ":"),
        *("k. a.", "k.a.", "k. a", "k/a", "nd", "n.d.", "n. d.", "n/d", "s/d", "s.d.", "s/o", "s.o.", "not available"),
        *("non disponible", "nicht verfügbar", "keine angabe", "no disponible", "não disponível", "x"),
    }
)
"""In the languages of the kit; a statistical office writes x for a number that it keeps to itself."""


def is_mark(cell: SheetValue) -> bool:
    """Whether a cell probably means a blank."""
    return isinstance(cell, str) and cell.lower() in _MARKS


def with_marks(column: FoundColumn, kind: str, interview: Interview) -> FoundColumn:
    """The column with the marks in it declared as missing; `kind` is what its other cells are."""
    marks = dict.fromkeys(cell for _, cell in column.known if isinstance(cell, str) and is_mark(cell))
    for mark in marks:
        what = f"in the column {column.name}, {mark!r} is no {kind}"
        rows = [row for row, cell in column.known if cell == mark]
        why = f"in row {listed_rows(rows)} it probably means a blank"
        answer = interview.answer(Question(column.where, f"--missing {column.name}=", what, mark, why))
        if answer != mark:
            fix = f"correct the cell, or give --text {column.name}"
            interview.refuse(Problem(f"{column.where}, row {rows[0]}", what, fix))
    return replace(column, missing=tuple(dict.fromkeys([*column.missing, *marks])))


def listed_rows(rows: Sequence[int]) -> str:
    """The numbers of the first rows."""
    return ", ".join(map(str, rows[:4])) + (" …" if len(rows) > 4 else "")
