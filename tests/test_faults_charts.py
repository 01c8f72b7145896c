"""A chart that would print nothing, or nonsense, is refused where it is made; one that only looks odd is drawn."""

from __future__ import annotations

import datetime
import decimal
import json
import os
import re
import subprocess
import sys
from typing import Any, ClassVar

import altair as alt
import pandas as pd
import pytest

from nutgraf.errors import FigureError, Problem
from nutgraf.facts import Fact
from nutgraf.figures.chart_frames import frames_of
from nutgraf.figures.spec import spec_of
from nutgraf.vega import draw
from nutgraf.vega.mark_values import mark_values
from support.gallery import KINDS, counties

DATED = KINDS.assign(when=["2022-01-01", "2023-01-01", "2024-01-01"], Year=[1990, 2000, 2010])
BARS = alt.Chart(KINDS).mark_bar().encode(x="v:Q", y="k:N")


def refusal(chart: Any, width: int = 680) -> Problem:
    """Why a chart is not drawn."""
    with pytest.raises(FigureError) as refused:
        draw(spec_of(chart, "figure 'trees'"), width=width, lang="en", key="f")
    return refused.value.problems[0]


def words(chart: Any, width: int = 680) -> list[str]:
    """The lines of text in a drawing."""
    return re.findall(r">([^<>]+)</t(?:ext|span)>", draw(spec_of(chart, "f"), width=width, lang="en", key="f"))


def reach(chart: Any) -> list[Any]:
    """The values along x of the first layer that is drawn."""
    layer = mark_values(spec_of(chart, "f"))[0]
    return [row[layer.columns["x"]] for row in layer.rows]


@pytest.mark.parametrize(
    ("chart", "where", "what"),
    [
        (BARS + BARS.mark_text().encode(text="vv:Q"), ", layer 2", "the chart names 'vv' in its text"),
        (BARS + BARS.mark_point().encode(color="kk:N"), ", layer 2", "the chart names 'kk' in its color"),
        (BARS & BARS.encode(x="vv:Q"), ", chart 2", "the chart names 'vv' in its x"),
        ((BARS + BARS.encode(x="vv:Q")) | BARS, ", chart 1, layer 2", "the chart names 'vv' in its x"),
        (BARS.transform_filter("datum.vv > 1"), "", "the chart names 'vv' in its formula"),
        (BARS.transform_filter("datum['vv'] > 1"), "", "the chart names 'vv' in its formula"),
        (BARS.transform_filter(alt.FieldEqualPredicate(field="vv", equal=1)), "", "the chart names 'vv'"),
        (BARS.transform_calculate(z="datum.vv * 2"), "", "the chart names 'vv' in its formula"),
        (BARS.transform_aggregate(v="sum(vv)", groupby=["k"]), "", "the chart names 'vv'"),
        (BARS.transform_aggregate(v="sum(v)", groupby=["kk"]), "", "the chart names 'kk'"),
        (BARS.transform_window(r="rank()", sort=[{"field": "vv"}]), "", "the chart names 'vv'"),
        (BARS.transform_fold(["v", "vv"]), "", "the chart names 'vv'"),
        (
            BARS.encode(color=alt.condition("datum.vv > 1", alt.value("red"), alt.value("blue"))),
            "",
            "'vv' in its formula",
        ),
        (BARS.encode(color=alt.condition(alt.datum.vv > 1, "k:N", alt.value("blue"))), "", "'vv' in its formula"),
        (BARS.encode(y=alt.Y("k:N", sort=alt.EncodingSortField(field="vv"))), "", "'vv' in its sort of y"),
        (BARS.encode(tooltip=["vv:Q"]), "", "'vv' in its tooltip"),
        (BARS.encode(facet="kk:N"), "", "'kk' in its facet"),
        (BARS.facet("kk:N"), "", "'kk' in its facet"),
        (BARS.encode(detail="kk:N"), "", "'kk' in its detail"),
        (BARS.encode(order="vv:Q"), "", "'vv' in its order"),
        (BARS.mark_bar(opacity=alt.expr("datum.vv / 5")), "", "'vv' in its formula"),
        (
            BARS.encode(x=alt.X(alt.repeat("column"), type="quantitative")).repeat(column=["v", "vv"]),
            "",
            "'vv' in its x",
        ),
        (BARS.transform_lookup("k", alt.LookupData(KINDS, "kk", ["w"])), "", "the chart names 'kk'"),
        (BARS.transform_lookup("k", alt.LookupData(KINDS, "k", ["vv"])), "", "the chart names 'vv'"),
        (alt.Chart(counties()).mark_geoshape().encode(color="properties.nam:N"), "", "'properties.nam' in its color"),
    ],
)
def test_a_column_that_the_table_has_not_is_refused_wherever_the_chart_names_it(
    chart: Any, where: str, what: str
) -> None:
    problem = refusal(chart)
    assert problem.where == f"figure 'trees'{where}"
    assert what in problem.what
    assert problem.what.endswith("which is not in its table")
    assert problem.fix.startswith(("did you mean '", "choose one of '"))


