"""Reads what a chart really draws: the rows behind its marks, after the chart's own filters, sums and formulas."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from nutgraf.errors import FigureError, Problem
from nutgraf.vega.composition import FACETS, arranged, is_composed
from nutgraf.vega.converter import AS_JSON, converter
from nutgraf.vega.spec_data import plain_name
from nutgraf.vega.spec_preparation import ready_to_draw
from nutgraf.vega.spec_views import COMPOSED, views, without_repeats

COMPOSITE = ("boxplot", "errorbar", "errorband")
"""Composite marks, which compute quartiles and ends and draw several marks."""
_BRUSHES = ("_brush", "_brush_bg", "_voronoi")
_GEOMETRY = ("geometry", "arcs", "bbox")


@dataclass(frozen=True)
class DrawnLayer:
    """The marks of one layer.

    `view` is the layer's spec; its `encoding` includes the channels that it inherits from enclosing views.
    `columns` maps each channel to the name of its values in `rows`; a value that the chart sets itself
    (`alt.datum(…)`) has the name of its channel. Times are datetimes without a zone.
    """

    name: str
    mark: str
    view: Mapping[str, Any]
    encoding: Mapping[str, Any]
    columns: Mapping[str, str]
    rows: tuple[Mapping[str, Any], ...]


def mark_values(
    spec: dict[str, Any], where: str = "a chart", *, plain: bool = False, blanks: bool = False
) -> tuple[DrawnLayer, ...]:
    """What each layer draws, row by row, in layer order.

    A layer that repeats the rows of its own view, like the points on a line, is listed once. Needs vl-convert, so
    a build's kernels cannot call it. With `plain`, small multiples are not laid out; the rows are the same.
    With `blanks`, rows that have no mark because one of their values is blank are included.
    """
    ready = without_repeats(ready_to_draw(spec, 680))
    if blanks and not any(view.mark in COMPOSITE for view in views(spec)):
        ready = {**_with_blanks(ready), "config": {**spec.get("config", {}), "aria": False}}
    if is_composed(ready) and not plain:
        ready = arranged(ready, 680, where, 50, counted_values(ready))
    marks, found = drawn_rows(ready, where)
    layers: list[DrawnLayer] = []
    for mark in marks:
        layer = _layer(ready, mark, found[mark["name"]])
        if layer.rows and not any(same.view is layer.view and same.rows == layer.rows for same in layers):
            layers.append(layer)
    return tuple(layers)


def drawn_rows(ready: dict[str, Any], where: str) -> tuple[list[dict[str, Any]], dict[str, list[dict[str, Any]]]]:
    """The marks of a spec as Vega compiles them, and the raw rows of each mark by its name."""
    try:
        vega = converter().vegalite_to_vega(ready)
        marks = list(_marks(vega))
        for mark in marks:
            mark.setdefault("encode", {}).setdefault("update", {})["description"] = {"signal": f"{AS_JSON}(datum)"}
        scene = converter().vega_to_scenegraph(vega)
    except ValueError as error:
        fix = "show the chart in a cell of its own to see Altair's message"
        raise FigureError(Problem(where, "what the chart draws cannot be read", fix)) from error
    found: dict[str, list[dict[str, Any]]] = {mark["name"]: [] for mark in marks}
    _collect(scene["scenegraph"], found)
    return marks, found


def counted_values(spec: dict[str, Any]) -> dict[str, int]:
    """The number of distinct values of each field; computed fields are counted as drawn."""
    found: dict[str, int] = {}
    unknown = False
    for view in views(spec):
        for channel, one in view.encoding.items():
            field = one.get("field") if isinstance(one, dict) else None
            if isinstance(field, str):
                name = plain_name(field)
                values = {str(row[name]) for row in view.table.dicts() if name in row and row[name] is not None}
                found[name] = max(len(values), found.get(name, 0))
                unknown |= channel in FACETS and not values
    if unknown:
        found |= _counted_as_drawn(spec)
    return found


def _counted_as_drawn(spec: dict[str, Any]) -> dict[str, int]:
    found: dict[str, set[str]] = {}
    for layer in mark_values(spec, plain=True):
        for row in layer.rows:
            for channel in FACETS:
                name = layer.columns.get(channel, "")
                if name in row:
                    found.setdefault(plain_name(str(layer.encoding[channel]["field"])), set()).add(str(row[name]))
    return {name: len(values) for name, values in found.items()}


def _marks(group: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every mark of a Vega spec that is not a group, in drawing order."""
    for mark in group.get("marks", []):
        if mark.get("type") == "group":
            yield from _marks(mark)
        elif "name" in mark and not mark["name"].endswith(_BRUSHES):
            yield mark


