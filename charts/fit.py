"""How long bars may be, so that each has room for its words beside it."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt

from charts.look import at

AIR = 8  # between a bar's end and its words, and from there to the edge


def domain(values: Sequence[float], words: Sequence[float], room: float) -> tuple[float, float]:
    """What the left and the right edge of `room` pixels stand for; `words` are as wide as they are in pixels."""
    reach = max(map(abs, values)) or 1.0
    low, high = 0.0, room / reach
    for _ in range(40):
        middle = (low + high) / 2
        left, right = _taken(values, words, middle)
        low, high = (middle, high) if left + right <= room else (low, middle)
    scale = max(low, 1 / reach)  # a pixel at least
    left, _ = _taken(values, words, scale)
    return 0.0 - left / scale, (room - left) / scale


def longest(values: Sequence[float], words: Sequence[float], room: float) -> float:
    """How many pixels the longest bar gets."""
    low, high = domain(values, words, room)
    return max(map(abs, values)) * room / (high - low)


def edges(narrow: tuple[float, float], wide: tuple[float, float]) -> alt.Scale:
    """The scale with these edges in the narrow and in the wide drawing."""
    ends = [at(float(f"{one:.8g}"), float(f"{other:.8g}")) for one, other in zip(narrow, wide, strict=True)]
    return alt.Scale(domain=ends, nice=False, zero=False)


def _taken(values: Sequence[float], words: Sequence[float], scale: float) -> tuple[float, float]:
    """The pixels that bars and words take to the left and to the right of zero."""
    left = right = 0.0
    for value, width in zip(values, words, strict=True):
        if value < 0:
            left = max(left, -value * scale + width + AIR)
        else:
            right = max(right, value * scale + width + AIR)
    return left, right
