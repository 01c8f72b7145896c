"""What the newsroom's own charts write: numbers with the digits they need, dates as they are known, every bar."""

from __future__ import annotations

import datetime
import html
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import altair as alt
import numpy as np
import pandas as pd
import pytest

from nutgraf.charts import area, bars, dots, lines, note, scatter, stacked, timeline
from nutgraf.charts.us import state_map, tiles
from nutgraf.errors import FigureError
from nutgraf.figures.spec import spec_of
from nutgraf.vega import draw

Frame = pd.DataFrame


def written(chart: alt.LayerChart, lang: str = "en") -> list[str]:
    """Every text of a drawing, in the order in which it is drawn."""
    drawn = draw(spec_of(chart, "f"), width=680, lang=lang, key="f")
    texts = re.findall(r"<text[^>]*>.*?</text>", drawn, flags=re.DOTALL)
    return [html.unescape(re.sub("<[^>]+>", "", text)) for text in texts]


def refused(make: Callable[[], Any]) -> str:
    with pytest.raises(ValueError, match=":") as error:
        make()
    return str(error.value)


# -- numbers


def test_bars_of_shares_print_the_shares_and_bars_of_whole_or_large_numbers_no_decimals() -> None:
    chart = bars(Frame({"k": list("abc"), "v": [0.12, 0.34, 0.5]}), x="v", y="k")
    assert written(chart) == ["0.12", "0.34", "0.50", "a", "b", "c"]
    assert written(bars(Frame({"k": list("ab"), "v": [1234.0, 7.0]}), x="v", y="k"))[:2] == ["1,234", "7"]
    assert written(bars(Frame({"k": list("ab"), "v": [1234.56, 789.1]}), x="v", y="k"))[:2] == ["1,235", "789"]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ([33.333, 12.5], ["33.3", "12.5"]),
        ([0.004, 0.0151], ["0.0040", "0.0151"]),
        ([-0.25, 0.5], ["−0.25", "0.50"]),
        ([2.5, 0], ["2.5", "0.0"]),
        ([2e-9, 1.5e-8], ["0.000000002", "0.000000015"]),
        ([0.3, 5.6e-17], ["0.3", "0.0"]),
    ],
    ids=str,
)
def test_bars_print_as_many_decimals_as_tell_the_numbers_apart(values: list[float], said: list[str]) -> None:
    assert written(bars(Frame({"k": list("ab"), "v": values}), x="v", y="k"))[:2] == said


def test_dots_of_shares_print_the_shares() -> None:
    frame = Frame({"k": list("ab"), "u": [0.1, 0.2], "w": [0.3, 0.4]})
    chart = dots(frame, y="k", first="u", second="w", names=("before", "after"))
    assert sorted(written(chart))[:4] == ["0.1", "0.2", "0.3", "0.4"]


def test_parts_of_shares_print_the_shares() -> None:
    frame = Frame({"k": list("aabb"), "p": list("pqpq"), "v": [0.2, 0.8, 0.3, 0.7]})
    assert sorted(written(stacked(frame, x="v", y="k", part="p")))[:4] == ["0.2", "0.3", "0.7", "0.8"]


def test_lines_of_shares_print_the_shares() -> None:
    chart = lines(Frame({"t": [2020, 2021], "v": [0.2, 0.85]}), x="t", y="v")
    assert written(chart) == ["2020", "2021", "0.20", "0.85"]


def test_the_keys_of_maps_of_shares_print_the_shares() -> None:
    frame = Frame({"usps": ["TN", "WY", "VT", "CA"], "v": [0.12, 0.34, 0.5, 0.7]})
    assert written(state_map(frame, value="v")) == ["0.30", "0.50", "0.60"]
    assert written(tiles(frame, value="v"))[-3:] == ["0.30", "0.50", "0.60"]


def test_the_key_of_a_map_keeps_the_value_of_each_step_whatever_the_format_says() -> None:
    frame = Frame({"usps": ["TN", "WY", "VT"], "v": [1, 2, 3]})
    assert written(state_map(frame, value="v", steps=[1.5, 2.5], number_format=",.0f")) == ["1.5", "2.5"]