def _collect(item: dict[str, Any], found: dict[str, list[dict[str, Any]]]) -> None:
    rows = found.get(item.get("name", ""))
    for each in filter(None, item.get("items", [])):
        if rows is not None and each.get("defined", True) and "description" in each:
            rows.append(json.loads(each["description"], object_hook=_with_numbers))
        _collect(each, found)


def _with_blanks(view: dict[str, Any]) -> dict[str, Any]:
    """The view with a mark for each row, whatever its setting for blanks."""
    ready: dict[str, Any] = {name: [_with_blanks(each) for each in view[name]] for name in COMPOSED if name in view}
    if isinstance(view.get("spec"), dict):
        ready["spec"] = _with_blanks(view["spec"])
    if "mark" in view:
        mark = view["mark"] if isinstance(view["mark"], dict) else {"type": view["mark"]}
        ready["mark"] = {**mark, "invalid": "show"}
    return {**view, **ready}


def _with_numbers(found: dict[str, Any]) -> Any:
    """The values that JSON cannot express, as floats."""
    return float(found["number"]) if set(found) == {"number"} and isinstance(found["number"], str) else found


def _layer(spec: dict[str, Any], mark: dict[str, Any], rows: list[dict[str, Any]]) -> DrawnLayer:
    view, encoding = _view(spec, mark["name"])
    columns: dict[str, str] = {}
    times: set[str] = set()
    names = list(dict.fromkeys(name for row in rows for name in row))
    for channel, one in encoding.items():
        if not isinstance(one, dict):
            continue
        if "datum" in one:
            columns[channel] = channel
        elif name := column_of(one, names):
            columns[channel] = name
            times |= {name} if one.get("type") == "temporal" or "timeUnit" in one else set()
    constants = {channel: one["datum"] for channel, one in encoding.items() if isinstance(one, dict) and "datum" in one}
    read = tuple({**_plain(row, times), **constants} for row in rows)
    kind = view.get("mark", mark["type"])
    return DrawnLayer(mark["name"], kind["type"] if isinstance(kind, dict) else kind, view, encoding, columns, read)


def _view(spec: dict[str, Any], name: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The view of a spec that a Vega mark belongs to, and its channels."""
    view, encoding = spec, dict(spec.get("encoding", {}))
    while found := next((pair for pair in _inner(view) if name.startswith(pair[0])), None):
        prefix, view = found
        name = name.removeprefix(prefix)
        encoding.update(view.get("encoding", {}))
    return view, encoding


def _inner(view: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The views in a view, each with the prefix of its marks' names: its own name, or its kind and number."""
    for part in ("layer", "concat", "hconcat", "vconcat"):
        for number, inner in enumerate(view.get(part, [])):
            kind = "layer" if part == "layer" else "concat"
            yield f"{inner.get('name') or f'{kind}_{number}'}_", inner
    if isinstance(view.get("spec"), dict):
        inner = view["spec"]
        yield f"{inner.get('name') or 'child'}_", inner


def column_of(channel: dict[str, Any], names: list[str]) -> str:
    """The name under which Vega keeps the values of a channel."""
    field = channel.get("field", "")
    if isinstance(field, dict):
        return ""
    plain = str(field).replace("\\", "")
    kind = channel.get("aggregate")
    if kind == "count":
        return "__count"
    if isinstance(kind, str):
        return _first(names, rf"{kind}_", plain)
    if channel.get("bin") and channel["bin"] != "binned":
        return _first(names, r"bin_.*", plain)
    if "timeUnit" in channel:
        return _first(names, r"[a-z]+_", plain) or plain
    return plain if plain in names else ""


def _first(names: list[str], before: str, field: str) -> str:
    return next((name for name in names if re.fullmatch(before + re.escape(field), name.replace("\\", ""))), "")


def _plain(row: dict[str, Any], times: set[str]) -> dict[str, Any]:
    """A row without its shapes, with its times parsed; infinity and NaN become blank."""
    return {
        name: None if isinstance(value, float) and value - value != 0 else _time(value) if name in times else value
        for name, value in row.items()
        if name not in _GEOMETRY or not isinstance(value, (dict, list))
    }


def _time(value: Any) -> Any:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return datetime.datetime(1970, 1, 1) + datetime.timedelta(milliseconds=value)
    if isinstance(value, str) and value.endswith("Z"):
        return datetime.datetime.fromisoformat(value[:-1])
    return value
