"""What is in a figure's table and download: what is drawn, whole, and each value as what it is."""

from __future__ import annotations

import datetime
from typing import Any

import altair as alt
import numpy as np
import pandas as pd
import pytest

import nutgraf
from nutgraf.charts import bars, histogram, lines
from nutgraf.errors import FigureError, ProseError
from nutgraf.figures.cell_values import FigureCell, printed
from nutgraf.mime_types import FIGURE
from nutgraf.page.figure_outputs import read_figure
from nutgraf.page.page_model import FigureTable
from support.sites import DATA

WORDS: dict[str, Any] = {
    "title": "Californians paid the most",
    "alt": "Bars for three states, from California down to Tennessee.",
    "source": "itep_2024_map",
    "name": "f",
}
SALES = pd.DataFrame({"shop": list("aabb"), "part": list("pqpq"), "v": [1, 2, 3, 4.5]})
YEARS = pd.DataFrame({"Year": [1990, 2000, 2010], "v": [1, 2, 3], "paid_per_year": [1234567, 2345678, 3456789]})
VALUE = pd.DataFrame({"k": list("ab"), "v": [1, 2]})


class Known:
    """A number that knows its unit."""

    sources = ()

    def __init__(self, value: float, unit: str = "usd") -> None:
        self.value, self.unit, self.qualifier = value, unit, ""
        self.rounded_to: float | None = None


def table(chart: alt.TopLevelMixin, **given: Any) -> FigureTable:
    """The table of a figure as its page has it."""
    shown: dict[str, Any] = nutgraf.figure(chart, **{**WORDS, **given})._repr_mimebundle_()[FIGURE]
    return read_figure(shown, 1).table


def rows(chart: alt.TopLevelMixin, **given: Any) -> list[list[str]]:
    """The table as printed, headings first."""
    found = table(chart, **given)
    return [list(found.columns), *(list(row) for row in found.rows)]


def refused(chart: alt.TopLevelMixin, **given: Any) -> str:
    with pytest.raises((FigureError, ProseError)) as error:
        table(chart, **given)
    return str(error.value)


