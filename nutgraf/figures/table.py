"""The data behind a figure, as a table: printed in the page's language, and raw for the download."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from nutgraf.errors import FigureError, Problem, did_you_mean
from nutgraf.figures.cells import Cell, blank, printed, raw

if TYPE_CHECKING:
    import pandas as pd

Held = dict[Any, list[Any]]
"""The cells of a frame by column: pandas takes long to look up one cell."""

_CHANNELS = ("y", "x", "x2", "y2", "xOffset", "color", "size", "text", "shape", "detail", "tooltip")


def data_table(
    frame: pd.DataFrame, spec: Mapping[str, Any], columns: Mapping[str, Any] | None, *, lang: str, where: str
) -> dict[str, Any]:
    """Columns with their headings, rows as printed, rows raw."""
    headings = dict(columns) if columns else _from_chart(frame, spec)
    for column in headings:
        if column not in frame.columns:
            shown = [str(name) for name in frame.columns if not str(name).startswith("_")]
            fix = did_you_mean(str(column), shown)
            raise FigureError(Problem(where, f"columns= names {column!r}, which the frame has not", fix))
    units = {column: _unit(heading) for column, heading in headings.items()}
    held: Held = {name: list(frame.iloc[:, at].array) for at, name in enumerate(frame.columns)}
    cells = [[_cell(held, row, column, units[column]) for column in headings] for row in range(len(frame))]
    numeric = [_is_numeric([line[place] for line in cells]) for place in range(len(headings))]
    return {
        "columns": [
            {"label": _heading(column, heading, lang, where), "numeric": number}
            for (column, heading), number in zip(headings.items(), numeric, strict=True)
        ],
        "rows": [[printed(cell, lang) for cell in line] for line in cells],
        "raw": [[raw(cell.value) for cell in line] for line in cells],
        "loose": [] if frame.attrs.get("sources") else _loose(held, list(headings), cells),
        "behind": _behind(frame, held),
    }


def _from_chart(frame: pd.DataFrame, spec: Mapping[str, Any]) -> dict[str, Any]:
    """The columns that the chart draws: as our charts name them, or as its encodings do."""
    named = spec.get("usermeta", {}).get("nutgraf", {}).get("columns")
    if named:
        return {column: _words(column) for column in named}
    found: dict[str, Any] = {}
    for view in (spec, *spec.get("layer", [])):
        encoding = view.get("encoding", {})
        for channel in _CHANNELS:
            for one in _listed(encoding.get(channel)):
                field = str(one.get("field", ""))
                if field in frame.columns and not field.startswith("_"):
                    title = one.get("title") or (one.get("axis") or {}).get("title") or _words(field)
                    found.setdefault(field, str(title))
    return found or {str(column): _words(str(column)) for column in frame.columns}


def _words(column: str) -> str:
    return column.replace("_", " ").strip().capitalize()


def _listed(channel: Any) -> list[dict[str, Any]]:
    if isinstance(channel, dict):
        return [channel]
    return [one for one in channel if isinstance(one, dict)] if isinstance(channel, list) else []


def _unit(heading: Any) -> str:
    return str(heading.get("unit", "")) if isinstance(heading, Mapping) else ""


def _heading(column: str, heading: Any, lang: str, where: str) -> str:
    if not isinstance(heading, Mapping):
        return str(heading)
    if lang in heading:
        return str(heading[lang])
    if "label" in heading:
        return str(heading["label"])
    fix = f'write {{"{lang}": "…"}} for it'
    raise FigureError(Problem(where, f"the column {column!r} has no heading in the language {lang!r}", fix))


def _cell(held: Held, row: int, column: str, unit: str) -> Cell:
    """A value with its unit and the step it is rounded to, from the fact itself or from the columns beside it."""
    value, fact = held[column][row], _fact(held, row, column)
    if fact is not None:
        return Cell(fact.value, unit or fact.unit, fact.rounded_to, fact.qualifier)
    beside = {"unit": f"_{column}_unit", "step": f"_{column}_step", "qualifier": f"_{column}_qualifier"}
    if column == "value" and beside["unit"] not in held:
        beside = {"unit": "unit", "step": "rounded_to", "qualifier": "qualifier"}
    found = {name: held[other][row] if other in held else None for name, other in beside.items()}
    own = {name: None if blank(item) else item for name, item in found.items()}
    return Cell(value, unit or str(own["unit"] or ""), own["step"], str(own["qualifier"] or ""), year="year" in column)


def _fact(held: Held, row: int, column: str) -> Any:
    """The fact in a cell, or the one that a chart of ours keeps beside the number it draws."""
    for name in (column, f"_{column}_fact"):
        value = held[name][row] if name in held else None
        if hasattr(value, "sources") and hasattr(value, "value"):
            return value
    return None


def _loose(held: Held, columns: list[str], cells: list[list[Cell]]) -> list[list[int]]:
    """Row and place of the cells that nothing vouches for: no fact, in a frame that names no source."""
    ids = [column for column in held if str(column).startswith("source_id")]
    found = []
    for row, line in enumerate(cells):
        if any(not blank(held[column][row]) for column in ids):
            continue
        known = {column for column in map(str, held) if _fact(held, row, column) is not None}
        for place, (column, cell) in enumerate(zip(columns, line, strict=True)):
            label = bool(known) and isinstance(cell.value, str)  # words beside a fact
            if not (column in known or label or _counts_nothing(cell)):
                found.append([row, place])
    return found


def _behind(frame: pd.DataFrame, held: Held) -> list[list[dict[str, Any]]]:
    """For each row the rows of data/ that it shows or was computed from, each once."""
    from nutgraf import data

    found = []
    for row, own in enumerate(data.rows_behind(frame)):
        facts = (_fact(held, row, str(column)) for column in held)
        inputs = [(each.table, each.key) for fact in facts for each in getattr(fact, "inputs", ())]
        once = {(table, *map(str, key.items())): (table, key) for table, key in (*own, *inputs)}
        found.append([{"table": table, "key": dict(key)} for table, key in once.values()])
    return found


def _counts_nothing(cell: Cell) -> bool:
    return cell.year or blank(cell.value) or isinstance(cell.value, (bool, datetime.date))


def _is_numeric(cells: list[Cell]) -> bool:
    held = [cell.value for cell in cells if not blank(cell.value)]
    return bool(held) and all(isinstance(raw(value), (int, float)) and not isinstance(value, bool) for value in held)