def test_an_axis_in_steps_of_two_and_a_half_says_so() -> None:
    long = Frame({"t": range(1990, 2020), "v": [6.0] * 29 + [7.0]})
    said = written(lines(long, x="t", y="v", number_format=",.0f"))
    assert [text for text in said if re.fullmatch(r"[\d.]+", text) and len(text) < 4] == [
        "0",
        "2.5",
        "5",
        "7.5",
        "7",
    ]


@pytest.mark.parametrize("chart", [bars, lines, stacked, tiles], ids=lambda chart: chart.__name__)
def test_infinity_is_refused_with_its_row(chart: Callable[..., Any]) -> None:
    frame = Frame({"k": ["TN", "WY"], "t": [2020, 2021], "v": [1, float("inf")]})
    given = {
        bars: {"x": "v", "y": "k"},
        lines: {"x": "t", "y": "v"},
        stacked: {"x": "v", "y": "k", "part": "t"},
        tiles: {"value": "v", "area": "k"},
    }
    said = refused(lambda: chart(frame, **given[chart]))
    assert "column 'v' holds infinity in row 2; look for a division by zero" in said


@pytest.mark.parametrize(
    "values",
    [
        pd.to_datetime(["2024-01-01", "2024-02-01"]),
        pd.to_timedelta([1, 2], "h"),
        [datetime.date(2024, 1, 1), datetime.date(2024, 1, 2)],
        [pd.Timestamp("2024-01-01"), None],
        [pd.Timedelta(hours=1), None],
    ],
    ids=["times", "spans", "days", "a time and a blank", "a span and a blank"],
)
def test_times_are_not_drawn_as_numbers(values: Any) -> None:
    frame = Frame({"k": list("ab"), "v": pd.Series(values, dtype=getattr(values, "dtype", "object"))})
    assert "column 'v' holds times" in refused(lambda: bars(frame, x="v", y="k"))


def test_decimals_and_numbers_of_numpy_are_drawn_and_found_as_numbers() -> None:
    frame = Frame({"y": [np.int64(2020), np.int64(2021)], "v": [Decimal("1.25"), Decimal("2.5")]}, dtype="object")
    assert written(bars(frame, x="v", y="y", highlight=2021)) == ["1.25", "2.50", "2020", "2021"]


# -- names


def test_bars_named_by_years_that_are_floats_have_years() -> None:
    assert written(bars(Frame({"y": [2020.0, 2021.0], "v": [3, 4]}), x="v", y="y"))[2:] == ["2020", "2021"]


def test_bars_named_by_days_have_days_without_an_hour() -> None:
    days = pd.to_datetime(["2024-01-01", "2024-02-01"])
    assert written(bars(Frame({"d": days, "v": [3, 4]}), x="v", y="d"))[2:] == ["2024-01-01", "2024-02-01"]


@pytest.mark.parametrize("blank", [None, float("nan"), pd.NA, pd.NaT, ""], ids=repr)
def test_a_bar_without_a_name_is_refused_and_not_called_null(blank: Any) -> None:
    frame = Frame({"k": pd.Series(["a", blank], dtype="object"), "v": [3, 4]})
    assert "column 'k' is blank in row 2; name it, or leave it out" in refused(lambda: bars(frame, x="v", y="k"))


def test_a_line_without_a_name_is_refused_and_not_left_unnamed() -> None:
    frame = Frame({"t": [2020, 2021, 2020, 2021], "s": ["a", "a", None, None], "v": [1, 2, 3, 4]})
    assert "column 's' is blank in row 3" in refused(lambda: lines(frame, x="t", y="v", series="s"))


def test_two_columns_of_one_name_are_refused() -> None:
    frame = Frame([["a", 1, 2]], columns=["k", "v", "v"])
    assert refused(lambda: bars(frame, x="v", y="k")) == "bars: the frame has two columns named 'v'; rename one of them"


def test_names_on_several_levels_are_refused() -> None:
    frame = Frame([["a", 1]], columns=pd.MultiIndex.from_tuples([("k", ""), ("v", "2022")]))
    assert "names on several levels" in refused(lambda: bars(frame, x="v", y="k"))


