"""Horizontal bars from zero, each with its name and its value, one of them to look at."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from charts.frame import chosen, numbers, once, printed, tidy, words
from charts.look import LINE, NARROW, ROLES, TEXT, WIDE, at, bold_where, dress
from charts.text import lines_of, width, wrap

_ROOM = {NARROW: 118.0, WIDE: 250.0}  # how much of the width the names may take beside the bars


def bars(
    frame: pd.DataFrame,
    *,
    x: str,
    y: str,
    highlight: Any = None,
    label: str | None = None,
    number_format: str = ",.0f",
    sort: bool = False,
    partial: str | None = None,
) -> alt.LayerChart:
    """Bars for the numbers of column `x`, named by column `y`, in the order of the frame.

    `label` names a column with the words to print at each bar; without it `number_format` prints the number.
    `sort=True` puts the largest first. Rows in which the column `partial` is true are drawn hollow.
    """
    drawn = tidy("bars", frame, x=x, y=y, label=label, partial=partial)
    once("bars", drawn, [y])
    drawn[x] = numbers("bars", drawn, x)
    if sort:
        drawn = drawn.sort_values(x, ascending=False, kind="stable", ignore_index=True)
    look = chosen("bars", highlight, drawn[y], y)
    names = words(drawn, y)
    above = _names_above(names)
    drawn["_name"] = [wrap(name, _ROOM[WIDE], TEXT) for name in names]
    drawn["_narrow"] = [wrap(name, NARROW - 8 if above else _ROOM[NARROW], TEXT) for name in names]
    drawn["_value"] = printed(drawn, drawn[x], label, number_format)
    drawn["_look"] = [name in look for name in drawn[y]]
    drawn["_line"] = [ROLES["look"] if not look or name in look else ROLES["rest"] for name in drawn[y]]
    hollow = drawn[partial].fillna(False).astype(bool) if partial else pd.Series(False, index=drawn.index)
    drawn["_fill"] = [ROLES["paper"] if empty else line for empty, line in zip(hollow, drawn["_line"], strict=True)]
    steps = _steps(drawn, above)
    heights = (len(drawn) * steps[0], len(drawn) * steps[1])
    return dress(_layers(drawn, x, y, above), columns=[y, x], heights=heights)


def _names_above(names: list[str]) -> bool:
    """On a phone, names that would need three lines beside their bars stand over them instead."""
    wrapped = [wrap(name, _ROOM[NARROW], TEXT) for name in names]
    return any(lines_of(name) > 2 or width(name, TEXT) > _ROOM[NARROW] for name in wrapped)


def _steps(drawn: pd.DataFrame, above: bool) -> tuple[float, float]:
    """How tall a row is in the narrow and in the wide drawing."""
    usual = 28 if len(drawn) <= 12 else 23
    narrow = max(lines_of(name) for name in drawn["_narrow"])
    wide = max(lines_of(name) for name in drawn["_name"])
    beside = [usual if lines == 1 else lines * LINE + 6 for lines in (narrow, wide)]
    return (narrow * LINE + 26 if above else beside[0]), beside[1]


def _layers(drawn: pd.DataFrame, x: str, y: str, above: bool) -> alt.LayerChart:
    low, high = min(0.0, drawn[x].min()), max(0.0, drawn[x].max())
    down = at(LINE / 2 + 1, 0) if above else 0
    base = alt.Chart(drawn).encode(
        y=alt.Y(y, type="nominal", sort=None, axis=None, scale=alt.Scale(paddingInner=0.28, paddingOuter=0.14))
    )
    across = alt.X(x, type="quantitative", axis=None, scale=alt.Scale(domain=[low, high or 1], nice=False))
    thick = 18 if len(drawn) <= 12 else 15
    marks = base.mark_bar(size=at(15, thick) if above else thick, yOffset=down, strokeWidth=1.5).encode(
        x=across,
        fill=alt.Fill("_fill", type="nominal", scale=None),
        stroke=alt.Stroke("_line", type="nominal", scale=None),
    )
    values = base.mark_text(
        align=alt.ExprRef(expr=f"datum[{x!r}] < 0 ? 'right' : 'left'"),
        baseline="middle",
        dx=alt.ExprRef(expr=f"datum[{x!r}] < 0 ? -6 : 6"),
        dy=down,
        fontWeight=bold_where("_look"),
    ).encode(x=across, text=alt.Text("_value", type="nominal"))
    named = base.transform_calculate(_said="page_width < 500 ? datum._narrow : datum._name").mark_text(
        align=at("left", "right") if above else "right",
        baseline="middle",
        dx=at(0, -8) if above else -8,
        dy=at(-11, 0) if above else 0,
        fontWeight=bold_where("_look"),
    )
    names = named.encode(x=alt.value(0), text=alt.Text("_said", type="nominal"))
    zero = (
        alt.Chart(pd.DataFrame({"zero": [0]}))
        .mark_rule(color=ROLES["rule"])
        .encode(x=alt.X("zero", type="quantitative"))
    )
    return alt.layer(marks, zero, values, names)
