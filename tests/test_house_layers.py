"""A layer that a reporter adds to a chart of charts/ is read as any other chart is."""

from __future__ import annotations

import re
from typing import Any

import altair as alt
import pandas as pd
import pytest

from nutgraf.charts import area, bars, choropleth, lines, note, ranges
from nutgraf.errors import FigureError
from nutgraf.figures.chart_frames import frames_of
from nutgraf.figures.figure_table import data_table
from nutgraf.figures.spec import spec_of
from nutgraf.page.figure_outputs import read_figure
from nutgraf.plain_layers import SharedLayers, is_plain
from nutgraf.vega import draw
from nutgraf.vega.drawing_notes import drawing_notes
from nutgraf.vega.spec_views import is_house_chart

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


def test_a_chart_of_the_house_is_known_from_one_with_a_layer_added() -> None:
    years = pd.DataFrame({"year": [2020, 2021, 2022], "paid": [1.0, 2.0, 3.0]})
    for chart in (bars(PAID, x="paid", y="state_name"), lines(years, x="year", y="paid")):
        assert is_house_chart(spec_of(chart, "f"))
        assert list(drawing_notes(spec_of(chart, "f"))) == []
    assert not is_house_chart(spec_of(with_goals(GOALS), "f"))


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


def refused_when_made(chart: Any) -> str:
    with pytest.raises(FigureError) as refused:
        spec_of(chart, "f")
    problem = refused.value.problems[0]
    assert "notes=[note(" in problem.fix
    return problem.what


def test_a_layer_on_a_chart_without_axes_is_refused_and_not_drawn_at_the_wrong_place() -> None:
    rule = alt.Chart(pd.DataFrame({"goal": [5.0]})).mark_rule()
    noted = bars(PAID, x="paid", y="state_name", notes=[note("The largest", at="Texas")])
    years = area(pd.DataFrame({"year": [2020, 2021], "paid": [1.0, 2.0]}), x="year", y="paid")
    spans = ranges(PAID.assign(low=2.0, high=9.5), x="paid", y="state_name", low="low", high="high")
    for chart in (noted, spans):
        assert "a layer has values along x" in refused_when_made(chart + rule.encode(x="goal:Q"))
    assert "a layer has values along y" in refused_when_made(years + rule.encode(y="goal:Q"))


def test_a_place_on_a_map_of_the_kit_is_refused_with_where_to_say_it() -> None:
    ring = [[0, 0], [0, 10], [10, 10], [10, 0], [0, 0]]
    geometry = {"type": "Polygon", "coordinates": [ring]}
    outlines = {
        "type": "FeatureCollection",
        "features": [{"type": "Feature", "id": "A", "properties": {}, "geometry": geometry}],
    }
    chart = choropleth(pd.DataFrame({"area": ["A"], "value": [1.0]}), outlines, area="area", value="value")
    town = alt.Chart(pd.DataFrame({"lon": [5.0], "lat": [5.0]})).mark_point()
    assert "a layer has values along longitude" in refused_when_made(
        chart + town.encode(longitude="lon", latitude="lat")
    )


@pytest.mark.parametrize("draw_chart", [bars, lines, ranges])
def test_a_chart_is_converted_from_its_own_layers_as_altair_converts_copies_of_them(draw_chart: Any) -> None:
    years = pd.DataFrame(
        {"x": [2020, 2021, 2022], "y": [1.0, 2.0, 4.0], "low": [0.0, 1.0, 3.0], "high": [2.0, 3.0, 5.0]}
    )
    turned = {"x": "y", "y": "x"} if draw_chart is not lines else {"x": "x", "y": "y"}
    chart = draw_chart(years, **turned, **({} if draw_chart is bars else {"low": "low", "high": "high"}))
    named = alt.NamedData(name="frame")
    copied = chart.copy(deep=False)
    copied.data = named
    assert all(is_plain(layer, chart.data) for layer in chart.layer)
    assert SharedLayers.of(chart, named).to_dict() == copied.to_dict()
    assert [type(layer) for layer in chart.layer] == [alt.Chart] * len(chart.layer)
    assert isinstance(chart.data, pd.DataFrame)
