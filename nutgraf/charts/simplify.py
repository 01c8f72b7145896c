"""Simplifies outlines that share borders: each border once, so that no gap opens between two areas."""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from functools import cache

Point = tuple[float, float]
Ring = tuple[Point, ...]


def simplified_rings(
    areas: Mapping[str, Sequence[Ring]], *, smallest_bend: float, smallest_island: float
) -> dict[str, list[Ring]]:
    """The rings of each area without bends, and without islands, that are too small to see.

    Areas share a border where they share its points. An area keeps its largest ring, however small.
    """
    corners = _corners([ring for rings in areas.values() for ring in rings])
    shorter = cache(lambda arc: tuple(simplified_arc(arc, smallest_bend)))

    def reduced(ring: Ring) -> Ring:
        arcs = [
            shorter(arc) if arc <= arc[::-1] else shorter(arc[::-1])[::-1] for arc in _arcs(open_ring(ring), corners)
        ]
        return open_ring([point for arc in arcs for point in arc[:-1]])

    found = {}
    for name, rings in areas.items():
        largest = sorted(rings, key=ring_area, reverse=True)
        kept = [ring for nth, ring in enumerate(largest) if not nth or ring_area(ring) >= smallest_island]
        smaller = [reduced(ring) for ring in kept]
        found[name] = [ring if len(ring) > 2 else open_ring(was) for ring, was in zip(smaller, kept, strict=True)]
    return found


def simplified_arc(arc: Sequence[Point], smallest_bend: float) -> list[Point]:
    """Visvalingam's algorithm: remove the point with the smallest triangle until every bend is large enough."""
    closed = arc[0] == arc[-1]
    before, after = list(range(-1, len(arc) - 1)), list(range(1, len(arc) + 1))
    heap = [(triangle(arc[i - 1], arc[i], arc[i + 1]), i) for i in range(1, len(arc) - 1)]
    heapq.heapify(heap)
    worth = {i: area for area, i in heap}
    least = 3 if closed else 0
    while heap and heap[0][0] < smallest_bend and len(worth) > least:
        area, i = heapq.heappop(heap)
        if worth.get(i) != area:
            continue
        del worth[i]
        left, right = before[i], after[i]
        after[left], before[right] = right, left
        for j in (left, right):
            if j in worth:
                worth[j] = max(area, triangle(arc[before[j]], arc[j], arc[after[j]]))
                heapq.heappush(heap, (worth[j], j))
    return [point for i, point in enumerate(arc) if i in (0, len(arc) - 1) or i in worth]


def triangle(a: Point, b: Point, c: Point) -> float:
    return abs((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])) / 2


def ring_area(ring: Sequence[Point]) -> float:
    return abs(signed_area(ring))


def signed_area(ring: Sequence[Point]) -> float:
    """The area of a ring; below zero if it turns the other way."""
    pairs = zip(ring, (*ring[1:], *ring[:1]), strict=True)
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairs) / 2


def open_ring(ring: Sequence[Point]) -> Ring:
    """A ring without repeated points, and without its first point at its end."""
    points: list[Point] = []
    for point in ring:
        if not points or points[-1] != point:
            points.append(point)
    while len(points) > 1 and points[0] == points[-1]:
        points.pop()
    return tuple(points)


def _corners(rings: Sequence[Ring]) -> set[Point]:
    """The points at which borders meet: those with other neighbors in one ring than in another."""
    around: dict[Point, frozenset[Point]] = {}
    corners: set[Point] = set()
    for ring in map(open_ring, rings):
        for nth, point in enumerate(ring):
            neighbors = frozenset((ring[nth - 1], ring[(nth + 1) % len(ring)]))
            if around.setdefault(point, neighbors) != neighbors:
                corners.add(point)
    return corners


def _arcs(ring: Ring, corners: set[Point]) -> list[Ring]:
    """A ring as borders from corner to corner; one without a corner begins at its first point by position."""
    starts = [nth for nth, point in enumerate(ring) if point in corners] or [ring.index(min(ring))]
    turned = (*ring, *ring)
    ends = [*starts[1:], starts[0] + len(ring)]
    return [turned[start : end + 1] for start, end in zip(starts, ends, strict=True)]
