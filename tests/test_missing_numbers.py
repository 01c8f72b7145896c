"""A reader sees what has no number in a chart: its label stays, and a sentence below the figure names it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import altair as alt
import pandas as pd
import pytest

from nutgraf.charts import histogram, lines, scatter, slope, stacked
from nutgraf.figures.computed_table import computed_table
from nutgraf.figures.figure_table import data_table
from nutgraf.figures.missing_sentence import missing_sentence
from nutgraf.figures.spec import spec_of
from nutgraf.page import read_page
from nutgraf.render import render_page
from nutgraf.render.downloads import figure_csv
from nutgraf.render.markdown_twin import markdown_twin
from nutgraf.vega import draw
from support.executed import code, figure, notebook, stand_in
from support.gallery import RATES, counties

NAN = float("nan")
TOWNS = pd.DataFrame(
    {"town": ["Ash", "Birch", "Cedar"], "pop": [1200, NAN, 300], "pay": [41, 52, NAN], "side": ["old", "new", "old"]}
)
MONTHS = pd.DataFrame(
    [
        (month, side, n)
        for month in ("2024-01-01", "2024-02-01", "2024-03-01")
        for side, n in (("north", 2), ("west", 3))
    ],
    columns=["when", "side", "n"],
)
Make = Callable[[], Any]


def said(chart: Any, lang: str = "en") -> str:
    return missing_sentence(spec_of(chart, "f"), lang)


def rates(*ids: int, channel: str = "color") -> Any:
    """A map of two counties, with the rates of some."""
    table = alt.LookupData(RATES[RATES["id"].isin(ids)], "id", ["rate"])
    return (
        alt.Chart(counties())
        .mark_geoshape()
        .transform_lookup("id", table)
        .encode(**{channel: "rate:Q"})
        .project("mercator")
    )


OWN: dict[str, tuple[Make, str]] = {
    "a bar": (lambda: alt.Chart(TOWNS).mark_bar().encode(x="pop", y="town"), "No data for Birch."),
    "a bar in two layers": (
        lambda: (
            alt.Chart(TOWNS).mark_bar().encode(x="pop", y="town") + alt.Chart(TOWNS).mark_rule().encode(x="mean(pop)")
        ),
        "No data for Birch.",
    ),
    "a point with names": (
        lambda: alt.Chart(TOWNS).mark_text().encode(x="pop", y="pay", text="town"),
        "No data for Birch and Cedar.",
    ),
    "a point without names": (lambda: alt.Chart(TOWNS).mark_point().encode(x="pop", y="pay"), "2 rows lack data."),
    "a slice": (lambda: alt.Chart(TOWNS).mark_arc().encode(theta="pop", color="town"), "No data for Birch."),
    "a color": (lambda: alt.Chart(TOWNS).mark_rect().encode(x="side", y="town", color="pop"), "No data for Birch."),
    "an end of a range": (
        lambda: alt.Chart(TOWNS.dropna(subset="pay")).mark_bar().encode(x="pay", x2="pop", y="town"),
        "No data for Birch.",
    ),
    "a part of a sum": (
        lambda: alt.Chart(pd.concat([TOWNS, TOWNS.assign(side="new")])).mark_bar().encode(x="sum(pop)", y="side"),
        "2 rows lack data.",
    ),
    "a sum": (lambda: alt.Chart(TOWNS).mark_bar().encode(x="sum(pop)", y="side"), "No data for new."),
    "a class": (lambda: alt.Chart(TOWNS).mark_bar().encode(x=alt.X("pop", bin=True), y="count()"), "1 row lacks data."),
    "an input of a transform": (
        lambda: (
            alt.Chart(TOWNS).transform_aggregate(m="mean(pop)", groupby=["town"]).mark_bar().encode(x="m:Q", y="town")
        ),
        "No data for Birch.",
    ),
    "a series": (
        lambda: (
            alt.Chart(MONTHS.assign(n=MONTHS["n"].where(MONTHS["side"] != "west")))
            .mark_line()
            .encode(x="when:T", y="n", color="side")
        ),
        "No data for west.",
    ),
    "an area of a map": (lambda: rates(1), "No data for Elko."),
    # What has all its numbers, and a gap that readers see.
    "nothing": (lambda: alt.Chart(TOWNS).mark_bar().encode(x="count()", y="town"), ""),
    "what the reporter filters": (
        lambda: alt.Chart(TOWNS).transform_filter("isValid(datum.pop)").mark_bar().encode(x="pop", y="town"),
        "",
    ),
    "a point of a line": (
        lambda: (
            alt.Chart(MONTHS.assign(n=MONTHS["n"].where(MONTHS["when"] != "2024-02-01")))
            .mark_line()
            .encode(x="when:T", y="n", color="side")
        ),
        "",
    ),
    "no area of a map": (lambda: rates(1, 2), ""),
}


@pytest.mark.parametrize("name", OWN)
def test_a_sentence_says_what_has_no_number_in_a_chart_of_altair(name: str) -> None:
    chart, sentence = OWN[name]
    assert said(chart()) == sentence


KIT: dict[str, tuple[Make, str]] = {
    "scatter": (
        lambda: scatter(TOWNS, x="pop", y="pay", name="town", titles=("People", "Pay")),
        "No data for Birch and Cedar.",
    ),
    "histogram": (lambda: histogram(TOWNS, x="pop"), "1 row lacks data."),
    "lines": (
        lambda: lines(MONTHS.assign(n=MONTHS["n"].where(MONTHS["side"] != "west")), x="when", y="n", series="side"),
        "No data for west.",
    ),
    "slope": (
        lambda: slope(
            MONTHS[MONTHS["when"] < "2024-03"].assign(n=MONTHS["n"].where(MONTHS["side"] != "west")),
            x="when",
            y="n",
            series="side",
        ),
        "No data for west.",
    ),
    "stacked": (
        lambda: stacked(MONTHS.assign(n=[1, 2, 3, NAN, NAN, NAN]), x="n", y="when", part="side"),
        "No data for 2024-02-01 (west).",
    ),
}


@pytest.mark.parametrize("name", KIT)
def test_a_sentence_says_what_a_chart_of_the_kit_leaves_out(name: str) -> None:
    chart, sentence = KIT[name]
    assert said(chart()) == sentence


def test_shares_of_a_whole_with_an_unknown_part_are_refused() -> None:
    with pytest.raises(ValueError, match="'2024-02-01' has no number for 'west', so its parts are no shares"):
        stacked(MONTHS.assign(n=[1, 2, 3, NAN, 5, 6]), x="n", y="when", part="side", share=True)


@pytest.mark.parametrize(
    ("lang", "names", "count"),
    [
        ("en", "No data for Birch.", "1 row lacks data."),
        ("es", "Sin datos: Birch.", "1 fila no tiene datos."),
        ("fr", "Aucune donnée pour Birch.", "1 ligne est sans données."),
        ("de", "Keine Daten für Birch.", "Für 1 Zeile fehlen Daten."),
        ("pt", "Sem dados: Birch.", "1 linha não tem dados."),
    ],
)
def test_the_sentence_is_in_the_language_of_the_page(lang: str, names: str, count: str) -> None:
    assert (said(OWN["a bar"][0](), lang), said(OWN["a class"][0](), lang)) == (names, count)


def test_more_than_six_rows_are_counted_and_not_named() -> None:
    many = pd.DataFrame({"town": list("abcdefgh"), "pop": [1, *[NAN] * 7]})
    assert said(alt.Chart(many).mark_bar().encode(x="pop", y="town")) == "7 rows lack data."


@pytest.mark.parametrize("name", ["a bar", "a bar in two layers", "a color"])
@pytest.mark.parametrize("width", [320, 680])
def test_a_row_without_a_number_keeps_its_label(name: str, width: int) -> None:
    drawn = draw(spec_of(OWN[name][0](), "f"), width=width, lang="en", key="f")
    assert ">Birch<" in drawn


@pytest.mark.parametrize("channel", ["color", "fill"])
def test_an_area_without_a_number_stays_on_the_map_in_a_color_of_its_own(channel: str) -> None:
    drawn = {
        name: draw(spec_of(rates(*ids, channel=channel), "f"), width=320, lang="en", key="f")
        for name, ids in (("one", (1,)), ("two", (1, 2)))
    }
    assert [drawn[name].count('fill="var(--c-grid,#ddd)"') for name in ("one", "two")] == [1, 0]


def test_the_table_of_a_map_names_its_areas() -> None:
    spec = spec_of(rates(1), "f")
    table = computed_table(spec, data_table((rates(1), []), spec, None, lang="en", where="f")["drawing"], "f")
    assert [column["label"] for column in table["columns"]] == ["Name", "Rate"]
    assert table["rows"] == [["Storey", "0.05"], ["Elko", "–"]]
    headed = {"name": "County", "rate": "Share"}
    asked = computed_table(spec, data_table((rates(1), []), spec, headed, lang="en", where="f")["drawing"], "f")
    assert [column["label"] for column in asked["columns"]] == ["County", "Share"]


def test_the_table_of_a_map_from_a_frame_of_shapes_names_its_areas() -> None:
    frame = pd.DataFrame({"fips": [1, 2], "county": ["Storey", "Elko"], "rate": [5, 12], "geometry": ["", ""]})
    chart = alt.Chart(frame).mark_geoshape().encode(color="rate:Q")
    spec = chart.to_dict()
    table = data_table((chart, [frame]), spec, None, lang="en", where="f")
    assert [column["label"] for column in table["columns"]] == ["County", "Rate"]


def test_a_page_its_image_and_its_download_say_what_has_no_number() -> None:
    spec = spec_of(alt.Chart(TOWNS).mark_bar().encode(x="pop", y="town"), "f")
    page = read_page(notebook(code("nutgraf.figure()", figure(spec=spec, notes="Towns only."))))
    rendered = render_page(page, draw=stand_in)
    sentence = "Towns only. No data for Birch."
    assert f'<p class="figure-notes">Note: {sentence}</p>' in rendered.html.decode()
    assert f"# {sentence}" in figure_csv(page, page.figures[0]).decode()
    assert sentence in markdown_twin(page)


@pytest.mark.parametrize(
    ("days", "labels"),
    [
        (["2023-01-01", "2024-01-01"], "%Y"),
        (["2024-01-01", "2024-02-01"], "%b %Y"),
        (["2024-01-01", "2024-01-15"], "%Y-%m-%d"),
    ],
)
def test_dates_of_one_year_are_not_all_labeled_with_the_year(days: list[str], labels: str) -> None:
    spec = lines(pd.DataFrame({"when": days, "n": [1, 2]}), x="when", y="n").to_json()
    assert f"utcFormat(datum.value * 864e5, '{labels}')" in spec
