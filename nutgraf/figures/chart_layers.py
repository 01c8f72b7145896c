"""Reads the layers of a chart: the frame and channels of each, and whether the chart computes its values."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from nutgraf.errors import FigureError, Problem
from nutgraf.figures.chart_frames import PARTS, parts_of

if TYPE_CHECKING:
    import pandas as pd

_STEPS = re.compile(r"[^.\[\]'\"]+")
_COMPOSITE = ("boxplot", "errorbar", "errorband")
_ENDS = ("x2", "y2", "xError", "yError")
_CHANNELS = (
    *("row", "column", "facet", "y", "x", "x2", "y2", "xOffset", "yOffset", "xError", "xError2", "yError", "yError2"),
    *("longitude", "latitude", "longitude2", "latitude2", "color", "fill", "stroke", "theta", "theta2", "radius"),
    *("radius2", "size", "opacity", "fillOpacity", "strokeOpacity", "strokeWidth", "strokeDash", "angle", "text"),
    *("shape", "detail", "tooltip"),
)
"""The channels that carry information, in the order in which the table shows them."""


@dataclass(frozen=True)
class ChartLayer:
    """A layer: the frame it draws, and its channels with those that it inherits.

    `worked` means that its values are unknown until it is drawn: the chart computes them or has inline data.
    """

    frame: pd.DataFrame | None
    encoding: Mapping[str, Any]
    worked: bool


def views_of(chart: Any, spec: Mapping[str, Any]) -> list[ChartLayer]:
    """The layers of a chart in order, each with what it inherits from enclosing views."""
    return list(_views(chart, spec, ChartLayer(None, {}, False)))


def channels(encoding: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Each channel with each field that it shows, including those in conditions."""
    for channel in _CHANNELS:
        given = encoding.get(channel)
        for one in given if isinstance(given, list) else [given]:
            if isinstance(one, Mapping) and one.get("type") != "geojson":
                yield channel, one
                conditions = one.get("condition")
                for other in conditions if isinstance(conditions, list) else [conditions]:
                    if isinstance(other, Mapping) and "field" in other:
                        yield channel, other


def field_of(channel: Mapping[str, Any]) -> str:
    """The column that a channel draws, with the name that it has in the frame."""
    field = channel.get("field")
    return field.replace("\\", "") if isinstance(field, str) else ""


def refuse_nested(views: Sequence[ChartLayer], where: str) -> None:
    """Refuses a field that is a value inside a column, such as `o.a`: the table of the chart would lack it."""
    for view in views:
        for _, one in channels(view.encoding):
            field, held = field_of(one), [] if view.frame is None else [str(name) for name in view.frame.columns]
            column, *inner = _STEPS.findall(field) or [""]
            if inner and field not in held and column in held:
                what = f"the chart draws {field!r}, a value inside the column {column!r}, which its table cannot show"
                key = inner[0] if inner[0].isdecimal() else repr(inner[0])
                name = f"{column}_{inner[0]}" if inner[0].isdecimal() else inner[0]
                fix = f"make it a column in a cell, frame[{name!r}] = frame[{column!r}].str[{key}], and draw that"
                raise FigureError(Problem(where, what, fix))


def is_name(channel: Mapping[str, Any]) -> bool:
    """Whether a channel shows names, an order or times rather than a measure."""
    return channel.get("type") in ("nominal", "ordinal", "temporal")


def _views(chart: Any, spec: Mapping[str, Any], around: ChartLayer) -> Iterator[ChartLayer]:
    import altair as alt
    import pandas as pd

    own = getattr(chart, "data", None)
    other = not (own is None or own is alt.Undefined or isinstance(own, pd.DataFrame))
    encoding = {**around.encoding, **facets_of(spec), **spec.get("encoding", {})}
    worked = around.worked or other or bool(spec.get("transform")) or _works_out(spec)
    frame = own if isinstance(own, pd.DataFrame) else None if other else around.frame
    view = ChartLayer(frame, encoding, worked)
    inner = [pair for part in PARTS for pair in zip(parts_of(chart, part), spec.get(part, []), strict=False)]
    if isinstance(spec.get("spec"), Mapping):
        inner.append((getattr(chart, "spec", None), spec["spec"]))
    for part, said in inner:
        for each in _views(part, said, view):
            yield from _repeated(each, spec.get("repeat"))
    if not inner:
        yield view


def facets_of(spec: Mapping[str, Any]) -> dict[str, Any]:
    """The channels that split a chart into small multiples."""
    facet = spec.get("facet")
    if not isinstance(facet, Mapping):
        return {}
    return {"facet": facet} if "field" in facet else dict(facet)


def _repeated(view: ChartLayer, repeat: Any) -> Iterator[ChartLayer]:
    """A view for each column of a repeat."""
    turns = repeat if isinstance(repeat, Mapping) else {"repeat": repeat or ()}
    views = [view]
    for channel, one in view.encoding.items():
        field = one.get("field") if isinstance(one, Mapping) else None
        names = turns.get(field.get("repeat"), ()) if isinstance(field, Mapping) else ()
        if names:
            views = [
                replace(each, encoding={**each.encoding, channel: {**one, "field": name}})
                for name in names
                for each in views
            ]
    yield from views


def _works_out(spec: Mapping[str, Any]) -> bool:
    """Whether the channels or the mark bin, aggregate, impute or normalize."""
    mark = spec.get("mark")
    composite = (mark.get("type") if isinstance(mark, Mapping) else mark) in _COMPOSITE
    if composite and not set(_ENDS) & set(spec.get("encoding", {})):
        return True
    return any(
        one.get("aggregate") or one.get("impute") or one.get("stack") == "normalize"
        for _, one in channels(spec.get("encoding", {}))
    )
