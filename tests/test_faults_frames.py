"""A data frame that a cell shows reaches the page whole: long texts, texts like "None", numbers, headings."""

from __future__ import annotations

import datetime
import re

import numpy as np
import pandas as pd
import pytest

from nutgraf.errors import PageError
from nutgraf.facts import Fact
from nutgraf.language import language
from nutgraf.page import DataTable, read_page
from nutgraf.prose.frame_display import whole, whole_styled
from support.executed import code, notebook, shown

LONG = "The agency said that it could not find any record of the payment"


def table(html: str) -> DataTable:
    (block,) = read_page(notebook(code("frame", shown(text_html=html)))).blocks
    assert isinstance(block, DataTable)
    return block


def body(html: str) -> list[list[str]]:
    return [[cell.text for cell in row] for row in table(html).body]


def head(html: str) -> list[list[str]]:
    return [[cell.text for cell in row] for row in table(html).head]


def refused(**data: str) -> tuple[str, str]:
    """What is wrong with an output, and how to fix it."""
    with pytest.raises(PageError) as caught:
        read_page(notebook(code("x", shown(**data))))
    (problem,) = caught.value.problems
    return problem.what, problem.fix


def test_a_text_of_more_than_fifty_characters_is_not_cut():
    assert body(whole(pd.DataFrame({"Reason": [LONG]}))) == [[LONG]]


def test_the_texts_none_nan_and_inf_are_printed_and_values_that_are_missing_are_dashes():
    frame = pd.DataFrame({"Answer": ["None", "nan", "inf", None, "..."], "n": [1.5, None, 3.5, 4.5, 5.5]})
    assert body(whole(frame)) == [["None", "1.5"], ["nan", "–"], ["inf", "3.5"], ["–", "4.5"], ["...", "5.5"]]


def test_missing_values_of_every_kind_are_dashes():
    frame = pd.DataFrame(
        {
            "when": pd.to_datetime(["2024-01-01", None]),
            "whole": pd.array([1, None], dtype="Int64"),
            "kind": pd.Categorical(["NaT", None]),
        }
    )
    assert body(whole(frame)) == [["Jan. 1, 2024", "1", "NaT"], ["–", "–", "–"]]


def test_dates_and_times_are_printed_as_readers_write_them_and_a_zone_is_named():
    days = pd.to_datetime(["2024-01-05", "2024-02-06"]).tz_localize("America/New_York")
    frame = pd.DataFrame({"day": days, "plain": [datetime.date(2024, 1, 5), None]})
    assert body(whole(frame)) == [["Jan. 5, 2024", "Jan. 5, 2024"], ["Feb. 6, 2024", "–"]]
    hours = pd.DataFrame({"at": days + pd.Timedelta(hours=22, minutes=30)})
    assert body(whole(hours)) == [["Jan. 5, 2024, 10:30 PM EST"], ["Feb. 6, 2024, 10:30 PM EST"]]
    pivoted = pd.DataFrame([[1, 2]], columns=days, index=pd.Index(days[:1], name="from"))
    assert head(whole(pivoted))[0] == ["", "Jan. 5, 2024", "Feb. 6, 2024"]
    assert body(whole(pivoted)) == [["Jan. 5, 2024", "1", "2"]]


def test_lists_and_sets_are_printed_without_brackets_and_quotes():
    frame = pd.DataFrame(
        {
            "Years": [[2019, 2020], [2021], []],
            "Towns": [("Ada", "Bowie, Texas"), ["Cass", None], {"b", "a"}],
            "Fees": [[Fact(value=25, unit="usd")], np.array([1, 2]), None],
        }
    )
    assert body(whole(frame)) == [
        ["2019, 2020", "Ada; Bowie, Texas", "$25"],
        ["2021", "Cass, –", "1, 2"],
        ["", "a, b", "–"],
    ]


def test_classes_and_mappings_are_printed_in_words_and_not_as_code():
    values = pd.Series([-3, 4, 15, 2000])
    frame = pd.DataFrame(
        {
            "class": pd.cut(values, [-5, 0, 10, 1500, np.inf]),
            "closed": pd.cut(values, [-np.inf, 0, 10, 1500, np.inf], right=False),
            "held": [{"a": 1, "b": [1, 2]}, {}, {"c": None}, {"d": "x"}],
            "seen": pd.Categorical(pd.to_datetime(["2024-01-05"] * 4)),
        }
    )
    assert body(whole(frame)) == [
        ["−5 – 0", "< 0", "a: 1; b: 1, 2", "Jan. 5, 2024"],
        ["0–10", "0–10", "", "Jan. 5, 2024"],
        ["10–1,500", "10–1,500", "c: –", "Jan. 5, 2024"],
        ["> 1,500", "≥ 1,500", "d: x", "Jan. 5, 2024"],
    ]
    counted = frame.groupby("class", observed=True)["held"].count().to_frame()
    assert re.findall(r"<th>([^<]*\d)</th>", whole(counted)) == ["−5 – 0", "0–10", "10–1,500", "&gt; 1,500"]


