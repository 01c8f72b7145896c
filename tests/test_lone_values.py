"""Values that would not be seen are drawn, and those that would be drawn as nonsense are refused."""

from __future__ import annotations

import re
from typing import Any

import altair as alt
import pandas as pd
import pytest

from nutgraf.errors import FigureError
from nutgraf.figures.spec import spec_of
from nutgraf.vega import draw

GAPS = pd.DataFrame({"x": range(7), "y": [1, 2, None, 3, None, 4, 5]})


def paths(chart: Any) -> list[str]:
    return re.findall(r"<path [^>]*>", draw(spec_of(chart, "f"), width=320, lang="en", key="f"))


def test_a_lone_value_of_a_dashed_line_is_a_dot() -> None:
    found = paths(alt.Chart(GAPS).mark_line(strokeDash=[4, 2]).encode(x="x:Q", y="y:Q"))
    assert '<path d="M139,120Z" stroke="var(--c-one,#4c78a8)" stroke-width="2" stroke-linecap="round"/>' in found
    assert any('stroke-dasharray="4,2"' in path for path in found)


def test_a_lone_value_of_an_area_is_a_line_from_its_foot() -> None:
    found = paths(alt.Chart(GAPS).mark_area().encode(x="x:Q", y="y:Q"))
    assert '<path d="M140.5,120L140.5,300Z" stroke="var(--c-one,#4c78a8)" stroke-width="2"/>' in found


def test_marks_sized_by_a_number_below_zero_are_refused() -> None:
    frame = pd.DataFrame({"k": list("abc"), "v": [1, -2, 3], "w": [1, 2, 3]})
    with pytest.raises(FigureError) as refused:
        paths(alt.Chart(frame).mark_point().encode(x="w:Q", y="k:N", size="v:Q"))
    assert refused.value.problems[0].what == "the column 'v' is drawn as the size of marks but holds -2"


DAYS = pd.DataFrame({"day": pd.to_datetime(["2024-01-01", "2024-01-02"]), "v": [1, 2]})


@pytest.mark.parametrize("channel", [alt.Y("day:O"), alt.Color("day:N")])
def test_a_time_that_would_be_printed_as_machines_write_it_is_refused(channel: Any) -> None:
    with pytest.raises(FigureError) as refused:
        paths(alt.Chart(DAYS).mark_bar().encode(alt.X("v:Q"), channel))
    assert refused.value.problems[0].what == "the chart prints '2024-01-01T00:00:00', a time as machines write it"


@pytest.mark.parametrize("channel", [alt.Y("monthdate(day):O"), alt.Y("day:T")])
def test_a_time_that_is_drawn_as_one_is_taken(channel: Any) -> None:
    assert paths(alt.Chart(DAYS).mark_point().encode(alt.X("v:Q"), channel))


def test_a_frame_of_times_without_rows_is_called_so() -> None:
    with pytest.raises(FigureError) as refused:
        spec_of(alt.Chart(DAYS[:0]).mark_point().encode(x="v:Q", y="day:T"), "f")
    assert refused.value.problems[0].what == "the table of the chart has no rows"


def test_a_misspelled_color_is_refused_with_the_likely_one() -> None:
    with pytest.raises(FigureError) as refused:
        paths(alt.Chart(DAYS).mark_bar(color="steelblu").encode(x="v:Q", y="day:T"))
    (problem,) = refused.value.problems
    assert problem.what == "the chart draws with the color 'steelblu', which is not a color"
    assert problem.fix == "did you mean 'steelblue'?"


@pytest.mark.parametrize("color", ["steelblue", "GRAY", "#123", "rgb(1, 2, 3)", "rebeccapurple", "transparent"])
def test_every_way_to_write_a_color_is_taken(color: str) -> None:
    bars = alt.Chart(DAYS).mark_bar(color=color).encode(x="v:Q", y="day:T")
    assert paths(bars + alt.Chart(DAYS).mark_point().encode(x="v:Q", y="day:T"))


LONE = pd.DataFrame({"k": list("ab"), "v": [1234567.5, 1234567.5], "w": [2345.25, 2345.25]})
APART = pd.DataFrame({"k": list("abab"), "g": list("ppqq"), "v": [1234567.5, 1234567.5, 99.25, 99.25]})
REPEATED = alt.Color(alt.repeat("row"), type="quantitative")


@pytest.mark.parametrize(
    ("chart", "numbers"),
    [
        (alt.Chart(LONE).mark_rect().encode(x="k:N", color="v:Q"), {"1.234.567,5"}),
        (
            alt.Chart(LONE)
            .mark_rect()
            .encode(x="k:N", color=REPEATED)
            .repeat(row=["v", "w"])
            .resolve_scale(color="independent"),
            {"1.234.567,5", "2.345,25"},
        ),
        (
            alt.Chart(APART).mark_rect().encode(x="k:N", color="v:Q").facet("g:N").resolve_scale(color="independent"),
            {"1.234.567,5", "99,25"},
        ),
        (alt.Chart(LONE).mark_point().encode(x=alt.X("v:Q").scale(zero=False), y="k:N"), {"1.234.567,5"}),
    ],
    ids=["one plot", "a plot for each column", "a plot for each value", "an axis"],
)
def test_a_scale_with_one_number_writes_it_as_the_language_does(chart: Any, numbers: set[str]) -> None:
    drawn = draw(spec_of(chart, "f"), width=680, lang="de", key="f")
    assert {text for text in re.findall(r">([^<]+)</text>", drawn) if text[0].isdigit()} == numbers


@pytest.mark.parametrize("lang", ["de", "ar"])
def test_a_chart_for_each_of_several_columns_is_drawn_in_every_language(lang: str) -> None:
    chart = (
        alt.Chart(LONE.assign(yes=[True, False]))
        .mark_bar()
        .encode(y="yes:N", x=alt.X(alt.repeat(), type="quantitative"))
    )
    words = re.findall(r">([^<]+)</text>", draw(spec_of(chart.repeat(["v", "w"]), "f"), width=680, lang=lang, key="f"))
    assert {"v", "w"} <= set(words)
    assert "true" not in words
