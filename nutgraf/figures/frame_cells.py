"""The cells of a frame: their units, rounding, sources, and the rows of data/ that they come from."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from nutgraf.figures.cell_values import FigureCell, blank, is_day
from nutgraf.figures.table_columns import FigureColumn, are_years

if TYPE_CHECKING:
    import pandas as pd

Held = dict[Any, list[Any]]
"""The cells of a frame by column, because pandas is slow at looking up single cells."""


def cells_of(held: Held, column: FigureColumn, rows: Iterable[int]) -> list[FigureCell]:
    """The cells of a column in these rows."""
    cells = [_cell(held, row, column.name, column.unit) for row in rows]
    if are_years(column, (cell.value for cell in cells)) and not any(cell.unit for cell in cells):
        return [replace(cell, year=True) for cell in cells]
    return [replace(cell, name=True) for cell in cells] if column.names and not column.unit else cells


def _cell(held: Held, row: int, column: str, unit: str) -> FigureCell:
    """A value with its unit and rounding step, from the fact itself or from its companion columns."""
    value, fact = held[column][row], fact_in(held, row, column)
    if fact is not None:
        return FigureCell(fact.value, unit or fact.unit, fact.rounded_to, fact.qualifier)
    companions = {"unit": f"_{column}_unit", "step": f"_{column}_step", "qualifier": f"_{column}_qualifier"}
    if column == "value" and companions["unit"] not in held:
        companions = {"unit": "unit", "step": "rounded_to", "qualifier": "qualifier"}
    found = {name: held[other][row] if other in held else None for name, other in companions.items()}
    own = {name: None if blank(item) else item for name, item in found.items()}
    return FigureCell(value, unit or str(own["unit"] or ""), own["step"], str(own["qualifier"] or ""))


def fact_in(held: Held, row: int, column: str) -> Any:
    """The fact in a cell, or the one that a house chart keeps in a companion column."""
    for name in (column, f"_{column}_fact"):
        value = held[name][row] if name in held else None
        if hasattr(value, "sources") and hasattr(value, "value"):
            return value
    return None


def unsourced_cells(held: Held, columns: Mapping[int, str], cells: list[list[FigureCell]]) -> list[list[int]]:
    """Row and position of the cells without a source: not a fact, in a frame that names no source."""
    ids = [column for column in held if str(column).startswith("source_id")]
    found = []
    for row, line in enumerate(cells):
        if any(not blank(held[column][row]) for column in ids):
            continue
        known = {column for column in map(str, held) if fact_in(held, row, column) is not None}
        for place, column in columns.items():
            cell = line[place]
            label = bool(known) and isinstance(cell.value, str)  # a label next to a fact
            if not (column in known or label or needs_no_source(cell)):
                found.append([row, place])
    return found


def is_vouched(frame: pd.DataFrame) -> bool:
    """Whether the frame names its sources, or counts numbers that have them."""
    if counted := frame.attrs.get("counted"):
        column, held = counted.column, held_of(counted.frame)
        cells = [[cell] for cell in cells_of(held, FigureColumn(column, column), range(len(counted.frame)))]
        return is_vouched(counted.frame) or not unsourced_cells(held, {0: column}, cells)
    return bool(frame.attrs.get("sources"))


def held_of(frame: pd.DataFrame) -> Held:
    """The cells of a frame."""
    return {name: list(frame.iloc[:, at].array) for at, name in enumerate(frame.columns)}


def source_rows_of(frame: pd.DataFrame, held: Held) -> list[list[dict[str, Any]]]:
    """For each row, the distinct rows of data/ that it shows, counts or was computed from."""
    from nutgraf import data

    if counted := frame.attrs.get("counted"):
        each = source_rows_of(counted.frame, held_of(counted.frame))
        return [list({repr(key): key for row in rows for key in each[row]}.values()) for rows in counted.rows]

    found = []
    for row, own in enumerate(data.source_rows(frame)):
        facts = (fact_in(held, row, str(column)) for column in held)
        inputs = [(each.table, each.key) for fact in facts for each in getattr(fact, "inputs", ())]
        once = {(table, *map(str, key.items())): (table, key) for table, key in (*own, *inputs)}
        found.append([{"table": table, "key": dict(key)} for table, key in once.values()])
    return found


def needs_no_source(cell: FigureCell) -> bool:
    """Whether a cell needs no source: a year, a date, true or false, or blank."""
    return cell.year or blank(cell.value) or is_day(cell) or isinstance(cell.value, (bool, datetime.date))
