"""Numbers inside drawings are written as the page's language writes them, amounts with the currency of the site."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import altair as alt
import pandas as pd
import pytest

from nutgraf import language
from nutgraf.charts import bars, choropleth, dots, heat, lines, scatter, tile_grid
from nutgraf.charts.number_formats import formatted
from nutgraf.facts import Fact
from nutgraf.figures.spec import spec_of
from nutgraf.vega import draw

BUDGET = pd.DataFrame({"office": ["Schools", "Parks"], "spent": [1_234_567.5, 40_000.0]})
WRITTEN = {
    "en": ("1,234,567.5", "$1,234,568", "12.5%", "−3.5"),
    "es": ("1,234,567.5", "$1,234,568", "12.5%", "−3.5"),
    "de": ("1.234.567,5", "1.234.568\xa0$", "12,5\xa0%", "−3,5"),
    "fr": ("1\u202f234\u202f567,5", "1\u202f234\u202f568\xa0$US", "12,5\u202f%", "−3,5"),
    "pt": ("1.234.567,5", "US$\xa01.234.568", "12,5%", "−3,5"),
}


@pytest.fixture
def speak() -> Iterator[Callable[[str], None]]:
    """Sets the language of the page, as the build does in a notebook's kernel."""
    yield language.speak
    language.speak("")


