"""What a chart and its table call a sum, a count, true and false in a page of another language."""

from __future__ import annotations

import re
from typing import Any

import altair as alt
import pandas as pd
import pytest

from nutgraf.figures.chart_frames import frames_of
from nutgraf.figures.computed_table import computed_table
from nutgraf.figures.figure_table import data_table
from nutgraf.figures.spec import spec_of
from nutgraf.vega import draw

PAID = pd.DataFrame({"k": list("abab"), "v": [2, 3, 4, 5], "ok": [True, False, True, True]})
BARS = alt.Chart(PAID).mark_bar().encode(y="k:N")


def written(chart: Any, lang: str) -> list[str]:
    """The words in a drawing."""
    svg = draw(spec_of(chart, "f"), width=680, lang=lang, key="f")
    return [text for text in re.findall(r">([^<>]+)</t(?:ext|span)>", svg) if not text[0].isdigit()]


def headings(chart: Any, lang: str) -> list[str]:
    table = data_table((chart, frames_of(chart, "f")), spec := spec_of(chart, "f"), None, lang=lang, where="f")
    table = computed_table(spec, table["drawing"], "f") if "drawing" in table else table
    return [column["label"] for column in table["columns"]]


@pytest.mark.parametrize(
    ("verb", "spanish", "english"),
    [
        ("sum", "Suma de v", "Sum of v"),
        ("mean", "Media de v", "Mean of v"),
        ("average", "Promedio de v", "Average of v"),
        ("median", "Mediana de v", "Median of v"),
        ("min", "Mínimo de v", "Min of v"),
        ("max", "Máximo de v", "Max of v"),
        ("distinct", "Valores distintos de v", "Distinct of v"),
        ("valid", "Valores conocidos de v", "Valid of v"),
        ("missing", "Valores que faltan de v", "Missing of v"),
        ("product", "Producto de v", "Product of v"),
        ("q1", "Primer cuartil de v", "Q1 of v"),
        ("q3", "Tercer cuartil de v", "Q3 of v"),
        ("stdev", "Desviación estándar de v", "Stdev of v"),
        ("stdevp", "Desviación estándar poblacional de v", "Stdevp of v"),
        ("stderr", "Error estándar de v", "Stderr of v"),
        ("variance", "Varianza de v", "Variance of v"),
        ("variancep", "Varianza poblacional de v", "Variancep of v"),
    ],
)
def test_a_summary_is_called_in_the_pages_language_in_chart_and_table(verb: str, spanish: str, english: str) -> None:
    chart = BARS.encode(x=f"{verb}(v):Q")
    assert (headings(chart, "es"), headings(chart, "en")) == (["K", spanish], ["K", english])
    assert (spanish in written(chart, "es"), english in written(chart, "en")) == (True, True)


def test_a_histogram_in_spanish_has_no_english_word() -> None:
    chart = alt.Chart(PAID).mark_bar().encode(x=alt.X("v:Q", bin=True), y="count()")
    assert written(chart, "es") == ["v", "Número de registros"]
    assert headings(chart, "es") == ["V", "Número de registros"]


def test_a_title_of_the_reporters_own_is_kept() -> None:
    chart = BARS.encode(x=alt.X("sum(v):Q", title="En total"), y=alt.Y("k:N", axis=alt.Axis(title="Clase")))
    assert written(chart, "es") == ["En total", "a", "b", "Clase"]
    assert written(BARS.encode(x=alt.X("sum(v):Q", title=None)), "es") == ["a", "b", "k"]


def test_true_and_false_are_words_of_the_page() -> None:
    chart = alt.Chart(PAID).mark_bar().encode(x="sum(v):Q", y="ok:N", color="ok:N")
    assert {"Sí", "No"} <= {*written(chart, "es")}
    assert not {"true", "false"} & {*written(chart, "es")}
    drawn = data_table((chart, frames_of(chart, "f")), spec := spec_of(chart, "f"), None, lang="es", where="f")
    assert [row[0] for row in computed_table(spec, drawn["drawing"], "f")["rows"]] == ["Sí", "No"]