@pytest.fixture(autouse=True)
def _in_a_build(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUTGRAF_BUILD", "1")


# -- what is drawn


def test_the_table_of_a_donut_has_the_size_of_each_piece() -> None:
    donut = alt.Chart(VALUE).mark_arc().encode(theta="v:Q", color="k:N")
    assert rows(donut) == [["K", "V"], ["a", "1"], ["b", "2"]]


def test_the_table_of_points_on_a_map_has_their_places() -> None:
    towns = pd.DataFrame({"town": ["Rome"], "north": [41.9], "east": [12.5]})
    places = alt.Chart(towns).mark_circle().encode(latitude="north:Q", longitude="east:Q", tooltip="town:N")
    assert rows(places) == [["East", "North", "Town"], ["12.5", "41.9", "Rome"]]


def test_the_table_of_layers_has_the_rows_of_each_frame() -> None:
    events = pd.DataFrame({"start": [1914], "end": [1918], "war": ["First"]})
    people = pd.DataFrame({"Year": [1910, 1920], "people": [5, 6]})
    drawn = alt.Chart(events).mark_rect().encode(x="start:Q", x2="end:Q", color="war:N")
    drawn += alt.Chart(people).mark_line().encode(x="Year:Q", y="people:Q")
    assert rows(drawn) == [
        ["Start", "End", "War", "People", "Year"],
        ["1,914", "1,918", "First", "–", "–"],
        ["–", "–", "–", "5", "1910"],
        ["–", "–", "–", "6", "1920"],
    ]


def test_two_frames_with_one_name_of_a_column_share_it_where_the_chart_calls_both_alike() -> None:
    drawn = alt.Chart(VALUE).mark_bar().encode(x="k:N", y="v:Q")
    drawn += alt.Chart(pd.DataFrame({"k": ["c"], "v": [9]})).mark_point().encode(x="k:N", y="v:Q")
    assert rows(drawn) == [["V", "K"], ["1", "a"], ["2", "b"], ["9", "c"]]


def test_a_layer_that_marks_some_of_the_rows_again_adds_none_to_the_table() -> None:
    line = alt.Chart(YEARS).mark_line().encode(x="Year:O", y="v:Q")
    last = alt.Chart(YEARS[YEARS["Year"] == 2010]).mark_point().encode(x="Year:O", y="v:Q")
    assert rows(line + last) == [["V", "Year"], ["1", "1990"], ["2", "2000"], ["3", "2010"]]


def test_a_share_that_the_chart_works_out_is_in_its_table() -> None:
    base = alt.Chart(VALUE).transform_joinaggregate(all="sum(v)").transform_calculate(share="datum.v / datum.all")
    share = base.mark_bar().encode(x="share:Q", y="k:N")
    found = table(share)
    assert found.columns == ("K", "Share")
    assert found.raw == (("a", 1 / 3), ("b", 2 / 3))


def test_columns_may_name_what_the_chart_works_out() -> None:
    base = alt.Chart(VALUE).transform_calculate(double="datum.v * 2").mark_bar().encode(x="double:Q", y="k:N")
    assert rows(base, columns={"k": "Kind", "double": "Twice"}) == [["Kind", "Twice"], ["a", "2"], ["b", "4"]]


def test_a_column_that_a_worked_chart_does_not_draw_is_refused_with_the_likely_one() -> None:
    base = alt.Chart(VALUE).transform_calculate(double="datum.v * 2").mark_bar().encode(x="double:Q", y="k:N")
    assert "did you mean 'double'" in refused(base, columns={"k": "Kind", "duoble": "Twice"})


def test_the_table_of_a_normalized_stack_has_the_amounts_and_their_shares_under_headings_that_say_so() -> None:
    stack = alt.X("sum(v):Q", stack="normalize", title="Share")
    assert rows(alt.Chart(SALES).mark_bar().encode(x=stack, y="shop", color="part")) == [
        ["Shop", "Part", "Sum of v", "Share (%)"],
        ["a", "p", "1", "33.3%"],
        ["a", "q", "2", "66.7%"],
        ["b", "p", "3", "40%"],
        ["b", "q", "4.5", "60%"],
    ]


def test_the_table_of_a_histogram_has_its_classes_and_what_was_counted_in_each() -> None:
    ages = pd.DataFrame({"age": [1, 2, 12, 18, 19, 25]})
    drawn = alt.Chart(ages).mark_bar().encode(x=alt.X("age:Q", bin=alt.Bin(step=10)), y="count()")
    assert rows(drawn) == [["Age", "Count of Records"], ["0–10", "2"], ["10–20", "3"], ["20–30", "1"]]


def test_the_classes_of_a_histogram_are_in_their_order_and_not_in_that_of_the_frame() -> None:
    ages = pd.DataFrame({"age": [25, 1, 12, 2, None, 18]})
    drawn = alt.Chart(ages).mark_bar().encode(x=alt.X("age:Q", bin=alt.Bin(step=10)), y="count()")
    assert [row[0] for row in rows(drawn)[1:4]] == ["0–10", "10–20", "20–30"]


def test_the_table_of_a_running_sum_has_the_sum() -> None:
    sums = alt.Chart(VALUE).transform_window(running="sum(v)").mark_line().encode(x="k:O", y="running:Q")
    assert rows(sums) == [["K", "Running"], ["a", "1"], ["b", "3"]]


def test_numbers_written_on_bars_are_in_the_table_once() -> None:
    base = alt.Chart(SALES).encode(x="mean(v):Q", y="shop")
    assert rows(base.mark_bar() + base.mark_text().encode(text="mean(v):Q")) == [
        ["Shop", "Mean of v"],
        ["a", "1.5"],
        ["b", "3.75"],
    ]


def test_rows_that_a_filter_keeps_from_the_chart_are_not_in_its_table() -> None:
    kept = alt.Chart(SALES).transform_filter("datum.v > 2").mark_bar().encode(x="v:Q", y="part:N")
    assert rows(kept) == [["Part", "V"], ["p", "3"], ["q", "4.5"]]


def test_sums_by_year_month_and_weekday_say_the_year_the_month_and_the_weekday() -> None:
    days = pd.DataFrame({"day": pd.to_datetime(["2022-01-03", "2022-05-03", "2023-01-02"]), "v": [1, 2, 3]})

    def first(unit: str) -> list[str]:
        return [row[0] for row in rows(alt.Chart(days).mark_bar().encode(x="sum(v):Q", y=f"{unit}(day):O"))[1:]]

    assert first("year") == ["2022", "2023"]
    assert sorted(first("month")) == ["January", "May"]
    assert sorted(first("day")) == ["Monday", "Tuesday"]
    assert first("yearmonth") == ["January 2022", "May 2022", "January 2023"]


def test_parts_of_a_time_that_no_table_can_say_are_asked_for_by_name() -> None:
    days = pd.DataFrame({"day": pd.to_datetime(["2022-01-03"]), "v": [1]})
    said = refused(alt.Chart(days).mark_bar().encode(x="sum(v):Q", y="week(day):O"))
    assert "timeUnit='week'" in said
    assert "columns=" in said


def test_sums_of_facts_keep_their_unit_and_need_no_source_that_typed_numbers_need() -> None:
    paid = pd.DataFrame({"k": list("aab"), "paid": [Known(1_000_000), Known(2_000_000), Known(5_000_000)]})
    drawn = alt.Chart(paid).mark_bar().encode(x="sum(paid):Q", y="k:N")
    found = table(drawn)
    assert [row[1] for row in found.rows] == ["$3 million", "$5 million"]
    assert found.unsourced == frozenset()
    typed = paid.assign(paid=[1, 2, 5])
    assert (0, 1) in table(alt.Chart(typed).mark_bar().encode(x="sum(paid):Q", y="k:N")).unsourced


def test_a_publishers_word_stays_in_the_table_of_a_chart_that_filters() -> None:
    first, second = Known(119_000_000), Known(5_000_000)
    first.qualifier, first.rounded_to = "up to", 1_000_000
    paid = pd.DataFrame({"k": list("ab"), "paid": [first, second]})
    drawn = alt.Chart(paid).transform_filter("datum.k == 'a'").mark_bar().encode(x="paid:Q", y="k:N")
    assert rows(drawn) == [["K", "Paid"], ["a", "up to $119 million"]]


def test_small_multiples_say_which_each_row_belongs_to() -> None:
    small = alt.Chart(SALES).mark_bar().encode(x="sum(v):Q", y="part:N").facet(row="shop:N")
    assert rows(small)[:2] == [["Shop", "Part", "Sum of v"], ["a", "p", "1"]]
    plain = alt.Chart(SALES).mark_bar().encode(x="v:Q", y="part:N").facet("shop:N", columns=1)
    assert rows(plain)[:2] == [["Shop", "Part", "V"], ["a", "p", "1"]]


def test_each_column_that_a_chart_repeats_is_in_the_table() -> None:
    base = alt.Chart(YEARS).mark_bar().encode(x=alt.X(alt.repeat("row"), type="quantitative"), y="Year:O")
    assert rows(base.repeat(row=["v", "paid_per_year"]))[:2] == [
        ["Year", "V", "Paid per year"],
        ["1990", "1", "1,234,567"],
    ]


def test_two_columns_that_a_chart_calls_alike_are_both_in_the_table() -> None:
    tips = [alt.Tooltip("paid_per_year:Q", title="Paid")]
    drawn = alt.Chart(YEARS).mark_bar().encode(x=alt.X("v:Q", title="Paid"), y="Year:O", tooltip=tips)
    assert rows(drawn)[0] == ["Year", "Paid", "Paid (paid_per_year)"]


def test_two_layers_that_call_two_columns_alike_have_both_in_the_table() -> None:
    frame = pd.DataFrame({"k": list("ab"), "us": [1, 2], "world": [3, 4]})
    base = alt.Chart(frame).encode(x="k:N")
    bar = base.mark_bar().encode(y=alt.Y("sum(us):Q", title="Paid"))
    tick = base.mark_tick().encode(y=alt.Y("sum(world):Q", title="Paid"))
    assert rows(bar + tick) == [["K", "Paid", "Paid (world)"], ["a", "1", "3"], ["b", "2", "4"]]


def test_a_color_that_encodes_a_column_is_in_the_table() -> None:
    frame = pd.DataFrame({"k": list("ab"), "us": [1, 2], "world": [3, 4]})
    base = (
        alt.Chart(frame)
        .mark_line()
        .encode(
            x="k:N",
            y=alt.Y(alt.repeat("layer"), aggregate="sum", type="quantitative", title="Paid"),
            color=alt.ColorDatum(alt.repeat("layer"), title="Where"),
        )
    )
    found = rows(base.repeat(layer=["us", "world"]))
    assert found[0] == ["K", "Where", "Paid"]
    assert found[1:] == [["a", "us", "1"], ["b", "us", "2"], ["a", "world", "3"], ["b", "world", "4"]]


def test_charts_in_a_row_have_the_rows_of_each_in_the_table() -> None:
    left = alt.Chart(VALUE).mark_bar().encode(x="sum(v):Q", y="k:N")
    right = alt.Chart(SALES).mark_bar().encode(x="count()", y="shop:N")
    assert rows(left | right) == [
        ["K", "Sum of v", "Shop", "Count of Records"],
        ["a", "1", "–", "–"],
        ["b", "2", "–", "–"],
        ["–", "–", "a", "2"],
        ["–", "–", "b", "2"],
    ]


def test_a_nearest_point_selection_leaves_the_table_whole() -> None:
    nearest = alt.selection_point(nearest=True, on="pointerover")
    line = alt.Chart(VALUE).mark_line().encode(x="k:N", y="v:Q")
    chosen = line.mark_point().add_params(nearest) + line.transform_filter("datum.v > 1").mark_text().encode(text="v:Q")
    assert rows(line + chosen) == [["K", "V"], ["a", "1"], ["b", "2"]]


def test_tooltips_that_group_are_in_the_table() -> None:
    tips = [alt.Tooltip("mean(v):Q", title="Average")]
    drawn = alt.Chart(SALES).mark_bar().encode(x="sum(v):Q", y="shop:N", tooltip=tips)
    assert rows(drawn) == [["Shop", "Sum of v", "Average"], ["a", "3", "1.5"], ["b", "7.5", "3.75"]]


def test_two_columns_under_one_heading_are_refused() -> None:
    drawn = alt.Chart(YEARS).mark_bar().encode(x="v:Q", y="Year:O")
    said = refused(drawn, columns={"v": "Paid", "paid_per_year": "Paid"})
    assert "columns= gives two columns the heading 'Paid'" in said


def test_classes_of_years_have_no_commas() -> None:
    drawn = alt.Chart(YEARS).mark_bar().encode(x=alt.X("Year:Q", bin=alt.Bin(step=10)), y="count()")
    assert [row[0] for row in rows(drawn)] == ["Year", "1990–2000", "2000–2010"]


def test_a_sum_is_traced_to_the_rows_it_is_a_sum_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(DATA)
    areas = nutgraf.table("honey_tax").query("area in ['AS', 'BR']")
    found = table(alt.Chart(areas).mark_bar().encode(x="sum(value):Q", y="area:N"))
    assert [row[0] for row in found.rows] == ["AS", "BR"]
    assert [{each["key"]["area"] for each in keys} for keys in found.source_rows] == [{"AS"}, {"BR"}]


def test_a_class_of_a_histogram_is_traced_to_the_rows_that_it_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(DATA)
    found = table(histogram(nutgraf.table("honey_tax", metric="honey_tax_rate"), x="value"))
    assert found.unsourced == frozenset()
    assert [row[1] for row in found.rows] == [str(len(keys)) for keys in found.source_rows]


def test_a_histogram_of_facts_needs_no_other_source_and_one_of_typed_numbers_does() -> None:
    assert table(histogram(pd.DataFrame({"v": [Known(3), Known(8)]}), x="v")).unsourced == frozenset()
    assert (0, 1) in table(histogram(pd.DataFrame({"v": [3, 8]}), x="v")).unsourced


def test_a_column_of_the_frame_that_a_histogram_does_not_draw_is_refused_with_the_reason() -> None:
    said = refused(histogram(pd.DataFrame({"k": ["a", "b"], "v": [3, 8]}), x="v"), columns={"k": "K", "v": "V"})
    assert "columns= lists 'k', and the table has a row for each class, not for each of its rows" in said


def test_facts_in_any_layer_are_in_the_table() -> None:
    bar = alt.Chart(pd.DataFrame({"k": ["a"], "v": [Known(3_000_000)]})).mark_bar().encode(x="v:Q", y="k:N")
    rule = alt.Chart(pd.DataFrame({"mean": [Known(2_000_000)]})).mark_rule().encode(x="mean:Q")
    assert rows(bar + rule) == [["K", "V", "Mean"], ["a", "$3 million", "–"], ["–", "–", "$2 million"]]


def test_a_column_named_in_a_condition_is_in_the_table() -> None:
    color = alt.condition("datum.v > 1", alt.Color("k:N"), alt.value("grey"))
    assert rows(alt.Chart(VALUE).mark_bar().encode(x="v:Q", color=color))[0] == ["V", "K"]


# -- years


def test_years_have_no_commas_and_money_per_year_has() -> None:
    found = table(alt.Chart(YEARS).mark_line().encode(x="Year:O", y="v:Q", tooltip="paid_per_year"))
    assert found.columns == ("V", "Year", "Paid per year")
    assert found.rows[0] == ("1", "1990", "1,234,567")
    assert (0, 2) in found.unsourced, "a number is asked for, whatever its column is called"
    assert (0, 1) not in found.unsourced


@pytest.mark.parametrize("name", ["Year", "TAX_YEAR", "fiscalYear", "Año"])
def test_a_column_called_a_year_holds_years_on_a_measured_axis_too(name: str) -> None:
    frame = YEARS.rename(columns={"Year": name})
    assert rows(alt.Chart(frame).mark_point().encode(x=f"{name}:Q", y="v:Q"))[1] == ["1", "1990"]


def test_years_drawn_as_times_are_years() -> None:
    drawn = alt.Chart(YEARS).mark_bar().encode(x="sum(v):Q", y="Year:T")
    assert [row[0] for row in rows(drawn)] == ["Year", "1990", "2000", "2010"]
    assert table(drawn).raw[0] == (1990, 1)


def test_days_and_months_held_as_texts_are_printed_as_days_and_months_and_are_no_numbers_to_trace() -> None:
    frame = pd.DataFrame({"when": ["2024-01-05", "2024-02"], "v": [1, 2]})
    found = table(alt.Chart(frame).mark_bar().encode(x="v:Q", y="when:O"))
    assert [row[0] for row in found.rows] == ["Jan. 5, 2024", "February 2024"]
    assert [row[0] for row in found.raw] == ["2024-01-05", "2024-02"]
    assert (0, 0) not in found.unsourced
    assert rows(lines(frame, x="when", y="v"))[1] == ["Jan. 5, 2024", "1"]


@pytest.mark.parametrize("values", [[1_234_567], [999], [1990.5]])
def test_numbers_that_are_no_years_are_none_in_a_column_called_year(values: list[float]) -> None:
    frame = pd.DataFrame({"year": values, "v": [1]})
    assert (0, 1) in table(alt.Chart(frame).mark_point().encode(y="v:Q", x="year:Q")).unsourced


def test_years_along_a_line_are_years_whatever_their_column_is_called() -> None:
    frame = pd.DataFrame({"period": [2020, 2021], "v": [1234.0, 2345.0]})
    assert rows(lines(frame, x="period", y="v")) == [["Period", "V"], ["2020", "1,234"], ["2021", "2,345"]]


def test_codes_that_name_rows_have_no_commas() -> None:
    frame = pd.DataFrame({"zip": [10001, 90210], "v": [1, 2]})
    assert [row[0] for row in rows(bars(frame, x="v", y="zip"))] == ["Zip", "10001", "90210"]


# -- each value as what it is


def test_a_blank_in_a_column_of_integers_is_an_en_dash() -> None:
    frame = pd.DataFrame({"k": list("ab"), "v": pd.array([7, None], dtype="Int64")})
    assert rows(bars(frame, x="v", y="k")) == [["K", "V"], ["a", "7"], ["b", "–"]]
    assert table(alt.Chart(frame).mark_bar().encode(x="v:Q", y="k:N")).raw == (("a", 7), ("b", None))


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (pd.NA, "–"),
        (pd.NaT, "–"),
        (np.datetime64("2024-03-01"), "March 1, 2024"),
        (datetime.time(22, 30), "10:30\xa0PM"),
    ],
    ids=str,
)
def test_times_and_blanks_of_each_kind_are_printed_as_what_they_are(value: Any, said: str) -> None:
    frame = pd.DataFrame({"k": ["a", "b"], "v": [1, 2], "also": pd.Series([value, None], dtype="object")})
    chart = alt.Chart(frame[["k", "v"]]).mark_bar().encode(x="v:Q", y="k:N")
    chart.data = frame
    assert rows(bars(frame, x="v", y="k"), columns={"also": "Also"})[1] == [said]


