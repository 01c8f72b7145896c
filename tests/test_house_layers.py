"""A layer that a reporter adds to a chart of charts/ is read as any other chart is."""

from __future__ import annotations

import re
from typing import Any

import altair as alt
import pandas as pd
import pytest

from nutgraf.charts import bars, lines
from nutgraf.errors import FigureError
from nutgraf.figures.chart_frames import frames_of
from nutgraf.figures.figure_table import data_table
from nutgraf.figures.spec import spec_of
from nutgraf.page.figure_outputs import read_figure
from nutgraf.vega import draw

PAID = pd.DataFrame({"state_name": ["Tennessee", "Texas", "Ohio"], "paid": [3.0, 9.0, 4.0]})
GOALS = pd.DataFrame({"state_name": ["Ohio", "Texas"], "goal": [5.0, 7.0]})


def with_goals(goals: pd.DataFrame, **more: Any) -> Any:
    return bars(PAID, x="paid", y="state_name") + alt.Chart(goals).mark_point().encode(
        x="goal:Q", y="state_name:N", **more
    )


def refusal(chart: Any) -> str:
    with pytest.raises(FigureError) as refused:
        draw(spec_of(chart, "f"), width=320, lang="en", key="f")
    return refused.value.problems[0].what


def test_what_the_layer_draws_is_in_the_table() -> None:
    chart = with_goals(GOALS)
    table = data_table((chart, frames_of(chart, "f")), spec_of(chart, "f"), None, lang="en", where="f")
    assert [column["label"] for column in table["columns"]] == ["State name", "Paid", "Goal"]
    assert table["rows"] == [
        ["Tennessee", "3", "–"],
        ["Texas", "9", "–"],
        ["Ohio", "4", "–"],
        ["Ohio", "–", "5"],
        ["Texas", "–", "7"],
    ]


def test_its_long_names_are_shown_whole() -> None:
    names = ["Department of Housing and Urban Development", "Department of Health and Human Services"]
    svg = draw(spec_of(with_goals(GOALS.assign(w=names), color="w:N"), "f"), width=320, lang="en", key="f")
    assert "Department of Housing and Urban Development" in " ".join(re.findall(r">([^<>]+)</t", svg))


def test_a_mark_past_the_end_of_the_bars_is_refused() -> None:
    assert "must reach 50: a mark is outside the plot" in refusal(with_goals(GOALS.assign(goal=[50.0, 7.0])))


def test_a_blank_column_and_a_division_by_zero_are_refused() -> None:
    assert "'goal' is blank in all rows" in refusal(with_goals(GOALS.assign(goal=None)))
    chart = with_goals(GOALS)
    chart.layer[-1] = chart.layer[-1].transform_calculate(r="1 / (datum.goal - 5)").encode(x="r:Q")
    assert "gives infinity in 1 row, where 'state_name' is 'Ohio'" in refusal(chart)


def drawn_down(chart: Any) -> list[str]:
    """The names of the rows of a chart from top to bottom, as they are drawn."""
    svg = draw(spec_of(chart, "f"), width=680, lang="en", key="f")
    names = re.findall(r'translate\([-\d.]+,([-\d.]+)\)"[^>]*>(Tennessee|Texas|Ohio)<', svg)
    return [name for _, name in sorted(names, key=lambda found: float(found[0]))]


def test_the_bars_keep_their_order_under_it() -> None:
    assert drawn_down(with_goals(GOALS)) == ["Tennessee", "Texas", "Ohio"]


def test_a_misspelled_row_is_refused_with_the_likely_one() -> None:
    misspelled = with_goals(GOALS.assign(state_name=["Ohia", "Texas"]))
    with pytest.raises(FigureError) as refused:
        draw(spec_of(misspelled, "f"), width=320, lang="en", key="f")
    (problem,) = refused.value.problems
    assert problem.what == "a layer names 'Ohia' in its y, which is not a row of the chart"
    assert problem.fix == "did you mean 'Ohio'?"


def whole_table(chart: Any) -> tuple[list[str], list[list[str]]]:
    """The table of a figure as its page has it."""
    spec = spec_of(chart, "f")
    table = data_table((chart, frames_of(chart, "f")), spec, None, lang="en", where="f")
    figure = read_figure({"spec": spec, "title": "Paid", "table": table}, 1)
    return list(figure.table.columns), [list(row) for row in figure.table.rows]


HOUSE_ROWS = [["Tennessee", "3", "–"], ["Texas", "9", "–"], ["Ohio", "4", "–"]]


def test_what_it_computes_is_in_the_table() -> None:
    chart = bars(PAID, x="paid", y="state_name")
    mean = alt.Chart(PAID).mark_rule().encode(x="mean(paid):Q")
    assert whole_table(chart + mean) == (["State name", "Paid", "Mean of paid"], [*HOUSE_ROWS, ["–", "–", "5.33"]])
    twice = alt.Chart(GOALS).transform_calculate(twice="datum.goal * 2")
    assert whole_table(chart + twice.mark_point().encode(x=alt.X("twice:Q"), y="state_name:N")) == (
        ["State name", "Paid", "Twice"],
        [*HOUSE_ROWS, ["Ohio", "–", "10"], ["Texas", "–", "14"]],
    )


def test_its_years_are_years_as_those_of_the_chart_are() -> None:
    chart = lines(pd.DataFrame({"y": [2020, 2021], "v": [1, 2]}), x="y", y="v")
    goal = alt.Chart(pd.DataFrame({"y": [2021], "t": [1.5]})).mark_point().encode(x="y:Q", y="t:Q")
    assert whole_table(chart + goal)[1] == [["2020", "1", "–"], ["2021", "2", "–"], ["2021", "–", "1.5"]]
