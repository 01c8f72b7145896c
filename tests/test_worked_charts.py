"""Charts that work their values out as reporters' charts do: drawn, with the right values in their table."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd
import pytest

from nutgraf.errors import FigureError
from nutgraf.figures.chart_frames import frames_of
from nutgraf.figures.computed_table import computed_table
from nutgraf.figures.figure_table import data_table
from nutgraf.figures.spec import spec_of
from nutgraf.vega import draw

KINDS = pd.DataFrame({"k": list("abcd"), "v": [2, 3, 4, 5], "w": [1, 2, None, 4], "g": list("pqpq")})
MONTHS = pd.DataFrame({"m": list("abcd"), "v": [3, None, 4, 6.0], "s": list("nsns")})
WIDE = pd.DataFrame({"k": list("ab"), "old": [1, None], "new": [3, 4.0]})
TWO = pd.DataFrame({"k": list("ab"), "z": [1, 2]})
BARS = alt.Chart(KINDS).mark_bar().encode(y="k:N")
CUT = alt.param(name="cut", value=2)
LOOKUP: dict[str, Any] = {"lookup": "k", "from_": alt.LookupData(TWO, "k", ["z"])}
CHANGE = "isValid(datum.p) ? (datum.v - datum.p) / datum.p : null"
CHARTS = {
    "a formula": (BARS.transform_calculate(r="log(datum.v) / log(2)").encode(x="r:Q"), ["1", "1.58", "2", "2.32"]),
    "a formula with a parameter": (
        BARS.add_params(CUT).transform_calculate(r="datum.v * cut").encode(x="r:Q"),
        ["4", "6", "8", "10"],
    ),
    "a formula that asks for blanks": (
        BARS.transform_calculate(r="isValid(datum.w) ? datum.w * 10 : 0").encode(x="r:Q"),
        ["10", "20", "0", "40"],
    ),
    "a formula of words": (
        BARS.transform_calculate(r="datum.g + datum.k").encode(x="v:Q", color="r:N"),
        ["2", "3", "4", "5"],
    ),
    "a change in percent": (
        BARS.transform_window(p="lag(v)").transform_calculate(c=CHANGE).encode(x="c:Q"),
        ["–", "0.5", "0.333", "0.25"],
    ),
    "the next value": (BARS.transform_window(n="lead(v)").mark_point().encode(x="n:Q"), ["3", "4", "5", "–"]),
    "a lookup with the rest left out": (
        BARS.transform_lookup(**LOOKUP).transform_filter("datum.z > 0").encode(x="z:Q"),
        ["1", "2"],
    ),
    "a lookup in what words say": (
        BARS.transform_lookup(**LOOKUP).encode(x="v:Q", tooltip=["z:Q"]),
        ["1", "2", "–", "–"],
    ),
    "a running sum over a gap": (
        alt.Chart(MONTHS).transform_window(c="sum(v)").mark_line().encode(x="m:O", y="c:Q"),
        ["3", "3", "7", "13"],
    ),
    "a rolling mean over a gap": (
        alt.Chart(MONTHS).transform_window(c="mean(v)", frame=[-1, 0]).mark_line().encode(x="m:O", y="c:Q"),
        ["3", "3", "4", "5"],
    ),
    "columns made rows": (
        alt.Chart(WIDE)
        .transform_fold(["old", "new"])
        .mark_line(point=True)
        .encode(x="key:N", y="value:Q", color="k:N"),
        ["3", "1", "4", "–"],
    ),
    "rows made columns": (
        alt.Chart(MONTHS).transform_pivot("s", groupby=["m"], value="v").mark_bar().encode(x="m:O", y="n:Q"),
        ["3", "–", "4", "–"],
    ),
    "the highest, marked": (
        BARS.transform_joinaggregate(m="max(v)").transform_filter("datum.v == datum.m").encode(x="v:Q"),
        ["5"],
    ),
}


def last_column(chart: Any) -> list[str]:
    spec = spec_of(chart, "f")
    for width in (320, 680):
        draw(spec, width=width, lang="en", key="f")
    table = data_table((chart, frames_of(chart, "f")), spec, None, lang="en", where="f")
    table = computed_table(spec, table["drawing"], "f") if "drawing" in table else table
    return [row[-1] for row in table["rows"]]


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_that_works_its_values_out_is_drawn_with_them_in_its_table(name: str) -> None:
    chart, values = CHARTS[name]
    assert last_column(chart) == values


def test_a_pie_of_nothing_is_refused() -> None:
    def pie(*values: int) -> Any:
        return alt.Chart(KINDS.assign(v=values)).mark_arc().encode(theta="v:Q", color="k:N")

    with pytest.raises(FigureError, match="is 0 in all rows"):
        last_column(pie(0, 0, 0, 0))
    assert last_column(pie(0, 1, 2, 3)) == ["0", "1", "2", "3"]
