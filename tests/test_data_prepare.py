"""data/ is what the script makes of the gathered tables, and says so itself."""

from __future__ import annotations

import csv
import importlib.util
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

DATA = Path(__file__).parent.parent / "data"
PACKAGE: dict[str, Any] = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))
TABLES = [resource["name"] for resource in PACKAGE["resources"]]
FIGURES = [name for name in TABLES if name not in ("publishers", "sources", "state_reference")]


def _rows(table: str, folder: Path = DATA) -> list[dict[str, str]]:
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _resource(table: str) -> dict[str, Any]:
    return next(resource for resource in PACKAGE["resources"] if resource["name"] == table)


@pytest.fixture(scope="module")
def settled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What data/prepare.py writes today."""
    spec = importlib.util.spec_from_file_location("prepare", DATA / "prepare.py")
    assert spec is not None
    assert spec.loader is not None
    settle = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(settle)
    folder = tmp_path_factory.mktemp("settled")
    settle.main(folder)
    return folder


def test_settling_the_gathered_tables_again_changes_no_byte(settled: Path) -> None:
    assert sorted(path.name for path in settled.iterdir()) == sorted(
        path.name for path in DATA.iterdir() if path.suffix in (".csv", ".json")
    )
    for path in settled.iterdir():
        assert path.read_bytes() == (DATA / path.name).read_bytes(), path.name


def test_frictionless_finds_nothing_wrong_with_the_data_package() -> None:
    from frictionless import validate

    report = validate(str(DATA / "datapackage.json"))
    assert report.flatten(["title", "message"]) == []
    assert report.stats["tasks"] == 15


@pytest.mark.parametrize("table", TABLES)
def test_every_table_says_what_a_row_is_what_is_missing_and_when_it_was_retrieved(table: str) -> None:
    resource = _resource(table)
    assert resource["title"]
    assert resource["description"]
    assert resource["retrievedDate"] == "2026-11-23"
    assert {"row", "noun", "missing", "key", "nextExpected"} <= set(resource["nutgraf"])
    assert all(field["title"] for field in resource["schema"]["fields"])
    assert resource["schema"]["primaryKey"]


@pytest.mark.parametrize("table", FIGURES)
def test_every_table_of_figures_names_its_sources_and_terms(table: str) -> None:
    resource = _resource(table)
    cited = {row["source_id"] for row in _rows(table)}
    assert len(resource["sources"]) == len(cited)
    assert resource["nutgraf"]["terms"].startswith("Terms as seen")


@pytest.mark.parametrize("table", FIGURES)
def test_no_gathered_row_is_lost_and_none_is_added(table: str) -> None:
    assert len(_rows(table)) == len(_rows(table, DATA / "raw"))


@pytest.mark.parametrize(
    "table", [name for name in FIGURES if name not in ("timeline_irs_dhs_case", "unauthorized_population_by_state")]
)
def test_no_gathered_value_is_changed(table: str) -> None:
    column = _resource(table)["nutgraf"]["value"]
    values = Counter(row[column] for row in _rows(table))
    assert values == Counter(row[column] for row in _rows(table, DATA / "raw"))


def test_no_value_of_pew_and_cms_is_changed() -> None:
    names = ("usps", "year", "unauthorized_immigrants", "published_as", "moe_90pct_persons")
    settled, gathered = (
        [[row[name] for name in names] for row in _rows("unauthorized_population_by_state", folder)]
        for folder in (DATA, DATA / "raw")
    )
    assert settled == gathered


def test_people_are_persons_everywhere() -> None:
    units = {row["unit"] for table in FIGURES for row in _rows(table) if "unit" in row}
    assert units == {
        *("usd", "usd_per_person", "usd_per_million_people", "percent", "ratio"),
        *("persons", "states", "itins", "taxpayers", "applications", "returns"),
    }


@pytest.mark.parametrize("table", [name for name in FIGURES if name != "timeline_irs_dhs_case"])
def test_every_figure_says_how_far_it_is_rounded(table: str) -> None:
    assert all(float(row["rounded_to"]) > 0 for row in _rows(table))


@pytest.mark.parametrize("table", [name for name in FIGURES if name != "timeline_irs_dhs_case"])
def test_no_figure_has_more_digits_than_its_rounding(table: str) -> None:
    column = _resource(table)["nutgraf"]["value"]
    finer = [
        row
        for row in _rows(table)
        if row[column] and round(float(row[column]) / float(row["rounded_to"]), 6) % 1 not in (0.0, 1.0)
    ]
    assert finer == []


@pytest.mark.parametrize(
    ("table", "published_as", "rounded_to"),
    [
        ("itep_2022_national", "$96.7 billion", "100000000"),
        ("itep_2022_national", "$7.0 billion", "100000000"),
        ("itep_2022_national", "7.6", "100000000"),
        ("itep_2022_national", "$8,889", "1"),
        ("itep_2022_national", "$900 million", "1000000"),
        ("itep_2022_national", "37_277_600_000", "100000"),
        ("itep_2022_national", "Nearly 39 percent", "1"),
        ("itep_2022_states", "8.0%", "0.1"),
        ("itep_2022_states", "nearly $700 million", "100000000"),
        ("itep_2022_states", "$90 million", "10000000"),
        ("unauthorized_population_by_state", "14 million", "1000000"),
        ("itin_counts", "a quarter", "5"),
    ],
)
def test_rounding_follows_the_words_of_the_source(table: str, published_as: str, rounded_to: str) -> None:
    assert {row["rounded_to"] for row in _rows(table) if row["published_as"] == published_as} == {rounded_to}


def test_pews_state_figures_are_multiples_of_the_step_they_are_said_to_have() -> None:
    rows = [row for row in _rows("unauthorized_population_by_state") if row["source_id"] == "pew_state_trends_2025"]
    assert {row["rounded_to"] for row in rows} == {"5000", "10000", "25000", "50000"}
    assert all(int(row["unauthorized_immigrants"] or 0) % int(row["rounded_to"]) == 0 for row in rows)


def test_the_words_of_a_source_give_the_qualifier() -> None:
    rows = {(row["usps"], row["metric"], row["source_id"]): row["qualifier"] for row in _rows("itep_2022_states")}
    assert rows["CT", "state_local_taxes_paid", "hartfordbusiness_20250414"] == "more than"
    assert rows["KY", "state_local_taxes_paid", "lex18_ky"] == "up to"
    assert rows["CA", "state_local_taxes_paid", "itep_2024_map"] == ""


def test_what_must_not_be_published_is_marked() -> None:
    kept_back = {
        (row.get("usps", ""), row["metric"]) for table in FIGURES for row in _rows(table) if row["publish"] == "false"
    }
    assert ("DC", "state_local_taxes_paid_unconfirmed") in kept_back
    assert ("OH", "state_local_taxes_paid_unconfirmed") in kept_back
    assert ("IA", "taxes_lost_publisher_not_seen") in kept_back
    assert len(kept_back) == 7


def test_tax_year_2023_says_that_it_was_incomplete() -> None:
    rows = [row for row in _rows("itin_returns_and_taxes") if row["year"] == "2023"]
    assert {row["year_note"] for row in rows} == {"tax year 2023, incomplete when drawn on Sept. 26, 2024"}
    assert {row["base"] for row in rows} == {"nta/ty2023"}


@pytest.mark.parametrize("lang", ["en", "es"])
def test_no_event_types_a_figure_that_has_a_column(lang: str) -> None:
    for row in _rows("timeline_irs_dhs_case"):
        text = re.sub(r"2025|2026|2026-400-016|14406", "", row[f"event_{lang}"])
        assert not re.search(r"\d", text.replace("-400-016", "")), row["event_id"]


@pytest.mark.parametrize("lang", ["en", "es"])
def test_every_event_is_a_whole_sentence(lang: str) -> None:
    for row in _rows("timeline_irs_dhs_case"):
        assert row[f"event_{lang}"][0].isupper()
        assert row[f"event_{lang}"].endswith(".")
        assert not row[f"label_{lang}"].endswith(".")


def test_the_memorandum_was_signed_on_april_7() -> None:
    row = next(row for row in _rows("timeline_irs_dhs_case") if row["event_id"] == "agreement-signed")
    assert (row["event_date"], row["when_en"], row["when_es"]) == ("2025-04-07", "April 7, 2025", "7 de abril de 2025")


def test_a_date_known_to_the_month_is_not_printed_as_the_first() -> None:
    rows = {row["event_id"]: (row["when_en"], row["when_es"]) for row in _rows("timeline_irs_dhs_case")}
    assert rows["ice-request-june"] == ("June 2025", "junio de 2025")
    assert rows["request-grows"] == ("about April 3, 2025", "hacia el 3 de abril de 2025")
    assert rows["taxpayer-rights-appeal"] == ("2026, day not known", "2026, día no conocido")


def test_the_courts_count_of_breaches_is_kept_apart_from_addresses() -> None:
    row = next(row for row in _rows("timeline_irs_dhs_case") if row["event_id"] == "violations-found")
    assert (row["people_disclosed"], row["times_law_broken"], row["times_qualifier"]) == ("", "42695", "about")


def test_every_address_disclosed_is_gathered() -> None:
    mine = Counter(row["people_disclosed"] or row["times_law_broken"] for row in _rows("timeline_irs_dhs_case"))
    theirs = Counter(row["people_matched_or_disclosed"] for row in _rows("timeline_irs_dhs_case", DATA / "raw"))
    theirs += Counter({"": 1})  # the one that the Congressional Research Service is only said to give
    theirs -= Counter({"47289": 1})
    assert mine == theirs


def test_52_areas_can_be_named_in_both_languages() -> None:
    rows = {row["usps"]: row for row in _rows("state_reference")}
    assert len(rows) == 52
    assert (rows["TN"]["in_en"], rows["TN"]["in_es"]) == ("in Tennessee", "en Tennessee")
    assert (rows["DC"]["in_en"], rows["DC"]["in_es"]) == ("in the District of Columbia", "en el Distrito de Columbia")
    assert (rows["US"]["in_en"], rows["US"]["in_es"]) == ("nationwide", "en todo el país")
    assert (rows["WA"]["in_en"], rows["WA"]["in_es"]) == ("in Washington state", "en el estado de Washington")
    assert rows["NY"]["name_es"] == "Nueva York"


def test_sources_without_an_address_have_a_title_to_be_named_by() -> None:
    without = [row for row in _rows("sources") if not row["url"]]
    assert len(without) == 10
    assert all(row["title"] and row["publisher"] for row in without)
    assert sum(bool(row["package"]) for row in without) == 6


def test_a_copy_is_not_called_a_reporter() -> None:
    via = {row["source_id"]: row["via_en"] for row in _rows("sources")}
    assert via["pew_state_trends_2025"].startswith("in a transcription published on GitHub")
    assert via["newschannel5_2025"] == "as reported by NewsChannel 5 Nashville (WTVF)"


def test_every_base_is_described() -> None:
    from fnmatch import fnmatchcase

    patterns = list(PACKAGE["nutgraf"]["bases"])
    bases = {row["base"] for table in FIGURES for row in _rows(table)}
    assert [base for base in sorted(bases) if not any(fnmatchcase(base, one) for one in patterns)] == []
    assert [one for one in patterns if not any(fnmatchcase(base, one) for base in bases)] == []


def test_numbers_that_a_source_is_only_said_to_give_are_left_out_of_its_row() -> None:
    (update,) = (row for row in _rows("timeline_irs_dhs_case") if row["event_id"] == "crs-update")
    assert (update["checked_against"], update["people_requested"], update["people_disclosed"]) == ("publisher", "", "")
    assert "was not seen in the update" in update["note"]


def test_a_party_s_reading_of_a_ruling_is_told_as_that_party_s() -> None:
    (ruling,) = (row for row in _rows("timeline_irs_dhs_case") if row["event_id"] == "centro-injunction-denied")
    assert "likely to succeed" in ruling["event_en"]
    assert "Homeland Security said she had held" in ruling["event_en"]
    assert "Seguridad Nacional dijo que" in ruling["event_es"]


def test_amounts_seen_on_a_lending_site_alone_are_quoted_from_it_and_agree_where_another_source_has_one() -> None:
    (site,) = (row for row in _rows("sources") if row["source_id"] == "gh_itinlending_states")
    assert (site["checked_against"], site["via_en"][:36]) == ("reported", "as quoted by an ITIN lending site on")
    paid = [row for row in _rows("itep_2022_states") if row["metric"] == "state_local_taxes_paid"]
    quoted = {row["usps"]: row for row in paid if row["source_id"] == site["source_id"]}
    others = [
        row for row in paid if row["source_id"] != site["source_id"] and row["usps"] in quoted and not row["qualifier"]
    ]
    apart = [
        abs(float(row["value"]) - float(quoted[row["usps"]]["value"]))
        - (float(row["rounded_to"]) + float(quoted[row["usps"]]["rounded_to"])) / 2
        for row in others
    ]
    assert sorted({row["usps"] for row in others}) == ["CA", "FL", "IL", "NJ", "NY", "TX", "WA"]
    assert max(apart) <= 0