@pytest.fixture
def euros(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The working folder is in a project whose currency is the euro."""
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "pyproject.toml").write_text('[tool.nutgraf]\ncurrency = "EUR"\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path)


def said(chart: Any, lang: str, width: int = 680) -> list[str]:
    """The texts of a drawing."""
    root = ElementTree.fromstring(draw(spec_of(chart, "the chart"), width=width, lang=lang, key="k"))
    return ["".join(text.itertext()) for text in root.iter("{http://www.w3.org/2000/svg}text")]


def amounts(currency: str) -> list[Fact]:
    return [Fact(value=1000, unit=currency), Fact(value=20, unit=currency)]


@pytest.mark.parametrize("lang", WRITTEN)
def test_a_number_is_written_as_the_language_of_the_page_writes_it(speak: Any, lang: str) -> None:
    speak(lang)
    number, money, percent, negative = WRITTEN[lang]
    assert formatted(1_234_567.5, ",.1f") == number
    assert formatted(1_234_567.5, "$,.0f") == money
    assert formatted(0.125, ".1%") == percent
    assert formatted(-3.5, ",.1f") == negative


@pytest.mark.parametrize("lang", WRITTEN)
def test_the_labels_of_bars_are_in_the_language_of_the_page(speak: Any, lang: str) -> None:
    speak(lang)
    assert WRITTEN[lang][0] in said(bars(BUDGET, x="spent", y="office", number_format=",.1f"), lang)


def test_a_reader_of_german_sees_german_numbers_on_every_axis_and_key(speak: Any) -> None:
    speak("de")
    years = pd.DataFrame({"year": [2020, 2021, 2022], "value": [0.5, 1500.5, 2500.5], "to": ["a", "b", "c"]})
    both = pd.concat([years.assign(place="A"), years.assign(place="B", value=years["value"] / 2)])
    over_time = said(lines(both, x="year", y="value", series="place", number_format=",.1f"), "de")
    assert {"1.000", "2.000", "2020", "A 2.500,5"} <= {text.replace("\xa0", " ") for text in over_time}
    points = scatter(years, x="year", y="value", name="to", titles=("Year", "Value"), number_formats=("d", ",.1f"))
    assert {"1.000", "2.000"} <= set(said(points, "de"))
    cells = pd.DataFrame({"x": ["a", "b"], "y": ["c", "c"], "value": [1.5, 2500.0]})
    shaded = said(heat(cells, x="x", y="y", value="value", steps=[1000.5], number_format=",.1f"), "de")
    assert {"1,5", "2.500,0", "1.000,5"} <= set(shaded)
    tiles = tile_grid(
        pd.DataFrame({"area": ["A", "B"], "value": [1.5, 2.5]}), "A B", area="area", value="value", steps=[2.25]
    )
    assert "2,25" in said(tiles, "de")


def test_a_chart_of_altair_has_the_separators_of_the_language_and_the_currency_of_the_site(euros: None) -> None:
    chart = alt.Chart(BUDGET).mark_bar().encode(
        x=alt.X("spent:Q", axis=alt.Axis(format="$,.0f", values=[0, 1_000_000])), y=alt.Y("office:N")
    )  # fmt: skip
    assert "1.000.000\xa0€" in said(chart, "de")
    assert "€1,000,000" in said(chart, "en")
    share = alt.Chart(BUDGET).mark_bar().encode(x=alt.X("spent:Q", axis=alt.Axis(format=".0%", values=[0])), y="office")
    assert "0\u202f%" in said(share, "fr")


def test_the_dollar_sign_of_a_format_is_the_currency_of_the_site(speak: Any, euros: None) -> None:
    speak("de")
    assert formatted(1234.5, "$,.1f") == "1.234,5\xa0€"
    assert formatted(1234.5, "USD,.1f") == "1.234,5\xa0$"
    assert formatted(1234.5, "CHF,.0f") == "1.235\xa0CHF"
    speak("en")
    assert formatted(1234.5, "$,.1f") == "€1,234.5"


def test_facts_in_another_currency_keep_theirs(speak: Any) -> None:
    speak("en")
    frame = pd.DataFrame({"office": ["Schools", "Parks"], "spent": amounts("GBP")})
    assert "£1,000" in said(bars(frame, x="spent", y="office", number_format="$,.0f"), "en")


def test_amounts_in_two_currencies_are_not_drawn_as_if_they_were_in_one() -> None:
    frame = pd.DataFrame(
        {"office": ["Schools", "Parks"], "spent": [Fact(value=1000, unit="GBP"), Fact(value=20, unit="USD")]}
    )
    with pytest.raises(ValueError, match="'spent': the facts are in GBP and USD; convert them"):
        bars(frame, x="spent", y="office", number_format="$,.0f")
    pair = pd.DataFrame({"office": ["Schools", "Parks"], "one": amounts("GBP"), "other": amounts("USD")})
    with pytest.raises(ValueError, match="'one' and 'other' are in two currencies"):
        dots(pair, y="office", first="one", second="other", names=("One", "Other"), number_format="$,.0f")


def test_a_currency_that_does_not_exist_is_refused_by_its_code() -> None:
    with pytest.raises(ValueError, match=r"begins with 'EUX', which is no currency: write a code such as EUR"):
        formatted(1.0, "EUX,.0f")


def test_a_number_that_is_written_as_zero_has_no_sign() -> None:
    assert [formatted(value, "+.1f") for value in (-0.04, 0.0, 0.04, -0.06)] == ["0.0", "0.0", "0.0", "−0.1"]
    assert formatted(-0.2, "$,.0f") == "$0"


def test_groups_of_digits_are_those_of_the_language() -> None:
    from nutgraf.language import NumberStyle

    indian = NumberStyle(".", ",", (3, 2), ("", "%"), ("₹", ""))
    assert indian.digits("1,234,567.5") == "12,34,567.5"
    assert indian.digits("567") == "567"


def test_languages_that_write_numbers_alike_share_a_drawing(speak: Any) -> None:
    kept: list[str] = []

    def keep(parts: Any, kind: str, make: Callable[[], bytes]) -> bytes:
        kept.append(repr(parts))
        return make()

    speak("en")
    spec = spec_of(bars(BUDGET, x="spent", y="office"), "the chart")
    for lang in ("en", "es", "de"):
        draw(spec, width=680, lang=lang, key="k", keep=keep)
    assert kept[0] == kept[1] != kept[2]


def test_an_outline_map_has_its_key_in_the_language_of_the_page(speak: Any) -> None:
    speak("fr")
    square = [[[0, 0], [0, 10], [10, 10], [10, 0], [0, 0]]]
    east = [[[x + 10, y] for x, y in square[0]]]
    outlines = {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "id": name, "properties": {}, "geometry": {"type": "Polygon", "coordinates": ring}}
            for name, ring in (("A", square), ("B", east))
        ],
    }
    frame = pd.DataFrame({"area": ["A", "B"], "value": [1000.5, 2500.5]})
    texts = said(choropleth(frame, outlines, area="area", value="value", steps=[1500.5]), "fr")
    assert any(re.fullmatch("1\u202f500,5", text) for text in texts)
