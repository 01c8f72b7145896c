"""The country of a site says how numbers are written and read in the languages that are official there."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from nutgraf.language import language
from nutgraf.language_files import PROJECT_VARIABLE
from nutgraf.numbers import find
from nutgraf.regional_locale import regional_locale
from nutgraf.site_check.printed_numbers import says


def site(root: Path, country: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    (root / "notebooks").mkdir(parents=True)
    (root / "pyproject.toml").write_text(f'[tool.nutgraf]\nname = "Bee"\ncountry = "{country}"\n')
    monkeypatch.delenv(PROJECT_VARIABLE, raising=False)
    monkeypatch.chdir(root)
    return root


@pytest.mark.parametrize(
    ("country", "lang", "locale"),
    [
        ("CH", "de", "de_CH"),
        ("AT", "de", "de_AT"),
        ("CA", "fr", "fr_CA"),
        ("ES", "es", "es_ES"),
        ("GB", "en", "en_GB"),
        ("DE", "en", "en_US"),
        ("IN", "en", "en_IN"),
        ("", "de", "de_DE"),
        ("US", "es", "es_US"),
    ],
)
def test_the_country_chooses_the_locale_of_its_own_languages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, country: str, lang: str, locale: str
) -> None:
    site(tmp_path, country, monkeypatch)
    assert language(lang).rules.locale == locale


def test_a_swiss_page_in_german_writes_and_reads_swiss_numbers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site(tmp_path, "CH", monkeypatch)
    assert language("de").number(12345) == "12’345"
    found = find("Es kostet 12’345.50 Franken, nicht 1'200.", "de")
    assert [one.value for one in found] == [12345.5, 1200]


@pytest.mark.parametrize(
    ("value", "printed", "read"),
    [
        (1_234_567, "12.3 lakh", 1_230_000),
        (314_200_000, "31.4 crore", 314_000_000),
        (2_500_000_000_000, "2.5 lakh crore", 2_500_000_000_000),
        (99_000, "99,000", 99_000),
    ],
)
def test_a_page_from_india_says_lakhs_and_crores_and_reads_them_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: int, printed: str, read: int
) -> None:
    site(tmp_path, "IN", monkeypatch)
    assert language("en").number(value) == printed
    assert [number.value for number in find(f"There are {printed} voters.", "en")] == [read]
    assert says(printed, Decimal(value), "voters")


def test_a_page_from_india_groups_digits_in_lakhs_and_reads_them_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site(tmp_path, "IN", monkeypatch)
    spoken = language("en")
    assert spoken.number(12345678, full=True) == "1,23,45,678"
    assert spoken.money(1234567, currency="INR", full=True) == "₹12,34,567"
    assert spoken.number(345) == "345"
    assert spoken.date("2025-02-27") == "Feb. 27, 2025"
    found = find("It cost ₹12,34,567.50, for 1,23,456 people in 4,500 villages.", "en")
    assert [one.value for one in found] == [1234567.5, 123456, 4500]


def test_a_page_from_spain_writes_and_reads_its_numbers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site(tmp_path, "ES", monkeypatch)
    found = find("Costó 1.234 euros y 5,5 más.", "es")
    assert [one.value for one in found] == [1234, 5.5]


def test_a_locale_in_the_projects_own_file_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = site(tmp_path, "CH", monkeypatch)
    (root / "languages").mkdir()
    (root / "languages" / "de.toml").write_text('[grammar]\nlocale = "de_DE"\n')
    assert regional_locale("de", "de_DE") == "de_DE"
    assert language("de").rules.locale == "de_DE"


def test_numbers_are_read_as_a_locale_in_the_projects_own_file_writes_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = site(tmp_path, "US", monkeypatch)
    assert [one.value for one in find("Cuesta 1.340 dólares.", "es")] == [1.34]
    (root / "languages").mkdir()
    (root / "languages" / "es.toml").write_text('[grammar]\nlocale = "es_ES"\n')
    assert language("es").number(1340) == "1.340"
    assert [one.value for one in find("Cuesta 1.340 dólares.", "es")] == [1340]
    (root / "languages" / "es.toml").write_text('[grammar]\nlocale = "es_ES"\n\n[numbers]\nnotation = "point"\n')
    assert [one.value for one in find("Cuesta 1.340 dólares.", "es")] == [1.34]


@pytest.mark.parametrize(
    ("country", "lang", "currency", "printed"),
    [
        ("BR", "pt", "BRL", "131 milhões de reais"),
        ("BR", "pt", "EUR", "131 milhões de euros"),
        ("PT", "pt", "BRL", "131 milhões de reais brasileiros"),
        ("CH", "de", "CHF", "131 Millionen Franken"),
        ("DE", "de", "CHF", "131 Millionen Schweizer Franken"),
        ("CH", "fr", "CHF", "131 millions de francs"),
        ("MX", "es", "MXN", "131 millones de pesos"),
        ("ES", "es", "MXN", "131 millones de pesos mexicanos"),
    ],
)
def test_a_countrys_own_currency_is_said_without_its_nationality(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, country: str, lang: str, currency: str, printed: str
) -> None:
    site(tmp_path, country, monkeypatch)
    assert language(lang).money(131_000_000, currency=currency) == printed
