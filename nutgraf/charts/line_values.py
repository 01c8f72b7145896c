"""The values of a line that is alone in its chart, each above or below its point."""

from __future__ import annotations

from itertools import pairwise

import altair as alt
import pandas as pd

from nutgraf.charts.house_style import LINE, NARROW, TEXT, inline, row_number
from nutgraf.charts.line_plot import Plot
from nutgraf.charts.text_layout import width

_UNDER = 16
"""The pixels from a point to the middle of the value below it."""


def values_fit(held: pd.DataFrame, plot: Plot) -> bool:
    """Whether every value fits at its point without touching the next, on a phone too."""
    places = sorted(held["_x"])
    widest = max(width(text, TEXT) for text in held["_said"])
    if len(places) < 2:
        return True
    scale = (NARROW - widest - 8) / (places[-1] - places[0])
    return all((after - before) * scale > widest + 6 for before, after in pairwise(places))


def values_below(held: pd.DataFrame, plot: Plot) -> list[bool]:
    """Whether each value is below its point: where the line crosses it less than above."""
    places, values = list(held["_x"]), [plot.pixel(value, plot.heights[0]) for value in held["_y"]]
    scale = (NARROW - 40) / ((places[-1] - places[0]) or 1)
    down = []
    for index, text in enumerate(held["_said"]):
        half = width(text, TEXT) / 2
        sides = [other for other in (index - 1, index + 1) if 0 <= other < len(values)]
        rises = [
            (values[other] - values[index]) * min(1.0, half / (abs(places[other] - places[index]) * scale))
            for other in sides
        ]
        down.append(max([*rises, 0]) < -min([*rises, 0]))
    return down


def lowest_value(held: pd.DataFrame, down: list[bool], plot: Plot) -> float:
    """How far the values below their points extend under the plot, where the years are."""
    height = plot.heights[0]
    lows = [
        plot.pixel(value, height) + _UNDER + LINE / 2 for value, under in zip(held["_y"], down, strict=False) if under
    ]
    return max([0.0, *(low - height for low in lows)])


def value_layer(held: pd.DataFrame, down: list[bool], plot: Plot) -> alt.Chart:
    """Each value above its point, or below."""
    placed = [
        {"_x": x, "_y": y, "_said": text, "_dy": _UNDER if below else -13, "_nth": nth}
        for x, y, text, below, nth in zip(held["_x"], held["_y"], held["_said"], down, held["_nth"], strict=True)
    ]
    marked = alt.Chart(inline(placed)).mark_text(baseline="middle", dy=alt.ExprRef(expr="datum._dy"), aria=True)
    text_ = alt.Text("_said", type="nominal")
    said: alt.Chart = marked.encode(y=plot.up(axis=False), text=text_, description=row_number())
    return said