def test_a_column_that_the_chart_makes_itself_is_known() -> None:
    made = BARS.transform_calculate(twice="datum.v * 2").transform_joinaggregate(most="max(twice)").encode(x="most:Q")
    assert reach(made) == [10, 10, 10]
    pivoted = alt.Chart(KINDS).transform_pivot("g", value="v", groupby=["k"]).mark_bar().encode(x="old:Q", y="k:N")
    assert reach(pivoted) == [3, 2]
    lit = alt.condition("datum.sum_v > 3", alt.value("red"), alt.value("blue"))
    assert reach(BARS.encode(x="sum(v):Q", color=lit)) == [3, 5, 2]


@pytest.mark.parametrize(
    ("chart", "what"),
    [
        (
            BARS.encode(x=alt.X("v:Q", scale=alt.Scale(type="log"))),
            "bars begin at zero, which a log scale does not have",
        ),
        (
            alt.Chart(KINDS.assign(v=[0, 1, 2])).mark_point().encode(x=alt.X("v:Q", scale=alt.Scale(type="log"))),
            "the column 'v' is drawn on a log scale but holds 0",
        ),
        (
            alt.Chart(KINDS.assign(v=[-3, 1, 2]))
            .mark_line()
            .encode(x="k:N", y=alt.Y("v:Q", scale=alt.Scale(type="log"))),
            "the column 'v' is drawn on a log scale but holds -3",
        ),
        (
            alt.Chart(KINDS.assign(v=[0, 1, 2]))
            .mark_rect()
            .encode(x="k:N", color=alt.Color("v:Q", scale=alt.Scale(type="log"))),
            "the column 'v' is drawn on a log scale but holds 0",
        ),
        (
            alt.Chart(KINDS)
            .transform_calculate(d="datum.v - 3")
            .mark_point()
            .encode(x=alt.X("d:Q", scale=alt.Scale(type="log"))),
            "a log scale of the chart begins at zero or below",
        ),
        (
            BARS.properties(data=KINDS.assign(v=["1,234", "5", "6"])),
            "the column 'v' is drawn as numbers but holds the text '1,234'",
        ),
        (BARS.properties(data=KINDS.assign(v=["n/a", 5, 6])).encode(x="sum(v):Q"), "holds the text 'n/a'"),
        (BARS.properties(data=KINDS.assign(w=["a", "b", "c"])).encode(size="w:Q"), "holds the text 'a'"),
        (
            BARS.encode(x=alt.X("v:Q", axis=alt.Axis(format="zzz"))),
            "the chart's x has the format 'zzz', which is not valid",
        ),
        (BARS.properties(data=KINDS.assign(k=["a", None, "c"])), "the chart prints 'null'"),
        (BARS.encode(color="w:N").properties(data=KINDS.assign(w=[1.0, None, 2.0])), "the chart prints 'null'"),
        (BARS + BARS.mark_text().encode(text="w:Q").transform_calculate(w="0 / 0"), "the chart prints 'NaN'"),
        (BARS.transform_filter("datum.v > 99"), "the drawing is empty"),
        (BARS & BARS.transform_filter("datum.v > 99"), "chart 2 of the figure is empty"),
        (BARS.properties(data=KINDS.iloc[:0]), "the table of the chart has no rows"),
        (
            alt.Chart(KINDS.rename(columns={"v": ""})).mark_bar().encode(x=alt.X(field="", type="quantitative")),
            "a column without a name",
        ),
        (BARS.transform_calculate(z="datum.v +"), "the chart cannot be drawn: Unexpected end of input"),
        (BARS.transform_calculate(z="now()"), "the chart depends on today's date (now() in a formula)"),
        (BARS.transform_calculate(z="datetime()"), "the chart depends on today's date"),
        (BARS.mark_bar(opacity=alt.expr("random()")), "the chart uses random numbers (random() in a formula)"),
        (
            BARS.transform_calculate(z="sampleNormal()"),
            "the chart uses random numbers (sampleNormal() in a formula)",
        ),
        (BARS.transform_aggregate(low="ci0(v)", groupby=["k"]).encode(x="low:Q"), "the chart bootstraps its interval"),
    ],
)
def test_a_chart_that_would_print_nothing_or_nonsense_is_refused_by_name(chart: Any, what: str) -> None:
    problem = refusal(chart)
    assert what in problem.what
    assert problem.fix


