"""Groups of bars: for each name one bar for each group."""

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
    flags,
    highlighted,
    money_format,
    names,
    numbers,
    refuse_duplicates,
    value_labels,
)
from nutgraf.charts.fact_ranges import asked_ranges
from nutgraf.charts.house_style import TEXT
from nutgraf.charts.label_room import bar
from nutgraf.charts.note_places import MarkPlaces, Note
from nutgraf.charts.plans import ChartPlan, finished, series_roles
from nutgraf.charts.row_layout import RowLayout, row_layout
from nutgraf.charts.text_layout import width

_BAR, _STEP = 14, 18
_CAP = 3.0
LEAST = 90.0
"""The least pixels for the bars: words at their ends that leave fewer are after the names."""


@chart_function()
def grouped(
    frame: pd.DataFrame,
    *,
    x: str,
    y: str,
    group: str,
    label: str | None = None,
    number_format: str = "",
    low: str | None = None,
    high: str | None = None,
    margins: bool = False,
    notes: Sequence[Note] = (),
) -> alt.LayerChart:
    """For each value of `y` a bar for each `group`, as long as the number in column `x`, in the frame's order.

    `label` names a column with the words to print at each bar; without it `number_format` prints the number, or, by
    default, as many decimals as the numbers need. A blank number is a dash where its bar would be. `low`, `high` and
    `margins` draw a line over each bar, as in `bars`.
    """
    plan = grouped_plan(
        frame, x=x, y=y, group=group, label=label, number_format=number_format, low=low, high=high, margins=margins
    )
    return finished(plan, notes=notes)


@dataclass(frozen=True, kw_only=True)
class GroupedPlan(ChartPlan):
    """Bars from zero in rows; without `key`, one bar in each row."""

    def draw(self, canvas: Canvas, rows: pd.DataFrame) -> MarkPlaces:
        groups, data = list(dict.fromkeys(self.data["_group"])), self.data
        taken = [width(said, TEXT, bold=True) for said in data["_said"]]
        if len(groups) == 1 and max(taken) > canvas.width - LEAST:
            rows, data, taken = _with_words_in_names(rows), _with_words_in_names(data), [0.0] * len(data)
        order = list(dict.fromkeys(rows["_row"]))
        ends = zip(data["_end"], taken, data["_low"], data["_high"], strict=True)
        reaches = [bar(value, words, (low, high)) for value, words, low, high in ends]
        layout = row_layout(canvas, order, reaches, tall=len(groups) * _STEP - (_STEP - _BAR) if len(groups) > 1 else 0)
        high = _BAR if len(groups) > 1 else layout.tall
        named: dict[str, Box] = {}
        for item in rows.to_dict("records"):
            row = order.index(item["_row"])
            top = layout.tops[row] + groups.index(item["_group"]) * _STEP
            box = self._bar(canvas, item, (top, top + high), layout)
            name = item.get("_name", item["_row"])
            before = named.get(name, box)
            named[name] = Box(min(box.left, before.left), before.top, max(box.right, before.right), box.bottom)
        zero = layout.x(0)
        reach = [(top - 3, top + layout.tall + 3) for top in layout.tops] if layout.above else [(0.0, layout.bottom)]
        for start, end in reach:
            canvas.rule(Box(zero, start, zero, end), "rule", over=True)
        strong = dict(zip(rows["_row"], rows["_strong"], strict=True))
        layout.write_names(canvas, [strong[name] for name in order], list(rows["_nth"]) if len(groups) == 1 else ())
        canvas.height = layout.bottom
        return MarkPlaces(Box(layout.gutter, 0, canvas.width, layout.bottom), across=layout.x, named=named)

    def _bar(self, canvas: Canvas, item: dict[Any, Any], edges: tuple[float, float], layout: RowLayout) -> Box:
        """A bar between its top and bottom edge, with its range and its value; the box that they take."""
        (top, bottom), (left, right) = edges, sorted((layout.x(0), layout.x(item["_end"])))
        if item["_size"] == item["_size"]:
            fill, edge = ("paper", item["_role"]) if item["_hollow"] else (item["_role"], "")
            canvas.rect(Box(left, top, right, bottom), fill, edge=edge, row=item["_nth"])
        middle = (top + bottom) / 2
        if item["_low"] < item["_high"]:
            low, high = layout.x(item["_low"]), layout.x(item["_high"])
            _whisker(canvas, low, high, middle)
            left, right = min(left, low), max(right, high)
        below = item["_end"] < 0
        at, align = (left - 6, "right") if below else (right + 6, "left")
        text = canvas.text(at, middle, item["_said"], align=align, bold=item["_strong"], row=item["_nth"])
        return Box(min(left, text.left), top, max(right, text.right), bottom)


