"""Reads numbers in brackets and numbers or names with footnote marks, as options say what these mean."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from dataclasses import replace

from nutgraf.intake.column_values import FoundColumn
from nutgraf.intake.given import Given
from nutgraf.intake.grid import SheetValue
from nutgraf.intake.interview import Interview
from nutgraf.intake.limits import is_limit
from nutgraf.intake.missing_marks import listed_rows
from nutgraf.intake.number_signs import in_plain_digits, is_number

_MARK = re.compile(r"(?P<said>.*?)\s?(?P<mark>[*†‡§#]+|[¹²³⁰-⁹]+|\[\w{1,3}\]|\([a-z]\))")
_AFTER_A_NAME = re.compile(r".*[^\W\d_]{3,}\s?([*†‡]+|[¹²³⁰-⁹]+|\[\w{1,3}\])")
_BRACKETS = re.compile(r"(?P<before>[^()\d]*)\((?P<inside>[^()]*\d[^()]*)\)(?P<after>[^()\d]*)")


def as_marked(column: FoundColumn, given: Given, interview: Interview) -> FoundColumn:
    """The column without the footnote marks that were named, and with its brackets read as given."""
    if column.name in given.text:
        return column
    read = [in_plain_digits(cell) if isinstance(cell, str) else cell for cell in column.cells]
    cells = [_without_brackets(without_footnotes(cell, given.footnotes), given.brackets) for cell in read]
    left = [(row, cell) for row, cell in zip(column.numbers, cells, strict=True) if _is_marked_name(cell)]
    if left and len(left) < len(cells):
        row, cell = left[0]
        mark = shlex.quote(str(_AFTER_A_NAME.fullmatch(str(cell))[1]))  # type: ignore[index]
        interview.note(f"{cell!r} keeps its mark in row {listed_rows([row])} (--footnote {mark} would leave it out)")
    return replace(column, cells=tuple(cells))


def without_footnotes(cell: SheetValue, marks: Sequence[str]) -> SheetValue:
    """A cell without the marks at its end; a cell that is nothing but a mark stays."""
    while isinstance(cell, str) and (mark := next((one for one in marks if cell.endswith(one) and cell != one), None)):
        cell = cell.removesuffix(mark).rstrip()
    return cell


def how_to_read(text: str, column: str) -> str:
    """What to do about a cell that is no number: the option that reads it, where one does."""
    if (found := _BRACKETS.fullmatch(text)) and is_number(_inside(found)):
        return "give --brackets negative if it is below zero, or --brackets plain if brackets say something else of it"
    if (found := _MARK.fullmatch(text)) and is_number(found["said"]):
        return f"give --footnote {shlex.quote(found['mark'])} to leave the mark out"
    if is_limit(text):
        return f"give --limits {column} to keep it as a limit, or --missing {column}='{text}' if it means a blank"
    return f"correct it, or give --missing {column}='{text}' if it means a blank, or --text {column}"


def _is_marked_name(cell: SheetValue) -> bool:
    return isinstance(cell, str) and bool(_AFTER_A_NAME.fullmatch(cell))


def _inside(found: re.Match[str]) -> str:
    """The number with the signs of money or percent that are outside its brackets."""
    return f"{found['before']}{found['inside']}{found['after']}".strip()


def _without_brackets(cell: SheetValue, meaning: str | None) -> SheetValue:
    found = _BRACKETS.fullmatch(cell) if meaning and isinstance(cell, str) else None
    if not found or not is_number(_inside(found)):
        return cell
    return f"-{_inside(found)}" if meaning == "negative" else _inside(found)
