"""Slopes: each line leads from a value before to a value after."""

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
    words,
)
from nutgraf.charts.house_style import LINE, TEXT
from nutgraf.charts.note_places import MarkPlaces, Note
from nutgraf.charts.plans import ChartPlan, finished
from nutgraf.charts.text_layout import balanced, lines_of, spread, width
from nutgraf.charts.value_axis import Axis

_TOP = 34.0
_AIR = 9


@chart_function(ranges="of lines that cross, nobody sees whose range is whose; draw `lines`")
def slope(
    frame: pd.DataFrame,
    *,
    x: str,
    y: str,
    series: str,
    highlight: Any = None,
    label: str | None = None,
    number_format: str = "",
    notes: Sequence[Note] = (),
) -> alt.LayerChart:
    """A line for each `series` between the numbers of column `y` at the two values of column `x`.

    `label` names a column with the words to print for each value; without it `number_format` prints the number.
    A series with one number only is a dot on its side.
    """
    plan = slope_plan(frame, x=x, y=y, series=series, highlight=highlight, label=label, number_format=number_format)
    return finished(plan, notes=notes)


def slope_plan(
    frame: pd.DataFrame,
    *,
    x: str,
    y: str,
    series: str,
    highlight: Any = None,
    label: str | None = None,
    number_format: str = "",
    by: str | None = None,
) -> SlopePlan:
    """The lines with their words."""
    drawn = checked_frame("slope", frame, x=x, y=y, series=series, label=label)
    keys = [name for name in (by, series, x) if name]
    refuse_duplicates("slope", drawn, keys)
    drawn["_size"], drawn["_series"] = numbers("slope", drawn, y), names("slope", drawn, series)
    number_format = money_format("slope", drawn, y, number_format)
    drawn["_side"] = names("slope", drawn, x)
    sides = list(dict.fromkeys(drawn["_side"]))
    if len(sides) != 2:
        raise ValueError(
            f"slope: column {x!r} has {len(sides)} values; a slope leads from one to one other, so choose two"
        )
    look = {str(name) for name in highlighted("slope", highlight, words(drawn, series), series)}
    drawn["_said"] = value_labels(drawn, drawn["_size"], label, number_format)
    drawn["_role"] = ["look" if not look or name in look else "rest" for name in drawn["_series"]]
    drawn["_strong"] = [name in look for name in drawn["_series"]]
    drawn["_nth"] = range(len(drawn))
    held = set(drawn.loc[drawn["_size"].notna(), "_series"])
    drawn.attrs["missing"] = [name for name in dict.fromkeys(drawn["_series"]) if name not in held]
    return SlopePlan(chart="slope", data=drawn, columns=[*keys, y], sides=(sides[0], sides[1]))


@dataclass(frozen=True, kw_only=True)
class SlopePlan(ChartPlan):
    """Lines from the left to the right side."""

    sides: tuple[str, str]

    def draw(self, canvas: Canvas, rows: pd.DataFrame) -> MarkPlaces:
        held = rows[rows["_size"].notna()]
        left, right = ([*held[held["_side"] == side].to_dict("records")] for side in self.sides)
        alone = {item["_series"] for item in left} - {item["_series"] for item in right}
        before = [self._label(item, canvas, with_name=item["_series"] in alone) for item in left]
        after = [self._label(item, canvas, with_name=True) for item in right]
        start = max([20.0, *(width(text, TEXT, bold=True) for text in before)]) + _AIR
        end = canvas.width - max([20.0, *(width(text, TEXT, bold=True) for text in after)]) - _AIR
        if end - start < 40:
            raise ValueError("slope: the names leave no room for the lines; shorten them")
        tall = max(sum(lines_of(text) * LINE + 2 for text in texts) for texts in (before, after))
        height = max(tall, 150.0 if canvas.is_panel else 230.0 if canvas.is_phone else 300.0)
        up = Axis(self.data["_size"].min(), self.data["_size"].max(), _TOP + height, _TOP)
        ends = {item["_series"]: up.at(item["_size"]) for item in right}
        named: dict[str, Box] = {}
        for item in left:
            if item["_series"] in ends:
                canvas.line([(start, up.at(item["_size"])), (end, ends[item["_series"]])], item["_role"])
        for items, texts, x, align in ((left, before, start, "right"), (right, after, end, "left")):
            self._side(canvas, items, texts, up, (x, align))
            named |= {
                item["_series"]: Box(x - 5, up.at(item["_size"]) - 5, x + 5, up.at(item["_size"]) + 5) for item in items
            }
        for side, x, align in ((self.sides[0], start, "right"), (self.sides[1], end, "left")):
            room = width(side, TEXT, bold=True)
            place = min(max(x, room), canvas.width) if align == "right" else min(x, canvas.width - room)
            canvas.text(place, 8, side, align=align, role="muted", bold=True)
        canvas.height = _TOP + height + LINE / 2 + 4
        return MarkPlaces(
            Box(0, _TOP - 8, canvas.width, _TOP + height + 8), up=lambda value: up.at(float(value)), named=named
        )

    def _label(self, item: dict[Any, Any], canvas: Canvas, *, with_name: bool) -> str:
        said = item["_said"].replace(" ", "\xa0")
        text = f"{said} {item['_series']}" if with_name else said
        return balanced(text, min(190.0, canvas.width * 0.4), TEXT, bold=True)

    def _side(self, canvas: Canvas, items: list[Any], texts: list[str], up: Axis, place: tuple[float, str]) -> None:
        x, align = place
        sizes = [lines_of(text) * LINE + 2.0 for text in texts]
        wanted = [up.at(item["_size"]) for item in items]
        centers = spread(wanted, sizes, up.end - LINE / 2, up.start + LINE / 2)
        for item, text, y, at in zip(items, texts, centers, wanted, strict=True):
            canvas.point(x, at, item["_role"], row=item["_nth"])
            role = "muted" if item["_role"] == "rest" else "ink"
            away = -_AIR if align == "right" else _AIR
            canvas.text(x + away, y, text, align=align, role=role, bold=item["_strong"], row=item["_nth"])