def test_a_column_that_is_the_index_is_called_so() -> None:
    frame = Frame({"v": [1, 2]}, index=pd.Index(list("ab"), name="k"))
    assert "'k' is the index of the frame; use frame.reset_index()" in refused(lambda: bars(frame, x="v", y="k"))


# -- dates


def test_a_timeline_says_no_more_of_a_date_than_is_known() -> None:
    frame = Frame({"d": ["2024", "2024-03", "2024-03-05"], "t": ["It began.", "It went on.", "It ended."]})
    assert written(timeline(frame, date="d", text="t"))[:3] == ["2024", "2024-03", "2024-03-05"]


@pytest.mark.parametrize(
    ("form", "lang", "said"),
    [
        ("%-d de %B de %Y", "es", ["2024", "marzo de 2024", "5 de marzo de 2024"]),
        ("%B %-d, %Y", "en", ["2024", "March 2024", "March 5, 2024"]),
        ("%m/%d/%Y", "en", ["2024", "03/2024", "03/05/2024"]),
    ],
)
def test_a_timeline_leaves_out_of_a_format_what_is_not_known(form: str, lang: str, said: list[str]) -> None:
    frame = Frame({"d": ["2024", "2024-03", "2024-03-05"], "t": ["One.", "Two.", "Three."]})
    assert written(timeline(frame, date="d", text="t", date_format=form), lang)[:3] == said


@pytest.mark.parametrize("years", [[2023, 2024], [2023.0, 2024.0], ["2023", "2024"]], ids=repr)
def test_a_timeline_of_years_says_the_years(years: list[Any]) -> None:
    assert written(timeline(Frame({"d": years, "t": ["One.", "Two."]}), date="d", text="t"))[:2] == ["2023", "2024"]


def test_a_place_between_two_years_is_labeled_as_what_it_is() -> None:
    assert written(lines(Frame({"t": [2020, 2021.5], "v": [1, 2]}), x="t", y="v"))[:2] == ["2020", "2021.5"]


@pytest.mark.parametrize(
    "places",
    [
        pd.Series([pd.Timestamp(2020, 1, 1), pd.NaT]),
        [2020, None],
        ["2020", None],
        pd.array([2020, None], dtype="Int64"),
    ],
    ids=["times", "floats", "texts", "integers"],
)
def test_a_line_with_a_blank_along_its_axis_is_refused_with_the_row(places: Any) -> None:
    said = refused(lambda: lines(Frame({"t": places, "v": [1, 2]}), x="t", y="v"))
    assert said == "lines: column 't' is blank in row 2; leave that row out"


def test_infinity_along_an_axis_is_refused() -> None:
    said = refused(lambda: lines(Frame({"t": [2020, float("inf")], "v": [1, 2]}), x="t", y="v"))
    assert "column 't' holds infinity" in said


def test_quarters_stand_where_they_begin() -> None:
    quarters = pd.period_range("2020-01", periods=3, freq="Q")
    chart = lines(Frame({"q": quarters, "v": [1, 2, 3]}), x="q", y="v", date_format="%Y-%m")
    assert written(chart)[:3] == ["2020-01", "2020-04", "2020-07"]


# -- bars of parts


def test_a_bar_whose_parts_are_all_zero_stays_in_its_place_with_a_zero() -> None:
    frame = Frame({"k": list("aabb"), "p": list("pqpq"), "v": [0, 0, 3, 4]})
    chart = stacked(frame, x="v", y="k", part="p")
    assert sorted(written(chart)) == ["0", "3", "4", "a", "b", "p", "q"]
    drawn = draw(spec_of(chart, "f"), width=680, lang="en", key="f")
    assert drawn.index(">a<") < drawn.index(">b<")


def test_a_bar_of_which_nothing_is_known_stays_with_a_dash() -> None:
    frame = Frame({"k": list("aabb"), "p": list("pqpq"), "v": [3, 4, None, None]})
    assert sorted(written(stacked(frame, x="v", y="k", part="p"))) == ["3", "4", "a", "b", "p", "q", "–"]


