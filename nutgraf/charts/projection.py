"""Projections for maps: equal areas, so that no area looks larger than it is."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from nutgraf.charts.simplify import Point

_WORLD = 120.0  # degrees: wider maps show the world
_LONGEST = 2.0  # degrees: a longer straight border becomes a curve
_EQUAL_EARTH = (1.340264, -0.081106, 0.000893, 0.003796)


class MapFrame(NamedTuple):
    """Where the longitudes of a map begin, and the middle of what it shows, in degrees."""

    west: float
    span: float
    latitude: float
    height: float

    @property
    def middle(self) -> float:
        return 0.0 if self.span > 300 else self.west + self.span / 2


@dataclass(frozen=True)
class Projection:
    """A projection from degrees to a plane in which y grows downward."""

    frame: MapFrame

    def __call__(self, place: Point) -> Point:
        return self._flat(math.radians(place[0] - self.frame.middle), math.radians(place[1]))

    @property
    def _flat(self) -> Callable[[float, float], Point]:
        return _equal_earth if max(self.frame.span, self.frame.height) > _WORLD else self._azimuthal

    def _azimuthal(self, east: float, north: float) -> Point:
        """Lambert's azimuthal equal-area projection around the middle of the map."""
        middle = math.radians(self.frame.latitude)
        along = math.cos(north) * math.cos(east)
        size = math.sqrt(2 / max(1e-9, 1 + math.sin(middle) * math.sin(north) + math.cos(middle) * along))
        up = math.cos(middle) * math.sin(north) - math.sin(middle) * along
        return size * math.cos(north) * math.sin(east), -size * up


def projection_for(places: Iterable[Point]) -> Projection:
    """The projection that suits a map of these places: around their middle, or Equal Earth for the world."""
    held = list(places)
    east = sorted({x for x, _ in held})
    low, high = min(y for _, y in held), max(y for _, y in held)
    gaps = [(after - before, after) for before, after in pairwise(east)]
    gap, west = max([*gaps, (east[0] + 360 - east[-1], east[0])])
    return Projection(MapFrame(west, 360 - gap, (low + high) / 2, high - low))


def curved(ring: Sequence[Point]) -> list[Point]:
    """A ring with points along its long borders, the same ones in both directions."""
    found: list[Point] = []
    for start, end in zip(ring, (*ring[1:], *ring[:1]), strict=True):
        found.append(start)
        parts = math.ceil(max(abs(end[0] - start[0]), abs(end[1] - start[1])) / _LONGEST)
        if 1 < parts <= 180 / _LONGEST:
            first, last = sorted((start, end))
            steps = [
                (first[0] + (last[0] - first[0]) * n / parts, first[1] + (last[1] - first[1]) * n / parts)
                for n in range(1, parts)
            ]
            found += steps if start == first else steps[::-1]
    return found


def _equal_earth(east: float, north: float) -> Point:
    a, b, c, d = _EQUAL_EARTH
    tilt = math.asin(math.sqrt(3) / 2 * math.sin(north))
    square = tilt * tilt
    power = square * square * square
    across = 2 * math.sqrt(3) * east * math.cos(tilt)
    x = across / (3 * (9 * d * power * square + 7 * c * power + 3 * b * square + a))
    return x, -tilt * (a + b * square + power * (c + d * square))
