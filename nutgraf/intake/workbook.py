"""Reads a sheet of an Excel workbook: values as Excel shows them, headings that span columns written out."""

from __future__ import annotations

import io
from datetime import datetime, time
from typing import Any
from zipfile import ZipFile

from nutgraf.errors import DataError, Problem
from nutgraf.intake.given import Given
from nutgraf.intake.grid import CellGrid, SheetValue
from nutgraf.intake.interview import Interview
from nutgraf.intake.sheets import (
    MergedCells,
    choose_sheet,
    holds_error,
    never_computed,
    note_hidden,
    shown_number,
    write_out_merged,
)

_ERRORS = ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!")


def read_workbook(name: str, written: bytes, given: Given, interview: Interview) -> CellGrid:
    """The rows of one sheet. Raises DataError where the workbook cannot be read or has no such sheet."""
    from zipfile import BadZipFile

    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = openpyxl.load_workbook(io.BytesIO(written), data_only=True)
    except (InvalidFileException, BadZipFile, KeyError, ValueError, OSError) as error:
        raise DataError(Problem(name, "the workbook cannot be read", "open it in Excel and save it again")) from error
    sheets = {sheet.title: sheet for sheet in book.worksheets if any(any(row) for row in sheet.values)}
    sizes = {title: (sheet.max_row, sheet.max_column) for title, sheet in sheets.items()}
    chosen = choose_sheet(name, sizes, given, interview)
    where = f"{name}, sheet {chosen}"
    sheet = sheets[chosen]
    _note_hidden(where, sheet, interview)
    problems: list[Problem] = []
    cells = [[_cell(where, cell, problems) for cell in row] for row in sheet.rows]
    spans = write_out_merged(cells, _merged(sheet))
    problems += never_computed(where, _without_result(written, sheet))
    if problems:
        raise DataError(*problems)
    return CellGrid(where, tuple((number, tuple(row)) for number, row in enumerate(cells, 1)), spans)


def _without_result(written: bytes, sheet: Any) -> list[str]:
    """The cells of the sheet whose formulas have no result in the file."""
    import openpyxl

    with ZipFile(io.BytesIO(written)) as parts:
        inside = (parts.read(name) for name in parts.namelist() if name.startswith("xl/worksheets/"))
        if not any(b"<f>" in part or b"<f " in part for part in inside):
            return []
    formulas = openpyxl.load_workbook(io.BytesIO(written))[sheet.title]
    return [
        cell.coordinate
        for row in formulas.iter_rows()
        for cell in row
        if cell.data_type == "f" and sheet[cell.coordinate].value is None
    ]


def _note_hidden(where: str, sheet: Any, interview: Interview) -> None:
    rows = [str(number) for number, one in sorted(sheet.row_dimensions.items()) if one.hidden]
    columns = [letter for letter, one in sorted(sheet.column_dimensions.items()) if one.hidden]
    note_hidden(where, rows, columns, interview)


def _merged(sheet: Any) -> list[MergedCells]:
    ranges = sheet.merged_cells.ranges
    return [(one.min_row - 1, one.max_row - 1, one.min_col - 1, one.max_col - 1) for one in ranges]


def _cell(where: str, cell: Any, problems: list[Problem]) -> SheetValue:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return shown_number(value, str(cell.number_format))
    if isinstance(value, datetime):
        return value.date() if value.time() == time() else value
    if cell.data_type == "e" or value in _ERRORS:
        problems.append(holds_error(where, cell.coordinate, value))
    return str(value)
