"""The places of rows on a map, from columns of longitudes and latitudes or from the middle of an area."""

from __future__ import annotations

import pandas as pd

from nutgraf.charts.checked_columns import numbers
from nutgraf.charts.map_layout import MapLayout
from nutgraf.charts.simplify import Point

_SPARE = 0.02  # of the size of the map, for places at its edge


def places_of(
    chart: str, frame: pd.DataFrame, layout: MapLayout, *, name: str, longitude: str | None, latitude: str | None
) -> list[Point]:
    """The place of each row in units of the map. Raises for one without a place, and for one outside the map."""
    if longitude is None and latitude is None:
        return [layout.center(area) for area in frame["_name"]]
    if longitude is None or latitude is None:
        raise ValueError(f"{chart}: give both longitude= and latitude=, or neither to draw at the middle of each area")
    found = []
    across, up = numbers(chart, frame, longitude), numbers(chart, frame, latitude)
    for called, x, y in zip(frame[name], across, up, strict=True):
        if x != x or y != y:
            raise ValueError(f"{chart}: {called!r} has no longitude or latitude; leave it out, or look its place up")
        if abs(y) > 90 or abs(x) > 360:
            raise ValueError(f"{chart}: {called!r} has longitude {x:g} and latitude {y:g}, which is nowhere on Earth")
        place = layout.place(x, y)
        if not _is_inside(place, layout):
            swapped = abs(x) <= 90 and _is_inside(layout.place(y, x), layout)
            advice = "longitude and latitude look switched" if swapped else "leave it out, or use a wider map"
            raise ValueError(f"{chart}: {called!r} (longitude {x:g}, latitude {y:g}) is outside the map; {advice}")
        found.append(place)
    return found


def _is_inside(place: Point, layout: MapLayout) -> bool:
    spare = _SPARE * layout.across
    return -spare <= place[0] <= layout.across + spare and -spare <= place[1] <= layout.down + spare