def test_bars_that_are_all_zero_are_refused() -> None:
    frame = Frame({"k": list("aabb"), "p": list("pqpq"), "v": [0, 0, 0, 0]})
    assert "is zero in every row" in refused(lambda: stacked(frame, x="v", y="k", part="p"))


# -- lines, and what the years under them leave room for


@pytest.mark.parametrize("width", [320, 680])
@pytest.mark.parametrize(("values", "zero"), [([3, 0, 3], True), ([5, -5, 5], True), ([50, 40, 50], False)])
def test_a_value_at_the_foot_of_a_line_is_above_the_years(values: list[int], zero: bool, width: int) -> None:
    chart = lines(Frame({"year": [2020, 2021, 2022], "v": values}), x="year", y="v", zero=zero)
    drawn = draw(spec_of(chart, "f"), width=width, lang="en", key="f")
    assert re.findall(r">([^<>]+)</text>", drawn) == [
        "2020",
        "2021",
        "2022",
        *(f"{v}".replace("-", "−") for v in values),
    ]


def test_a_timeline_goes_back_before_the_computers_of_1677() -> None:
    frame = Frame({"d": ["1066-10-14", "1215-06-15"], "t": ["Hastings.", "Magna Carta."]})
    assert written(timeline(frame, date="d", text="t"))[:2] == ["1066-10-14", "1215-06-15"]


@pytest.mark.parametrize("form", ["YYYY-MM", "", "dd"])
def test_a_format_that_would_print_the_same_letters_at_every_date_is_refused(form: str) -> None:
    frame = Frame({"d": ["2024-03-01", "2024-03-02"], "t": ["It began.", "It went on."]})
    expected = f"timeline(date_format={form!r}): no part of a date is in it; write one such as '%B %Y'"
    assert refused(lambda: timeline(frame, date="d", text="t", date_format=form)) == expected


@pytest.mark.parametrize("no", ["no", "False", 0.5])
def test_a_word_for_no_does_not_draw_a_bar_hollow(no: Any) -> None:
    frame = Frame({"k": list("ab"), "year": [2020, 2021], "v": [1, 2], "p": [no, True]})
    what = f"column 'p' holds {no!r}; make it True or False before drawing"
    assert refused(lambda: bars(frame, x="v", y="k", partial="p")) == f"bars: {what}"
    assert refused(lambda: lines(frame, x="year", y="v", partial="p")) == f"lines: {what}"


def test_two_rows_for_one_year_are_refused_with_the_year() -> None:
    frame = Frame({"year": [2020, 2020], "v": [1, 2]})
    expected = "lines: more than one row has year=2020; choose one before drawing"
    assert refused(lambda: lines(frame, x="year", y="v")) == expected


def test_two_equal_numbers_have_no_line_of_no_length_between_their_dots() -> None:
    frame = Frame({"k": list("ab"), "u": [1, 2], "w": [1, 3]})
    drawn = draw(
        spec_of(dots(frame, y="k", first="u", second="w", names=("then", "now")), "f"), width=680, lang="en", key="f"
    )
    assert len(re.findall("<line", drawn)) == 1


@pytest.mark.parametrize(
    ("column", "said"),
    [
        (pd.cut(pd.Series([1, 12]), [0, 10, 20]), "column 'k' holds intervals; name the classes with labels="),
        (pd.arrays.IntervalArray.from_breaks([0, 10, 20]), "column 'k' holds intervals"),
        ([{"a": 1}, {"a": 2}], "column 'k' holds a dict in row 1"),
        ([[1], [2]], "column 'k' holds a list in row 1"),
        ([(1, 2), (3,)], "column 'k' holds a tuple in row 1"),
        ([b"a", b"b"], "column 'k' holds a bytes in row 1"),
    ],
)
def test_what_would_be_printed_as_code_is_refused_as_the_name_of_a_mark(column: Any, said: str) -> None:
    frame = Frame({"k": column, "v": [1.0, 2.0]})
    assert said in refused(lambda: bars(frame, x="v", y="k"))


