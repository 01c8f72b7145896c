"""What workbooks of all formats have in common: which sheet, numbers as a program shows them, cells that are merged."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from nutgraf.errors import DataError, Problem, did_you_mean
from nutgraf.intake.given import Given
from nutgraf.intake.grid import Percent, SheetValue
from nutgraf.intake.interview import Interview, Question

MergedCells = tuple[int, int, int, int]
"""The first and last row, and the first and last column, of cells that are one, counted from 0."""

_LISTED = 12


def choose_sheet(name: str, sizes: Mapping[str, tuple[int, int]], given: Given, interview: Interview) -> str:
    """The sheet that is read, of those with values; `sizes` are their rows and columns.

    Raises DataError where there is none, or no such one.
    """
    if not sizes:
        raise DataError(Problem(name, "the workbook has no cells with values", "look at the file"))
    chosen = given.sheet or _only(name, sizes, interview)
    if chosen not in sizes:
        raise DataError(Problem(name, f"no sheet {chosen!r}", did_you_mean(chosen, sizes)))
    return chosen


def _only(name: str, sizes: Mapping[str, tuple[int, int]], interview: Interview) -> str:
    if len(sizes) == 1:
        return next(iter(sizes))
    why = f"it has the sheets {', '.join(sizes)}"
    largest = max(sizes, key=lambda title: sizes[title][0] * sizes[title][1])
    tables = [title for title, (rows, columns) in sizes.items() if rows > 1 and columns > 1]
    likely = tables[0] if len(tables) == 1 else None
    why += ", and the others hold no table" if likely else ""
    answer = interview.answer(Question(name, "--sheet", "the sheet is not known", likely, why, largest))
    interview.settle()
    return answer


def note_hidden(where: str, rows: Sequence[str], columns: Sequence[str], interview: Interview) -> None:
    """List the rows and columns of the table that its program does not show: they are read too."""
    for kind, hidden in (("row", rows), ("column", columns)):
        if hidden:
            interview.note(f"hidden {kind}s of {where} are read too: {', '.join(hidden[:_LISTED])}")


def write_out_merged(cells: list[list[SheetValue]], merged: Iterable[MergedCells]) -> frozenset[int]:
    """Give every cell of a merged range its value; the rows, counted from 1, of ranges that span columns."""
    spans = set()
    for first, last, left, right in merged:
        if first >= len(cells) or left >= len(cells[first]):
            continue
        value = cells[first][left]
        if first == last and right > left:
            spans.add(first + 1)
        for row in cells[first : last + 1]:
            for place in range(left, min(right + 1, len(row))):
                row[place] = value
    return frozenset(spans)


def shown_number(value: Decimal | float, form: str) -> SheetValue:
    """A number in 15 digits; 0.26 shown as 26% is 26, and one shown with leading zeros is a text.

    `form` is the format of the cell as Excel writes it.
    """
    number = Decimal(format(value, ".15g")) if isinstance(value, float | Decimal) else Decimal(value)
    if re.fullmatch(r"0{2,}", form):
        return str(int(number)).zfill(len(form))
    return Percent((number * 100).normalize()) if "%" in form else number


def holds_error(where: str, cell: str, error: object) -> Problem:
    """The problem of a cell whose formula ended in an error."""
    what = f"the cell holds the error {error}"
    return Problem(f"{where}, cell {cell}", what, "correct its formula, or clear the cell")


def never_computed(where: str, cells: Sequence[str]) -> list[Problem]:
    """A problem where formulas have no result in the file, as where a program wrote them that computes nothing."""
    if not cells:
        return []
    listed = ", ".join(cells[:5]) + (" …" if len(cells) > 5 else "")
    what = f"formulas have no result in the file: {listed}"
    return [Problem(where, what, "open it in Excel or LibreOffice, save it there, and add it again")]
