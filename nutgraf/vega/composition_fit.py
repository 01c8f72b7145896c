"""A chart of several plots fitted into a width: laid out, drawn, and laid out again until it comes out as wide."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nutgraf.errors import FigureError, Problem
from nutgraf.vega.composition import arranged
from nutgraf.vega.mark_values import counted_values

_TRIES = 6
_SLACK = 6
"""So many pixels less than there is room for are not worth another try."""
_FIX = "give it fewer columns (columns=2), stack the charts (a & b), or make one figure of each"

Draw = Callable[[dict[str, Any]], tuple[str, float]]
"""A spec as drawn, and how wide it comes out."""


def fitted(spec: dict[str, Any], width: int, where: str, draw: Draw) -> tuple[dict[str, Any], str]:
    """The composed chart with its plots as wide as there is room for in `width`, and its drawing."""
    beside, best = 50.0, None
    tried: list[tuple[float, float]] = []
    counted = counted_values(spec)
    for _ in range(_TRIES):
        ready = arranged(spec, width, where, beside, counted)
        drawn, own = draw(ready)
        over = own - width
        if over <= 0 and (best is None or over > best[0]):
            best = (over, ready, drawn)
        if -_SLACK <= over <= 0:
            break
        tried.append((beside, over))
        beside = max(0.0, _next(tried))
        if beside == tried[-1][0]:
            break
    if best is None:
        what = f"the charts of this figure and their legends do not fit into {width} px"
        raise FigureError(Problem(where, what, _FIX))
    return best[1], best[2]


def _next(tried: list[tuple[float, float]]) -> float:
    """What to leave beside each plot for axes and legends, judged by what was tried."""
    (beside, over), *before = reversed(tried)
    if before and before[0][0] != beside and before[0][1] != over:
        slope = (over - before[0][1]) / (beside - before[0][0])
        if slope < -0.2:
            return beside - (over + 1) / slope
    return beside + (over + 1 if len(tried) < 3 else over / 2 + 1)
