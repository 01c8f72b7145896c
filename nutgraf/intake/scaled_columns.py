"""Writes out numbers that a file gives in thousands or millions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from nutgraf.errors import Problem, did_you_mean
from nutgraf.intake.column_values import TypedColumn
from nutgraf.intake.declared_columns import read_step
from nutgraf.intake.given import Given
from nutgraf.intake.grid import plain
from nutgraf.intake.interview import Interview
from nutgraf.intake.said_scales import said_scales
from nutgraf.intake.table_layout import Laid


def scale_columns(laid: Laid, columns: Sequence[TypedColumn], given: Given, interview: Interview) -> list[TypedColumn]:
    """The columns, those with a scale times it. Raises UsageError for a scale of no column, or one that is none."""
    numbers = [column.name for column in columns if column.is_number]
    scales = {}
    for name, text in {**said_scales(laid, columns, given, interview), **given.scale}.items():
        scale = read_step(text)
        if not text:  # asked for, and refused already
            continue
        if name not in numbers:
            interview.refuse(Problem("--scale", f"no column of numbers {name!r}", did_you_mean(name, numbers)))
        elif scale is None:
            interview.refuse(Problem("--scale", f"{text!r} is no scale", f"such as --scale {name}=thousand"))
        else:
            scales[name] = scale
    interview.settle()
    return [_scaled(column, scales[column.name]) if column.name in scales else column for column in columns]


def _scaled(column: TypedColumn, scale: Decimal) -> TypedColumn:
    numbers = {value: Decimal(value) * scale for value in column.values}
    whole = all(number == int(number) for number in numbers.values())
    written = {value: plain(Decimal(int(number)) if whole else _shortest(number)) for value, number in numbers.items()}
    cells = tuple(cell if cell in column.missing else written.get(cell, cell) for cell in column.cells)
    return replace(column, type="integer" if whole else "number", cells=cells)


def _shortest(number: Decimal) -> Decimal:
    """The number without the zeros that a product ends in: 0.613 times a hundred is 61.3, and no finer than that."""
    return Decimal(int(number)) if number == int(number) else number.normalize()
