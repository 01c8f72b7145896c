"""Histograms: how many rows have a number in each class."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import altair as alt
import pandas as pd

from nutgraf.charts.canvas import Box, Canvas
from nutgraf.charts.chart_options import chart_function
from nutgraf.charts.checked_columns import checked_frame, money_format, numbers
from nutgraf.charts.house_style import SMALL
from nutgraf.charts.note_places import MarkPlaces, Note
from nutgraf.charts.number_formats import exactly, fitting
from nutgraf.charts.plans import ClassPlan, finished
from nutgraf.charts.round_numbers import ticks
from nutgraf.charts.text_layout import width
from nutgraf.charts.value_axis import AXIS_ROOM, Axis, axis_text, left_axis, left_room

_TOP = 18.0
_ALL = ""
_BLANK = -1  # the class of rows without a number


@dataclass(frozen=True, eq=False)
class CountedRows:
    """What a table of classes counts: the rows of a frame in each of its rows, and the column of their numbers."""

    frame: pd.DataFrame
    column: str
    rows: tuple[tuple[int, ...], ...]

    def __deepcopy__(self, memo: object) -> CountedRows:
        """Itself: pandas copies what a frame holds with each of its own steps."""
        return self


@chart_function(ranges="it counts rows, and a count of what is on file has none")
def histogram(
    frame: pd.DataFrame,
    *,
    x: str,
    edges: Sequence[float] | None = None,
    highlight: float | None = None,
    number_format: str = "",
    count: str = "count",
    notes: Sequence[Note] = (),
) -> alt.LayerChart:
    """A bar for each class of the numbers in column `x`, as high as the count of its rows.

    A class includes its lower edge; the last includes both. `edges` are the edges of the classes, at equal distances;
    without them they are round numbers. `highlight` is a number whose class gets a color of its own. `count` names the
    column of the table that has the counts; blank numbers are counted in its last row, and below the figure.
    """
    plan = histogram_plan(frame, x=x, edges=edges, highlight=highlight, number_format=number_format, count=count)
    return finished(plan, notes=notes)


def histogram_plan(
    frame: pd.DataFrame,
    *,
    x: str,
    edges: Sequence[float] | None = None,
    highlight: float | None = None,
    number_format: str = "",
    count: str = "count",
    by: str | None = None,
) -> HistogramPlan:
    """The classes with their counts."""
    drawn = checked_frame("histogram", frame, x=x)
    if count in (x, by):
        raise ValueError(f"histogram(count={count!r}): that is a column of the chart already; choose another name")
    values = numbers("histogram", drawn, x)
    number_format = money_format("histogram", drawn, x, number_format)
    parts = _edges(list(values.dropna()), edges)
    form = exactly(parts, number_format or fitting(parts))
    panels = list(dict.fromkeys(drawn[by])) if by else [_ALL]
    rows, rows_of = [], list[tuple[int, ...]]()
    classes = pd.Series([_class_of(value, parts) for value in values], index=drawn.index)
    for panel in panels:
        held = classes[drawn[by] == panel] if by else classes
        said = [f"{axis_text(low, form)}–{axis_text(high, form)}" for low, high in pairwise(parts)]
        for place, text in [*enumerate(said), *([(_BLANK, "–")] if (held == _BLANK).any() else [])]:
            counted = tuple(held.index[held == place])
            rows.append({by or "_panel": panel, x: text, count: len(counted), "_class": place})
            rows_of.append(counted)
    data = pd.DataFrame(rows)
    data["_nth"] = range(len(data))
    data.attrs["missing"] = [""] * int(values.isna().sum())
    data.attrs["counted"] = CountedRows(drawn, x, tuple(rows_of))
    look = None if highlight is None else _class_of(highlight, parts)
    data["_role"] = ["look" if look is None or place == look else "rest" for place in data["_class"]]
    return HistogramPlan(
        chart="histogram", data=data, columns=[*([by] if by else []), x, count], edges=tuple(parts), form=form
    )


def _class_of(value: float, parts: Sequence[float]) -> int:
    """The class of a number, of which the last includes its upper edge."""
    return _BLANK if pd.isna(value) else min(bisect_right(parts, value) - 1, len(parts) - 2)


def _edges(values: list[float], asked: Sequence[float] | None) -> list[float]:
    """The edges of the classes. Raises for those that leave a number out or differ in width."""
    if asked is None:
        about = max(5, min(20, round(len(values) ** 0.5) + 1))
        found = ticks(min(values), max(values), about + 1)
        return found if len(found) > 1 else [found[0], found[0] + 1]
    parts = [float(edge) for edge in asked]
    steps = [after - before for before, after in pairwise(parts)]
    if not steps or min(steps) <= 0 or max(steps) - min(steps) > 1e-9 * max(steps):
        raise ValueError("histogram: edges= are not at equal distances; bars of different widths mislead")
    outside = [value for value in values if not parts[0] <= value <= parts[-1]]
    if outside:
        raise ValueError(f"histogram: {outside[0]:g} is in none of the classes; let edges= reach it")
    return parts


@dataclass(frozen=True, kw_only=True)
class HistogramPlan(ClassPlan):
    """Bars over classes that touch."""

    def draw(self, canvas: Canvas, rows: pd.DataFrame) -> MarkPlaces:
        count = self.columns[-1]
        held = rows[rows["_class"] >= 0]
        most = float(self.data[self.data["_class"] >= 0][count].max())
        marks = ticks(0, most, 3 if canvas.is_panel else 4)
        marks = [mark for mark in marks if mark == int(mark)]
        height = min(140.0, canvas.width * 0.6) if canvas.is_panel else 210.0 if canvas.is_phone else 270.0
        step = (canvas.width - 20) / (len(self.edges) - 1)
        inside = all(width(f"{number:,}", SMALL) + 4 <= step for number in held[count])
        left = 2.0 if inside else left_room(marks, ",.0f")
        across = Axis(self.edges[0], self.edges[-1], max(left, 12), canvas.width - 14)
        up = Axis(0, max(marks[-1], most), _TOP + height, _TOP)
        if not inside:
            left_axis(canvas, up, marks, ",.0f", left=left, right=canvas.width)
        named = {}
        for item in held.to_dict("records"):
            ends = across.at(self.edges[item["_class"]]) + 0.75, across.at(self.edges[item["_class"] + 1]) - 0.75
            box = Box(ends[0], up.at(item[count]), ends[1], up.start)
            canvas.rect(box, item["_role"], row=item["_nth"])
            if inside:
                middle = (box.left + box.right) / 2
                canvas.text(middle, box.top - 9, f"{item[count]:,}", align="center", size=SMALL, row=item["_nth"])
            named[item[self.columns[-2]]] = box
        canvas.rule(Box(across.start, up.start, across.end, up.start), "rule", over=True)
        self._below(canvas, across, up.start)
        canvas.height = up.start + AXIS_ROOM
        plot = Box(across.start, 0, across.end, up.start)
        return MarkPlaces(plot, lambda value: across.at(float(value)), lambda value: up.at(float(value)), named)

    def _below(self, canvas: Canvas, across: Axis, y: float) -> None:
        """The edges of the classes, every one or every second or …, so that they do not touch."""
        texts = [axis_text(edge, self.form) for edge in self.edges]
        step = (across.end - across.start) / (len(texts) - 1)
        every = next(
            n for n in (1, 2, 4, 5, 10, 100) if n * step >= max(width(text, SMALL) for text in texts) + 8 or n == 100
        )
        for place, text in enumerate(texts):
            if place % every == 0:
                half = width(text, SMALL) / 2
                x = min(max(across.at(self.edges[place]), half), canvas.width - half)
                canvas.text(x, y + 13, text, role="muted", align="center", size=SMALL)
