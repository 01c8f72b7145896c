"""Reads a sheet of an OpenDocument spreadsheet (.ods), with odfdo where it is installed."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from nutgraf.errors import DataError, Problem
from nutgraf.intake.given import Given
from nutgraf.intake.grid import CellGrid, SheetValue
from nutgraf.intake.interview import Interview
from nutgraf.intake.packed_file import DAMAGED, LARGEST
from nutgraf.intake.sheets import (
    MergedCells,
    choose_sheet,
    holds_error,
    never_computed,
    note_hidden,
    shown_number,
    write_out_merged,
)

if TYPE_CHECKING:
    from odfdo import Cell, Row, Table

_MOST_CELLS = 20_000_000
_TRUE_OR_FALSE = {"TRUE": True, "FALSE": False}
_HOURS = re.compile(r"PT(\d+)H(\d+)M(\d+)(?:[.,]\d+)?S")


def read_open_document(name: str, written: bytes, given: Given, interview: Interview) -> CellGrid:
    """The rows of one sheet. Raises DataError where the file cannot be read, has no such sheet, or odfdo is missing."""
    sheets = {sheet.name or "": sheet for sheet in _sheets(name, written)}
    sizes = {title: (sheet.height, sheet.width) for title, sheet in sheets.items() if sheet.height and sheet.width}
    chosen = choose_sheet(name, sizes, given, interview)
    sheet, where = sheets[chosen], f"{name}, sheet {chosen}"
    if sheet.height * sheet.width > _MOST_CELLS:
        raise DataError(Problem(where, "the sheet has more than 20 million cells", "save it as CSV, and add that"))
    rows = list(sheet.rows)
    note_hidden(where, *_hidden(sheet, rows), interview)
    read = [list(row.cells) for row in rows]
    problems: list[Problem] = []
    cells = [
        [_cell(where, one, _at(row, at), problems) for at, one in enumerate(line)] for row, line in enumerate(read)
    ]
    for line in cells:
        line += [""] * (sheet.width - len(line))
    spans = write_out_merged(cells, _merged(read))
    empty = [_at(row, at) for row, line in enumerate(read) for at, one in enumerate(line) if _has_no_result(one)]
    if problems := [*problems, *never_computed(where, empty)]:
        raise DataError(*problems)
    return CellGrid(where, tuple((number, tuple(line)) for number, line in enumerate(cells, 1)), spans)


def _sheets(name: str, written: bytes) -> list[Table]:
    """The sheets, without the empty rows and columns that a program writes behind their values."""
    try:
        from odfdo import Document
    except ImportError as error:
        what = "an OpenDocument spreadsheet is read with odfdo, which is not installed"
        fix = "install it: pip install 'nutgraf[ods]'; or save the file as .xlsx or CSV"
        raise DataError(Problem(name, what, fix)) from error
    from lxml.etree import LxmlError

    _refuse_protected(name, written)
    try:
        sheets: list[Any] = list(Document(io.BytesIO(written)).body.tables)
        for sheet in sheets:
            sheet.rstrip()
    except (*DAMAGED, LxmlError, LookupError, TypeError) as error:
        fix = "open it in LibreOffice, and save it again"
        raise DataError(Problem(name, "the spreadsheet cannot be read", fix)) from error
    return sheets


def _refuse_protected(name: str, written: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(written)) as parts:
            size = sum(part.file_size for part in parts.infolist())
            manifest = b"" if size > LARGEST else parts.read("META-INF/manifest.xml")
    except (*DAMAGED, KeyError) as error:
        fix = "open it in LibreOffice, and save it again"
        raise DataError(Problem(name, "the spreadsheet cannot be read", fix)) from error
    if size > LARGEST:
        raise DataError(Problem(name, "it unpacks to more than 500 MB", "save the sheet as CSV, and add that"))
    if b"encryption-data" in manifest or b"encrypted-package" in written[:4096]:
        fix = "open it in LibreOffice, and save it without one"
        raise DataError(Problem(name, "the spreadsheet is protected by a password", fix))


def _at(row: int, at: int) -> str:
    from openpyxl.utils import get_column_letter

    return f"{get_column_letter(at + 1)}{row + 1}"


def _hidden(sheet: Table, rows: list[Row]) -> tuple[list[str], list[str]]:
    from openpyxl.utils import get_column_letter

    columns = [get_column_letter(at) for at, one in enumerate(sheet.columns, 1) if _is_hidden(one)]
    return [str(number) for number, one in enumerate(rows, 1) if _is_hidden(one)], columns


def _is_hidden(one: Any) -> bool:
    return one.get_attribute("table:visibility") in ("collapse", "filter")


def _merged(read: list[list[Cell]]) -> Iterator[MergedCells]:
    for row, line in enumerate(read):
        for at, cell in enumerate(line):
            across, down = cell.span_area()
            if across > 1 or down > 1:
                yield row, row + max(down, 1) - 1, at, at + max(across, 1) - 1


def _has_no_result(cell: Cell) -> bool:
    return bool(cell.formula) and cell.type is None


def _cell(where: str, cell: Cell, at: str, problems: list[Problem]) -> SheetValue:
    text = cell.text_recursive.strip()
    if cell.get_attribute("calcext:value-type") == "error":
        problems.append(holds_error(where, at, text))
        return ""
    if cell.type == "time":
        return _hours(str(cell.get_attribute("office:time-value")), text)
    if cell.type == "float" and text in _TRUE_OR_FALSE:
        return _TRUE_OR_FALSE[text]
    value = cell.value
    if value is None or cell.is_covered():
        return ""
    if cell.type in ("float", "currency", "percentage") and isinstance(value, int | float | Decimal):
        zeros = "0" * len(text) if text.isdecimal() and text.startswith("0") and len(text) > 1 else ""
        return shown_number(value, "%" if cell.type == "percentage" else zeros)
    if isinstance(value, datetime):
        return value.date() if value.time() == time() else value
    return value if isinstance(value, bool | date) else str(value)


def _hours(written: str, shown: str) -> SheetValue:
    """An hour of the day; a length of time, which may be longer than a day, is a text such as 67:08:49."""
    found = _HOURS.fullmatch(written)
    if not found:
        return shown
    hours, minutes, seconds = map(int, found.groups())
    return time(hours, minutes, seconds) if hours < 24 else f"{hours}:{minutes:02}:{seconds:02}"
