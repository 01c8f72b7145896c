"""Computes the rows that the transforms of a view produce, before anything is drawn from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from nutgraf.errors import FigureError
from nutgraf.vega.mark_values import drawn_rows
from nutgraf.vega.spec_preparation import ready_to_draw
from nutgraf.vega.spec_views import SpecView

SpecRows = tuple[Mapping[str, Any], ...]


def computed_rows(spec: Mapping[str, Any], view: SpecView, transforms: Sequence[Mapping[str, Any]]) -> SpecRows | None:
    """The data of a view after some of its transforms; None if they need something that only the whole chart has.

    A selection keeps all rows, as in a static picture.
    """
    kept = [each for each in transforms if not _is_selection(each.get("filter"))]
    probe = {
        "data": view.data,
        "datasets": spec.get("datasets", {}),
        "params": [param for param in spec.get("params", []) if "select" not in param],
        "transform": kept,
        "mark": "point",
        "encoding": {},
    }
    try:
        _, found = drawn_rows(ready_to_draw(probe, 680), "a chart")
    except FigureError:
        return None
    return tuple(row for rows in found.values() for row in rows)


def counted_rows(found: Sequence[Mapping[str, Any]], rows: SpecRows, names: Sequence[str]) -> str:
    """The number of rows, and the first of them by its name or its number."""
    number = "1 row" if len(found) == 1 else f"{len(found):,} rows"
    first = "" if len(found) == 1 else "the first "
    row = found[0]
    words = [name for name, value in row.items() if isinstance(value, str)]
    for name in (*names, *words):
        value = row.get(name)
        if value not in (None, "") and value == value:
            return f"{number}, {first}where {name!r} is {str(value).removesuffix('T00:00:00')!r}"
    return f"{number}, {first or 'the one '}numbered {rows.index(row) + 1}"


def _is_selection(predicate: Any) -> bool:
    return isinstance(predicate, Mapping) and "param" in predicate
