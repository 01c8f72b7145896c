"""Fits a chart of several plots into a width: lays it out, draws it, and repeats until the width is right."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nutgraf.errors import FigureError, Problem
from nutgraf.vega.composition import arranged
from nutgraf.vega.mark_values import counted_values

_TRIES = 6
_SLACK = 6
"""A drawing this many pixels too narrow is not worth another try."""
_FIX = "give it fewer columns (columns=2), stack the charts (a & b), or make one figure of each"

DrawSpec = Callable[[dict[str, Any]], tuple[str, float]]
"""A spec as drawn, and its width."""


def fitted(spec: dict[str, Any], width: int, where: str, draw: DrawSpec) -> tuple[dict[str, Any], str]:
    """The composed chart with its plots as wide as `width` allows, and its drawing.

    Raises FigureError where they are too wide at any size.
    """
    margin, best = 50.0, None
    tried: list[tuple[float, float]] = []
    counted = counted_values(spec)
    for _ in range(_TRIES):
        ready = arranged(spec, width, where, margin, counted)
        drawn, own = draw(ready)
        over = own - width
        if over <= 0 and (best is None or over > best[0]):
            best = (over, ready, drawn)
        if -_SLACK <= over <= 0:
            break
        tried.append((margin, over))
        margin = max(0.0, _next(tried))
        if margin == tried[-1][0]:
            break
    if best is None:
        what = f"the charts of this figure and their legends do not fit into {width} px"
        raise FigureError(Problem(where, what, _FIX))
    return best[1], best[2]


def _next(tried: list[tuple[float, float]]) -> float:
    """The margin for axes and legends to try next, estimated from the tries so far."""
    (margin, over), *before = reversed(tried)
    if before and before[0][0] != margin and before[0][1] != over:
        slope = (over - before[0][1]) / (margin - before[0][0])
        if slope < -0.2:
            return margin - (over + 1) / slope
    return margin + (over + 1 if len(tried) < 3 else over / 2 + 1)
