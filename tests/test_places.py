"""Areas, units, currencies and publishers are what a newsroom's data package declares, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import nutgraf
from nutgraf.data import find_package, open_package
from nutgraf.errors import DataError, FactError, Problem, ProseError
from nutgraf.facts import Fact
from nutgraf.language import language
from nutgraf.prose import chart_label
from nutgraf.prose.rendering import render

SOURCES = "source_id,publisher,title,credit_de\namt,Destatis,Haushalte,das Statistische Bundesamt\n"
BUDGETS = "code,amount,jobs,source_id\nDE,1000,90,amt\nBY,400,40,amt\nHH,600,50,amt\n"
PLACES = "id,part_of\nDE,\nBY,DE\nMUC,BY\nHH,DE\n"
PUBLISHERS = "publisher,name_de\nDestatis,das Bundesamt für Statistik\n"


def text_field(name: str) -> dict[str, Any]:
    return {"name": name, "type": "string"}


def table(name: str, fields: list[dict[str, Any]], key: str, **own: Any) -> dict[str, Any]:
    return {"name": name, "path": f"{name}.csv", "schema": {"fields": fields, "primaryKey": key}, "nutgraf": own}


def newsroom(root: Path, *, unit: str = "EUR", settings: str = "", own: Any = None, **declared: Any) -> None:
    """A project of a German newsroom with a table of budgets."""
    (root / "notebooks").mkdir()
    (root / "pyproject.toml").write_text(f"[tool.nutgraf]\nlanguages = ['de']\n{settings}\n")
    data = root / "data"
    data.mkdir()
    for name, text in (("sources", SOURCES), ("budgets", BUDGETS), ("places", PLACES), ("publishers", PUBLISHERS)):
        (data / f"{name}.csv").write_text(text, encoding="utf-8")
    numbers = [
        {"name": "amount", "type": "integer", "nutgraf": {"unit": unit, "rounded_to": 1}},
        {"name": "jobs", "type": "integer", "nutgraf": {"unit": "jobs", "rounded_to": 1}},
    ]
    roles = {"value": "amount", "area": "code", "source": "source_id", **(own or {})}
    package = {
        "nutgraf": declared,
        "resources": [
            table("sources", [text_field(name) for name in SOURCES.split("\n")[0].split(",")], "source_id"),
            table("budgets", [text_field("code"), *numbers, text_field("source_id")], "code", **roles),
            table("places", [text_field("id"), text_field("part_of")], "id"),
            table("publishers", [text_field("publisher"), text_field("name_de")], "publisher"),
        ],
    }
    (data / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def refused() -> Problem:
    with pytest.raises((DataError, FactError)) as error:
        nutgraf.all_facts("budgets").total()
    (problem,) = error.value.problems
    return problem


LAND: Any = {"land": {"whole": "DE"}}


# --- areas ---


def test_a_whole_that_the_newsroom_declares_is_not_added_to_its_parts(room: Path) -> None:
    newsroom(room, own={"areas": "land"}, areas=LAND)
    assert refused().what == "DE would be added with a part of it, BY"
    assert refused().fix == "take .parts first, or choose areas of one level"
    budgets = nutgraf.all_facts("budgets")
    assert budgets.parts.total().value == 1000
    assert [fact.area for fact in budgets.parts] == ["BY", "HH"]


def test_nothing_is_a_whole_that_is_not_declared(room: Path) -> None:
    newsroom(room)
    assert nutgraf.all_facts("budgets").total().value == 2000


def test_the_country_of_the_site_is_the_whole_of_areas_that_name_none(room: Path) -> None:
    newsroom(room, own={"areas": "land"}, areas={"land": {"find": {"de": "Land suchen"}}}, settings='country = "DE"')
    assert refused().what == "DE would be added with a part of it, BY"


def test_areas_without_a_whole_and_without_a_country_are_refused(room: Path) -> None:
    newsroom(room, own={"areas": "land"}, areas={"land": {}})
    assert refused() == Problem(
        "data/datapackage.json, nutgraf.areas.land",
        "the areas have no whole",
        'name it: "whole": "DE"; or set country in pyproject.toml',
    )


def test_areas_of_several_levels_are_read_from_a_table(room: Path) -> None:
    newsroom(room, own={"areas": "place"}, areas={"place": {"table": "places", "column": "id", "within": "part_of"}})
    (room / "data" / "budgets.csv").write_text(BUDGETS.replace("HH,600", "MUC,600"), encoding="utf-8")
    budgets = nutgraf.all_facts("budgets")
    assert budgets.of("MUC").within == ("BY", "DE")  # type: ignore[union-attr]
    assert [fact.area for fact in budgets.parts] == ["MUC"]
    with pytest.raises(FactError, match="BY would be added with a part of it, MUC"):
        budgets[1:].total()


def test_an_area_that_is_part_of_itself_ends_the_search(room: Path) -> None:
    newsroom(room, own={"areas": "place"}, areas={"place": {"table": "places", "column": "id", "within": "part_of"}})
    (room / "data" / "places.csv").write_text("id,part_of\nDE,BY\nBY,DE\n", encoding="utf-8")
    assert nutgraf.fact("budgets", code="BY").within == ("DE",)


@pytest.mark.parametrize(
    ("declared", "where", "what"),
    [
        ({"areas": {"land": {"hole": "DE"}}}, "areas.land", "'hole' is not understood"),
        ({"areas": {"land": {"whole": 7}}}, "areas.land.whole", "it is 7: input should be a valid string"),
        (
            {"areas": {"land": {"table": "places"}}},
            "areas.land",
            "a table of areas needs table, column and within",
        ),
        (
            {"areas": {"land": {"table": "place", "column": "id", "within": "part_of"}}},
            "areas.land",
            "it names the table 'place', which is not there",
        ),
        (
            {"areas": {"land": {"table": "places", "column": "id", "within": "parent"}}},
            "areas.land",
            "it names the column 'parent', which places does not have",
        ),
        ({"units": {"jobs": {"nouns": {"de": ["Job"]}}}}, "units.jobs.nouns", "it is"),
        ({"units": {"jobs": {"nouns": {"de": {"one": "Job"}}}}}, "units.jobs.nouns", "the nouns in 'de' have no form"),
        ({"publishers": {"table": "publishers", "name": "publisher"}}, "publishers", "'credit' is missing"),
        (
            {"publishers": {"table": "publishers", "name": "publisher", "credit": {"de": "kurz"}}},
            "publishers",
            "it names the column 'kurz', which publishers does not have",
        ),
    ],
)
def test_a_wrong_declaration_is_refused_by_its_name(room: Path, declared: Any, where: str, what: str) -> None:
    newsroom(room, **declared)
    found = refused()
    assert found.where.startswith(f"data/datapackage.json, nutgraf.{where}")
    assert found.what.startswith(what)
    assert found.fix


def test_a_table_that_names_areas_which_are_not_declared_is_refused_alone(room: Path) -> None:
    newsroom(room, own={"areas": "lant"}, areas=LAND)
    assert refused() == Problem(
        "data/datapackage.json, budgets, nutgraf.areas", "no areas are declared as 'lant'", "did you mean 'land'?"
    )
    assert nutgraf.source("amt").publisher == "Destatis"


# --- money ---


def shown(text: str, lang: str = "en", **names: Any) -> str:
    return render(text, {"lang": lang, **names}, "c1", markdown=True).text.partition(">")[2].partition("<")[0]


def amount(value: float, unit: str) -> Fact:
    return Fact(value=value, unit=unit, rounded_to=1, key=unit)


@pytest.mark.parametrize(
    ("unit", "english", "spanish"),
    [
        ("EUR", "€1,250", "1,250 euros"),
        ("GBP", "£1,250", "1,250 libras esterlinas"),
        ("CHF", "CHF\xa01,250", "1,250 francos suizos"),
        ("JPY", "¥1,250", "1,250 yenes japoneses"),
        ("USD", "$1,250", "1,250 dólares"),
        ("usd", "$1,250", "1,250 dólares"),
        ("EUR_per_person", "€1,250", "1,250 euros"),
    ],
)
def test_an_amount_is_printed_in_its_own_currency(unit: str, english: str, spanish: str) -> None:
    paid = amount(1250, unit)
    assert (shown("{{ p | money }}", p=paid), shown("{{ p | money }}", "es", p=paid)) == (english, spanish)
    assert (shown("{{ p }}", p=paid), shown("{{ p | with_unit }}", p=paid)) == (english, english)


def test_yen_have_no_decimals_and_dinars_have_three() -> None:
    english = language("en")
    assert [english.money(12.5, currency=code) for code in ("EUR", "JPY", "KWD")] == ["€12.50", "¥13", "KWD\xa012.500"]
    assert english.money(1_234_567.5, currency="JPY") == "¥1.23 million"


def test_a_label_of_a_chart_has_the_sign_of_its_currency() -> None:
    assert chart_label(amount(5_000_000, "GBP"), lang="en") == "£5 million"
    assert chart_label(5_000_000, unit="EUR", lang="en") == "€5 million"


def test_euros_are_not_added_to_dollars_nor_compared_with_them() -> None:
    euros, dollars = amount(5, "EUR"), amount(5, "USD")
    with pytest.raises(FactError, match="EUR and USD do not add"):
        euros + dollars
    with pytest.raises(FactError, match="only facts of one unit can be compared"):
        assert euros > dollars
    assert (dollars + amount(5, "usd")).value == 10
    assert (euros / amount(2, "persons")).unit == "EUR_per_person"


def test_a_plain_number_is_in_the_currency_of_the_site_or_in_the_one_named(room: Path) -> None:
    newsroom(room, settings='currency = "CHF"')
    assert shown("{{ 5 | money }}") == "CHF\xa05"
    assert shown("{{ 5 | money(currency='EUR') }}") == "€5"
    with pytest.raises(ProseError, match="there is no currency 'EURO'"):
        shown("{{ 5 | money(currency='EURO') }}")
    with pytest.raises(ProseError, match="the fact is in GBP, and not in EUR"):
        shown("{{ p | money(currency='EUR') }}", p=amount(5, "GBP"))


def test_a_column_of_money_is_in_the_currency_of_the_site(room: Path) -> None:
    newsroom(room, unit="money", settings='currency = "CHF"')
    assert nutgraf.fact("budgets", code="BY").unit == "CHF"
    package = open_package(find_package())
    (room / "pyproject.toml").write_text("[tool.nutgraf]\ncurrency = 'EUR'\n")
    assert nutgraf.fact("budgets", code="BY").unit == "EUR"
    assert open_package(find_package()).table("budgets").digest != package.table("budgets").digest


def test_a_sign_is_no_unit_because_several_currencies_have_it(room: Path) -> None:
    newsroom(room, unit="$")
    assert refused().what == "its unit is the sign '$', which several currencies have"


# --- units and publishers ---


def test_the_noun_of_a_unit_is_what_the_newsroom_declares(room: Path) -> None:
    newsroom(room, units={"jobs": {"one": "job", "nouns": {"en": ["post", "posts"], "es": {"other": "puestos"}}}})
    jobs = nutgraf.fact("budgets", column="jobs", code="BY")
    assert shown("{{ p | with_unit }}", p=jobs) == "40 posts"
    assert shown("{{ p | with_unit }}", "es", p=jobs) == "40 puestos"
    assert (nutgraf.fact("budgets", code="BY") / jobs).unit == "EUR_per_job"


def test_a_unit_without_a_noun_in_the_language_says_where_to_declare_it(room: Path) -> None:
    newsroom(room)
    with pytest.raises(ProseError) as error:
        shown("{{ p | with_unit }}", p=nutgraf.fact("budgets", column="jobs", code="BY"))
    (problem,) = error.value.problems
    assert problem.what == "the unit 'jobs' has no noun in 'en'"
    assert '"units": {"jobs": {"nouns": {"en": ["…", "…"]}}}' in problem.fix


def test_an_irregular_singular_is_declared(room: Path) -> None:
    newsroom(room, units={"jobs": {"one": "Stelle"}})
    rate = nutgraf.fact("budgets", code="BY") / nutgraf.fact("budgets", column="jobs", code="BY")
    assert rate.unit == "EUR_per_Stelle"
    assert (rate * nutgraf.fact("budgets", column="jobs", code="BY")).unit == "EUR"


def test_a_sentence_names_a_publisher_as_the_newsroom_declares_and_a_source_in_any_language(room: Path) -> None:
    newsroom(room, publishers={"table": "publishers", "name": "publisher", "credit": {"de": "name_de"}})
    assert nutgraf.source("amt").credit("de") == "das Statistische Bundesamt"
    assert nutgraf.source("amt").credit("en") == "Destatis"
    from nutgraf.prose.declared import publisher_name

    assert publisher_name("Destatis", "de") == "das Bundesamt für Statistik"
    assert (publisher_name("Destatis", "en"), publisher_name("OECD", "de")) == ("Destatis", "OECD")


def test_the_table_of_publishers_may_have_any_name_and_without_one_publishers_keep_theirs(room: Path) -> None:
    from nutgraf.prose.declared import publisher_name

    newsroom(room)
    assert publisher_name("Destatis", "de") == "Destatis"