def test_the_words_null_and_random_of_a_reporter_are_drawn() -> None:
    chart = BARS.properties(data=KINDS.assign(k=["null", "NaN", "undefined"])).transform_calculate(
        z="'random() and now()'"
    )
    assert {"null", "NaN", "undefined"} <= set(words(chart))


@pytest.mark.parametrize(
    "name", ["a.b", "P [mm]", "it's", 'say "x"', "Total\nvotes", "a:b", "datum", "100%", "a'b\"c.d[e]"]
)
def test_a_column_is_drawn_under_whatever_name_it_has_and_titled_so(name: str) -> None:
    chart = (
        alt.Chart(KINDS.rename(columns={"v": name}))
        .mark_bar()
        .encode(x=alt.X(field=name, type="quantitative"), y="k:N")
    )
    assert reach(chart) == [3, 5, 2]
    title = " ".join(name.split())
    assert title in [each.replace("&quot;", '"') for each in words(chart)]


def test_a_colon_that_is_escaped_for_altair_is_drawn_as_a_colon() -> None:
    chart = alt.Chart(KINDS.rename(columns={"v": "paid:2024"})).mark_bar().encode(x=r"paid\:2024:Q", y="k")
    assert "paid:2024" in words(chart)


def test_an_odd_name_is_drawn_as_a_sum_in_order_and_in_a_group() -> None:
    frame = KINDS.rename(columns={"v": "a.b", "k": "the [k]"})
    sort = alt.EncodingSortField(field="a.b", order="descending")
    chart = (
        alt.Chart(frame)
        .mark_bar()
        .encode(
            x=alt.X(field="a.b", type="quantitative", aggregate="sum"),
            y=alt.Y(field="the [k]", type="nominal", sort=sort),
        )
    )
    assert [word for word in words(chart) if word in ("ash", "birch", "cedar")] == ["birch", "ash", "cedar"]
    assert "Sum of a.b" in words(chart)
    grouped = alt.Chart(frame).transform_aggregate(t="count()", groupby=["the [k]"]).mark_bar()
    assert reach(grouped.encode(x="t:Q", y=alt.Y(field="the [k]", type="nominal"))) == [1, 1, 1]


def test_a_backslash_in_a_name_is_refused_with_what_to_rename() -> None:
    chart = alt.Chart(KINDS.rename(columns={"v": "a\\b"})).mark_bar().encode(x=alt.X(field="a\\b", type="quantitative"))
    assert refusal(chart).what == "the column 'a\\\\b' has a backslash in its name, which charts cannot read"


def test_columns_that_are_called_as_altair_calls_its_own_views_keep_their_names() -> None:
    frame = KINDS.rename(columns={"v": "view_7", "k": "param_3"})
    spec = spec_of(alt.Chart(frame).mark_bar().encode(x="view_7:Q", y="param_3:N").interactive(), "f")
    assert spec["encoding"]["x"]["field"] == "view_7"
    assert [row["view_7"] for row in next(iter(spec["datasets"].values()))] == [3, 5, 2]


