"""A table as a figure: what its cells show on a page and on a phone, and what is refused."""

from __future__ import annotations

import datetime
import re
from typing import Any

import pandas as pd
import pytest

from nutgraf.charts import TableColumn, table_chart
from nutgraf.figures.chart_frames import frames_of
from nutgraf.figures.figure_table import data_table
from nutgraf.figures.spec import spec_of
from nutgraf.language import speak
from nutgraf.vega import draw

RENTS = pd.DataFrame(
    {
        "county": ["Alder", "Birch", "Cedar"],
        "side": ["North", "South", "North"],
        "seat": ["Ayr", "Bute", None],
        "rent": [800.0, 1200.0, None],
        "change": [-2.5, 4.0, 1.0],
        "since": [[700, 750, 800], [900, 1000, 1200], [500, None, 600]],
    }
)
COLUMNS = {
    "seat": TableColumn("Seat", kind="text"),
    "rent": TableColumn("Median rent", kind="heat", number_format="$,.0f", span="Rent, 2024"),
    "change": TableColumn("Change in percent", kind="bar", span="Rent, 2024"),
    "since": TableColumn("Since 2015", kind="line"),
}


def rents(**more: Any) -> Any:
    return table_chart(RENTS, name="county", columns=COLUMNS, **more)


def svg(chart: Any, width: int) -> str:
    return draw(spec_of(chart, "f"), width=width, lang="en", key="f")


def lettering(chart: Any, width: int) -> list[str]:
    return [re.sub("<[^>]+>", "", text) for text in re.findall(r"<text[^>]*>(.*?)</text>", svg(chart, width))]


@pytest.mark.parametrize("width", [320, 680])
def test_every_cell_is_printed_at_both_widths_and_a_blank_is_a_dash(width: int) -> None:
    printed = lettering(rents(), width)
    assert {"Alder", "Birch", "Cedar", "Ayr", "$1,200", "−2.5", "4.0", "1,200", "600"} <= set(printed)
    assert printed.count("–") == 2


def test_a_heading_over_several_columns_is_printed_once_on_a_page_and_in_each_line_on_a_phone() -> None:
    assert lettering(rents(), 680).count("Rent, 2024") == 1
    assert lettering(rents(), 320).count("Rent, 2024: Median rent") == 3


def test_groups_have_headings_and_their_rows_follow_with_the_largest_first() -> None:
    chart = rents(group="side", sort="change")
    assert [text for text in lettering(chart, 680) if text in {"North", "South"}] == ["North", "South"]
    assert list(chart.data["county"]) == ["Cedar", "Alder", "Birch"]


def test_whole_numbers_with_a_blank_are_sorted_with_the_blank_last() -> None:
    whole = RENTS.assign(rent=pd.array([800, 1200, None], dtype="Int64"))
    chart = table_chart(whole, name="county", columns={"rent": "Rent"}, sort="rent")
    assert list(chart.data["county"]) == ["Birch", "Alder", "Cedar"]


def test_every_mark_leads_to_its_row_in_the_data_table() -> None:
    chart = rents(sort="rent")
    table = data_table((chart, frames_of(chart, "f")), spec_of(chart, "f"), None, lang="en", where="f")
    assert [row[0] for row in table["rows"]] == ["Birch", "Alder", "Cedar"]
    assert re.findall(r'data-row="(\d)"[^>]*>Birch<', svg(chart, 680)) == ["0"]


def test_the_data_table_has_all_numbers_of_a_small_line() -> None:
    assert list(rents().data["since"]) == ["700; 750; 800", "900; 1000; 1200", "500; –; 600"]


def test_it_has_no_color_that_a_theme_and_dark_mode_do_not_know() -> None:
    assert not re.findall(r'(?:fill|stroke)="#\w+"', svg(rents(highlight="Birch"), 680))


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"columns": {"rend": "Rent"}}, "the frame has no column 'rend'; did you mean 'rent'?"),
        ({"columns": {}}, "columns= names no columns"),
        ({"columns": {"seat": "Seat"}}, "column 'seat' holds something that is not a number"),
        ({"columns": {"rent": TableColumn("Rent", kind="line")}}, "each cell is a list of numbers, not 800.0"),
        (
            {
                "columns": {
                    "rent": TableColumn("Rent", span="A heading that is much too long for so narrow a column " * 8)
                }
            },
            "is wider than the columns it spans",
        ),
        ({"columns": {"rent": "Rent"}, "highlight": "Ceder"}, "did you mean 'Cedar'?"),
    ],
)
def test_what_a_table_cannot_show_is_refused_in_words(asked: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)):
        table_chart(RENTS, name="county", **asked)


