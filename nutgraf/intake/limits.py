"""Limits among the numbers of a column, such as <5 where a statistical office keeps small numbers to itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from nutgraf.intake.column_values import FoundColumn, TypedColumn
from nutgraf.intake.grid import SheetValue
from nutgraf.intake.number_signs import is_number

_LIMIT = re.compile(r"(?P<sign><=|>=|[<>≤≥])\s*(?P<number>.+)")
_WORDS = {"<": "less than", ">": "more than", "≤": "at most", "<=": "at most", "≥": "at least", ">=": "at least"}
_OF_COUNTED = {"less than": "fewer than"}


def is_limit(text: str) -> bool:
    """Whether a text is a number with a sign that makes it a limit: "<5", "≥ 1,000"."""
    return bool((found := _LIMIT.fullmatch(text)) and is_number(found["number"]))


def without_limits(column: FoundColumn) -> FoundColumn:
    """The column with its limits as plain numbers, and the publisher's word of each."""
    read = [_split(cell) for cell in column.cells]
    return replace(column, cells=tuple(number for _, number in read), limits=tuple(word for word, _ in read))


def _split(cell: SheetValue) -> tuple[str, SheetValue]:
    if isinstance(cell, str) and is_limit(cell) and (found := _LIMIT.fullmatch(cell)):
        return _WORDS[found["sign"]], found["number"]
    return "", cell


def with_limit_columns(columns: Sequence[TypedColumn], counted: Sequence[str]) -> list[TypedColumn]:
    """The columns, each one that has limits followed by a column of their words; things `counted` are fewer, not less.

    Raises ValueError with the name of such a column if another has it.
    """
    names = {column.name for column in columns}
    found: list[TypedColumn] = []
    for column in columns:
        found.append(column)
        if not any(column.limits):
            continue
        if column.limit_column in names:
            raise ValueError(column.limit_column)
        words = _OF_COUNTED if column.name in counted else {}
        cells = tuple(words.get(word, word) for word in column.limits)
        found.append(TypedColumn(column.limit_column, "", "string", cells))
    return found
