"""Round numbers for axes and for the steps of a map."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence


def ticks(low: float, high: float, about: int) -> list[float]:
    """Round numbers from at or below `low` to at or above `high`, some `about` of them."""
    span = (high - low) or abs(high) or 1.0
    rough = span / max(about - 1, 1)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= rough * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    if first == last:  # one number is no axis: a step more, away from zero
        first, last = (first - 1, last) if high < 0 else (first, last + 1)
    return [float(f"{index * step:.12g}") for index in range(first, last + 1)]


def thresholds(values: Sequence[float], steps: int = 5) -> list[float]:
    """Round numbers that divide the values into about equal shares, at most `steps` of them."""
    ordered = sorted(values)
    parts = min(steps, len(set(ordered)))
    found: list[float] = []
    for part in range(1, parts):
        place = ordered[min(len(ordered) - 1, round(part * len(ordered) / parts))]
        rounded = _round(place)
        if ordered[0] < rounded <= ordered[-1] and rounded not in found:
            found.append(rounded)
    return sorted(found)


def step_of(value: float, edges: Sequence[float]) -> int:
    """The step of a value, from 0; a value on an edge belongs to the step above."""
    return bisect_right(list(edges), value)


def _round(value: float) -> float:
    """Rounds to 1, 2, 3, 4, 5, 6 or 8 times a power of ten: a key does not show small differences."""
    if not value:
        return 0.0
    power = 10.0 ** math.floor(math.log10(abs(value)))
    near = min((1, 1.5, 2, 3, 4, 5, 6, 8, 10), key=lambda digit: abs(digit - abs(value) / power))
    return float(f"{math.copysign(near * power, value):.12g}")
