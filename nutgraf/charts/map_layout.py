"""Lays out a map: outlines projected, simplified to what a page shows, and placed in its two widths."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import dist
from statistics import median
from typing import Any

import altair as alt

from nutgraf.charts.antimeridian import cut_at_edge
from nutgraf.charts.canvas import Box
from nutgraf.charts.house_style import NARROW, ROLES, WIDE, at, inline, row_number
from nutgraf.charts.placed_notes import Occupied, around, strips
from nutgraf.charts.projection import Projection, curved, projection_for
from nutgraf.charts.simplify import Point, Ring, signed_area, simplified_rings

ACROSS = 1360  # units of a map, each half a pixel of the wide drawing
_TALLEST = 1.15  # times as high as it is wide
_SMALLEST_BEND = 5.0  # square units
_SMALLEST_ISLAND = 12.0
KEY = 240.0  # pixels that a key above a map takes at most
_MARGIN = 6  # pixels, for the outlines at the edge


@dataclass(frozen=True)
class MapLayout:
    """The rings of each area in units of the map, how wide and high it is, and how a place is projected."""

    rings: Mapping[str, Sequence[Ring]]
    across: float
    down: float
    projection: Projection | None
    scale: float
    corner: Point

    def place(self, longitude: float, latitude: float) -> Point:
        """A place in units of the map."""
        if self.projection is None:
            raise ValueError("a map of outlines on a plane cannot place longitudes and latitudes")
        middle = self.projection.frame.middle
        x, y = self.projection(((longitude - middle + 180) % 360 - 180 + middle, latitude))
        return x * self.scale - self.corner[0], y * self.scale - self.corner[1]

    def filled(self) -> float:
        """The part of the map that its areas fill, from 0 to 1."""
        land = abs(sum(signed_area(ring) for rings in self.rings.values() for ring in rings))
        return land / (self.across * self.down)

    def farthest(self) -> str:
        """The area that is farthest from where most of them are."""
        middles = {name: self.center(name) for name in self.rings}
        x, y = (median(place[axis] for place in middles.values()) for axis in (0, 1))
        return max(middles, key=lambda name: dist(middles[name], (x, y)))

    def center(self, area: str) -> Point:
        """The middle of the largest part of an area."""
        return centroid(self.rings[area][0])

    def pixels(self, point: Point, width: int, top: float) -> Point:
        unit = (width - _MARGIN) / self.across
        return point[0] * unit + 2, point[1] * unit + top

    def with_room(self, circles: Sequence[tuple[Point, tuple[float, float]]]) -> MapLayout:
        """The map with an edge as wide as its circles need: each has a point of the map, and two radii in pixels."""
        found = self
        for _ in range(3):  # a wider edge makes the map smaller, and so the circles larger in its units
            left = top = right = bottom = 0.0
            for (x, y), radii in circles:
                reach = max(
                    (radius + 1) * found.across / (width - _MARGIN)
                    for radius, width in zip(radii, (NARROW, WIDE), strict=True)
                )
                left, right = max(left, reach - x), max(right, x + reach - self.across)
                top, bottom = max(top, reach - y), max(bottom, y + reach - self.down)
            found = self._padded(left, top, right, bottom)
        return found

    def _padded(self, left: float, top: float, right: float, bottom: float) -> MapLayout:
        """The map with more room at its edges."""
        if not (left or top or right or bottom):
            return self
        left, top = round(left), round(top)
        return replace(
            self,
            rings={
                name: [tuple((x + left, y + top) for x, y in ring) for ring in rings]
                for name, rings in self.rings.items()
            },
            across=self.across + left + round(right),
            down=self.down + top + round(bottom),
            corner=(self.corner[0] - left, self.corner[1] - top),
        )

    def heights(self, top: float) -> tuple[float, float]:
        """How high the drawings are, with what is above the map."""
        narrow, wide = ((width - _MARGIN) / self.across * self.down + top + 2 for width in (NARROW, WIDE))
        return narrow, wide

    def occupied(self, top: float, areas: Iterable[str]) -> tuple[Occupied, Occupied]:
        """What the two drawings of a shaded map hold: the key above, and the land, with the areas that a note names."""
        found = []
        for width in (NARROW, WIDE):
            named = {name: around(self.pixels(self.center(name), width, top), 3) for name in areas}
            all_rings = (ring for rings in self.rings.values() for ring in rings)
            land = [tuple(self.pixels(point, width, top) for point in ring) for ring in all_rings]
            found.append(Occupied(named, [Box(0, 0, KEY, top - 2)], strips(land)))
        return found[0], found[1]

    def shapes(self, areas: Sequence[dict[str, Any]], top: float, line: float = 0.6) -> alt.Chart:
        """A shape for each row, which names its area as `_area`; see `area_shapes`."""
        return area_shapes([{**row, "_rings": self.rings[row.pop("_area")]} for row in areas], self.across, top, line)


def lay_out(areas: Mapping[str, Sequence[Ring]]) -> MapLayout:
    """The map of these areas, given in degrees."""
    projection = projection_for(point for rings in areas.values() for ring in rings for point in ring)
    edge = projection.frame.middle
    flat = {
        name: [[projection(point) for point in curved(part)] for ring in rings for part in cut_at_edge(ring, edge)]
        for name, rings in areas.items()
    }
    return lay_out_flat(flat, projection)


def lay_out_flat(flat: Mapping[str, Sequence[Sequence[Point]]], projection: Projection | None = None) -> MapLayout:
    """The map of these areas, given on a plane in which y grows downward."""
    xs = [x for rings in flat.values() for ring in rings for x, _ in ring]
    ys = [y for rings in flat.values() for ring in rings for _, y in ring]
    wide, high = max(xs) - min(xs), max(ys) - min(ys)
    scale = min(ACROSS / wide, ACROSS * _TALLEST / high)
    corner = (min(xs) * scale - (ACROSS - wide * scale) / 2, min(ys) * scale)
    grid = {
        name: [tuple((round(x * scale - corner[0]), round(y * scale - corner[1])) for x, y in ring) for ring in rings]
        for name, rings in flat.items()
    }
    rings = simplified_rings(grid, smallest_bend=_SMALLEST_BEND, smallest_island=_SMALLEST_ISLAND)
    return MapLayout(rings, ACROSS, high * scale, projection, scale, corner)


def area_shapes(rows: Sequence[dict[str, Any]], across: float, top: float, line: float = 0.6) -> alt.Chart:
    """A shape for each row: its `_rings`, the color `_fill`, and a strong outline where `_look` is true.

    Rows that are looked at come last, so that no neighbor covers their outline.
    """
    features = [
        {
            **{name: value for name, value in row.items() if name != "_rings"},
            "type": "Feature",
            "geometry": {"type": "MultiPolygon", "coordinates": tuple((_closed(ring),) for ring in row["_rings"])},
        }
        for row in sorted(rows, key=lambda row: row["_look"])
    ]
    shapes: alt.Chart = (
        alt.Chart(inline(features))
        .mark_geoshape(
            stroke=alt.ExprRef(expr=f"datum._look ? '{ROLES['ink']}' : '{ROLES['rule']}'"),
            strokeWidth=alt.ExprRef(expr=f"datum._look ? 2 : {line}"),
            strokeJoin="round",
            clip=False,
            aria=True,
        )
        .encode(fill=alt.Fill("_fill", type="nominal", scale=None), description=row_number())
        .project(
            type="identity",
            scale=alt.ExprRef(expr=f"(page_width - {_MARGIN}) / {across}"),
            translate=at([2, top], [2, top]),
        )
    )
    return shapes


def centroid(ring: Ring) -> Point:
    """The center of gravity of a ring."""
    double = x = y = 0.0
    for (x0, y0), (x1, y1) in zip(ring, (*ring[1:], *ring[:1]), strict=True):
        cross = x0 * y1 - x1 * y0
        double, x, y = double + cross, x + (x0 + x1) * cross, y + (y0 + y1) * cross
    return (x / (3 * double), y / (3 * double)) if double else ring[0]


def _closed(ring: Ring) -> Ring:
    return (*ring, ring[0])


def area_lines(areas: Sequence[Sequence[Ring]], across: float, top: float) -> alt.Chart:
    """The borders of areas, drawn over a map of their parts."""
    rings = tuple((_closed(ring),) for rings in areas for ring in rings)
    feature = {"type": "Feature", "geometry": {"type": "MultiPolygon", "coordinates": rings}}
    lines: alt.Chart = (
        alt.Chart(inline([feature]))
        .mark_geoshape(filled=False, stroke=ROLES["muted"], strokeWidth=0.8, strokeJoin="round", clip=False)
        .project(
            type="identity",
            scale=alt.ExprRef(expr=f"(page_width - {_MARGIN}) / {across}"),
            translate=at([2, top], [2, top]),
        )
    )
    return lines
