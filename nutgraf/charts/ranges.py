"""Numbers with their ranges: a dot on a line from the lowest to the highest value that it may have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd

from nutgraf.charts.canvas import Box, Canvas
from nutgraf.charts.chart_options import chart_function
from nutgraf.charts.checked_columns import (
    checked_frame,
    highlighted,
    money_format,
    names,
    numbers,
    refuse_duplicates,
    value_labels,
)
from nutgraf.charts.fact_ranges import with_ranges
from nutgraf.charts.house_style import SMALL, TEXT
from nutgraf.charts.label_room import Reach
from nutgraf.charts.note_places import MarkPlaces, Note
from nutgraf.charts.number_formats import exactly, fitting
from nutgraf.charts.plans import ChartPlan, finished
from nutgraf.charts.round_numbers import ticks
from nutgraf.charts.row_layout import RowLayout, row_layout
from nutgraf.charts.text_layout import width
from nutgraf.charts.value_axis import axis_text

_CAP = 4.0


@chart_function(ranges="it draws those of facts without being asked")
def ranges(
    frame: pd.DataFrame,
    *,
    x: str,
    y: str,
    low: str | None = None,
    high: str | None = None,
    highlight: Any = None,
    label: str | None = None,
    number_format: str = "",
    sort: bool = False,
    notes: Sequence[Note] = (),
) -> alt.LayerChart:
    """A dot for each number of column `x`, named by column `y`, on a line from `low` to `high`.

    Without `low` and `high`, column `x` holds facts, and the line is the range or the margin of error that their
    publisher gives. `label` names a column with the words to print at each row; without it `number_format` prints the
    number.
    `sort=True` puts the largest first. A row without a number has a dash; one without a range has no line.
    """
    plan = range_plan(
        frame, x=x, y=y, low=low, high=high, highlight=highlight, label=label, number_format=number_format, sort=sort
    )
    return finished(plan, notes=notes)


def range_plan(
    frame: pd.DataFrame,
    *,
    x: str,
    y: str,
    low: str | None = None,
    high: str | None = None,
    highlight: Any = None,
    label: str | None = None,
    number_format: str = "",
    sort: bool = False,
    by: str | None = None,
) -> RangePlan:
    """The dots with their ranges and words."""
    drawn = checked_frame("ranges", frame, x=x, y=y, low=low, high=high, label=label)
    keys = [name for name in (by, y) if name]
    refuse_duplicates("ranges", drawn, keys)
    look = highlighted("ranges", highlight, drawn[y], y)
    drawn["_size"], drawn["_row"] = numbers("ranges", drawn, x), names("ranges", drawn, y)
    number_format = money_format("ranges", drawn, x, number_format)
    columns = with_ranges("ranges", drawn, x, low, high)
    if sort:
        drawn = drawn.sort_values("_size", ascending=False, kind="stable", ignore_index=True)
    drawn["_nth"] = range(len(drawn))
    drawn["_said"] = value_labels(drawn, drawn["_size"], label, number_format)
    drawn["_strong"] = [name in look for name in drawn[y]]
    drawn["_role"] = ["look" if strong or not look else "rest" for strong in drawn["_strong"]]
    form = number_format or fitting(drawn["_size"])
    return RangePlan(chart="ranges", data=drawn, columns=[*keys, x, *columns], measures=1 + len(columns), form=form)


@dataclass(frozen=True, kw_only=True)
class RangePlan(ChartPlan):
    """Dots with ranges in rows, over a value axis."""

    form: str

    def draw(self, canvas: Canvas, rows: pd.DataFrame) -> MarkPlaces:
        layout = row_layout(canvas, list(rows["_row"]), self._reaches())
        self._axis(canvas, layout)
        named = {}
        for row, item in enumerate(rows.to_dict("records")):
            named[item["_row"]] = self._row(canvas, layout, item, layout.middle(row))
        layout.write_names(canvas, list(rows["_strong"]), list(rows["_nth"]))
        canvas.height = layout.bottom + 22
        return MarkPlaces(Box(layout.gutter, 0, canvas.width, layout.bottom), across=layout.x, named=named)

    def _reaches(self) -> list[Reach]:
        held = self.data[self.data["_size"].notna()]
        return [
            Reach(min(low, size), max(high, size), 8, width(said, TEXT, bold=True) + 14)
            for low, high, size, said in zip(held["_low"], held["_high"], held["_size"], held["_said"], strict=True)
        ]

    def _axis(self, canvas: Canvas, layout: RowLayout) -> None:
        held = self.data[self.data["_size"].notna()]
        low, high = min(held["_low"].min(), held["_size"].min()), max(held["_high"].max(), held["_size"].max())
        marks = [mark for mark in ticks(low, high, 3 if canvas.is_phone else 5) if layout.low <= mark <= layout.high]
        form = exactly(marks, self.form)
        last = -1.0
        for mark in marks:
            x, text = layout.x(mark), axis_text(mark, form)
            half = width(text, SMALL) / 2
            canvas.rule(Box(x, 0, x, layout.bottom), "grid")
            if x - half > last + 6 and x - half >= 0 and x + half <= canvas.width:
                canvas.text(x, layout.bottom + 12, text, role="muted", align="center", size=SMALL)
                last = x + half

    def _row(self, canvas: Canvas, layout: RowLayout, item: dict[Any, Any], middle: float) -> Box:
        """The range, its dot and its value; the box that they take."""
        if item["_size"] != item["_size"]:
            return canvas.text(layout.gutter + 6, middle, item["_said"], row=item["_nth"])
        left, right, x = (layout.x(item[name]) for name in ("_low", "_high", "_size"))
        if right > left:
            canvas.rule(Box(left, middle, right, middle), item["_role"], row=item["_nth"], thick=2, over=True)
            for end in (left, right):
                canvas.rule(Box(end, middle - _CAP, end, middle + _CAP), item["_role"], thick=2, over=True)
        canvas.point(x, middle, item["_role"], row=item["_nth"])
        end = max(right, x) + 8
        text = canvas.text(end, middle, item["_said"], bold=item["_strong"], row=item["_nth"])
        return Box(min(left, x - 4), middle - 6, text.right, middle + 6)