def _with_words_in_names(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with the words of each bar after its name, where they have no room at its end."""
    both = [f"{row}: {said}" if said else row for row, said in zip(rows["_row"], rows["_said"], strict=True)]
    return rows.assign(_name=rows["_row"], _row=both, _said="")


def _whisker(canvas: Canvas, low: float, high: float, middle: float) -> None:
    """The line of a range over its bar, with an edge of paper that keeps it apart from the color of the bar."""
    parts = [Box(low, middle, high, middle), *(Box(x, middle - _CAP, x, middle + _CAP) for x in (low, high))]
    for role, thick in (("paper", 4.0), ("ink", 1.5)):
        for part in parts:
            canvas.rule(part, role, thick=thick, over=True)
    canvas.taken.append(Box(low, middle - _CAP, high, middle + _CAP))


def grouped_plan(
    frame: pd.DataFrame,
    *,
    x: str,
    y: str,
    group: str,
    label: str | None = None,
    number_format: str = "",
    low: str | None = None,
    high: str | None = None,
    margins: bool = False,
    by: str | None = None,
) -> GroupedPlan:
    """The bars with their colors and words."""
    drawn = checked_frame("grouped", frame, x=x, y=y, group=group, label=label, low=low, high=high)
    keys = [name for name in (by, y, group) if name]
    refuse_duplicates("grouped", drawn, keys)
    drawn["_row"], drawn["_group"] = names("grouped", drawn, y), names("grouped", drawn, group)
    drawn["_strong"] = drawn["_hollow"] = False
    key = series_roles("grouped", list(dict.fromkeys(drawn["_group"])), set(), "groups")
    drawn["_role"] = drawn["_group"].map(key)
    _add_sizes("grouped", drawn, x, label, number_format)
    ends = asked_ranges("grouped", drawn, x, (low, high), margins=margins)
    return GroupedPlan(chart="grouped", data=drawn, columns=[*keys, x, *ends], measures=1 + len(ends), key=key)


def bar_plan(
    frame: pd.DataFrame,
    *,
    x: str,
    y: str,
    highlight: Any = None,
    label: str | None = None,
    number_format: str = "",
    sort: bool = False,
    partial: str | None = None,
    low: str | None = None,
    high: str | None = None,
    margins: bool = False,
    by: str | None = None,
) -> GroupedPlan:
    """Single bars with notes or ranges, or in small multiples."""
    drawn = checked_frame("bars", frame, x=x, y=y, label=label, partial=partial, low=low, high=high)
    keys = [name for name in (by, y) if name]
    refuse_duplicates("bars", drawn, keys)
    look = highlighted("bars", highlight, drawn[y], y)
    if sort:
        order = numbers("bars", drawn, x).sort_values(ascending=False, kind="stable").index
        drawn = drawn.loc[order].reset_index(drop=True)
    drawn["_row"], drawn["_group"] = names("bars", drawn, y), ""
    drawn["_hollow"] = flags("bars", drawn, partial)
    drawn["_strong"] = [name in look for name in drawn[y]]
    drawn["_role"] = ["look" if not look or name in look else "rest" for name in drawn[y]]
    _add_sizes("bars", drawn, x, label, number_format)
    ends = asked_ranges("bars", drawn, x, (low, high), margins=margins)
    return GroupedPlan(chart="bars", data=drawn, columns=[*keys, x, *ends], measures=1 + len(ends))


def _add_sizes(chart: str, drawn: pd.DataFrame, x: str, label: str | None, number_format: str) -> None:
    """Adds the numbers, the ends of the bars and their words."""
    drawn["_size"] = numbers(chart, drawn, x)
    number_format = money_format(chart, drawn, x, number_format)
    drawn["_end"] = drawn["_size"].fillna(0)
    drawn["_said"] = value_labels(drawn, drawn["_size"], label, number_format)
    drawn["_nth"] = range(len(drawn))
