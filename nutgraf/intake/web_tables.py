"""Reads a table of a web page: cells that span rows or columns are written out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from nutgraf.errors import DataError, Problem
from nutgraf.intake.given import Given
from nutgraf.intake.grid import CellGrid
from nutgraf.intake.interview import Interview, Question

if TYPE_CHECKING:
    from bs4 import Tag

_WIDEST = 1000


def read_web_table(name: str, written: bytes, given: Given, interview: Interview) -> CellGrid:
    """The rows of one table of a page. Raises DataError where it has none, or no such one."""
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(written, "html.parser", from_encoding=given.encoding)
    for aside in soup.select("script, style, template, noscript"):
        aside.decompose()
    tables = [table for table in soup.find_all("table") if not table.find("table") and len(table.find_all("tr")) > 1]
    if not tables:
        what = "the page has no table; one that scripts draw is not in it"
        raise DataError(Problem(name, what, "look for a file to download on the page"))
    if len(given.tables) > 1:
        raise DataError(Problem(name, "several tables of a page are not read as one", "give --table with one number"))
    number = given.tables[0] if given.tables else 1 if len(tables) == 1 else _asked(name, tables, interview)
    if not 1 <= number <= len(tables):
        fix = f"choose one from 1 to {len(tables)}"
        raise DataError(Problem(name, f"the page has no table {number}", fix))
    table = tables[number - 1]
    rows = _written_out(table)
    spans = frozenset(row for row, (_, spanned) in enumerate(rows, 1) if spanned)
    caption = " ".join(table.caption.get_text(" ").split()) if table.caption else ""
    cells = tuple(enumerate((cells for cells, _ in rows), 1))
    return CellGrid(f"{name}, table {number}", cells, spans, title=caption)


def _asked(name: str, tables: list[Tag], interview: Interview) -> int:
    begun = [f"{number}: {' '.join(table.get_text(' ').split())[:50]}…" for number, table in enumerate(tables, 1)]
    why = f"the page has {len(tables)} tables; {'; '.join(begun[:8])}"
    answer = interview.answer(Question(name, "--table", "the table is not known", None, why, "1"))
    interview.settle()
    return int(answer) if answer.isdecimal() else 0


def _written_out(table: Tag) -> list[tuple[tuple[str, ...], bool]]:
    """Each row with every cell that reaches into it, and whether a cell of it spans columns."""
    down: dict[int, tuple[int, str]] = {}
    rows = []
    for row in table.find_all("tr"):
        own = list(_cells(row))
        cells: list[str] = []
        while own or len(cells) in down:
            column = len(cells)
            if column in down:
                left, text = down.pop(column)
                if left > 1:
                    down[column] = (left - 1, text)
                cells.append(text)
                continue
            text, across, deep = own.pop(0)
            for each in range(column, column + across):
                cells.append(text)
                if deep > 1:
                    down[each] = (deep - 1, text)
        rows.append((tuple(cells), any(across > 1 for _, across, _ in _cells(row))))
    return rows


def _cells(row: Tag) -> Iterator[tuple[str, int, int]]:
    for cell in row.find_all(["td", "th"]):
        if cell.find_parent("tr") is not row:
            continue
        spans = [str(cell.get(name, "1")) for name in ("colspan", "rowspan")]
        across, deep = (min(int(span), _WIDEST) if span.isdecimal() and int(span) else 1 for span in spans)
        yield _own_text(cell), across, deep


def _own_text(cell: Tag) -> str:
    """The text of a cell, without that of cells which follow one whose end tag was left out."""
    texts = [str(text) for text in cell.find_all(string=True) if text.find_parent(["td", "th"]) is cell]
    return " ".join(" ".join(texts).split())