def test_times_keep_their_hour_and_their_zone_in_table_and_download() -> None:
    when = pd.to_datetime(["2024-03-08 22:00", "2024-05-01 00:00"]).tz_localize("America/New_York")
    found = table(alt.Chart(pd.DataFrame({"when": when, "v": [1, 2]})).mark_bar().encode(x="v:Q", y="when:T"))
    assert [row[0] for row in found.rows] == ["March 8, 2024, 10:00\xa0PM EST", "May 1, 2024, 12:00\xa0AM EDT"]
    assert [row[0] for row in found.raw] == ["2024-03-08T22:00:00-05:00", "2024-05-01T00:00:00-04:00"]


def test_sums_by_the_hour_keep_their_zone() -> None:
    when = pd.to_datetime(["2024-03-08 22:00"]).tz_localize("America/New_York")
    drawn = alt.Chart(pd.DataFrame({"when": when, "v": [1]})).mark_bar().encode(x="sum(v):Q", y="when:T")
    assert rows(drawn)[1] == ["March 8, 2024, 10:00\xa0PM EST", "1"]


def test_infinity_is_refused_with_the_name_of_its_column() -> None:
    frame = pd.DataFrame({"k": list("ab"), "rate": [1, float("inf")]})
    assert "the column 'rate' holds infinity" in refused(alt.Chart(frame).mark_bar().encode(x="rate:Q", y="k:N"))
    assert "the column 'rate' holds infinity" in refused(alt.Chart(frame).mark_bar().encode(x="sum(rate):Q", y="k:N"))


