"""An axis or a legend prints years as years, each number once, and no format that does not fit what it prints."""

from __future__ import annotations

import re
from typing import Any

import altair as alt
import pandas as pd
import pytest

from nutgraf.errors import FigureError
from nutgraf.figures.spec import spec_of
from nutgraf.vega import draw
from support.gallery import DAYS, KINDS

YEARS = pd.DataFrame({"Year": [1990, 2000, 2010], "size": [1200, 2100, 1900], "v": [1, 2, 3]})
LINE = alt.Chart(YEARS).mark_line()


def words(chart: Any) -> list[str]:
    """The lines of text in a drawing."""
    return re.findall(r">([^<>]+)</t(?:ext|span)>", draw(spec_of(chart, "f"), width=320, lang="en", key="f"))


def test_years_on_an_axis_of_numbers_have_no_comma() -> None:
    shown = words(LINE.encode(x=alt.X("Year:Q", axis=alt.Axis(values=[1990, 2000, 2010])), y="v:Q"))
    assert shown[:4] == ["1990", "2000", "2010", "Year"]


def test_years_in_a_legend_and_in_classes_have_no_comma() -> None:
    points = alt.Chart(YEARS).mark_point().encode(x="v:Q", y="v:Q", color="Year:Q")
    assert [word for word in words(points) if "," in word] == []
    assert [word for word in words(LINE.mark_bar().encode(x=alt.X("Year:Q", bin=True), y="v:Q")) if "," in word] == []


def test_numbers_that_pass_as_years_do_along_an_axis_have_no_comma_whatever_they_are_called() -> None:
    line = alt.Chart(pd.DataFrame({"t": [2018, 2020, 2022, 2024, 2020], "v": [1, 2, 3, 4, 5]})).mark_line()
    assert words(line.encode(x=alt.X("t:Q", axis=alt.Axis(values=[2020, 2024])), y="v:Q"))[:2] == ["2020", "2024"]
    jobs = alt.Chart(pd.DataFrame({"t": [1800, 1950, 2040], "v": [1, 2, 3]})).mark_point()
    assert words(jobs.encode(x=alt.X("t:Q", axis=alt.Axis(values=[2000])), y="v:Q"))[0] == "2,000"


@pytest.mark.parametrize("channel", ["v:Q", "sum(v):Q", alt.X("v:Q", scale=alt.Scale(zero=True))])
def test_an_axis_of_zeros_prints_no_decimals(channel: Any) -> None:
    bars = alt.Chart(KINDS.assign(v=0)).mark_bar()
    assert [word for word in words(bars.encode(x=channel, y="k:N")) if "0" in word] == ["0"]


def test_a_measure_of_four_digits_keeps_its_comma() -> None:
    assert "1,200" in words(LINE.encode(x="v:Q", y=alt.Y("size:Q", axis=alt.Axis(values=[1200, 2100]))))


def test_the_format_that_a_reporter_gives_the_years_is_kept() -> None:
    shown = words(LINE.encode(x=alt.X("Year:Q", axis=alt.Axis(values=[1990], format=",.1f")), y="v:Q"))
    assert shown[0] == "1,990.0"


@pytest.mark.parametrize(
    ("form", "shown"),
    [(".0f", ["0", "1", "2"]), ("d", ["0", "1", "2"]), (".1f", ["0.0", "0.5", "1.0", "1.5", "2.0"])],
)
def test_an_axis_prints_no_number_twice(form: str, shown: list[str]) -> None:
    axis = alt.Axis(format=form, tickCount=5)
    bars = alt.Chart(KINDS.assign(v=[1, 2, 2])).mark_bar()
    assert words(bars.encode(x=alt.X("v:Q", axis=axis), y="k:N"))[: len(shown) + 1] == [*shown, "v"]


@pytest.mark.parametrize(
    ("channel", "what"),
    [
        (alt.X("v:Q", axis=alt.Axis(format="%Y")), "the chart's x has the format '%Y', which is not valid for numbers"),
        (alt.Tooltip("v:Q", format="%Y"), "the chart's tooltip has the format '%Y', which is not valid for numbers"),
        (alt.X("when:T", axis=alt.Axis(format="d")), "the chart's x has the format 'd', which is not valid for dates"),
        (alt.X("month(when):O", axis=alt.Axis(format=".0f")), "the format '.0f', which is not valid for dates"),
    ],
)
def test_a_format_of_another_kind_of_value_is_refused_by_name(channel: Any, what: str) -> None:
    with pytest.raises(FigureError, match=re.escape(what)):
        spec_of(alt.Chart(DAYS).mark_point().encode(channel, y="v:Q"), "f")


def test_months_of_days_keep_their_format() -> None:
    months = alt.X("month(when):O", axis=alt.Axis(format="%B"))
    assert words(alt.Chart(DAYS).mark_bar().encode(x=months, y="sum(v):Q"))[0] == "January"


@pytest.mark.parametrize(("rate", "shown"), [(1.0, "1"), (3.25, "3.25"), (1_234_567, "1,234,567"), (-0.5, "−0.5")])
def test_a_key_of_colors_prints_a_single_value_as_it_is(rate: float, shown: str) -> None:
    marks = alt.Chart(pd.DataFrame({"k": ["a", "b"], "rate": [rate, rate]})).mark_bar()
    keys = words(marks.encode(x=alt.X("k:N", axis=None), color="rate:Q"))
    assert set(keys) == {"rate", shown}


def test_a_map_of_one_area_prints_its_rate_without_zeros_at_the_end() -> None:
    rates = pd.DataFrame({"id": ["a"], "rate": [4.5]})
    corners = [[0, 0], [0, 1], [1, 1], [1, 0], [0, 0]]
    area = {"type": "Feature", "id": "a", "geometry": {"type": "Polygon", "coordinates": [corners]}, "properties": {}}
    looked_up = alt.LookupData(rates, "id", ["rate"])
    drawn = alt.Chart(alt.Data(values=[area])).mark_geoshape().transform_lookup(lookup="id", from_=looked_up)
    assert set(words(drawn.encode(color="rate:Q").project("identity", reflectY=True))) == {"rate", "4.5"}


def test_the_format_that_a_reporter_gives_a_single_value_is_kept() -> None:
    marks = alt.Chart(pd.DataFrame({"k": ["a"], "rate": [1.0]})).mark_bar()
    color = alt.Color("rate:Q", legend=alt.Legend(format=".1f"))
    assert set(words(marks.encode(x=alt.X("k:N", axis=None), color=color))) == {"rate", "1.0"}
