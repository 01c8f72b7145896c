"""Makes states.json and counties.json, the outlines of the maps, from the npm package us-atlas; run once, by hand.

    npm pack us-atlas@3.0.1 && tar xzf us-atlas-3.0.1.tgz
    python -m nutgraf.charts.us.simplify_outlines package

Boundaries shared by two areas are simplified once, so that no gap opens between them.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from nutgraf.charts.outlines import absolute_arcs
from nutgraf.charts.simplify import Point, ring_area, simplified_arc

HERE = Path(__file__).parent
LICENSE = (
    "Boundaries: U.S. Census Bureau cartographic boundary files, 2017, projected and published as us-atlas 3.0.1, "
    "Copyright 2013-2019 Michael Bostock, ISC License: permission to use, copy, modify, and/or distribute for any "
    "purpose with or without fee is granted, provided that this notice appears in all copies; provided as is, "
    "without warranty. Simplified here."
)
SMALLEST_BEND = 3.0  # the smallest triangle of a point, in square pixels of the 975-pixel map
SMALLEST_ISLAND = 14.0
COUNTY_BEND = 0.12  # a map of one state shows its counties ten times as large
COUNTY_GRID = 10  # steps per pixel
_FIPS = (
    "AL01 AK02 AZ04 AR05 CA06 CO08 CT09 DE10 DC11 FL12 GA13 HI15 ID16 IL17 IN18 IA19 KS20 KY21 LA22 ME23 MD24 MA25 "
    "MI26 MN27 MS28 MO29 MT30 NE31 NV32 NH33 NJ34 NM35 NY36 NC37 ND38 OH39 OK40 OR41 PA42 RI44 SC45 SD46 TN47 TX48 "
    "UT49 VT50 VA51 WA53 WV54 WI55 WY56"
)
USPS = {code[2:]: code[:2] for code in _FIPS.split()}


def outlines(topology: dict[str, Any]) -> dict[str, list[list[Point]]]:
    """The rings of each area, by USPS code, in whole pixels of the map."""
    arcs = [simplified_arc(arc, SMALLEST_BEND) for arc in absolute_arcs(topology)]
    found: dict[str, list[list[Point]]] = {}
    for geometry in topology["objects"]["states"]["geometries"]:
        polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
        rings = sorted((_ring(ring, arcs) for polygon in polygons for ring in polygon), key=ring_area, reverse=True)
        kept = [ring for place, ring in enumerate(rings) if not place or ring_area(ring) >= SMALLEST_ISLAND]
        found[USPS[geometry["id"]]] = [_rounded(ring) for ring in kept]
    return _from_corner(dict(sorted(found.items())))


def size(areas: dict[str, list[list[Point]]]) -> Point:
    """The width and height of the map."""
    points = [point for rings in areas.values() for ring in rings for point in ring]
    return max(x for x, _ in points), max(y for _, y in points)


def smaller_topology(topology: dict[str, Any]) -> dict[str, Any]:
    """The counties and states as TopoJSON, on a coarser grid and with fewer points."""
    arcs = [_steps(simplified_arc(arc, COUNTY_BEND)) for arc in absolute_arcs(topology)]
    objects = {
        name: {
            "type": "GeometryCollection",
            "geometries": [_bare(each) for each in topology["objects"][name]["geometries"]],
        }
        for name in ("counties", "states")
    }
    grid = {"scale": [1 / COUNTY_GRID, 1 / COUNTY_GRID], "translate": [0, 0]}
    return {"type": "Topology", "license": LICENSE, "transform": grid, "objects": objects, "arcs": arcs}


def _bare(geometry: dict[str, Any]) -> dict[str, Any]:
    """A geometry without the name of its area."""
    return {name: geometry[name] for name in ("type", "id", "arcs")}


def _steps(arc: Sequence[Point]) -> list[tuple[int, int]]:
    """An arc as steps on the grid."""
    found: list[tuple[int, int]] = []
    before = (0, 0)
    for x, y in arc:
        place = (round(x * COUNTY_GRID), round(y * COUNTY_GRID))
        if not found or place != before:
            found.append((place[0] - before[0], place[1] - before[1]))
        before = place
    return found


def _from_corner(areas: dict[str, list[list[Point]]]) -> dict[str, list[list[Point]]]:
    """The map shifted to begin at 0, 0, whatever remote islands were left out."""
    points = [point for rings in areas.values() for ring in rings for point in ring]
    left, top = min(x for x, _ in points), min(y for _, y in points)
    return {area: [[(x - left, y - top) for x, y in ring] for ring in rings] for area, rings in areas.items()}


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


def _read(name: str) -> Any:
    return json.loads((Path(sys.argv[1]) / name).read_text("utf-8"))


if __name__ == "__main__":
    areas = outlines(_read("states-albers-10m.json"))
    made = {"license": LICENSE, "size": size(areas), "areas": areas}
    (HERE / "states.json").write_text(json.dumps(made, separators=(",", ":")).replace('],"', '],\n"') + "\n", "utf-8")
    counties = json.dumps(
        smaller_topology(_read("counties-albers-10m.json")), separators=(",", ":"), ensure_ascii=False
    )
    (HERE / "counties.json").write_text(counties.replace("]],[[", "]],\n[[") + "\n", "utf-8")