def test_an_area_with_a_hole_names_the_series_and_the_year() -> None:
    frame = Frame({"x": [2020, 2021, 2020], "v": [1.0, 2.0, 3.0], "s": ["a", "a", "b"]})
    said = refused(lambda: area(frame, x="x", y="v", series="s"))
    assert said == "area: 'b' has no row where the others have one, at 2021; a stack with a hole cannot be drawn"


def test_a_note_that_is_not_in_a_list_is_named() -> None:
    frame = Frame({"k": list("ab"), "v": [1.0, 2.0]})
    said = refused(lambda: bars(frame, x="v", y="k", notes=note("why", at="a")))  # type: ignore[arg-type]
    assert "write notes=[note('…', at=…)]" in said


def test_a_timeline_is_in_the_order_of_its_dates_or_has_the_newest_first() -> None:
    frame = Frame({"d": ["2024-04-03", "2024-06-17", "2023-12-01"], "t": ["One.", "Two.", "Three."]})
    assert written(timeline(frame, date="d", text="t")) == [
        *("2023-12-01", "2024-04-03", "2024-06-17"),
        *("Three.", "One.", "Two."),
    ]
    labeled = frame.assign(said=["early in April", "June 17", "winter"])
    assert written(timeline(labeled, date="d", text="t", label="said"))[:3] == ["early in April", "June 17", "winter"]
    partly = Frame({"d": ["2024-04-03", "2024-04", "2024-04-20"], "t": ["One.", "Two.", "Three."]})
    assert written(timeline(partly, date="d", text="t"))[:3] == ["2024-04-03", "2024-04", "2024-04-20"]
    newest_first = frame.sort_values("d", ascending=False)
    assert written(timeline(newest_first, date="d", text="t"))[:3] == ["2024-06-17", "2024-04-03", "2023-12-01"]


def test_a_point_that_is_to_be_marked_and_has_no_place_is_refused() -> None:
    frame = Frame({"k": list("abc"), "x": [1.0, None, 3.0], "y": [1.0, 2.0, 3.0]})
    said = refused(lambda: scatter(frame, x="x", y="y", name="k", titles=("X", "Y"), highlight="b"))
    assert said == "scatter(highlight=…): 'b' has no number in 'x' or 'y', so it is not drawn; leave it out"


LONG = "Donaudampfschifffahrtsgesellschaftskapitänsversicherungsbeitragserhöhungsverordnung"
BY_YEAR = Frame({"year": [2019, 2020, 2021] * 3, "k": [LONG] * 3 + ["Bern"] * 3 + ["Chur"] * 3, "v": range(1, 10)})


@pytest.mark.parametrize(
    "make",
    [
        lambda: bars(Frame({"k": [LONG, "Bern"], "v": [3, 5]}), x="v", y="k"),
        lambda: lines(BY_YEAR, x="year", y="v", series="k"),
        lambda: area(BY_YEAR, x="year", y="v", series="k"),
        lambda: stacked(BY_YEAR.astype({"year": str}), x="v", y="year", part="k"),
        lambda: bars(Frame({"k": list("ab"), "v": [3, 5]}), x="v", y="k", notes=[note(LONG, at="a")]),
    ],
)
def test_a_word_too_long_for_a_phone_is_refused_once_with_what_a_chart_of_the_kit_can_do(
    make: Callable[[], alt.LayerChart],
) -> None:
    with pytest.raises(FigureError) as error:
        draw(spec_of(make(), "f"), width=320, lang="de", key="f")
    (problem,) = error.value.problems
    assert problem.what == f"the label {LONG!r} runs past the edge of the picture at 320 px"
    assert problem.fix == "shorten it in the cell, or put a space into a long word where it may go on in a new line"


def test_a_long_word_with_a_space_in_it_goes_on_in_a_new_line() -> None:
    name = "Donaudampfschifffahrtsgesellschafts- kapitänsversicherungsbeitrags- erhöhungsverordnung"
    chart = bars(Frame({"k": [name, "Bern"], "v": [3, 5]}), x="v", y="k")
    drawn = draw(spec_of(chart, "f"), width=320, lang="de", key="f")
    assert ">Donaudampfschifffahrtsgesellschafts-<" in drawn
