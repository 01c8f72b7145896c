"""The raw text of a table's files: its rows as strings with their places, and problems of the file as a whole."""

from __future__ import annotations

import csv
import io
import re
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import overload

from nutgraf.data.csv_dialect import Dialect
from nutgraf.data.package import Table
from nutgraf.data.table_headings import HeadingOrder, read_headings
from nutgraf.errors import Problem, merge_conflict

_LONGEST_CELL = 2**31 - 1
_LOST = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff\ufffd]")
_BOMS = (("utf-32", b"\xff\xfe\0\0"), ("utf-16", b"\xff\xfe"), ("utf-16", b"\xfe\xff"))
_ONE_BYTE = re.compile("cp125|iso8859|latin|mac|cp850|cp437|ascii")


@dataclass(frozen=True, slots=True)
class RawLine:
    """One row of a file: the cells of the columns in the order of the schema, and where they are."""

    file: str
    row: int
    cells: Sequence[str]

    @property
    def where(self) -> str:
        return _place(self.file, self.row)


def _place(file: str, row: int) -> str:
    return f"data/{file}, row {row}"


class RowPlaces(Sequence[str]):
    """Where each row is, its file and its number in it; a table of a million rows has no million texts for that."""

    def __init__(self, lines: Sequence[RawLine] = ()) -> None:
        self._files = [line.file for line in lines]
        self._rows = array("q", (line.row for line in lines))

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[str]: ...
    def __getitem__(self, index: int | slice) -> str | Sequence[str]:
        if isinstance(index, slice):
            return [self[each] for each in range(*index.indices(len(self)))]
        return _place(self._files[index], self._rows[index])


@dataclass(frozen=True)
class RawTable:
    """The rows of a table, and what is wrong with its files."""

    lines: list[RawLine] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_written(table: Table, parts: Sequence[bytes]) -> RawTable:
    """Every row of every file; a row with too few or too many cells is a problem and is left out."""
    found = RawTable()
    for path, part in zip(table.paths, parts, strict=True):
        _read_file(table, path.name, part, found)
    return found


def _read_file(table: Table, file: str, written: bytes, found: RawTable) -> None:
    where, dialect = f"data/{file}", table.dialect
    text, problem = _decoded(where, written, dialect)
    if problem:
        found.problems.append(problem)
        return
    if conflict := merge_conflict(where, text):
        found.problems.append(conflict)
        return
    rows: list[tuple[int, list[str]]] = []
    try:
        rows.extend(_rows(text, dialect))
    except _Unclosed as error:
        found.problems.append(error.problem(where))
        return
    if not rows:
        found.problems.append(Problem(where, "the file is empty", "put its rows back"))
        return
    order, rows, problems = read_headings(table, where, rows)
    if problems:
        found.problems.extend(problems)
        return
    for number, cells in rows:
        _add(table, RawLine(file, number, cells), order, found)
    _refuse_lost(text, [line for line in found.lines if line.file == file], found)


def _add(table: Table, line: RawLine, order: HeadingOrder, found: RawTable) -> None:
    if not any(line.cells):
        if not table.dialect.skips_blank:
            found.problems.append(Problem(line.where, "the row is blank", "take the row out"))
    elif len(line.cells) != order.width:
        what = f"the row has {len(line.cells)} cells, the table {order.width} columns"
        found.problems.append(Problem(line.where, what, "look for a comma too many or too few"))
    elif order.cells is None:
        found.lines.append(line)
    else:
        found.lines.append(RawLine(line.file, line.row, [line.cells[index] for index in order.cells]))


def _decoded(where: str, written: bytes, dialect: Dialect) -> tuple[str, Problem | None]:
    """The text of a file in the encoding that the data package names."""
    encoding = dialect.encoding
    seen = next((name for name, mark in _BOMS if written.startswith(mark)), "")
    if seen and not encoding.startswith(seen):
        fix = f'save it as UTF-8, or declare "encoding": "{seen}"'
        return "", Problem(where, f"the file is {seen.upper()}, the data package says {encoding}", fix)
    try:
        text = written.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    except UnicodeError as error:
        start = getattr(error, "start", 0)
        row = written.count(b"\n", 0, start) + 1
        fix = 'save it as UTF-8 ("CSV UTF-8" in Excel), or declare its own, such as "encoding": "cp1252"'
        return "", Problem(f"{where}, row {row}", f"the file is not {encoding.upper()}", fix)
    if not written.isascii() and _ONE_BYTE.match(encoding) and _is_utf8(written):
        what = f"the file is UTF-8, the data package says {encoding}"
        return "", Problem(where, what, 'declare "encoding": "utf-8"')
    return text, None


def _is_utf8(written: bytes) -> bool:
    try:
        written.decode("utf-8")
        return True
    except UnicodeDecodeError:
        return False


class _Unclosed(Exception):
    """Quotation marks that do not close where they should."""

    def __init__(self, row: int, reason: str) -> None:
        super().__init__(reason)
        self.row, self.reason = row, reason

    def problem(self, where: str) -> Problem:
        """In a reporter's words."""
        place = f"{where}, row {self.row}"
        if "end of data" in self.reason:
            what = "a quotation mark that opens in this row is never closed, so that it takes in all rows after it"
            return Problem(place, what, "close it")
        if "expected after" in self.reason:
            what = "a cell goes on after its closing quotation mark"
            return Problem(place, what, 'close the quotation before it, or write "" for a mark inside a quoted cell')
        return Problem(place, f"the row cannot be read: {self.reason}", "look at its quotation marks")


def _rows(text: str, dialect: Dialect) -> Iterator[tuple[int, list[str]]]:
    """Each row with its number, as a spreadsheet counts them; comments are left out."""
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(
        io.StringIO(text, newline=""),
        delimiter=dialect.delimiter,
        quotechar=dialect.quote or None,
        quoting=csv.QUOTE_MINIMAL if dialect.quote else csv.QUOTE_NONE,
        doublequote=dialect.doubled,
        escapechar=dialect.escape,
        skipinitialspace=dialect.trims,
        strict=True,
    )
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise _Unclosed(number, str(error)) from error
        comment = dialect.comment and cells and cells[0].startswith(dialect.comment)
        if not comment and number not in dialect.comment_rows:
            yield number, cells


def _refuse_lost(text: str, lines: Sequence[RawLine], found: RawTable) -> None:
    """Replacement characters, left from letters that were lost when the file was saved."""
    if not _LOST.search(text):
        return
    for line in lines:
        for cell in line.cells:
            if sign := _LOST.search(cell):
                what = f"{cell!r} holds U+{ord(sign[0]):04X}, which is not a letter"
                fix = "look at the encoding that the file was saved in, and write the text again"
                found.problems.append(Problem(line.where, what, fix))
