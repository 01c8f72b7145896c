"""Formats the numbers of axes and legends: years without a comma, no label twice, a single value without zeros."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any

from nutgraf.figures.cell_values import bare, blank
from nutgraf.figures.table_columns import FigureColumn, are_years, titled, words
from nutgraf.vega.composition import FACETS
from nutgraf.vega.spec_data import plain_name
from nutgraf.vega.spec_views import SpecView, channels, views

_GUIDES = {"x": "axis", "y": "axis", **dict.fromkeys(("color", "fill", "stroke", "size", "opacity"), "legend")}
_DECIMALS = re.compile(r"[$,+]*(?:d|\.(\d+)[f%])")
_KEEPS_YEARS = (None, "min", "max")
_KEEPS = (*_KEEPS_YEARS, "mean", "average", "median")
_A_RUN = 3  # numbers, from which on an even step is no chance
_COLORED = ("color", "fill", "stroke", "opacity")
_AS_SHORT_AS_IT_IS = ",~f"
"""A scale from a number to itself has no step that says how many decimals to write; Vega would write six."""


def with_plain_axes(spec: dict[str, Any]) -> dict[str, Any]:
    """The spec with years formatted as years on numeric axes, and ticks no closer than the format can distinguish."""
    if "nutgraf" in spec.get("usermeta", {}):
        return spec
    years = {
        one["field"]
        for view in views(spec)
        for name, one in channels(view.encoding)
        if name in _GUIDES and one.get("type") == "quantitative" and isinstance(one.get("field"), str)
        if are_years(_column(one), view.table.values(one["field"]))
        or (name == "x" and _pass_like_years(view.table.values(one["field"])))
    }
    ready: dict[str, Any] = _in_part(spec, years, _lone(spec))
    return ready


def _pass_like_years(values: Iterable[Any]) -> bool:
    """Whether the numbers along an axis pass as years do, whatever their column is called: 2020, 2021, 2022."""
    held = [bare(value) for value in values if not blank(value)]
    if not all(type(value) is int and 1700 <= value <= 2100 for value in held):
        return False
    run = sorted(set(held))
    return len(run) >= _A_RUN and len({later - earlier for earlier, later in pairwise(run)}) == 1


def _lone(spec: Mapping[str, Any]) -> dict[str, bool]:
    """The fields of colors and axes that hold one number, however often, and whether that is zero.

    Where each plot has its own scale, one number in one of them is enough.
    """
    apart = '"independent"' in json.dumps({name: part for name, part in spec.items() if name != "datasets"})
    held: dict[tuple[str, Any], set[Any]] = {}
    for view in views(spec):
        plots = _plots(view) if apart else ()
        for name, one in channels(view.encoding):
            if (
                name in (*_COLORED, "x", "y")
                and one.get("type") == "quantitative"
                and isinstance(one.get("field"), str)
            ):
                field = one["field"]
                found = held.setdefault((field, None), set())
                found |= {value for value in _values(view, field) if isinstance(value, (int, float))}
                for plot, row in plots:
                    if isinstance(value := row.get(plain_name(field)), (int, float)):
                        held.setdefault((field, plot), set()).add(value)
    lone = [(field, 0 in values) for (field, _), values in held.items() if len(values) == 1]
    return {field: all(zero for name, zero in lone if name == field) for field, _ in lone}


def _plots(view: SpecView) -> list[tuple[tuple[Any, ...], Mapping[str, Any]]]:
    """Each row of a view of small multiples, with the values that say which of them it is in."""
    facets = [one for name, one in channels(view.encoding) if name in FACETS and isinstance(one.get("field"), str)]
    names = [plain_name(one["field"]) for one in facets]
    if not names:
        return []
    return [(tuple(str(row.get(name)) for name in names), row) for row in view.table.dicts()]


def _values(view: SpecView, field: str) -> list[Any]:
    """The values of a field in the rows of a view, or in those of a table that it looks them up in."""
    looked_up = [
        table.values(field) for step, table in view.before if set(step) == {"fields"} and field in step["fields"]
    ]
    return [*view.table.values(field), *(value for values in looked_up for value in values)]


def _column(one: Mapping[str, Any]) -> FigureColumn:
    field = plain_name(one["field"])
    return FigureColumn(field, titled(one, words(field)))


def _in_part(part: Any, years: set[str], lone: Mapping[str, bool], repeated: frozenset[str] = frozenset()) -> Any:
    if isinstance(part, list):
        return [_in_part(each, years, lone, repeated) for each in part]
    if not isinstance(part, dict):
        return part
    if "repeat" in part and "spec" in part:
        lists = part["repeat"].values() if isinstance(part["repeat"], dict) else [part["repeat"]]
        repeated = repeated.union(*lists)
    ready = {
        name: each if name in ("datasets", "data", "usermeta", "config") else _in_part(each, years, lone, repeated)
        for name, each in part.items()
    }
    if isinstance(ready.get("encoding"), dict):
        ready["encoding"] = {name: _guided(name, one, years, lone, repeated) for name, one in ready["encoding"].items()}
    return ready


def _guided(name: str, one: Any, years: set[str], lone: Mapping[str, bool], repeated: frozenset[str]) -> Any:
    """The channel with a fitting number format for its axis or legend."""
    guide = _GUIDES.get(name)
    if guide is None or not isinstance(one, dict) or one.get("type") != "quantitative" or not _is_free(one, guide):
        return one
    asked = dict(one.get(guide) or {})
    field = one["field"] if isinstance(one.get("field"), str) else ""
    drawn = {field} if field else repeated
    if field in years and one.get("aggregate") in _KEEPS_YEARS:
        asked.setdefault("format", "d")
    alone = [lone[each] for each in sorted(drawn) if each in lone]
    if alone and _is_from_value_to_value(name, one, all_zero=all(alone)):
        asked.setdefault("format", _AS_SHORT_AS_IT_IS)
    found = _DECIMALS.fullmatch(asked.get("format", ""))
    scale = one.get("scale")
    linear = not isinstance(scale, dict) or scale.get("type", "linear") == "linear"
    if found and guide == "axis" and linear and "values" not in asked:
        places = int(found[1] or 0) + (2 if asked["format"].endswith("%") else 0)
        asked.setdefault("tickMinStep", float(f"1e-{places}") if places else 1)
    return {**one, guide: asked} if asked else one


def _is_from_value_to_value(name: str, one: Mapping[str, Any], *, all_zero: bool) -> bool:
    """Whether the scale of a channel goes from the least of its values to the largest; an axis begins at zero."""
    scale = one.get("scale", {})
    keeps = (*_KEEPS, "sum") if all_zero else _KEEPS
    if not isinstance(scale, dict) or one.get("bin") or one.get("aggregate") not in keeps:
        return False
    own = {"domain", "domainMin", "domainMax", "domainMid", "type", "zero", "bins"} & set(scale)
    if all_zero:
        return not own - {"zero"}
    return not own if name in _COLORED else own == {"zero"} and scale["zero"] is False


def _is_free(one: Mapping[str, Any], guide: str) -> bool:
    """Whether an axis or legend is drawn, and the chart sets no formula for its labels."""
    if guide in one and one[guide] is None:
        return False
    asked = one.get(guide) or {}
    return isinstance(asked, dict) and not {"labelExpr", "formatType"} & set(asked)