def _fact(value: float) -> Fact:
    return Fact(value=value, unit="count", sources=("census",))


def test_facts_are_drawn_in_every_layer_and_in_a_looked_up_table() -> None:
    one = pd.DataFrame({"k": ["ash"], "v": [_fact(4)]})
    two = pd.DataFrame({"m": [_fact(3)]})
    layers = alt.Chart(one).mark_bar().encode(x="v:Q", y="k:N") + alt.Chart(two).mark_rule().encode(x="m:Q")
    assert [[row[each.columns["x"]] for row in each.rows] for each in mark_values(spec_of(layers, "f"))] == [[4], [3]]
    looked = alt.Chart(KINDS).transform_lookup("k", alt.LookupData(one.rename(columns={"v": "u"}), "k", ["u"]))
    assert reach(looked.transform_filter("datum.u != null").mark_bar().encode(x="u:Q", y="k:N")) == [4]
    stacked = alt.Chart(one).mark_bar().encode(x="v:Q", y="k:N") & alt.Chart(two).mark_point().encode(x="m:Q")
    assert [[row[each.columns["x"]] for row in each.rows] for each in mark_values(spec_of(stacked, "f"))] == [[4], [3]]


def test_a_map_has_a_frame_for_its_table() -> None:
    rates = pd.DataFrame({"id": [1, 2], "rate": [0.05, 0.12]})
    shaded = (
        alt.Chart(counties())
        .mark_geoshape()
        .transform_lookup("id", alt.LookupData(rates, "id", ["rate"]))
        .encode(color="rate:Q")
    )
    assert [frame.equals(rates) for frame in frames_of(shaded, "f")] == [True]


@pytest.mark.parametrize(
    ("values", "drawn"),
    [
        ([datetime.date(2024, 1, day) for day in (1, 2, 3)], datetime.datetime(2024, 1, 1)),
        (pd.period_range("2024-01", periods=3, freq="M"), datetime.datetime(2024, 1, 1)),
        (pd.to_datetime(["2024-03-09 22:00"] * 3).tz_localize("America/New_York"), datetime.datetime(2024, 3, 9, 22)),
        (["2024-03-09T22:00:00-05:00"] * 3, datetime.datetime(2024, 3, 9, 22)),
        (["2024-03-09T22:00:00Z"] * 3, datetime.datetime(2024, 3, 9, 22)),
        (["3/9/2024"] * 3, datetime.datetime(2024, 3, 9)),
        ([1990, 2000, 2010], datetime.datetime(1990, 1, 1)),
        ([1990.0, None, 2010.0], datetime.datetime(1990, 1, 1)),
    ],
)
def test_a_time_is_drawn_as_the_clock_showed_it_and_a_year_as_a_year(values: Any, drawn: datetime.datetime) -> None:
    assert reach(alt.Chart(KINDS.assign(t=values)).mark_point().encode(x="t:T", y="v:Q"))[0] == drawn


def test_years_on_an_axis_of_times_are_whole() -> None:
    shown = words(alt.Chart(DATED).mark_line().encode(x="Year:T", y="v:Q"), 320)
    assert [word for word in shown if "." in word and not word[0].isdigit()] == []
    assert {"1990", "2000", "2010"} <= set(shown)


@pytest.mark.parametrize(
    ("values", "what"),
    [
        ([20240101, 20240202, 20240303], "holds the number 20240101"),
        ([1704067200, 1704153600, 1704240000], "holds the number 1704067200"),
        ([2021.5, 2022.0, 2022.5], "holds the number 2021.5"),
        (["13/02/2024"] * 3, "holds '13/02/2024', which is left out"),
        (["2024 Q1"] * 3, "holds '2024 Q1', which is left out"),
        (["2024-13-01"] * 3, "holds '2024-13-01', which is left out"),
        (["n/a"] * 3, "holds 'n/a', which is left out"),
    ],
)
def test_what_is_no_date_is_refused_in_an_axis_of_times(values: Any, what: str) -> None:
    assert what in refusal(alt.Chart(KINDS.assign(t=values)).mark_point().encode(x="t:T", y="v:Q")).what