@pytest.mark.parametrize(("cell", "kind"), [(["a", "b"], "list"), ({"a": 1}, "dict")])
def test_lists_are_refused_and_not_printed_as_in_code(cell: Any, kind: str) -> None:
    frame = VALUE.assign(k=[cell, cell], other=[["not", "drawn"]] * 2)
    said = refused(alt.Chart(frame).mark_bar().encode(x="v:Q", y="k:N"))
    assert f"the column 'k' holds a {kind} in a cell" in said
    assert rows(alt.Chart(frame.assign(k=["a", "b"])).mark_bar().encode(x="v:Q", y="k:N")) == [
        ["K", "V"],
        ["a", "1"],
        ["b", "2"],
    ]


@pytest.mark.parametrize(
    ("word", "en", "es"), [("around", "about 5", "alrededor de 5"), ("over", "more than 5", "más de 5")]
)
def test_a_publishers_word_is_in_the_language_of_the_page(word: str, en: str, es: str) -> None:
    cell = FigureCell(5, qualifier=word)
    assert (printed(cell, "en"), printed(cell, "es").replace("\xa0", " ")) == (en, es)


def test_spans_of_time_are_refused_with_what_to_make_of_them() -> None:
    frame = VALUE.assign(took=pd.to_timedelta([1, 2], "h"))
    said = refused(alt.Chart(frame).mark_bar().encode(x="took:Q", y="k:N"))
    assert "the column 'took' holds durations" in said
    assert "dt.total_seconds() / 3600" in said


