"""Reads a sheet of a workbook of Excel 97 to 2003 (.xls), as Excel shows it."""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Iterator
from datetime import datetime, time
from typing import Any

from nutgraf.errors import DataError, Problem
from nutgraf.intake.given import Given
from nutgraf.intake.grid import CellGrid, SheetValue
from nutgraf.intake.interview import Interview
from nutgraf.intake.sheets import MergedCells, choose_sheet, holds_error, note_hidden, shown_number, write_out_merged


def read_old_workbook(name: str, written: bytes, given: Given, interview: Interview) -> CellGrid:
    """The rows of one sheet. Raises DataError where the workbook cannot be read or has no such sheet."""
    book = _opened(name, written)
    sheets = {sheet.name: sheet for sheet in book.sheets() if sheet.nrows}
    sizes = {title: (sheet.nrows, sheet.ncols) for title, sheet in sheets.items()}
    chosen = choose_sheet(name, sizes, given, interview)
    sheet, where = sheets[chosen], f"{name}, sheet {chosen}"
    note_hidden(where, *_hidden(sheet), interview)
    problems: list[Problem] = []
    cells = [[_cell(where, sheet, row, at, problems) for at in range(sheet.ncols)] for row in range(sheet.nrows)]
    spans = write_out_merged(cells, _merged(sheet))
    if problems:
        raise DataError(*problems)
    return CellGrid(where, tuple((number, tuple(row)) for number, row in enumerate(cells, 1)), spans)


def _opened(name: str, written: bytes) -> Any:
    import xlrd
    from xlrd.compdoc import CompDocError

    broken = (xlrd.XLRDError, CompDocError, struct.error, LookupError, ValueError, TypeError, AssertionError)
    try:
        return xlrd.open_workbook(file_contents=written, formatting_info=True, logfile=io.StringIO())
    except broken as error:
        if "encrypted" in str(error).lower() or "EncryptedPackage".encode("utf-16-le") in written:
            what, fix = "the workbook is protected by a password", "open it in Excel, and save it without one"
        else:
            what, fix = "the workbook cannot be read", "open it in Excel, and save it as .xlsx or CSV"
        raise DataError(Problem(name, what, fix)) from error


def _hidden(sheet: Any) -> tuple[list[str], list[str]]:
    from openpyxl.utils import get_column_letter

    rows = [str(row + 1) for row, one in sorted(sheet.rowinfo_map.items()) if one.hidden and row < sheet.nrows]
    columns = [at for at, one in sorted(sheet.colinfo_map.items()) if one.hidden and at < sheet.ncols]
    return rows, [get_column_letter(at + 1) for at in columns]


def _merged(sheet: Any) -> Iterator[MergedCells]:
    for first, behind_last, left, behind_right in sheet.merged_cells:
        yield first, behind_last - 1, left, behind_right - 1


def _cell(where: str, sheet: Any, row: int, at: int, problems: list[Problem]) -> SheetValue:
    import xlrd

    kind, value = sheet.cell_type(row, at), sheet.cell_value(row, at)
    if kind == xlrd.XL_CELL_ERROR:
        shown = xlrd.error_text_from_code.get(value, "of Excel")
        problems.append(holds_error(where, xlrd.cellname(row, at), shown))
        return ""
    if kind == xlrd.XL_CELL_BOOLEAN:
        return bool(value)
    form = sheet.book.format_map[sheet.book.xf_list[sheet.cell_xf_index(row, at)].format_key].format_str
    if kind == xlrd.XL_CELL_DATE and re.search(r"\[[hms]+\]", form, re.IGNORECASE):
        return _length(value)
    if kind == xlrd.XL_CELL_DATE:
        return _day(where, xlrd.cellname(row, at), value, sheet.book.datemode, problems)
    return shown_number(value, form) if kind == xlrd.XL_CELL_NUMBER else str(value)


def _day(where: str, cell: str, value: float, mode: int, problems: list[Problem]) -> SheetValue:
    """The day, the moment or the hour of a cell; Excel counts days, and an hour is a part of one."""
    import xlrd

    try:
        moment: datetime = xlrd.xldate.xldate_as_datetime(value, mode)
    except (ValueError, OverflowError, xlrd.xldate.XLDateError):
        problems.append(Problem(f"{where}, cell {cell}", f"{value} is no day", "correct the cell, or its format"))
        return ""
    if 0 <= value < 1:
        return moment.time()
    return moment.date() if moment.time() == time() else moment


def _length(days: float) -> str:
    """A length of time in hours, minutes and seconds, as 67:08:49; it may be longer than a day."""
    minutes, seconds = divmod(round(days * 24 * 60 * 60), 60)
    return f"{minutes // 60:02}:{minutes % 60:02}:{seconds:02}"