def test_the_parts_of_a_box_are_called_in_the_pages_language() -> None:
    chart = alt.Chart(PAID).mark_boxplot().encode(x="v:Q", y="k:N")
    assert headings(chart, "es")[1:4] == ["V: bigote inferior", "V: bigote superior", "V: primer cuartil"]


TWO = pd.DataFrame({"k": list("abab"), "v": [2, 3, 4, 5], "w": [1, 9, 3, 3], "ok": [True, False, True, True]})


def repeated(**lists: list[str]) -> Any:
    """One chart of each field in a list."""
    name: Any = next(iter(lists))
    measure = alt.X(alt.repeat(name), aggregate="mean", type="quantitative")
    chart = alt.Chart(TWO).mark_bar().encode(x=measure, y="k:N")
    return chart.repeat(lists[name], columns=2) if name == "repeat" else chart.repeat(**lists)


@pytest.mark.parametrize("name", ["repeat", "row", "column"])
def test_each_of_repeated_charts_has_its_title_in_the_pages_language(name: str) -> None:
    chart = repeated(**{name: ["v", "w"]})
    said = written(chart, "es")
    assert {"Media de v", "Media de w"} <= {*said}
    assert not [text for text in said if text.startswith("Mean")]


@pytest.mark.parametrize("width", [320, 680])
def test_repeated_charts_have_the_same_places_in_each_language(width: int) -> None:
    both = [draw(spec_of(repeated(repeat=["v", "w"]), "f"), width=width, lang=lang, key="f") for lang in ("en", "es")]
    bars = [re.findall(r'<path[^>]* d="(M[^"]+)"', svg) for svg in both]
    assert len(bars[0]) == 6  # four bars, and the ground of each chart
    assert bars[0] == bars[1]


def test_true_and_false_of_repeated_charts_are_words_of_the_page() -> None:
    named = alt.Chart(TWO).mark_bar().encode(x="count()", y=alt.Y(alt.repeat("repeat"), type="nominal"))
    assert "No" in written(named.repeat(["ok", "k"]), "es")


def test_repeated_charts_that_readers_could_select_in_are_drawn() -> None:
    chart = repeated(repeat=["v", "w"])
    chart.spec = chart.spec.add_params(alt.selection_point(fields=["k"]))
    assert "Media de w" in written(chart, "es")


DATED = PAID.assign(d=pd.to_datetime(["2020-01-01", "2021-02-01", "2020-03-01", "2021-05-01"]), w=[1, 9, 3, 3])


@pytest.mark.parametrize(
    ("chart", "spanish", "english"),
    [
        (BARS.encode(x=alt.X("v:Q", aggregate=alt.ArgmaxDef(argmax="w"))), "v con el mayor w", "v for max w"),
        (BARS.encode(x=alt.X("v:Q", aggregate=alt.ArgminDef(argmin="w"))), "v con el menor w", "v for min w"),
        (BARS.encode(x="v:Q").facet(facet=alt.Facet("d:T", timeUnit="year"), columns=2), "d", "d (year)"),
        (BARS.encode(x="v:Q").facet(facet=alt.Facet("w:Q", bin=True), columns=2), "w", "w (binned)"),
        (
            BARS.encode(x="v:Q", color=alt.condition("datum.v > 2", alt.Color("mean(w):Q"), alt.value("gray"))),
            "Media de w",
            "Mean of w",
        ),
    ],
)
def test_every_title_that_vega_makes_up_is_in_the_pages_language(chart: Any, spanish: str, english: str) -> None:
    chart = chart.properties(data=DATED)
    assert (spanish in written(chart, "es"), english in written(chart, "en")) == (True, True)
    assert english not in written(chart, "es")
