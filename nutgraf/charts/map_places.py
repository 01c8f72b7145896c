"""The places of rows on a map, from columns of longitudes and latitudes or from the middle of an area."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from nutgraf.charts.checked_columns import numbers
from nutgraf.charts.map_layout import MapLayout
from nutgraf.charts.simplify import Point

_SPECK = 0.12
"""The share of a map in which nobody can tell areas or circles from each other."""
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


def refuse_specks(chart: str, layout: MapLayout, points: Iterable[Point], name: str) -> None:
    """Raises where everything that the chart is about is in one small part of its map."""
    across, down = zip(*points, strict=True)
    shares = (max(across) - min(across)) / layout.across, (max(down) - min(down)) / layout.down
    if max(shares) < _SPECK:
        what = f"{chart}: all of its rows are within {max(shares):.0%} of the width of the map, too small to be seen"
        raise ValueError(f"{what}; name the areas to draw, as in only=[{name!r}, …], or use outlines of a smaller part")


def _is_inside(place: Point, layout: MapLayout) -> bool:
    spare = _SPARE * layout.across
    return -spare <= place[0] <= layout.across + spare and -spare <= place[1] <= layout.down + spare
