"""A number with its unit as readers see it on a fact sheet, in the language of the page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from nutgraf import data, ledger
from nutgraf.language import language
from nutgraf.page import read_page
from nutgraf.render.factsheet import fact_sheet
from nutgraf.render.units_in_words import with_unit
from nutgraf.render.view import page_frame
from nutgraf.theme import Look
from support.executed import claim, fact, notebook, prose

PEOPLE = {"persons": {"one": "persona", "other": "personas"}, "person": {"other": "persona"}}


@pytest.mark.parametrize(
    ("number", "value", "unit", "said"),
    [
        ("8,500,000,000", 8_500_000_000, "usd", "8,500,000,000 dólares"),
        ("1", 1, "usd", "1 dólar"),
        ("250", 250, "EUR", "250 euros"),
        ("2,250,000", 2_250_000, "persons", "2,250,000 personas"),
        ("1", 1, "persons", "1 persona"),
        ("5.774384", 5.774384, "percent", "5.774384%"),
        ("2.5", 2.5, "points", "2.5 puntos porcentuales"),
        ("3", 3, "rank", "3.º"),
        ("25", 25, "areas", "25 áreas"),
        ("1", 1, "areas", "1 área"),
        ("0.85", 0.85, "ratio", "0.85"),
        ("5,449", 5449, "usd_per_person", "5,449 dólares por persona"),
        ("12", 12, "honey_jars", "12 (honey jars)"),
        ("1", 1, "honey_jars", "1 (honey jars)"),
        ("", 2, "honey_jars", "honey jars"),
        ("1", 1, "years", "1 año"),
        ("2.5", 2.5, "square_kilometers", "2.5 kilómetros cuadrados"),
        ("40", 40, "EUR_per_square_meter", "40 euros por metro cuadrado"),
        ("7", 7, "", "7"),
    ],
)
def test_a_unit_is_in_the_words_of_the_page(number: str, value: float, unit: str, said: str) -> None:
    assert with_unit(number, value, unit, PEOPLE, language("es")) == said


def test_a_spanish_fact_sheet_names_units_publishers_and_days_in_spanish() -> None:
    row = {**claim(1)["inputs"][0], "as_of": "2025-11-21"}
    counted = claim(1, value=47289, unit="persons", publisher="Census Bureau", inputs=[row])
    page = notebook(prose(f"Son {fact(1)}.", counted), lang="es")
    page["metadata"]["nutgraf"] |= {"unit_nouns": PEOPLE, "publisher_names": {"Census Bureau": "Oficina del Censo"}}
    read = read_page(page)
    html = dict(fact_sheet(read, page_frame(read, Look()), ledger.claims_of(read)).files)["facts.html"].decode()
    assert "<dd>47,289 personas</dd>" in html
    assert "<dd>Oficina del Censo</dd>" in html
    assert "con fecha de 21 de noviembre de 2025" in html


@pytest.mark.parametrize(
    ("lang", "value", "row"),
    [
        ("de", "9.240,5 Personen (8.000 – −1.200)", "honey 9.240,5"),
        ("fr", "9\u202f240,5 personnes (8\u202f000 – −1\u202f200)", "honey 9\u202f240,5"),
        ("en", "9,240.5 persons (8,000 – −1,200)", "honey 9,240.5"),
    ],
)
def test_a_fact_sheet_writes_its_numbers_as_its_language_does(lang: str, value: str, row: str) -> None:
    cell = {**claim(1)["inputs"][0], "column": "honey", "value": 9240.5}
    counted = claim(1, value=9240.5, low=8000, high=-1200, unit="persons", inputs=[cell])
    read = read_page(notebook(prose(f"Es sind {fact(1)}.", counted), lang=lang))
    html = dict(fact_sheet(read, page_frame(read, Look()), ledger.claims_of(read)).files)["facts.html"].decode()
    assert f"<dd>{value}</dd>" in html
    assert row in html


def test_the_nouns_of_units_are_those_that_the_data_package_declares() -> None:
    declared = data.unit_nouns(Path(__file__).parent / "newsroom/data/datapackage.json")
    assert declared["es"] == {
        "keepers": {"one": "apicultor", "other": "apicultores"},
        "keeper": {"other": "apicultor"},
    }


def test_a_colon_on_a_french_fact_sheet_has_its_space_before_it() -> None:
    page = notebook(prose(f"Il y en a {fact(1)}.", claim(1)), lang="fr")
    read = read_page(page)
    html = dict(fact_sheet(read, page_frame(read, Look()), ledger.claims_of(read)).files)["facts.html"].decode()
    assert '<p class="sheet-files">1 chiffre publié\u00a0: <a' in html
    labels = re.findall(r"<(?:span class=\"(?:unseen|sheet-place)|p class=\"sheet-files)\"[^>]*>[^<]*", html)
    assert [label for label in labels if re.search(r"\w:", label)] == []