def test_durations_times_and_months_are_printed_in_words_of_the_language():
    waits = [datetime.timedelta(hours=1, minutes=30), datetime.timedelta(days=2), None]
    opens = [datetime.time(9, 5), datetime.time(22), None]
    frame = pd.DataFrame(
        {
            "Wait": pd.to_timedelta(pd.Series(waits)),
            "Opens": opens,
            "Month": pd.PeriodIndex(["2024-01", "2024-02", None], freq="M"),
        }
    )
    assert body(whole(frame)) == [
        ["1 hour, 30 minutes", "9:05 AM", "January 2024"],
        ["2 days", "10:00 PM", "February 2024"],
        ["–", "–", "–"],
    ]
    indexed = pd.DataFrame({"n": [1]}, index=pd.to_timedelta(["00:00:01.5"]))
    assert body(whole(indexed)) == [["1.5 seconds", "1"]]
    assert [language(code).duration(waits[0]) for code in ("es", "de")] == [
        "1 hora, 30 minutos",
        "1 Stunde, 30 Minuten",
    ]
    assert language("en").duration(-datetime.timedelta(minutes=5)) == "−5 minutes"
    assert language("en").duration(datetime.timedelta()) == "0 seconds"


def test_yes_and_no_are_in_the_language_of_the_page(monkeypatch):
    monkeypatch.setattr("nutgraf.prose.frame_values._language", lambda: language("es"))
    assert body(whole(pd.DataFrame({"Pagó": [True, False]}))) == [["Sí"], ["No"]]


def test_names_of_columns_on_two_levels_stay_apart():
    pivoted = pd.DataFrame([[1, 2]], columns=pd.MultiIndex.from_tuples([("Paid", "2023"), ("Paid", "2024")]))
    assert head(whole(pivoted)) == [["Paid"], ["2023", "2024"]]


def test_columns_and_rows_named_none_keep_their_names():
    frame = pd.DataFrame({"None": [1], "b": [2]}, index=["nan"])
    assert head(whole(frame)) == [["", "None", "b"]]
    assert body(whole(frame)) == [["nan", "1", "2"]]


def test_a_large_number_is_printed_in_its_digits():
    frame = pd.DataFrame({"paid": [314_200_000.0, 15_883_630_451.0], "share": [0.5, 0.25]})
    assert body(whole(frame)) == [["314200000", "0.50"], ["15883630451", "0.25"]]


def test_a_tiny_number_is_printed_without_an_exponent():
    assert body(whole(pd.DataFrame({"share": [0.0000001, 0.5]}))) == [["0.0000001"], ["0.5"]]


def test_numbers_are_written_as_the_reporter_says():
    with pd.option_context("display.float_format", "{:,.0f}".format):
        assert body(whole(pd.DataFrame({"paid": [314_200_000.0]}))) == [["314,200,000"]]


def test_an_infinite_number_is_refused_and_not_printed_as_a_missing_one():
    what = "this table holds an infinite number, such as from a division by zero"
    assert refused(text_html=whole(pd.DataFrame({"a": [1.5, float("inf")]})))[0] == what
    assert refused(text_html=whole(pd.DataFrame({"a": [2e9, -float("inf")]})))[0] == what


def test_a_fact_in_a_frame_is_printed_as_readers_see_it_and_not_as_its_repr():
    frame = pd.DataFrame(
        {"Paid": [Fact(value=314_200_000, unit="usd", rounded_to=100_000), None], "State": ["Tennessee", "Ohio"]}
    )
    assert body(whole(frame)) == [["$314.2 million", "Tennessee"], ["–", "Ohio"]]


def test_line_breaks_and_tabs_in_texts_and_headings_are_spaces_and_not_spelled_out():
    frame = pd.DataFrame({"Total\nvotes": ["a\nb", "c\td"]})
    assert (head(whole(frame)), body(whole(frame))) == ([["Total votes"]], [["a b"], ["c d"]])


def test_the_frame_itself_is_as_it_was():
    frame = pd.DataFrame({"None": ["None"], "paid": [3e8]})
    whole(frame)
    assert frame.equals(pd.DataFrame({"None": ["None"], "paid": [3e8]}))


def test_a_styled_frame_keeps_its_formats_and_its_texts():
    styler = pd.DataFrame({"a": ["None", LONG], "b": [1.25, None]}).style.format({"b": "{:.1f}"}, na_rep="nan")
    assert body(whole_styled(styler)) == [["None", "1.2"], [LONG, "–"]]
    assert whole_styled(styler) == whole_styled(styler)


def test_bars_and_colors_of_a_styled_frame_are_refused_and_not_dropped():
    frame = pd.DataFrame({"a": [1, 2]})
    assert refused(text_html=frame.style.bar().to_html())[0] == (
        "the styles of this table would be lost (width, background)"
    )
    assert refused(text_html=frame.style.highlight_max().to_html())[0] == (
        "the styles of this table would be lost (background-color)"
    )
    assert table(frame.style.set_properties(**{"text-align": "right"}).to_html())


