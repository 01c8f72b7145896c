"""Horizontal bars from zero, each with its name and its value, some highlighted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from nutgraf.charts.bar_rows import BarRows, rows_of
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
from nutgraf.charts.grouped import LEAST, bar_plan
from nutgraf.charts.house_style import NARROW, ROLES, TEXT, bold_where, house_chart, inline, row_number
from nutgraf.charts.label_room import bar, domain, edges, pixels
from nutgraf.charts.note_places import Note
from nutgraf.charts.plans import finished
from nutgraf.charts.text_layout import width
from nutgraf.letter_widths import is_measured


@chart_function()
def bars(
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
    find: str = "",
    notes: Sequence[Note] = (),
) -> alt.LayerChart:
    """Bars for the numbers of column `x`, named by column `y`, in the order of the frame.

    `label` names a column with the words to print at each bar; without it `number_format` prints the number,
    or, by default, as many decimals as the numbers need.
    `sort=True` puts the largest first. Rows in which the column `partial` is true are drawn hollow. `find="state"`
    says that the rows are states, so that readers can find theirs. `low` and `high` name columns with the ends of a
    range or a margin of error, and `margins=True` takes those that the facts of column `x` have: a line over each bar.
    """
    if notes or low or high or margins or _is_to_be_placed(frame, y, label):
        plan = bar_plan(
            frame,
            x=x,
            y=y,
            highlight=highlight,
            label=label,
            number_format=number_format,
            sort=sort,
            partial=partial,
            low=low,
            high=high,
            margins=margins,
        )
        return finished(plan, notes=notes, find=find)
    drawn = checked_frame("bars", frame, x=x, y=y, label=label, partial=partial)
    refuse_duplicates("bars", drawn, [y])
    drawn["_size"], drawn["_row"] = numbers("bars", drawn, x), names("bars", drawn, y)
    number_format = money_format("bars", drawn, x, number_format)
    if sort:
        drawn = drawn.sort_values("_size", ascending=False, kind="stable", ignore_index=True)
    look = highlighted("bars", highlight, drawn[y], y)
    drawn["_nth"] = range(len(drawn))
    drawn["_value"] = value_labels(drawn, drawn["_size"], label, number_format)
    drawn["_end"] = drawn["_size"].fillna(0)
    taken = [width(text, TEXT, bold=True) for text in drawn["_value"]]
    reaches = [bar(value, words_) for value, words_ in zip(drawn["_end"], taken, strict=True)]
    rows = rows_of(list(drawn["_row"]), lambda room: pixels(reaches, room))
    drawn["_narrow"], drawn["_wide"] = rows.narrow, rows.wide
    drawn["_look"] = [name in look for name in drawn[y]]
    drawn["_line"] = [ROLES["look"] if not look or name in look else ROLES["rest"] for name in drawn[y]]
    hollow = flags("bars", drawn, partial)
    drawn["_fill"] = drawn["_line"].where(~hollow, ROLES["paper"])
    drawn["_line"] = drawn["_line"].where(hollow, None)
    scale = edges(*(domain(reaches, room) for room in rows.rooms))
    return house_chart(_layers(rows, scale), data=drawn, columns=[y, x], heights=rows.heights, find=find)


def _is_to_be_placed(frame: pd.DataFrame, y: str, label: str | None) -> bool:
    """Whether Vega would misplace words: names in a script that it measures otherwise, labels too long for a phone."""
    columns = getattr(frame, "columns", ())
    called = words(frame, y) if y in columns else []
    held = words(frame, label) if label is not None and label in columns else []
    is_long = any(width(said, TEXT, bold=True) > NARROW - LEAST for said in held)
    return is_long or not all(map(is_measured, (*called, *held)))


def _layers(rows: BarRows, scale: alt.Scale) -> list[alt.Chart]:
    down = alt.Y("_row", type="nominal", sort=None, axis=None, scale=rows.scale())
    base = alt.Chart().encode(y=down, description=row_number())
    across = alt.X("_size", type="quantitative", axis=None, scale=scale)
    marks = base.mark_bar(size=rows.thick, yOffset=rows.down, strokeWidth=1.5, aria=True).encode(
        x=across,
        fill=alt.Fill("_fill", type="nominal", scale=None),
        stroke=alt.Stroke("_line", type="nominal", scale=None),
    )
    below = "datum._end < 0"
    values = base.mark_text(
        align=alt.ExprRef(expr=f"{below} ? 'right' : 'left'"),
        baseline="middle",
        dx=alt.ExprRef(expr=f"{below} ? -6 : 6"),
        dy=rows.down,
        fontWeight=bold_where("_look"),
        aria=True,
    ).encode(x=alt.X("_end", type="quantitative", axis=None, scale=scale), text=alt.Text("_value", type="nominal"))
    zero = alt.Chart(inline([{"_zero": 0}])).mark_rule(color=ROLES["rule"])
    if rows.above:  # on a phone the line would run through the names
        zero = zero.transform_filter("page_width >= 500")
    ground = [zero.encode(x=alt.X("_zero", type="quantitative"))]
    if rows.above:
        short = base.transform_filter("page_width < 500").mark_tick(color=ROLES["rule"], size=21, yOffset=rows.down)
        ground.append(short.encode(x=alt.XDatum(0)))
    return [marks, *ground, values, rows.names(base)]