def test_a_heading_over_columns_that_are_narrower_takes_lines() -> None:
    short = {"number_format": ".0f", "span": "Life expectancy at birth, in years"}
    frame = pd.DataFrame({"place": ["Ain", "Oise"], "a": [60, 61], "b": [70, 72], "c": [1.0, 2.0], "d": [3.0, 4.0]})
    heads = {
        "a": TableColumn("1960", **short),
        "b": TableColumn("2015", **short),
        "c": TableColumn("Births", kind="bar"),
    }
    chart = table_chart(frame, name="place", columns=heads | {"d": TableColumn("Deaths of infants", kind="bar")})
    assert "Life expectancy at birth, in years" in lettering(chart, 680)
    assert not {"Life expectancy at birth, in years"} & set(lettering(chart, 320))


def test_a_heading_too_long_for_its_columns_on_a_phone_makes_blocks_of_rows() -> None:
    frame = pd.DataFrame({"place": ["Ain", "Oise"], "a": [1, 2], "b": [3.0, 4.0]})
    long = TableColumn("1960", number_format=".0f", span="Bevölkerungsentwicklungsprognosewert")
    chart = table_chart(frame, name="place", columns={"a": long, "b": "Percentage"})
    assert "Bevölkerungsentwicklungsprognosewert: 1960" not in lettering(chart, 680)
    assert any("1960" in text and "Bev" in text for text in lettering(chart, 320))


def test_days_in_a_table_are_written_in_the_language_of_the_page() -> None:
    days = pd.to_datetime(["2025-02-27", None, "2024-12-01"])
    seen = RENTS.assign(day=days, hour=[datetime.datetime(2025, 2, 27, 8, 30), None, datetime.date(2025, 3, 1)])
    columns = {"day": TableColumn("Seen", kind="text"), "hour": TableColumn("At", kind="text")}
    printed = lettering(table_chart(seen, name="county", columns=columns), 680)
    assert {"Feb. 27, 2025", "–", "Dec. 1, 2024", "2025-02-27 08:30", "March 1, 2025"} <= set(printed)


ARABIC = pd.DataFrame(
    {"place": ["بيت", "نهر"], "paid": [5.0, 1200.0], "kind": ["ماء", "ريح"], "since": [[1, 2, 9], [9, 2, 1]]}
)
ARABIC_COLUMNS = {
    "kind": TableColumn("نوع", kind="text"),
    "paid": TableColumn("مدفوع", kind="bar", number_format=",.0f"),
    "since": TableColumn("منذ", kind="line", number_format=".0f"),
}


def places(markup: str) -> dict[str, tuple[float, str]]:
    """The place of each text from the left, and the side on which it begins."""
    found = {}
    for attributes, said in re.findall(r"<text([^>]*)>([^<]+)</text>", markup):
        x = re.search(r"translate\(([\d.]+)", attributes) or re.search(r' x="([\d.]+)', attributes)
        anchor = re.search(r'text-anchor="(\w+)"', attributes)
        assert x is not None
        found[said] = (float(x[1]), anchor[1] if anchor else "start")
    return found


@pytest.mark.parametrize("width", [320, 680])
def test_a_table_in_arabic_begins_at_the_right(width: int) -> None:
    speak("ar")
    try:
        chart = table_chart(ARABIC, name="place", columns=ARABIC_COLUMNS)
    finally:
        speak("")
    found = places(draw(spec_of(chart, "f"), width=width, lang="ar", key="f"))
    at = {said: place for said, (place, _) in found.items()}
    assert at["بيت"] == at["نهر"] > width - 10
    assert at["بيت"] > at["ماء"] > at["5"]
    assert at["5"] == at["1,200"], "the last digits of numbers line up, because digits run from the left"
    assert found["5"][1] == found["1,200"][1] == found["بيت"][1] == "end"


def test_a_small_line_in_arabic_runs_from_the_left_as_time_does_in_every_chart() -> None:
    speak("ar")
    try:
        (narrow, wide) = [
            [item for item in layer.data.values if "_run" in item and item["_small"] is small]
            for small in (True, False)
            for layer in table_chart(ARABIC, name="place", columns=ARABIC_COLUMNS).layer
            if any("_run" in item for item in layer.data.values)
        ]
    finally:
        speak("")
    for items in (narrow, wide):
        run = [item["_x"] for item in items if item["_run"] == 0]
        assert run == sorted(run)
