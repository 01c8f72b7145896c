"""The extent of marks that leaves each room for its label."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import altair as alt

from nutgraf.charts.house_style import at

AIR = 8  # between a mark and its label, and from there to the edge


class Reach(NamedTuple):
    """The start and end of a mark, and the pixels of its labels before and after it."""

    low: float
    high: float
    before: float = 0.0
    after: float = 0.0


def bar(value: float, words: float, ends: tuple[float, float] = (0, 0)) -> Reach:
    """A bar from zero with its label at its end, or at that of its range if it has one."""
    low, high = (end if end == end else 0 for end in ends)
    low, high = min(value, 0, low), max(value, 0, high)
    return Reach(low, high, words + AIR, 0) if value < 0 else Reach(low, high, 0, words + AIR)


def domain(reaches: Sequence[Reach], room: float) -> tuple[float, float]:
    """The values at the left and right edge of `room` pixels, so that everything fits between them."""
    low, high = min(reach.low for reach in reaches), max(reach.high for reach in reaches)
    span = (high - low) or abs(high) or 1.0
    least, most = 1 / span, room / span  # from one pixel for everything to no labels at all
    for _ in range(40):
        scale = (least + most) / 2
        left, right = _edges(reaches, scale)
        least, most = (scale, most) if right - left <= room else (least, scale)
    left, right = _edges(reaches, least)
    spare = max(0.0, room - (right - left)) / 2 if high == low else 0.0
    return (left - spare) / least, (left - spare + room) / least


def pixels(reaches: Sequence[Reach], room: float) -> float:
    """The pixels left for the marks, without labels."""
    low, high = domain(reaches, room)
    return (max(reach.high for reach in reaches) - min(reach.low for reach in reaches)) * room / (high - low)


def edges(narrow: tuple[float, float], wide: tuple[float, float]) -> alt.Scale:
    """The scale with these edges in the narrow and in the wide drawing."""
    ends = [at(float(f"{one:.8g}"), float(f"{other:.8g}")) for one, other in zip(narrow, wide, strict=True)]
    return alt.Scale(domain=ends, nice=False, zero=False)


def _edges(reaches: Sequence[Reach], scale: float) -> tuple[float, float]:
    left = min(reach.low * scale - reach.before for reach in reaches)
    return left, max(reach.high * scale + reach.after for reach in reaches)
