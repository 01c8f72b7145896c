"""Values that a chart cannot draw: refused by formula, lookup or column, or blank in the table as in the drawing."""

from __future__ import annotations

import re
from typing import Any

import altair as alt
import pandas as pd
import pytest

import nutgraf
from nutgraf.errors import FigureError, Problem
from nutgraf.figures.spec import spec_of
from nutgraf.mime_types import FIGURE
from nutgraf.page.figure_outputs import read_figure
from nutgraf.vega import draw
from nutgraf.vega.mark_values import mark_values

PAID = pd.DataFrame(
    {
        "k": list("abcd"),
        "v": [1.0, 0.0, 3.0, 4.0],
        "w": [2.0, 3.0, 0.0, 5.0],
        "when": ["2024-01-01", "2024-02-01", "2024-03-01", "2024-04-01"],
    }
)
GAP = PAID.assign(v=[1.0, None, 3.0, 4.0])
NAMES = pd.DataFrame({"k": ["a", "b"], "n": ["Ann", "Bob"], "p": [5.0, 6.0]})
BARS = alt.Chart(PAID).mark_bar().encode(y="k:N")
IN_TIME = alt.Chart(PAID).mark_line().encode(x="when:T")
WORDS: dict[str, Any] = {
    "title": "Californians paid the most",
    "alt": "Bars for four kinds, from the first down to the last.",
    "source": "itep_2024_map",
}


def found(*fields: str, **given: Any) -> dict[str, Any]:
    return {"lookup": "k", "from_": alt.LookupData(NAMES, "k", list(fields)), **given}


def refusal(chart: Any) -> Problem:
    """Why a chart is not drawn."""
    with pytest.raises(FigureError) as refused:
        draw(spec_of(chart, "f"), width=680, lang="en", key="f")
    return refused.value.problems[0]


