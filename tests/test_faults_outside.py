"""A mark that a scale has no place for is refused with the row, and not drawn over another, cut, or in no color."""

from __future__ import annotations

from typing import Any

import altair as alt
import pytest

from nutgraf.errors import FigureError, Problem
from nutgraf.figures.spec import spec_of
from nutgraf.vega import draw
from support.gallery import DAYS, KINDS, LONG

BARS = alt.Chart(KINDS).mark_bar().encode(x="v:Q", y="k:N")
BELOW = alt.Chart(KINDS.assign(v=[3, -5, 2]))


def refusals(chart: Any) -> list[Problem]:
    """Why a chart is not drawn; nothing where it is."""
    try:
        draw(spec_of(chart, "f"), width=680, lang="en", key="f")
    except FigureError as error:
        return list(error.problems)
    return []


def upright(*domain: str) -> Any:
    return BARS.encode(x=alt.X("k:N", scale=alt.Scale(domain=domain)), y="v:Q")


def lying(**scale: Any) -> Any:
    return BARS.encode(x=alt.X("v:Q", scale=alt.Scale(**scale)))


def test_a_bar_that_a_misspelled_domain_leaves_no_place_is_not_drawn_over_another() -> None:
    (problem,) = refusals(upright("ash", "brich", "cedar"))
    assert problem.what == "the domain of the chart's x does not list 'birch', which is in its table"
    assert problem.fix == "did you mean 'brich'?"


def test_a_bar_of_a_kind_without_a_color_does_not_vanish() -> None:
    colors = alt.Color("k:N", scale=alt.Scale(domain=["ash", "birch"], range=["red", "blue"]))
    (problem,) = refusals(BARS.encode(color=colors))
    assert problem.what == "the domain of the chart's color does not list 'cedar', which is in its table"
    assert problem.fix == "add it to the domain, or filter its rows out"


def test_what_the_chart_itself_leaves_out_needs_no_place() -> None:
    assert refusals(upright("ash", "cedar").transform_filter("datum.k != 'birch'")) == []


def test_a_domain_may_list_what_the_table_has_not() -> None:
    assert refusals(upright("ash", "birch", "cedar", "elm")) == []


def test_layers_of_one_plot_share_what_their_domains_list() -> None:
    one = upright("ash", "birch").transform_filter("datum.k != 'cedar'")
    assert refusals(one + upright("cedar").transform_filter("datum.k == 'cedar'")) == []


def test_a_name_misspelled_in_an_order_is_refused_with_the_likely_one() -> None:
    (problem,) = refusals(BARS.encode(y=alt.Y("k:N", sort=["ceder", "ash", "birch"])))
    assert (problem.what, problem.fix) == (
        "the order of the chart's y lists 'ceder', which is not in its table",
        "did you mean 'cedar'?",
    )


def test_an_order_may_list_more_or_less_than_the_table_has() -> None:
    assert refusals(BARS.encode(y=alt.Y("k:N", sort=["elm", "cedar"]))) == []


@pytest.mark.parametrize(
    "chart",
    [
        lying(domain=[0, 3]),
        lying(domain=[0, 3], clamp=True),
        lying(domainMax=3),
        lying(domain=[0, 3]).mark_bar(clip=True),
        lying(domain=[0, 3]) + lying(domain=[0, 2]),
    ],
)
def test_a_bar_is_not_cut_by_the_end_of_its_axis(chart: Any) -> None:
    what = "the chart's x ends at 3 but must reach 5: a bar is cut"
    assert [problem.what for problem in refusals(chart)] == [what]


def test_bars_on_each_other_are_not_cut_though_none_is_too_long_by_itself() -> None:
    stacked = alt.Chart(LONG).mark_bar().encode(x=alt.X("v:Q", scale=alt.Scale(domain=[0, 5])), y="k:N", color="g:N")
    assert [problem.what for problem in refusals(stacked)] == ["the chart's x ends at 5 but must reach 7: a bar is cut"]


def test_a_point_beyond_the_plot_is_refused_unless_the_chart_asks_for_a_part_of_it() -> None:
    points = alt.Chart(KINDS).mark_point().encode(x=alt.X("v:Q", scale=alt.Scale(domain=[0, 3])), y="w:Q")
    what = "the chart's x ends at 3 but must reach 5: a mark is outside the plot"
    assert [problem.what for problem in refusals(points)] == [what]
    assert refusals(points.mark_point(clip=True)) == []


def test_days_beyond_the_plot_are_refused_unless_the_chart_asks_for_a_part_of_them() -> None:
    days = alt.X("when:T", scale=alt.Scale(domain=["2024-02-01", "2024-04-01"]))
    line = alt.Chart(DAYS).mark_line().encode(x=days, y="v:Q", color="s:N")
    what = "the chart's x ends at 2024-04-01 but must reach 2024-06-01: a mark is outside the plot"
    assert [problem.what for problem in refusals(line)] == [what]
    assert refusals(line.mark_line(clip=True)) == []


def test_a_row_that_a_condition_gives_another_color_needs_none_in_the_domain() -> None:
    colors = alt.Color("k:N", scale=alt.Scale(domain=["ash", "birch"], range=["red", "blue"]))
    assert refusals(BARS.encode(color=alt.condition("datum.v > 2", colors, alt.value("gray")))) == []


def test_a_scale_that_holds_all_of_its_rows_is_drawn_as_the_reporter_sets_it() -> None:
    assert refusals(lying(domain=[0, 10])) == []
    assert refusals(lying(domain=[5, 0])) == []


@pytest.mark.parametrize(
    "chart",
    [
        BELOW.mark_arc().encode(theta="v:Q", color="k:N"),
        BELOW.mark_bar().encode(x=alt.X("v:Q", stack="normalize"), color="k:N"),
    ],
)
def test_less_than_nothing_is_no_part_of_a_whole(chart: Any) -> None:
    what = "the column 'v' is drawn as parts of a whole but holds -5"
    assert [problem.what for problem in refusals(chart)] == [what]
    assert refusals(chart.transform_filter("datum.v > 0")) == []


def test_what_a_filter_leaves_out_does_not_stop_a_log_scale() -> None:
    points = alt.Chart(KINDS.assign(v=[3, 0, 2])).mark_point()
    logs = points.encode(x=alt.X("v:Q", scale=alt.Scale(type="log")), y="k:N")
    assert refusals(logs.transform_filter("datum.v > 0")) == []
    assert [problem.what for problem in refusals_of_spec(logs)] == [
        "the column 'v' is drawn on a log scale but holds 0"
    ]


def refusals_of_spec(chart: Any) -> list[Problem]:
    with pytest.raises(FigureError) as refused:
        spec_of(chart, "f")
    return list(refused.value.problems)
