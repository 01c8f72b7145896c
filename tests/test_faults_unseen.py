"""A chart whose marks no reader can see, or whose highlight meets no row, is refused; one that shows something is drawn."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd
import pytest

from nutgraf.errors import FigureError, Problem
from nutgraf.figures.spec import spec_of
from nutgraf.theme import Look, Theme
from nutgraf.vega import draw

PAID = pd.DataFrame({"state": ["Tennessee", "Kentucky"], "paid": [314.2, 100.3], "year": [2021, 2022]})
BARS = alt.Chart(PAID).mark_bar().encode(x="paid:Q", y="state:N")
POINTS = alt.Chart(PAID).mark_point().encode(x="paid:Q", y="state:N")
RED, GREY = alt.value("#c00"), alt.value("#999")


def refusal(chart: Any) -> Problem:
    """Why a chart is not drawn."""
    with pytest.raises(FigureError) as refused:
        draw(spec_of(chart, "figure 'paid'"), width=680, lang="en", key="f")
    return refused.value.problems[0]


def drawn(chart: Any) -> str:
    return draw(spec_of(chart, "figure 'paid'"), width=680, lang="en", key="f")


OPACITY = "its opacity is 0"
PAPER = "it has the color of the page"
SIZE = "its size is 0"


@pytest.mark.parametrize(
    ("chart", "why"),
    [
        (BARS.mark_bar(opacity=0), OPACITY),
        (BARS.mark_bar(opacity=0.01), OPACITY),
        (BARS.mark_bar(fillOpacity=0, strokeOpacity=0), OPACITY),
        (BARS.mark_bar(fillOpacity=0), OPACITY),
        (BARS.mark_line(strokeOpacity=0), OPACITY),
        (BARS.mark_bar(color="#4c78a800"), OPACITY),
        (BARS.mark_bar(color="rgba(0, 0, 0, 0)"), OPACITY),
        (BARS.encode(opacity=alt.value(0)), OPACITY),
        (BARS.encode(fillOpacity=alt.value(0)), OPACITY),
        (BARS.encode(opacity=alt.condition("datum.paid > 999", alt.value(1), alt.value(0))), OPACITY),
        (BARS.configure_mark(opacity=0), OPACITY),
        (BARS.configure_bar(opacity=0), OPACITY),
        (BARS.mark_text(opacity=0).encode(text="paid:Q"), OPACITY),
        (BARS.mark_bar(opacity=0) + BARS.mark_text(opacity=0).encode(text="paid:Q"), OPACITY),
        (BARS.mark_bar(color="white"), PAPER),
        (BARS.mark_bar(color="#FFF"), PAPER),
        (BARS.mark_bar(color="rgb(255, 255, 255)"), PAPER),
        (BARS.mark_bar(color="hsl(0, 0%, 100%)"), PAPER),
        (BARS.mark_bar(color="ivory"), PAPER),
        (BARS.mark_bar(color="white", stroke="white"), PAPER),
        (BARS.encode(color=alt.value("white")), PAPER),
        (BARS.encode(color=alt.Color("state:N", scale=alt.Scale(range=["white", "#fefefe"]))), PAPER),
        (BARS.configure_mark(color="white"), PAPER),
        (BARS.mark_line(color="white"), PAPER),
        (BARS.mark_bar(color="transparent"), "it has no color"),
        (POINTS.mark_point(size=0), SIZE),
        (POINTS.mark_tick(thickness=0), SIZE),
        (POINTS.mark_circle(size=0), SIZE),
        (POINTS.encode(size=alt.value(0)), SIZE),
        (POINTS.configure_point(size=0), SIZE),
        (BARS.mark_line(strokeWidth=0), SIZE),
        (BARS.mark_rule(strokeWidth=0), SIZE),
        (BARS.mark_text(fontSize=0).encode(text="paid:Q"), SIZE),
        (
            alt.Chart(PAID).mark_point(clip=True).encode(alt.X("paid:Q").scale(domain=[500, 900]), y="state:N"),
            "it is outside the plot",
        ),
    ],
)
def test_a_chart_whose_marks_no_reader_can_see_is_refused_with_the_reason(chart: Any, why: str) -> None:
    assert refusal(chart).what == f"no mark of the chart can be seen: {why}"


def test_one_of_two_charts_that_nobody_can_see_is_named() -> None:
    assert (
        refusal(BARS & BARS.mark_bar(opacity=0)).what
        == "no mark of chart 2 of the figure can be seen: its opacity is 0"
    )


@pytest.mark.parametrize(
    "chart",
    [
        BARS.mark_bar(opacity=0.1),
        alt.Chart(PAID.assign(paid=0)).mark_bar().encode(x="paid:Q", y="state:N"),
        BARS.mark_bar(color="whitesmoke"),
        BARS.mark_bar(color="white", stroke="#4c78a8"),
        BARS.mark_bar(fillOpacity=0, stroke="black"),
        BARS.mark_bar(opacity=0) + POINTS,
        BARS + BARS.mark_text(color="white", align="right").encode(text="paid:Q"),
        BARS.encode(opacity=alt.condition("datum.paid > 200", alt.value(1), alt.value(0))),
        POINTS.mark_point(color="white", filled=True).configure_view(fill="#222222"),
        BARS.mark_bar(
            color=alt.Gradient(
                gradient="linear",
                stops=[alt.GradientStop(color="white", offset=0), alt.GradientStop(color="#4c78a8", offset=1)],
            )
        ),
        alt.Chart(PAID).mark_point(clip=True).encode(alt.X("paid:Q").scale(domain=[200, 900]), y="state:N"),
        alt.Chart(PAID).mark_line(clip=True).encode(alt.X("year:Q").scale(domain=[2021.2, 2021.8]), y="paid:Q"),
    ],
)
def test_a_chart_of_which_something_can_be_seen_is_drawn(chart: Any) -> None:
    assert drawn(chart).startswith("<svg")


def lit(test: Any) -> Any:
    """Bars of which a condition colors some red."""
    return BARS.encode(color=alt.condition(test, RED, GREY))


TENNESSEE = ("a condition names 'state' as 'Tennesee', which no row holds", "did you mean 'Tennessee'?")
YEAR = ("a condition names 'year' as 2030, which no row holds", "the nearest is 2022")


@pytest.mark.parametrize(
    ("chart", "expected"),
    [
        (lit("datum.state === 'Tennesee'"), TENNESSEE),
        (lit("datum['state'] == \"Tennesee\""), TENNESSEE),
        (lit("'Tennesee' == datum.state"), TENNESSEE),
        (lit("datum.state !== 'Tennesee'"), TENNESSEE),
        (lit("datum.paid > 10 && datum.state === 'Tennesee'"), TENNESSEE),
        (lit("datum.state === 'Kentucky' || datum.state === 'Tennesee'"), TENNESSEE),
        (lit("indexof(['Tennesee', 'Kentucky'], datum.state) >= 0"), TENNESSEE),
        (lit(alt.datum.state == "Tennesee"), TENNESSEE),
        (lit(alt.FieldEqualPredicate(field="state", equal="Tennesee")), TENNESSEE),
        (lit(alt.FieldOneOfPredicate(field="state", oneOf=["Tennesee"])), TENNESSEE),
        (lit(alt.FieldOneOfPredicate(field="state", oneOf=["Kentucky", "Tennesee"])), TENNESSEE),
        (lit(alt.PredicateComposition({"not": {"field": "state", "equal": "Tennesee"}})), TENNESSEE),
        (
            lit(alt.PredicateComposition({"and": [{"field": "state", "equal": "Tennesee"}, "datum.paid > 1"]})),
            TENNESSEE,
        ),
        (BARS.encode(color=alt.when(alt.datum.state == "Tennesee").then(RED).otherwise(GREY)), TENNESSEE),
        (BARS.mark_bar(color=alt.expr("datum.state === 'Tennesee' ? 'red' : 'grey'")), TENNESSEE),
        (BARS.transform_calculate(ours="datum.state === 'Tennesee' ? 1 : 0"), TENNESSEE),
        (BARS.transform_filter(alt.FieldOneOfPredicate(field="state", oneOf=["Kentucky", "Tennesee"])), TENNESSEE),
        (
            BARS + BARS.mark_text().encode(text="paid:Q", color=alt.condition("datum.state === 'Tennesee'", RED, GREY)),
            TENNESSEE,
        ),
        (
            BARS.encode(alt.Y("state:N").axis(labelColor=alt.condition("datum.value == 'Tennesee'", RED, GREY))),
            TENNESSEE,
        ),
        (
            BARS.mark_bar(
                color=alt.expr("datum.state === 'Tennesee' ? 'red' : datum.state === 'Kentucky' ? 'blue' : 'grey'")
            ),
            TENNESSEE,
        ),
        (lit("datum.state === 'tennessee'"), (TENNESSEE[0].replace("Tennesee", "tennessee"), TENNESSEE[1])),
        (
            lit("datum.state === 'Ohio'"),
            (
                TENNESSEE[0].replace("Tennesee", "Ohio"),
                "choose one of 'Kentucky', 'Tennessee'",
            ),
        ),
        (lit("datum.year === 2030"), YEAR),
        (lit(alt.FieldEqualPredicate(field="year", equal=2030)), YEAR),
        (
            lit("datum.year === '2022'"),
            (
                "a condition names 'year' as '2022', which no row holds",
                "the column holds numbers: write it without quotation marks, as 2022",
            ),
        ),
        (
            lit(alt.FieldRangePredicate(field="year", range=[2025, 2030])),
            ("a condition names 'year' from 2025 to 2030, and no row is in that range", "the nearest is 2022"),
        ),
    ],
)
def test_a_condition_that_no_row_meets_is_refused_with_the_nearest_value(chart: Any, expected: tuple[str, str]) -> None:
    said = refusal(chart)
    assert (said.what, said.fix) == expected


def test_a_highlight_by_a_parameter_or_a_selection_that_no_row_meets_is_refused() -> None:
    chosen = alt.param(name="chosen", value="Tennesee")
    by_name = BARS.add_params(chosen).encode(color=alt.condition("datum.state === chosen", RED, GREY))
    begins = alt.selection_point(fields=["state"], value=[{"state": "Tennesee"}])
    by_click = BARS.add_params(begins).encode(color=alt.condition(begins, RED, GREY))
    scalar = alt.selection_point(fields=["state"], value="Tennesee")
    by_value = BARS.add_params(scalar).encode(color=alt.condition(scalar, RED, GREY))
    for chart in (by_name, by_click, by_value):
        assert (refusal(chart).what, refusal(chart).fix) == TENNESSEE


def test_a_date_that_is_compared_with_a_text_is_refused_with_how_to_compare_it() -> None:
    dated = PAID.assign(day=pd.to_datetime(["2024-01-01", "2024-02-01"]))
    said = refusal(BARS.properties(data=dated).encode(color=alt.condition("datum.day === '2024-01-01'", RED, GREY)))
    assert said.what == "a condition names 'day' as '2024-01-01', which no row holds"
    assert (
        said.fix == "compare a date by its parts: year(datum.day) === 2024 && month(datum.day) === 0 for January 2024"
    )


@pytest.mark.parametrize(
    "chart",
    [
        lit("datum.state === 'Tennessee'"),
        lit("datum.paid < 0"),
        lit("datum.year >= 2030"),
        lit("datum.paid * 2 === 1"),
        lit("year(datum.year) === 3"),
        lit("datum.state === null"),
        lit("datum.state === ''"),
        lit("datum.paid === 0"),
        BARS.mark_bar(color=alt.expr("datum.state === 'Ohio' ? 'red' : datum.state === 'Kentucky' ? 'blue' : 'grey'")),
        BARS.encode(alt.Y("state:N").axis(labelColor=alt.condition("datum.value == 'Tennessee'", RED, GREY))),
        BARS.encode(alt.X("paid:Q").axis(gridColor=alt.condition("datum.value == 50", RED, GREY))),
        lit(alt.FieldOneOfPredicate(field="state", oneOf=["Kentucky", "Ohio"])),
        lit(alt.FieldRangePredicate(field="year", range=[2022, 2030])),
        BARS.transform_calculate(known="datum.state === 'Ohio' ? 'yes' : 'no'"),
        BARS.transform_filter("datum.state !== 'Ohio'"),
        BARS.transform_calculate(group="datum.paid > 200 ? 'high' : 'low'").encode(
            color=alt.condition("datum.group === 'high'", RED, GREY)
        ),
    ],
)
def test_a_condition_that_a_row_meets_or_that_is_a_rule_is_drawn(chart: Any) -> None:
    assert drawn(chart).startswith("<svg")


def on_page(chart: Any, color: str) -> str:
    """A chart on a page of a newsroom whose theme gives it this color."""
    return draw(spec_of(chart, "figure 'paid'"), width=680, lang="en", key="f", page_color=color)


def test_marks_in_the_color_of_a_newsrooms_own_page_are_refused() -> None:
    for color, page in (("#fff1e5", "#fff1e5"), ("#101418", "#111417")):
        with pytest.raises(FigureError) as refused:
            on_page(BARS.mark_bar(color=color), page)
        (problem,) = refused.value.problems
        assert problem.what == f"no mark of the chart can be seen: {PAPER}"
        assert problem.fix == f"give its mark a color that differs from that of the page, which is {page}"
    assert on_page(BARS.mark_bar(color="white"), "#101418")
    assert on_page(BARS.mark_bar(color="#fff1e5"), "#101418")


def test_colors_that_change_with_the_theme_are_seen_on_its_page() -> None:
    ours = {"usermeta": {"nutgraf": {"roles": {"#101418": "look"}}}}
    spec = {**spec_of(BARS.mark_bar(color="#101418"), "f"), **ours}
    assert draw(spec, width=680, lang="en", key="f", page_color="#101418")


def test_the_page_color_of_a_theme_is_that_of_light_mode() -> None:
    assert Look().page_color == "#ffffff"
    assert Look(Theme(light={"paper": "#fff1e5"}, dark={"paper": "#101418"}).css).page_color == "#fff1e5"
