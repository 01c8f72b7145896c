"""Cuts rings at the edge of a map, the meridian opposite its middle, which Fiji, Russia and Antarctica cross."""

from __future__ import annotations

from collections.abc import Sequence

from nutgraf.charts.simplify import Point, Ring, open_ring


def cut_at_edge(ring: Sequence[Point], middle: float) -> list[Ring]:
    """The parts of a ring in degrees, each within 180 degrees of the middle of the map."""
    whole = _unwrapped(open_ring(ring), middle)
    west, east = middle - 180, middle + 180
    low, high = min(x for x, _ in whole), max(x for x, _ in whole)
    if west <= low and high <= east:
        return [tuple(whole)]
    parts = []
    for turn in (-360, 0, 360):
        turned = [(x + turn, y) for x, y in whole]
        part = open_ring(_clipped(_clipped(turned, west, 1), east, -1))
        if len(part) > 2:
            parts.append(part)
    return parts


def _unwrapped(ring: Ring, middle: float) -> list[Point]:
    """The ring without jumps from 180 to -180; one around a pole goes there and back."""
    found = [ring[0]]
    for x, y in ring[1:]:
        found.append((_nearest(x, found[-1][0]), y))
    end = _nearest(ring[0][0], found[-1][0])
    if abs(end - ring[0][0]) > 180:
        pole = 90.0 if sum(y for _, y in ring) > 0 else -90.0
        found += [(end, ring[0][1]), (end, pole), (ring[0][0], pole)]
    center = (min(x for x, _ in found) + max(x for x, _ in found)) / 2
    turn = _nearest(center, middle) - center
    return [(x + turn, y) for x, y in found]


def _nearest(x: float, to: float) -> float:
    """A longitude with as many turns added as bring it closest to another."""
    return x + 360 * round((to - x) / 360)


def _clipped(ring: Sequence[Point], edge: float, side: int) -> list[Point]:
    """The part of a ring on one side of a meridian (Sutherland and Hodgman)."""
    found: list[Point] = []
    for nth, end in enumerate(ring):
        start = ring[nth - 1]
        if ((end[0] - edge) * side >= 0) != ((start[0] - edge) * side >= 0):
            (x0, y0), (x1, y1) = sorted((start, end))
            found.append((edge, y0 + (y1 - y0) * (edge - x0) / (x1 - x0)))
        if (end[0] - edge) * side >= 0:
            found.append(end)
    return found
