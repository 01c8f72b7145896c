"""Finds the rows of a chart that lack a number: they have no mark, or one without a length or a color."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from nutgraf.vega.computed_rows import computed_rows
from nutgraf.vega.drawn_fields import PLACED, REPLACING, drawn_fields, taken_fields
from nutgraf.vega.map_names import area_names
from nutgraf.vega.spec_data import plain_name
from nutgraf.vega.spec_views import SpecView, is_house_chart, views

_PATHS = ("line", "trail", "area")
"""Marks in which readers see a gap: only a series without any number is missing from them."""
_NAMING = ("y", "x", "text", "row", "column", "facet", "detail", "color", "fill", "shape", "tooltip")

SpecRow = Mapping[str, Any]


def missing_numbers(spec: Mapping[str, Any]) -> list[str]:
    """The name of each row of a chart that lacks a number; "" for one that its names do not identify."""
    if is_house_chart(spec):
        return [str(name) for name in spec["usermeta"]["nutgraf"].get("missing", [])]
    found = [list(_in_view(spec, view)) for view in views(spec)]
    named = list(dict.fromkeys(name for names in found for name in names if name))
    unnamed = max((names.count("") for names in found), default=0)
    return [*named, *([""] * unnamed)] if unnamed > len(named) else named


def _in_view(spec: Mapping[str, Any], view: SpecView) -> Iterator[str]:
    rows, fields = _measured(spec, view)
    missing = [row for row in rows if any(_is_blank(row.get(field)) for field in fields)]
    if not missing:
        return
    if view.mark in _PATHS:
        yield from _whole_series(view, rows, missing)
        return
    whole = (names for names in _names(view, rows) if not {names[id(row)] for row in missing} & _others(names, missing))
    names = next(whole, {})
    yield from (names.get(id(row), "") for row in missing)


def _measured(spec: Mapping[str, Any], view: SpecView) -> tuple[Sequence[SpecRow], list[str]]:
    """The rows of a view before it aggregates them, and the fields that it measures."""
    steps = view.transforms
    end = next((at for at, step in enumerate(steps) if set(REPLACING) & set(step)), len(steps))
    kinds = drawn_fields(view, PLACED)
    fields = [field for field, kind in kinds.items() if kind not in ("nominal", "ordinal")]
    if end < len(steps):
        fields = taken_fields(steps[end])
    if not steps:
        return list(view.table.dicts()), fields
    rows = list(view.before[0][1].dicts())
    looks_up = any("lookup" in step for step in steps[:end])
    if not looks_up and not any(_is_blank(value) for row in rows for value in row.values()):
        return (), []
    return computed_rows(spec, view, steps[:end]) or (), fields


def _whole_series(view: SpecView, rows: Sequence[SpecRow], missing: Sequence[SpecRow]) -> Iterator[str]:
    """The series of lines or areas that have no number at all."""
    for channel in ("color", "stroke", "fill", "detail", "strokeDash"):
        for names in _names(view, rows, (channel,)):
            drawn = _others(names, missing)
            yield from dict.fromkeys(name for row in missing if (name := names[id(row)]) not in drawn)
            return


def _names(view: SpecView, rows: Sequence[SpecRow], among: Sequence[str] = _NAMING) -> Iterator[dict[int, str]]:
    """The name that each channel of names gives to each row."""
    if view.mark == "geoshape" and (areas := area_names(rows)):
        yield {id(row): area for row, area in zip(rows, areas, strict=True)}
    for channel in among:
        given = view.encoding.get(channel)
        for one in given if isinstance(given, list) else [given]:
            field = one.get("field") if isinstance(one, Mapping) else None
            if isinstance(one, Mapping) and isinstance(field, str) and _is_name(one):
                values = [row.get(plain_name(field)) for row in rows]
                kinds = (str,) if plain_name(field) in view.table.made else (str, int)
                if all(isinstance(value, kinds) and value != "" for value in values):
                    yield {id(row): str(value) for row, value in zip(rows, values, strict=True)}


def _is_name(channel: Mapping[str, Any]) -> bool:
    return channel.get("type") in ("nominal", "ordinal") and "timeUnit" not in channel


def _others(names: Mapping[int, str], missing: Sequence[SpecRow]) -> set[str]:
    """The names of the rows that have their numbers."""
    without = {id(row) for row in missing}
    return {name for row, name in names.items() if row not in without}


def _is_blank(value: Any) -> bool:
    return value is None or (isinstance(value, float) and not math.isfinite(value))
