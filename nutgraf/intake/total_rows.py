"""Finds a row of totals that is not named as one: its numbers are the sums of all the others."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from nutgraf.errors import Problem
from nutgraf.intake.column_values import TypedColumn
from nutgraf.intake.given import Given
from nutgraf.intake.interview import Interview

_FEWEST = 4


def refuse_totals(
    where: str, columns: Sequence[TypedColumn], rows: Sequence[int], given: Given, interview: Interview
) -> None:
    """Refuse a first or last row with a number that is the sum of all others in its column, unless it is to be kept."""
    for place in (0, len(rows) - 1) if len(rows) >= _FEWEST else ():
        if rows[place] in given.keep_rows:
            continue
        if column := next((one for one in columns if one.is_number and not one.is_year and _is_sum(one, place)), None):
            what = f"the row may be a total: its {column.name}, {column.cells[place]}, is the sum of all others"
            fix = f"give --skip-row {rows[place]} to leave it out, or --keep-row {rows[place]} to keep it"
            interview.refuse(Problem(f"{where}, row {rows[place]}", what, fix))
    interview.settle()


def _is_sum(column: TypedColumn, place: int) -> bool:
    cell = column.cells[place]
    if not cell or cell in column.missing or not Decimal(cell):
        return False
    others = [one for one in column.values if Decimal(one)]
    return len(others) >= _FEWEST and sum(map(Decimal, others)) == 2 * Decimal(cell)