def test_years_that_the_chart_also_counts_with_are_refused() -> None:
    chart = alt.Chart(DATED).transform_filter("datum.Year > 1995").mark_line().encode(x="Year:T", y="v:Q")
    assert refusal(chart).what == "the column 'Year' is drawn as dates in one place and used as a number in another"


DRAW_DATES = """
import json, os, sys, time
import altair as alt, pandas as pd
from nutgraf.figures.spec import spec_of
from nutgraf.vega import draw
frame = pd.DataFrame({"when": ["2022-01-01", "2023-01-01", "2024-01-01"], "v": [1, 2, 3]})
day = pd.DataFrame({"t": pd.to_datetime(["2024-03-09 22:00"]).tz_localize("America/New_York"), "v": [1]})
charts = (
    alt.Chart(frame).mark_bar().encode(x="sum(v):Q", y="year(when):O"),
    alt.Chart(day).mark_text().encode(x="v:Q", text=alt.Text("t:T", format="%B %-d, %-I %p")),
)
for zone in sys.argv[1:]:  # each in a process of its own, as the engine that draws asks for the zone once
    sys.stdout.flush()
    if os.fork() == 0:
        os.environ["TZ"] = zone
        time.tzset()
        print(json.dumps([draw(spec_of(chart, "f"), width=680, lang="en", key="f") for chart in charts]), flush=True)
        os._exit(0)
    assert os.wait()[1] == 0
"""


def test_a_date_is_the_same_day_wherever_the_machine_is() -> None:
    zones = ("America/New_York", "Pacific/Kiritimati")  # west of UTC, and east of it
    own = {**os.environ, "LANG": "C", "LC_ALL": "C"}
    command = [sys.executable, "-c", DRAW_DATES, *zones]
    done = subprocess.run(command, env=own, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    west, east = map(json.loads, done.stdout.splitlines())
    assert west == east
    assert re.findall(r">(20\d\d)<", west[0]) == ["2022", "2023", "2024"]
    assert ">March 9, 10 PM<" in west[1]


def test_decimals_are_drawn_and_what_is_no_number_text_or_date_is_refused() -> None:
    assert reach(BARS.properties(data=KINDS.assign(v=[decimal.Decimal("1.5")] * 3))) == [1.5, 1.5, 1.5]
    chart = alt.Chart(KINDS.assign(t=[datetime.time(12, 30)] * 3)).mark_bar().encode(x="v:Q", y="t:N")
    assert refusal(chart).what == "the chart cannot draw a time: '12:30:00'"


class Shapes:
    """Shapes as geopandas hands them to a chart."""

    __geo_interface__: ClassVar = {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"name": "Storey", "rate": 5},
                "geometry": {"type": "Polygon", "coordinates": [[[0, 0], [0, 9], [9, 9], [9, 0], [0, 0]]]},
            }
        ],
    }


def test_shapes_of_a_geographic_frame_are_drawn_in_any_layer_and_their_columns_are_known() -> None:
    shaded = alt.Chart(Shapes()).mark_geoshape().encode(color="rate:Q")
    places = alt.Chart(pd.DataFrame({"x": [1], "y": [2]})).mark_circle().encode(longitude="x:Q", latitude="y:Q")
    drawn = mark_values(spec_of(places + shaded, "f"))
    assert [row[drawn[1].columns["color"]] for row in drawn[1].rows] == [5]
    assert refusal(shaded.encode(color="rat:Q")).fix == "did you mean 'rate'?"


def test_times_of_several_zones_do_not_stand_in_the_wrong_order() -> None:
    frame = pd.DataFrame({"t": ["2024-01-01T22:00:00-05:00", "2024-01-02T01:00:00+01:00"], "v": [1, 2]})
    with pytest.raises(FigureError, match="the column 't' has times of different zones"):
        spec_of(alt.Chart(frame).mark_point().encode(x="t:T", y="v:Q"), "f")


def test_the_hour_that_comes_twice_in_autumn_is_drawn() -> None:
    hours = pd.date_range("2024-11-03 00:00", periods=5, freq="h", tz="America/New_York")
    assert words(alt.Chart(pd.DataFrame({"t": hours, "v": range(5)})).mark_point().encode(x="t:T", y="v:Q"))