def test_intervals_are_refused_with_what_to_make_of_them() -> None:
    frame = pd.DataFrame({"age": pd.cut([1, 5], [0, 3, 6]), "v": [1, 2]})
    said = refused(alt.Chart(frame).mark_bar().encode(x="v:Q", y="age:O"))
    assert "the column 'age' holds intervals" in said
    assert "labels=" in said


def test_two_columns_of_one_name_are_refused() -> None:
    frame = pd.DataFrame([["a", 1, 2]], columns=["k", "v", "v"])
    assert "two columns named 'v'" in refused(alt.Chart(frame).mark_bar().encode(x="v:Q", y="k:N"))


def test_names_on_several_levels_are_refused() -> None:
    frame = pd.DataFrame([[1]], columns=pd.MultiIndex.from_tuples([("paid", "2022")]))
    assert "names on several levels" in refused(alt.Chart(frame).mark_bar().encode(x="paid:Q"))


def test_an_index_that_columns_names_is_called_an_index() -> None:
    frame = VALUE.set_index("k", drop=False).rename_axis("state")
    said = refused(alt.Chart(frame).mark_bar().encode(x="v:Q", y="k:N"), columns={"state": "State"})
    assert "use frame.reset_index()" in said


# -- words


def test_a_figure_without_alt_title_or_source_says_so_in_our_words() -> None:
    chart = bars(VALUE, x="v", y="k")
    with pytest.raises(FigureError) as error:
        nutgraf.figure(chart)
    assert [problem.what for problem in error.value.problems] == [
        "it has no title=",
        "it has no alt=",
        "it names no source",
    ]