def test_links_and_pictures_in_the_cells_of_a_table_are_refused_and_not_dropped():
    html = pd.DataFrame({"a": ['<img src="x.png">', '<a href="https://x.example">x</a>']}).to_html(escape=False)
    assert refused(text_html=html)[0] == "this table holds more than text (<a>, <img>), which would be lost"


def test_a_text_of_a_styled_frame_that_looks_like_html_is_refused_and_not_left_out():
    styler = pd.DataFrame({"a": ["Smith <NY> & Sons", "x"]}).style
    what, fix = refused(text_html=whole_styled(styler))
    assert what == "this table holds more than text (<ny>), which would be lost"
    assert fix.endswith("where a < is meant, style.format(escape='html') prints it")
    assert body(whole_styled(styler.format(escape="html"))) == [["Smith <NY> & Sons"], ["x"]]
    assert body(whole_styled(pd.DataFrame({"a": ["1 < 2 & 3", "a<br>b"]}).style)) == [["1 < 2 & 3"], ["a b"]]


def test_a_frame_of_polars_which_cuts_its_texts_is_refused():
    html = '<div><small>shape: (1, 1)</small><table class="dataframe"><tbody><tr><td>a…</td></tr></tbody></table></div>'
    assert refused(text_html=html)[1] == "show it as a pandas frame: frame.to_pandas()"


def test_shapes_of_a_map_are_refused_and_not_printed_as_coordinates():
    what, fix = refused(text_html=pd.DataFrame({"geometry": ["MULTIPOLYGON (((-110.7 37.0, -110.5 37.0)))"]}).to_html())
    assert what == "this table holds shapes, which would be printed as their coordinates"
    assert fix.startswith('leave the column out: frame.drop(columns="geometry")')


@pytest.mark.parametrize(
    ("data", "named"),
    [
        ({"text_html": '<table class="gt_table"></table>', "text_plain": "GT(x)"}, "a great_tables table"),
        ({"image_png": "aGk=", "text_plain": "<Figure size 640x480 with 1 Axes>"}, "a Matplotlib chart"),
        ({"image_jpeg": "aGk="}, "an image"),
        ({"text_html": "<iframe></iframe>"}, "a video or an embedded page"),
        ({"text_plain": "alt.Chart(...)", "application_vnd.vegalite.v6+json": "{}"}, "a bare chart"),
        ({"text_plain": "alt.LayerChart(...)", "text_html": "<div></div>"}, "a bare chart"),
        ({"text_plain": "0    1\nName: a, dtype: int64"}, "a series"),
        ({"text_html": "<div class='folium-map'></div>", "text_plain": "<folium.Map at 0x7f>"}, "a Folium map"),
    ],
)
def test_what_no_page_can_show_is_named_with_what_to_do_instead(data, named):
    what, fix = refused(**data)
    assert f"): {named}" in what
    assert " at 0x" not in what
    assert fix.endswith("or give the cell the tag 'remove-output'")


@pytest.mark.parametrize(
    ("data", "named", "way"),
    [
        ({"image_png": "aGk=", "text_plain": "<PIL.Image.Image>"}, "an image", "nutgraf.photo("),
        ({"image_png": "aGk=", "text_plain": "<Figure size 640x480>"}, "a Matplotlib chart", "nutgraf.photo("),
        ({"text_html": '<img src="mill.jpg">'}, "an image", "nutgraf.photo("),
        ({"text_html": "<iframe></iframe>"}, "a video or an embedded page", "nutgraf.embed("),
        ({"text_html": "<audio src='a.mp3'>", "text_plain": "<Audio>"}, "a sound", "nutgraf.audio("),
        ({"text_html": "<div>Loading the plotly chart</div>"}, "a Plotly chart", "nutgraf.figure("),
        ({"text_html": "<b>Birch</b>", "text_plain": "<HTML object>"}, "HTML", "nutgraf.embed("),
    ],
)
def test_a_picture_a_video_or_a_sound_is_refused_with_the_function_that_shows_it(data, named, way):
    what, fix = refused(**data)
    assert f"): {named}" in what
    assert way in fix


def test_a_shell_that_is_asked_to_shows_frames_whole_and_nothing_else_otherwise():
    from IPython.core.interactiveshell import InteractiveShell

    from nutgraf.prose.frame_display import show_whole

    shell = InteractiveShell.instance()
    try:
        show_whole()
        data, _ = shell.display_formatter.format(pd.DataFrame({"Reason": [LONG, "None"]}))
        styled, _ = shell.display_formatter.format(pd.DataFrame({"Reason": ["None"]}).style)
        text, _ = shell.display_formatter.format("words")
    finally:
        InteractiveShell.clear_instance()
    assert body(data["text/html"]) == [[LONG], ["None"]]
    assert body(styled["text/html"]) == [["None"]]
    assert list(text) == ["text/plain"]
