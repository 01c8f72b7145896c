"""Reads a sheet of an Excel workbook: values as Excel shows them, headings that span columns written out."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from datetime import datetime, time
from decimal import Decimal
from typing import Any
from zipfile import ZipFile

from nutgraf.errors import DataError, Problem, did_you_mean
from nutgraf.intake.given import Given
from nutgraf.intake.grid import CellGrid, Percent, SheetValue
from nutgraf.intake.interview import Interview, Question

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
    if not sheets:
        raise DataError(Problem(name, "the workbook has no cells with values", "look at the file"))
    chosen = given.sheet or _only(name, sheets, interview)
    if chosen not in sheets:
        raise DataError(Problem(name, f"no sheet {chosen!r}", did_you_mean(chosen, sheets)))
    where = f"{name}, sheet {chosen}"
    sheet = sheets[chosen]
    _note_hidden(where, sheet, interview)
    spans = _write_out_merged(sheet)
    problems: list[Problem] = []
    rows = [(number, tuple(_cell(where, cell, problems) for cell in row)) for number, row in enumerate(sheet.rows, 1)]
    problems += _never_computed(where, written, sheet)
    if problems:
        raise DataError(*problems)
    return CellGrid(where, tuple(rows), spans)


def _only(name: str, sheets: Mapping[str, Any], interview: Interview) -> str:
    if len(sheets) == 1:
        return next(iter(sheets))
    why = f"it has the sheets {', '.join(sheets)}"
    largest = max(sheets, key=lambda title: sheets[title].max_row * sheets[title].max_column)
    tables = [title for title, sheet in sheets.items() if sheet.max_row > 1 and sheet.max_column > 1]
    likely = tables[0] if len(tables) == 1 else None
    why += ", and the others hold no table" if likely else ""
    answer = interview.answer(Question(name, "--sheet", "the sheet is not known", likely, why, largest))
    interview.settle()
    return answer


def _never_computed(where: str, written: bytes, sheet: Any) -> list[Problem]:
    """A problem where formulas have no result in the file, as where a program wrote them that computes nothing."""
    import openpyxl

    with ZipFile(io.BytesIO(written)) as parts:
        inside = (parts.read(name) for name in parts.namelist() if name.startswith("xl/worksheets/"))
        if not any(b"<f>" in part or b"<f " in part for part in inside):
            return []
    formulas = openpyxl.load_workbook(io.BytesIO(written))[sheet.title]
    empty = [
        cell.coordinate
        for row in formulas.iter_rows()
        for cell in row
        if cell.data_type == "f" and sheet[cell.coordinate].value is None
    ]
    if not empty:
        return []
    cells = ", ".join(empty[:5]) + (" …" if len(empty) > 5 else "")
    what = f"formulas have no result in the file: {cells}"
    return [Problem(where, what, "open it in Excel or LibreOffice, save it there, and add it again")]


def _note_hidden(where: str, sheet: Any, interview: Interview) -> None:
    rows = [str(number) for number, one in sorted(sheet.row_dimensions.items()) if one.hidden]
    columns = [letter for letter, one in sorted(sheet.column_dimensions.items()) if one.hidden]
    for kind, hidden in (("row", rows), ("column", columns)):
        if hidden:
            interview.note(f"hidden {kind}s of {where} are read too: {', '.join(hidden[:12])}")


def _write_out_merged(sheet: Any) -> frozenset[int]:
    """Give every cell of a merged range its value; the rows of ranges that span columns."""
    spans = set()
    for span in list(sheet.merged_cells.ranges):
        value = sheet.cell(span.min_row, span.min_col).value
        sheet.unmerge_cells(str(span))
        if span.min_row == span.max_row and span.max_col > span.min_col:
            spans.add(span.min_row)
        for row in range(span.min_row, span.max_row + 1):
            for column in range(span.min_col, span.max_col + 1):
                sheet.cell(row, column).value = value
    return frozenset(spans)


def _cell(where: str, cell: Any, problems: list[Problem]) -> SheetValue:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return _number(cell)
    if isinstance(value, datetime):
        return value.date() if value.time() == time() else value
    if cell.data_type == "e" or value in _ERRORS:
        what = f"the cell holds the error {value}"
        problems.append(Problem(f"{where}, cell {cell.coordinate}", what, "correct its formula, or clear the cell"))
    return str(value)


def _number(cell: Any) -> SheetValue:
    """A number as Excel keeps it, in 15 digits; 0.26 shown as 26% is 26, and one shown with leading zeros is a text."""
    number = Decimal(format(cell.value, ".15g")) if isinstance(cell.value, float) else Decimal(cell.value)
    form = str(cell.number_format)
    if re.fullmatch(r"0{2,}", form):
        return str(int(number)).zfill(len(form))
    return Percent(number * 100) if "%" in form else number
