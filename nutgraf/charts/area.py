"""Areas over years or dates: one amount, or its parts on top of each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

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
    words,
)
from nutgraf.charts.date_positions import positions
from nutgraf.charts.fact_ranges import asked_ranges
from nutgraf.charts.note_places import Note
from nutgraf.charts.number_formats import fitting, formatted
from nutgraf.charts.plans import finished, series_roles
from nutgraf.charts.time_plot import TimePlan, stacked_edges


@chart_function(ranges="a pale edge would look like another area; draw `lines`")
def area(
    frame: pd.DataFrame,
    *,
    x: str,
    y: str,
    series: str | None = None,
    share: bool = False,
    label: str | None = None,
    number_format: str = "",
    date_format: str = "",
    notes: Sequence[Note] = (),
) -> alt.LayerChart:
    """Areas for the numbers of column `y` over the years or dates of column `x`, each `series` on those before it.

    `share=True` draws the parts of 100 percent. `label` names a column with the words for the last value of each
    series; without it `number_format` prints the number. `date_format` is for dates, as in `lines`.
    Without `series`, a row whose number is blank leaves a gap.
    """
    plan = area_plan(
        frame, x=x, y=y, series=series, share=share, label=label, number_format=number_format, date_format=date_format
    )
    return finished(plan, notes=notes)


def area_plan(
    frame: pd.DataFrame,
    *,
    x: str,
    y: str,
    series: str | None = None,
    share: bool = False,
    label: str | None = None,
    number_format: str = "",
    date_format: str = "",
    by: str | None = None,
) -> TimePlan:
    """The areas with their edges, colors and words."""
    drawn = checked_frame("area", frame, x=x, y=y, series=series, label=label)
    number_format = money_format("area", drawn, y, number_format)
    days, keys = _prepared("area", drawn, x, y, series, date_format, by)
    if (drawn["_size"] < 0).any():
        raise ValueError(f"area: column {y!r} has a number below zero, which no area can show; draw lines")
    for _, panel in drawn.groupby(by, sort=False) if by else ((None, drawn),):
        part = panel.copy()
        stacked_edges("area", part, y, share=share)
        drawn.loc[part.index, ["_from", "_to"]] = part[["_from", "_to"]]
    form = number_format or (".0%" if share else fitting(drawn["_size"]))
    if label is None and share:
        drawn["_said"] = [formatted(value, form) for value in drawn["_to"] - drawn["_from"]]
    else:
        drawn["_said"] = value_labels(drawn, drawn["_size"], label, form)
    roles = series_roles("area", list(dict.fromkeys(drawn["_series"])), set(), "areas")
    return TimePlan(chart="area", data=drawn, columns=[*keys, y], roles=roles, days=days, form=form, filled=True)


def line_plan(
    frame: pd.DataFrame,
    *,
    x: str,
    y: str,
    series: str | None = None,
    highlight: Any = None,
    label: str | None = None,
    number_format: str = "",
    date_format: str = "",
    zero: bool = True,
    low: str | None = None,
    high: str | None = None,
    margins: bool = False,
    partial: str | None = None,
    by: str | None = None,
) -> TimePlan:
    """Lines with notes, or in small multiples."""
    drawn = checked_frame("lines", frame, x=x, y=y, series=series, label=label, partial=partial, low=low, high=high)
    number_format = money_format("lines", drawn, y, number_format)
    days, keys = _prepared("lines", drawn, x, y, series, date_format, by)
    drawn["_from"], drawn["_to"] = 0.0, drawn["_size"]
    drawn["_partial"] = flags("lines", drawn, partial)
    if not zero:
        drawn["_from"] = drawn["_size"].min()
    ends = asked_ranges("lines", drawn, y, (low, high), margins=margins) if low or high or margins else []
    drawn["_said"] = value_labels(drawn, drawn["_size"], label, number_format)
    look = {str(name) for name in highlighted("lines", highlight, drawn[series], series)} if series else set()
    roles = series_roles("lines", list(dict.fromkeys(drawn["_series"])), look, "lines")
    form = number_format or fitting(drawn["_size"])
    return TimePlan(
        chart="lines",
        data=drawn,
        columns=[*keys, y, *ends],
        measures=1 + len(ends),
        roles=roles,
        days=days,
        form=form,
        filled=False,
        zero=zero,
    )


def _prepared(
    chart: str, drawn: pd.DataFrame, x: str, y: str, series: str | None, date_format: str, by: str | None
) -> tuple[Any, list[str]]:
    """Adds the places, the numbers and the series to a frame; gives the positions and the columns that name a row."""
    keys = [name for name in (by, x, series) if name]
    refuse_duplicates(chart, drawn, keys)
    drawn["_size"] = numbers(chart, drawn, y)
    days = positions(chart, drawn, x, date_format)
    drawn["_x"], drawn["_when"] = days.values, words(drawn, x)
    drawn["_series"] = names(chart, drawn, series) if series else ""
    drawn["_nth"], drawn["_partial"] = range(len(drawn)), False
    return days, keys
