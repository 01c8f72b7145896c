"""What each layer of a chart is made of: its frame, its channels, and whether the chart works its values out itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from nutgraf.figures.chart_frames import PARTS, parts_of

if TYPE_CHECKING:
    import pandas as pd

_COMPOSITE = ("boxplot", "errorbar", "errorband")
_ENDS = ("x2", "y2", "xError", "yError")
_CHANNELS = (
    *("row", "column", "facet", "y", "x", "x2", "y2", "xOffset", "yOffset", "xError", "xError2", "yError", "yError2"),
    *("longitude", "latitude", "longitude2", "latitude2", "color", "fill", "stroke", "theta", "theta2", "radius"),
    *("radius2", "size", "opacity", "fillOpacity", "strokeOpacity", "strokeWidth", "strokeDash", "angle", "text"),
    *("shape", "detail", "tooltip"),
)
"""The channels that say something to a reader, in the order in which the table shows them."""


@dataclass(frozen=True)
class ChartLayer:
    """One layer: the frame it draws, its channels with those of the chart around it.

    `worked` says that its values are known only when it is drawn: the chart computes them, or has data of its own.
    """

    frame: pd.DataFrame | None
    encoding: Mapping[str, Any]
    worked: bool


def views_of(chart: Any, spec: Mapping[str, Any]) -> list[ChartLayer]:
    """The layers of a chart in order, each with what the views around it give to it."""
    return list(_views(chart, spec, ChartLayer(None, {}, False)))


def channels(encoding: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Each channel with each field that it shows, those of a condition too."""
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
    """The column that a channel draws, as the frame spells it."""
    field = channel.get("field")
    return field.replace("\\", "") if isinstance(field, str) else ""


def is_name(channel: Mapping[str, Any]) -> bool:
    """Whether a channel puts names, an order or times, and no measure."""
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
    """The channels by which a chart is parted into small ones."""
    facet = spec.get("facet")
    if not isinstance(facet, Mapping):
        return {}
    return {"facet": facet} if "field" in facet else dict(facet)


def _repeated(view: ChartLayer, repeat: Any) -> Iterator[ChartLayer]:
    """A view for each column that takes its turn in it."""
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
    """Whether channels or the mark group, sum up, fill in or turn into shares."""
    mark = spec.get("mark")
    composite = (mark.get("type") if isinstance(mark, Mapping) else mark) in _COMPOSITE
    if composite and not set(_ENDS) & set(spec.get("encoding", {})):
        return True
    return any(
        one.get("aggregate") or one.get("impute") or one.get("stack") == "normalize"
        for _, one in channels(spec.get("encoding", {}))
    )
