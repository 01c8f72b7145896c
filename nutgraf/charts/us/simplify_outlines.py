"""Makes states.json, the outlines for state_map, from the npm package us-atlas; run once, by hand.

    npm pack us-atlas@3.0.1 && tar xzf us-atlas-3.0.1.tgz
    python -m nutgraf.charts.us.simplify_outlines package/states-albers-10m.json

Boundaries shared by two states are simplified once, so that no gap opens between them.
"""

from __future__ import annotations

import heapq
import json
import sys
from pathlib import Path
from typing import Any

Point = tuple[float, float]

OUTLINES = Path(__file__).parent / "states.json"
LICENCE = (
    "Boundaries: U.S. Census Bureau cartographic boundary files, 2017, projected and published as us-atlas 3.0.1, "
    "Copyright 2013-2019 Michael Bostock, ISC License: permission to use, copy, modify, and/or distribute for any "
    "purpose with or without fee is granted, provided that this notice appears in all copies; provided as is, "
    "without warranty. Simplified here."
)
SMALLEST_BEND = 3.0  # the smallest triangle of a point, in square pixels of the 975-pixel map
SMALLEST_ISLAND = 14.0
_FIPS = (
    "AL01 AK02 AZ04 AR05 CA06 CO08 CT09 DE10 DC11 FL12 GA13 HI15 ID16 IL17 IN18 IA19 KS20 KY21 LA22 ME23 MD24 MA25 "
    "MI26 MN27 MS28 MO29 MT30 NE31 NV32 NH33 NJ34 NM35 NY36 NC37 ND38 OH39 OK40 OR41 PA42 RI44 SC45 SD46 TN47 TX48 "
    "UT49 VT50 VA51 WA53 WV54 WI55 WY56"
)
USPS = {code[2:]: code[:2] for code in _FIPS.split()}


def outlines(topology: dict[str, Any]) -> dict[str, list[list[Point]]]:
    """The rings of each area, by USPS code, in whole pixels of the map."""
    arcs = [_simplified(arc) for arc in _absolute(topology)]
    found: dict[str, list[list[Point]]] = {}
    for geometry in topology["objects"]["states"]["geometries"]:
        polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
        rings = sorted((_ring(ring, arcs) for polygon in polygons for ring in polygon), key=_area, reverse=True)
        kept = [ring for place, ring in enumerate(rings) if not place or _area(ring) >= SMALLEST_ISLAND]
        found[USPS[geometry["id"]]] = [_rounded(ring) for ring in kept]
    return _from_corner(dict(sorted(found.items())))


def size(areas: dict[str, list[list[Point]]]) -> Point:
    """The width and height of the map."""
    points = [point for rings in areas.values() for ring in rings for point in ring]
    return max(x for x, _ in points), max(y for _, y in points)


def _from_corner(areas: dict[str, list[list[Point]]]) -> dict[str, list[list[Point]]]:
    """The map shifted to begin at 0, 0, whatever remote islands were left out."""
    points = [point for rings in areas.values() for ring in rings for point in ring]
    left, top = min(x for x, _ in points), min(y for _, y in points)
    return {area: [[(x - left, y - top) for x, y in ring] for ring in rings] for area, rings in areas.items()}


def _absolute(topology: dict[str, Any]) -> list[list[Point]]:
    """The arcs as points, decoded from the grid steps of a topology."""
    (scale_x, scale_y), (left, top) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for step_x, step_y in arc:
            x, y = x + step_x, y + step_y
            points.append((x * scale_x + left, y * scale_y + top))
        arcs.append(points)
    return arcs


def _simplified(arc: list[Point]) -> list[Point]:
    """Visvalingam's algorithm: remove the point with the smallest triangle until every bend is large enough."""
    closed = arc[0] == arc[-1]
    before, after = list(range(-1, len(arc) - 1)), list(range(1, len(arc) + 1))
    heap = [(_triangle(arc[i - 1], arc[i], arc[i + 1]), i) for i in range(1, len(arc) - 1)]
    heapq.heapify(heap)
    worth = {i: area for area, i in heap}
    least = 3 if closed else 0
    while heap and heap[0][0] < SMALLEST_BEND and len(worth) > least:
        area, i = heapq.heappop(heap)
        if worth.get(i) != area:
            continue
        del worth[i]
        left, right = before[i], after[i]
        after[left], before[right] = right, left
        for j in (left, right):
            if j in worth:
                worth[j] = max(area, _triangle(arc[before[j]], arc[j], arc[after[j]]))
                heapq.heappush(heap, (worth[j], j))
    return [point for i, point in enumerate(arc) if i in (0, len(arc) - 1) or i in worth]


def _ring(indexes: list[int], arcs: list[list[Point]]) -> list[Point]:
    ring: list[Point] = []
    for index in indexes:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        ring += arc[1:] if ring else arc
    return ring


def _rounded(ring: list[Point]) -> list[Point]:
    points: list[Point] = []
    for x, y in ring:
        point = (round(x), round(y))
        if not points or points[-1] != point:
            points.append(point)
    return points


def _triangle(a: Point, b: Point, c: Point) -> float:
    return abs((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])) / 2


def _area(ring: list[Point]) -> float:
    pairs = zip(ring, ring[1:] + ring[:1], strict=True)
    return abs(sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairs)) / 2


if __name__ == "__main__":
    areas = outlines(json.loads(Path(sys.argv[1]).read_text("utf-8")))
    made = {"licence": LICENCE, "size": size(areas), "areas": areas}
    OUTLINES.write_text(json.dumps(made, separators=(",", ":")).replace('],"', '],\n"') + "\n", "utf-8")