def rows(chart: Any, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The table as printed of a chart that is drawn."""
    draw(spec_of(chart, "f"), width=680, lang="en", key="f")
    monkeypatch.setenv("NUTGRAF_BUILD", "1")
    shown: dict[str, Any] = nutgraf.figure(chart, **WORDS)._repr_mimebundle_()[FIGURE]
    return [list(row) for row in read_figure(shown, 1).table.rows]


# -- formulas


@pytest.mark.parametrize(
    ("formula", "what"),
    [
        ("datum.v / datum.w", "the formula 'datum.v / datum.w' gives infinity in 1 row, where 'k' is 'c'"),
        ("datum.v % datum.w", "the formula 'datum.v % datum.w' gives NaN (not a number) in 1 row, where 'k' is 'c'"),
        ("log(datum.v)", "the formula 'log(datum.v)' gives infinity in 1 row, where 'k' is 'b'"),
        (
            "sqrt(1 - datum.v)",
            "the formula 'sqrt(1 - datum.v)' gives NaN (not a number) in 2 rows, the first where ",
        ),
    ],
)
@pytest.mark.parametrize("channel", ["x", "size", "color"])
def test_a_formula_that_divides_by_zero_is_refused_with_how_many_rows_and_the_first(
    formula: str, what: str, channel: str
) -> None:
    problem = refusal(BARS.transform_calculate(r=formula).mark_point().encode(**{"x": "w:Q", channel: "r:Q"}))
    assert what in problem.what
    assert "transform_filter(\"isFinite(datum['r'])\")" in problem.fix


def test_a_formula_whose_endless_rows_are_left_out_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    chart = BARS.transform_calculate(r="datum.v / datum.w").transform_filter("isFinite(datum['r'])")
    assert rows(chart.encode(x="r:Q"), monkeypatch) == [["a", "0.5"], ["b", "0"], ["d", "0.8"]]


def test_a_formula_is_named_where_the_chart_sums_up_what_it_makes() -> None:
    part = alt.Chart(PAID).transform_calculate(r="datum.v / (datum.w - 2)")
    said = "the formula 'datum.v / (datum.w - 2)' gives infinity"
    assert said in refusal(part.mark_bar().encode(x="mean(r):Q", y="k:N")).what
    assert (
        said in refusal(part.transform_aggregate(m="mean(r)", groupby=["k"]).mark_bar().encode(x="m:Q", y="k:N")).what
    )
    assert said in refusal(part.transform_window(s="sum(r)").mark_line().encode(x="when:T", y="s:Q")).what


def test_a_formula_that_gives_null_on_purpose_leaves_a_blank_in_chart_and_table(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    chart = BARS.transform_calculate(r="datum.w > 0 ? datum.v / datum.w : null").encode(x="r:Q")
    assert rows(chart, monkeypatch) == [["a", "0.5"], ["b", "0"], ["c", "–"], ["d", "0.8"]]


def test_a_blank_is_not_counted_as_zero() -> None:
    change = IN_TIME.transform_window(before="lag(v)").transform_calculate(change="datum.v - datum.before")
    problem = refusal(change.encode(y="change:Q"))
    assert "the formula 'datum.v - datum.before' takes a blank 'before' for 0 in 1 row" in problem.what
    half = alt.Chart(GAP).transform_calculate(half="datum.v / 2").mark_bar().encode(x="half:Q", y="k:N")
    assert "takes a blank 'v' for 0 in 1 row, where 'k' is 'b'" in refusal(half).what
    words = alt.Chart(GAP).mark_bar().encode(x="v:Q", y="k:N")
    words += words.transform_calculate(t="format(datum.v, '.1f') + ' kg'").mark_text().encode(text="t:N")
    assert "takes a blank 'v' for 0" in refusal(words).what


def test_a_change_from_the_row_before_is_drawn_where_the_first_row_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    change = IN_TIME.transform_window(before="lag(v)").transform_filter("isValid(datum['before'])")
    change = change.transform_calculate(change="datum.v - datum.before").encode(y="change:Q")
    assert [row[1] for row in rows(change, monkeypatch)] == ["−1", "3", "1"]


# -- lookups


def test_a_lookup_that_finds_nothing_is_refused_with_how_many_rows_and_the_first() -> None:
    for chart in (
        BARS.transform_lookup(**found("p")).encode(x="p:Q"),
        BARS.transform_lookup(**found("n")).encode(x="v:Q", y="n:N"),
        BARS.transform_lookup(**found("p")).mark_point().encode(x="v:Q", size="p:Q"),
    ):
        assert "the lookup by 'k' finds nothing for 2 rows, the first where 'k' is 'c'" in refusal(chart).what


def test_a_default_of_zero_that_vega_lite_forgets_is_refused() -> None:
    assert "forgets a default of 0" in refusal(BARS.transform_lookup(**found("p", default=0)).encode(x="p:Q")).fix


def test_a_lookup_with_a_default_or_without_its_missing_rows_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = BARS.transform_lookup(**found("p")).transform_filter("isValid(datum['p'])").encode(x="p:Q")
    assert rows(kept, monkeypatch) == [["a", "5"], ["b", "6"]]
    other = BARS.transform_lookup(**found("n", default="other")).encode(x="sum(v):Q", y="n:N")
    assert rows(other, monkeypatch) == [["Ann", "1"], ["Bob", "0"], ["other", "7"]]


def test_places_of_a_map_without_a_value_are_blank_in_its_table(monkeypatch: pytest.MonkeyPatch) -> None:
    shapes = [
        {
            "type": "Feature",
            "k": k,
            "properties": {},
            "geometry": {"type": "Polygon", "coordinates": [[[at, 0], [at, 1], [at + 1, 1], [at + 1, 0], [at, 0]]]},
        }
        for at, k in enumerate("abc")
    ]
    chart = alt.Chart(alt.InlineData(values=shapes)).mark_geoshape().transform_lookup(**found("p"))
    assert rows(chart.encode(color="p:Q", tooltip="k:N"), monkeypatch) == [["a", "5"], ["b", "6"], ["c", "–"]]


# -- blanks of the reporter's own


@pytest.mark.parametrize("mark", ["bar", "line", "point", "area", "tick", "rect"])
def test_a_blank_of_the_data_has_no_mark_and_is_blank_in_the_table(mark: str, monkeypatch: pytest.MonkeyPatch) -> None:
    chart = alt.Chart(GAP, mark=mark).encode(x="k:N", y="v:Q")
    assert rows(chart, monkeypatch) == [["1", "a"], ["–", "b"], ["3", "c"], ["4", "d"]]
    assert [row["k"] for row in mark_values(spec_of(chart, "f"))[0].rows] == ["a", "c", "d"]


def test_a_value_between_two_gaps_of_a_line_is_seen() -> None:
    svg = draw(spec_of(alt.Chart(GAP).mark_line().encode(x="k:O", y="v:Q"), "f"), width=680, lang="en", key="f")
    (line,) = re.findall(r'<path d="(M[^"]+Z)M[^"]+L[^"]+" [^>]*stroke-linecap="round"', svg)
    assert line.startswith("M")
    whole = draw(spec_of(alt.Chart(PAID).mark_line().encode(x="k:O", y="v:Q"), "f"), width=680, lang="en", key="f")
    assert "linecap" not in whole


def test_a_group_of_which_nothing_is_known_is_blank_in_the_table_of_sums(monkeypatch: pytest.MonkeyPatch) -> None:
    means = alt.Chart(GAP).mark_bar().encode(x="mean(v):Q", y="k:N")
    assert rows(means, monkeypatch) == [["a", "1"], ["b", "–"], ["c", "3"], ["d", "4"]]


def test_blanks_that_a_histogram_leaves_out_are_counted_in_its_table(monkeypatch: pytest.MonkeyPatch) -> None:
    counts = alt.Chart(GAP).mark_bar().encode(x=alt.X("v:Q", bin=alt.Bin(step=2)), y="count()")
    assert rows(counts, monkeypatch) == [["0–2", "1"], ["2–4", "2"], ["–", "1"]]


def test_a_column_that_is_blank_in_all_rows_is_refused_in_any_layer() -> None:
    blank = PAID.assign(v=[None] * 4)
    bars = BARS.encode(x="w:Q")
    for layer in (
        alt.Chart(blank).mark_tick().encode(x="v:Q", y="k:N"),
        alt.Chart(blank).mark_point().encode(x="w:Q", y="k:N", size="v:Q"),
        alt.Chart(blank).mark_text().encode(x="w:Q", y="k:N", text="v:Q"),
        alt.Chart(blank).mark_rule().encode(x="mean(v):Q"),
    ):
        problem = refusal(bars + layer)
        assert "the column 'v' is blank in all rows" in problem.what
        assert problem.where == "f, layer 2"


def test_a_computed_column_that_is_blank_in_all_rows_is_refused() -> None:
    spread = BARS.transform_aggregate(s="stdev(v)", groupby=["k"]).mark_tick().encode(x="s:Q", y="k:N")
    assert "the computed column 's' is blank in all rows" in refusal(BARS.encode(x="v:Q") + spread).what


def test_a_null_that_a_formula_leaves_is_not_printed_as_a_name() -> None:
    chart = BARS.transform_calculate(r="datum.v > 0 ? datum.k : null").encode(x="w:Q", y="r:N")
    assert "the chart prints 'null'" in refusal(chart).what


# -- blanks that Vega takes for values


def test_a_place_without_a_latitude_is_not_drawn_at_the_equator(monkeypatch: pytest.MonkeyPatch) -> None:
    places = pd.DataFrame({"city": ["Reno", "Boise"], "lat": [39.5, None], "lon": [-119.8, -116.2]})
    chart = alt.Chart(places).mark_circle().encode(latitude="lat:Q", longitude="lon:Q", detail="city:N")
    said = "the column 'lat' is blank in 1 row, where 'city' is 'Boise': it would be drawn in the wrong place"
    assert refusal(chart).what == said
    assert rows(chart.transform_filter("isValid(datum['lat'])"), monkeypatch) == [["Reno", "−120", "39.5"]]


def test_a_sum_without_a_month_is_not_drawn_as_januarys() -> None:
    undated = PAID.assign(when=["2024-01-01", "2024-02-01", None, "2024-04-01"])
    problem = refusal(alt.Chart(undated).mark_bar().encode(x="month(when):O", y="sum(v):Q"))
    assert "its x would be labeled with the wrong month" in problem.what


@pytest.mark.parametrize("invalid", [None, "show"])
@pytest.mark.parametrize("mark", ["bar", "line"])
def test_a_blank_is_not_drawn_as_zero(mark: Any, invalid: Any) -> None:
    chart = alt.Chart(GAP, mark=alt.MarkDef(mark, invalid=invalid)).encode(x="k:N", y="v:Q")
    assert "'v' is blank in 1 row, where 'k' is 'b': invalid= draws it as 0" in refusal(chart).what
    whole = alt.Chart(PAID, mark=alt.MarkDef(mark, invalid=invalid)).encode(x="k:N", y="v:Q")
    draw(spec_of(whole, "f"), width=680, lang="en", key="f")


def test_a_band_with_one_end_does_not_shrink_to_a_point() -> None:
    band = alt.Chart(GAP).mark_area().encode(x="when:T", y="w:Q", y2="v:Q")
    assert "the area would shrink to a point, for its y is known" in refusal(band).what


def test_blanks_are_not_ranked_before_the_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    def ranked(order: Any) -> Any:
        sort = [alt.SortField("v", order=order)]
        return alt.Chart(GAP).transform_window(n="rank(v)", sort=sort).mark_bar().encode(x="n:Q", y="k:N")

    said = "the rank by 'v' puts blanks before all numbers: 1 row, where 'k' is 'b'"
    assert refusal(ranked("ascending")).what == said
    best = ranked("descending").transform_filter("datum.n < 3")
    assert rows(best, monkeypatch) == [["c", "2"], ["d", "1"]]


def test_an_error_bar_with_a_blank_end_keeps_its_row_in_the_table(monkeypatch: pytest.MonkeyPatch) -> None:
    chart = alt.Chart(GAP).mark_errorbar().encode(y="k:N", x="v:Q", x2="w:Q")
    assert rows(chart, monkeypatch)[1] == ["b", "–", "3"]
