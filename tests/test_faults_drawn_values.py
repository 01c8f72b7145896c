"""What a chart draws, row by row: what its table and its download are to hold."""

from __future__ import annotations

import datetime
from typing import Any

import altair as alt
import pandas as pd

from nutgraf.figures.spec import spec_of
from nutgraf.vega.mark_values import DrawnLayer, mark_values

PAID = pd.DataFrame({"k": ["a", "a", "b"], "v": [1, 2, 5], "when": ["2024-01-05", "2024-01-20", "2024-02-01"]})


def layers(chart: Any) -> tuple[DrawnLayer, ...]:
    """What a chart draws."""
    return mark_values(spec_of(chart, "f"))


def column(layer: DrawnLayer, channel: str) -> list[Any]:
    """The values of one channel."""
    return [row[layer.columns[channel]] for row in layer.rows]


def test_bars_of_sums_hold_the_sums_and_not_the_rows_they_were_added_from() -> None:
    (bars,) = layers(alt.Chart(PAID).mark_bar().encode(x="sum(v):Q", y="k:N"))
    assert (bars.mark, column(bars, "y"), column(bars, "x")) == ("bar", ["a", "b"], [3, 5])


def test_a_donut_holds_its_angles() -> None:
    (donut,) = layers(alt.Chart(PAID).mark_arc().encode(theta="sum(v):Q", color="k:N"))
    assert list(zip(column(donut, "color"), column(donut, "theta"), strict=True)) == [("a", 3), ("b", 5)]


def test_a_share_that_the_chart_computes_is_held_as_computed() -> None:
    chart = alt.Chart(PAID).transform_joinaggregate(t="sum(v)").transform_calculate(p="datum.v / datum.t")
    (bars,) = layers(chart.mark_bar().encode(x="p:Q", y="k:N"))
    assert column(bars, "x") == [0.125, 0.25, 0.625]


def test_a_histogram_holds_its_bins_and_counts() -> None:
    (bars,) = layers(alt.Chart(PAID).mark_bar().encode(x=alt.X("v:Q", bin=alt.Bin(step=2)), y="count()"))
    assert list(zip(column(bars, "x"), column(bars, "y"), strict=True)) == [(0, 1), (2, 1), (4, 1)]


def test_months_are_held_as_days_without_a_zone() -> None:
    (bars,) = layers(alt.Chart(PAID).mark_bar().encode(x="yearmonth(when):T", y="sum(v):Q"))
    first = [datetime.datetime(2024, 1, 1), datetime.datetime(2024, 2, 1)]
    assert (column(bars, "x"), column(bars, "y")) == (first, [3, 5])


def test_a_row_that_the_chart_filters_away_is_not_held() -> None:
    (bars,) = layers(alt.Chart(PAID).transform_filter("datum.v > 1").mark_bar().encode(x="v:Q", y="k:N"))
    assert column(bars, "x") == [2, 5]


def test_each_layer_holds_its_own_rows_and_points_on_a_line_hold_them_once() -> None:
    line = alt.Chart(PAID).mark_line(point=True).encode(x="when:T", y="v:Q", color="k:N")
    rule = alt.Chart(pd.DataFrame({"from": [2.5]})).mark_rule().encode(y="from:Q")
    middle = alt.Chart(PAID).mark_rule().encode(y="median(v):Q")
    goal = alt.Chart(PAID).mark_rule().encode(y=alt.datum(4))
    held = layers(line + rule + middle + goal)
    assert [(layer.mark, column(layer, "y")) for layer in held] == [
        ("line", [1, 2, 5]),
        ("rule", [2.5]),
        ("rule", [2]),
        ("rule", [4, 4, 4]),
    ]


def test_a_map_holds_the_numbers_of_its_shapes_and_not_their_outlines() -> None:
    square = {"type": "Polygon", "coordinates": [[[0, 0], [0, 9], [9, 9], [9, 0], [0, 0]]]}
    rows = [{"type": "Feature", "geometry": square, "properties": {}, "state": "TN", "v": 7}]
    spec = {
        "data": {"values": rows},
        "mark": "geoshape",
        "encoding": {"color": {"field": "v", "type": "quantitative"}},
    }
    (layer,) = mark_values(spec)
    assert column(layer, "color") == [7]
    assert "geometry" not in layer.rows[0]


def test_small_multiples_and_repeated_charts_hold_the_rows_of_all_their_plots() -> None:
    (facets,) = layers(alt.Chart(PAID).mark_bar().encode(x="sum(v):Q", y="k:N", column="k:N"))
    assert list(zip(column(facets, "column"), column(facets, "x"), strict=True)) == [("a", 3), ("b", 5)]
    repeated = alt.Chart(PAID.assign(w=[7, 8, 9])).mark_point().encode(x=alt.X(alt.repeat("row"), type="quantitative"))
    assert [column(layer, "x") for layer in layers(repeated.repeat(row=["v", "w"]))] == [[1, 2, 5], [7, 8, 9]]
    side = alt.Chart(PAID).mark_bar().encode(x="v:Q") | alt.Chart(PAID).mark_bar().encode(x="max(v):Q")
    assert [column(layer, "x") for layer in layers(side)] == [[1, 2, 5], [5]]


def test_a_brush_is_not_drawn_data() -> None:
    (points,) = layers(alt.Chart(PAID).mark_point().encode(x="v:Q").add_params(alt.selection_interval()))
    assert column(points, "x") == [1, 2, 5]