def test_a_misspelled_word_of_a_figure_is_refused_with_the_likely_one() -> None:
    assert "did you mean 'subtitle'" in refused(bars(VALUE, x="v", y="k"), subtitel="Paid in 2022")


def test_headings_in_a_list_are_refused_with_how_to_write_them() -> None:
    assert 'write columns={"column": "Heading", …}' in refused(bars(VALUE, x="v", y="k"), columns=["k", "v"])


def test_a_wrong_name_in_an_alt_text_shows_one_error_and_not_two() -> None:
    with pytest.raises(ProseError) as error:
        table(bars(VALUE, x="v", y="k"), alt="Bars for many states, down to {{ nowhere_at_all }}")
    assert error.value.__cause__ is None
    assert error.value.__suppress_context__


@pytest.mark.parametrize(
    ("value", "lang", "said"),
    [
        (datetime.timedelta(hours=1, minutes=30), "en", "1 hour, 30 minutes"),
        (pd.Timedelta("90min"), "es", "1 hora, 30 minutos"),
        (pd.Timedelta("-2D").to_timedelta64(), "en", "−2 days"),
    ],
)
def test_a_duration_in_a_cell_of_a_table_is_printed_in_words(value: object, lang: str, said: str) -> None:
    assert printed(FigureCell(value), lang) == said
