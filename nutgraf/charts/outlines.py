"""Reads the outlines of areas from a GeoJSON or TopoJSON file in the project's data/."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nutgraf.charts.simplify import Point, Ring
from nutgraf.errors import nearest
from nutgraf.project_root import enclosing_project

_KINDS = (".json", ".geojson", ".topojson")


@dataclass(frozen=True)
class OutlinedArea:
    """An area of the file: its names, and its polygons, each an outer ring and the holes in it."""

    names: Mapping[str, str]
    polygons: tuple[tuple[Ring, ...], ...]


def read_outlines(chart: str, outlines: Any) -> tuple[OutlinedArea, ...]:
    """The areas of a file, or of a GeoDataFrame. Raises for a file that is not there or cannot be drawn."""
    found = _content(chart, outlines)
    kind = found.get("type")
    if kind == "Topology":
        areas = tuple(areas_of_topology(found))
    elif kind in ("FeatureCollection", "Feature"):
        areas = tuple(_of_features(found.get("features", [found])))
    else:
        raise ValueError(
            f"{chart}: {_called(outlines)} is neither GeoJSON nor TopoJSON: it has no FeatureCollection and no Topology"
        )
    points = [point for area in areas for rings in area.polygons for ring in rings for point in ring]
    if not points:
        raise ValueError(f"{chart}: {_called(outlines)} holds no areas, only points or lines")
    if any(abs(x) > 360 or abs(y) > 90.001 for x, y in points):
        raise ValueError(
            f"{chart}: {_called(outlines)} has no longitudes and latitudes; save it in EPSG:4326 (WGS 84), "
            "as frame.to_crs(4326) does in geopandas"
        )
    return areas


def _called(outlines: Any) -> str:
    return repr(str(outlines)) if isinstance(outlines, (str, Path)) else f"outlines= ({type(outlines).__name__})"


def _content(chart: str, outlines: Any) -> Mapping[str, Any]:
    if hasattr(outlines, "__geo_interface__"):
        outlines = outlines.__geo_interface__
    if isinstance(outlines, Mapping):
        return outlines
    if not isinstance(outlines, (str, Path)):
        raise ValueError(f"{chart}: outlines= is the name of a file in data/, not a {type(outlines).__name__}")
    path = _found(chart, Path(outlines))
    try:
        held = json.loads(path.read_text("utf-8-sig"))
    except ValueError as error:
        raise ValueError(f"{chart}: {_called(outlines)} is not JSON; save the map as GeoJSON or TopoJSON") from error
    return held if isinstance(held, dict) else {}


def _found(chart: str, name: Path) -> Path:
    root = enclosing_project(Path.cwd())
    folders = [root / "data", root] if root else [Path.cwd()]
    for folder in folders:
        if (folder / name).is_file():
            return folder / name
    there = [path.name for path in sorted(folders[0].glob("*")) if path.suffix.lower() in _KINDS]
    near = nearest(name.name, there)
    advice = f"did you mean {near!r}?" if near else "put the GeoJSON or TopoJSON file there"
    raise ValueError(f"{chart}: no file {str(name)!r} in data/; {advice}")


def _of_features(features: Sequence[Mapping[str, Any]]) -> Iterator[OutlinedArea]:
    for feature in features:
        shapes = list(_polygons(feature.get("geometry") or {}))
        polygons = tuple(tuple(_ring(ring) for ring in shape) for shape in shapes)
        if polygons:
            yield OutlinedArea(_names(feature), polygons)


def _polygons(geometry: Mapping[str, Any]) -> Iterator[Any]:
    """The polygons of a geometry, as coordinates or as the arcs of a topology."""
    held = geometry.get("arcs", geometry.get("coordinates", []))
    if geometry.get("type") == "Polygon":
        yield held
    elif geometry.get("type") == "MultiPolygon":
        yield from held
    elif geometry.get("type") == "GeometryCollection":
        for each in geometry.get("geometries", []):
            yield from _polygons(each)


def _ring(points: Sequence[Sequence[float]]) -> Ring:
    return tuple((float(point[0]), float(point[1])) for point in points)


def _names(feature: Mapping[str, Any]) -> dict[str, str]:
    own = {"id": feature["id"]} if "id" in feature else {}
    named = {**own, **(feature.get("properties") or {})}
    return {name: str(value) for name, value in named.items() if isinstance(value, (str, int))}


def areas_of_topology(topology: Mapping[str, Any], called: str = "") -> Iterator[OutlinedArea]:
    """The areas of one object; by default the one with the most, since others repeat them, as a nation its states."""
    arcs = absolute_arcs(topology)
    objects = {name: each.get("geometries", [each]) for name, each in topology.get("objects", {}).items()}
    for geometry in objects[called] if called else max(objects.values(), key=len, default=[]):
        shapes = tuple(tuple(_joined(ring, arcs) for ring in shape) for shape in _polygons(geometry))
        if shapes:
            yield OutlinedArea(_names(geometry), shapes)


def absolute_arcs(topology: Mapping[str, Any]) -> list[list[Point]]:
    """The arcs as points, decoded from the grid steps of a topology."""
    if "transform" not in topology:
        return [[(float(point[0]), float(point[1])) for point in arc] for arc in topology["arcs"]]
    (scale_x, scale_y), (left, top) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for step_x, step_y, *_ in arc:
            x, y = x + step_x, y + step_y
            points.append((x * scale_x + left, y * scale_y + top))
        arcs.append(points)
    return arcs


def _joined(indexes: Sequence[int], arcs: Sequence[Sequence[Point]]) -> Ring:
    ring: list[Point] = []
    for index in indexes:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        ring += arc[1:] if ring else arc
    return tuple(ring)
