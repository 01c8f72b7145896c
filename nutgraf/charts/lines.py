"""Lines over years or dates, each named at its end, gaps left open and uncertain points hollow."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from nutgraf.charts.area import line_plan
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
from nutgraf.charts.date_positions import positions
from nutgraf.charts.fact_ranges import asked_ranges
from nutgraf.charts.house_style import (
    ROLES,
    SERIES,
    bold_where,
    house_chart,
    inline,
    line_shift,
    page,
    row_number,
)
from nutgraf.charts.line_plot import NAME_GAP, Plot, named_ends, runs
from nutgraf.charts.line_values import lowest_value, value_layer, values_below, values_fit
from nutgraf.charts.note_places import Note
from nutgraf.charts.number_formats import exactly, fitting
from nutgraf.charts.plans import finished
from nutgraf.charts.round_numbers import ticks

_HEIGHTS = (230.0, 300.0)
_MOST_POINTS = 16  # with more values on a line, only its ends are marked


@chart_function()
def lines(
    frame: pd.DataFrame,
    *,
    x: str,
    y: str,
    series: str | None = None,
    highlight: Any = None,
    label: str | None = None,
    number_format: str = "",
    date_format: str = "",
    partial: str | None = None,
    zero: bool = True,
    low: str | None = None,
    high: str | None = None,
    margins: bool = False,
    notes: Sequence[Note] = (),
) -> alt.LayerChart:
    """Lines for the numbers of column `y` over the years or dates of column `x`, one line for each `series`.

    A row whose number is blank leaves a gap. Rows in which the column `partial` is true are drawn hollow, and
    the line to them dashed. `label` names a column with the words to print for each value; without it
    `number_format` prints the number, or, by default, as many decimals as the numbers need. `date_format` is
    for dates, as d3 writes it; without it they are labeled by year, or by month or day where one year has several.
    `low` and `high` name columns with the ends of a range or a margin of error, and `margins=True` takes those that the
    facts of column `y` have: a pale band, in small multiples with an upright line at each point. Of more lines than
    there is room to name, those to `highlight` are named.
    """
    if notes:
        plan = line_plan(
            frame,
            x=x,
            y=y,
            series=series,
            highlight=highlight,
            label=label,
            number_format=number_format,
            date_format=date_format,
            partial=partial,
            zero=zero,
            low=low,
            high=high,
            margins=margins,
        )
        return finished(plan, notes=notes)
    drawn = checked_frame("lines", frame, x=x, y=y, series=series, label=label, partial=partial, low=low, high=high)
    by = [series] if series else []
    refuse_duplicates("lines", drawn, [x, *by])
    drawn["_y"] = numbers("lines", drawn, y)
    number_format = money_format("lines", drawn, y, number_format)
    ranges = asked_ranges("lines", drawn, y, (low, high), margins=margins, size="_y")
    days = positions("lines", drawn, x, date_format)
    drawn["_x"] = days.values
    drawn["_series"] = names("lines", drawn, series) if series else ""
    drawn["_said"] = value_labels(drawn, drawn["_y"], label, number_format)
    drawn["_partial"] = flags("lines", drawn, partial)
    drawn = _colored(drawn.sort_values("_x", kind="stable", ignore_index=True), series, highlight)
    drawn["_nth"] = range(len(drawn))
    drawn["_marked"] = _marked(drawn)
    held = drawn[drawn["_y"].notna()]
    drawn.attrs["missing"] = [name for name in dict.fromkeys(drawn["_series"]) if name not in set(held["_series"])]
    marks = _ticks(held, zero=zero)
    form = exactly(marks, number_format or fitting(drawn["_y"]))
    plot = Plot(marks=marks, heights=_HEIGHTS, format=form, days=days)
    columns, measures = [x, *by, y, *ranges], 1 + len(ranges)
    return house_chart(_layers(drawn, plot), data=drawn, columns=columns, heights=_HEIGHTS, measures=measures)


def _ticks(held: pd.DataFrame, *, zero: bool) -> tuple[float, ...]:
    """The round numbers that the axis names, from the lowest value to the highest, with zero if asked for."""
    least, most = held["_low"].min(), held["_high"].max()
    return tuple(ticks(min(0.0, least), max(0.0, most), 4) if zero else ticks(least, most, 4))


def _colored(drawn: pd.DataFrame, series: str | None, highlight: Any) -> pd.DataFrame:
    names = list(dict.fromkeys(drawn["_series"]))
    look = {str(name) for name in highlighted("lines", highlight, drawn[series], series)} if series else set()
    if not look and len(names) > len(SERIES):
        raise ValueError(f"lines: {len(names)} lines cannot be distinguished by color; name one to highlight=")
    if look:
        roles = {name: "look" if name in look else "rest" for name in names}
    else:
        roles = dict(zip(names, SERIES if len(names) > 1 else ("look",), strict=False))
    drawn["_look"] = [name in look or len(names) == 1 for name in drawn["_series"]]
    drawn["_line"] = [ROLES[roles[name]] for name in drawn["_series"]]
    drawn["_text"] = [ROLES["muted" if roles[name] == "rest" else roles[name]] for name in drawn["_series"]]
    drawn["_fill"] = drawn["_line"].where(~drawn["_partial"], ROLES["paper"])
    return drawn


def _layers(drawn: pd.DataFrame, plot: Plot) -> list[alt.Chart]:
    held = drawn[drawn["_y"].notna()]
    has_ranges = bool((held["_low"] < held["_high"]).any())
    everywhere = held["_series"].nunique() == 1 and not has_ranges and values_fit(held, plot)
    ends = named_ends(held, plot, values=not everywhere)
    spans = plot.rooms(axis=False) if everywhere else plot.spans(ends, axis=True)
    down = values_below(held, plot) if everywhere else []
    across, up = plot.across(held["_x"], spans, below=lowest_value(held, down, plot)), plot.up(axis=not everywhere)
    path = runs(drawn)
    stroke = alt.Stroke("_line", type="nominal", scale=None)
    line = alt.Chart(inline(path)).encode(x=across, y=up, stroke=stroke, detail=alt.Detail("_run", type="nominal"))
    layers = plot.ground()
    if has_ranges:
        layers += [_band(drawn, plot).encode(x=across), _bars(held, plot).encode(x=across)]
    if any(not point["_dash"] for point in path):
        layers.append(line.transform_filter("!datum._dash").mark_line(strokeWidth=2.2, strokeJoin="round"))
    if any(point["_dash"] for point in path):
        layers.append(line.transform_filter("datum._dash").mark_line(strokeWidth=2.2, strokeDash=[3, 4]))
    size, edge = (20, 1.2) if has_ranges else (42, 2)  # smaller ones leave the bar of a range to be seen
    points = (
        alt.Chart().transform_filter("datum._marked").mark_circle(size=size, strokeWidth=edge, opacity=1, aria=True)
    )
    fill = alt.Fill("_fill", type="nominal", scale=None)
    layers.append(points.encode(x=across, y=up, stroke=stroke, fill=fill, description=row_number()))
    if everywhere:
        return [*layers, value_layer(held, down, plot).encode(x=across)]
    return [*layers, _ends(ends, plot).encode(x=across), plot.spacer(spans, axis=True)]


def _band(drawn: pd.DataFrame, plot: Plot) -> alt.Chart:
    """The range around each unbroken stretch of a line."""
    ends = drawn.set_index(["_series", "_x"])[["_low", "_high", "_line"]].to_dict("index")
    stretches = runs(drawn.assign(_line=drawn["_series"], _partial=False))
    held = [
        {
            "_x": each["_x"],
            "_run": each["_run"],
            **{str(name): end for name, end in ends[each["_line"], each["_x"]].items()},
        }
        for each in stretches
    ]
    edge = alt.Y("_low", type="quantitative", scale=plot.scale)
    detail = alt.Detail("_run", type="nominal")
    fill = alt.Fill("_line", type="nominal", scale=None)
    pale: alt.Chart = (
        alt.Chart(inline(held)).mark_area(opacity=0.22).encode(y=edge, y2=alt.Y2("_high"), fill=fill, detail=detail)
    )
    return pale


def _bars(held: pd.DataFrame, plot: Plot) -> alt.Chart:
    """The range of each point that is drawn, as an upright line: a band of a year or two is hidden by the points."""
    ranged = held[held["_marked"] & (held["_low"] < held["_high"])]
    low = alt.Y("_low", type="quantitative", scale=plot.scale)
    stroke = alt.Stroke("_line", type="nominal", scale=None)
    placed = alt.Chart(inline(ranged[["_x", "_low", "_high", "_line"]])).mark_rule(strokeWidth=2.4)
    drawn: alt.Chart = placed.encode(y=low, y2="_high", stroke=stroke)
    return drawn


def _marked(drawn: pd.DataFrame) -> pd.Series[bool]:
    """The points that are drawn: all of a short line; of a long one its ends and partial points."""
    held = drawn[drawn["_y"].notna()]
    counts = held.groupby("_series")["_x"].transform("size")
    last = ~held.duplicated("_series", keep="last")
    shown = (counts <= _MOST_POINTS) | last | held["_partial"]
    return shown.reindex(drawn.index, fill_value=False)


def _ends(ends: pd.DataFrame, plot: Plot) -> alt.Chart:
    columns = ["_x", "_narrow_at", "_wide_at", "_narrow", "_wide", "_look", "_text", "_nth"]
    placed = alt.Chart(inline(ends[columns])).transform_calculate(
        _at=page("_narrow_at", "_wide_at"), _name=page("_narrow", "_wide")
    )
    marked = placed.mark_text(
        align="left",
        baseline="middle",
        dx=NAME_GAP,
        dy=alt.ExprRef(expr=line_shift("_name")),
        fontWeight=bold_where("_look"),
        aria=True,
    )
    height = alt.Y("_at", type="quantitative", scale=plot.scale)
    shade = alt.Color("_text", type="nominal", scale=None)
    name = alt.Text("_name", type="nominal")
    named: alt.Chart = marked.encode(y=height, text=name, color=shade, description=row_number())
    return named
