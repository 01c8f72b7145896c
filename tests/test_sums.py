"""The sums that hold in data/, added up from the files alone."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

import pytest

DATA = Path(__file__).parent.parent / "data"
NO_FIGURE = set("DE DC IN KS LA MS MO MT NH ND RI SC SD VT WV WY".split())  # noqa: SIM905 (reads better)


def _rows(table: str, **where: str) -> list[dict[str, str]]:
    with (DATA / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if all(row[name] == value for name, value in where.items())]


def _preferred(rows: Iterable[dict[str, str]], *key: str) -> list[dict[str, str]]:
    """One row a key: publisher before reported, a bare number before a qualifier, the finest step, then source_id."""

    def order(row: dict[str, str]) -> tuple[bool, bool, float, str]:
        return (
            row["checked_against"] != "publisher",
            row["qualifier"] != "",
            float(row["rounded_to"]),
            row["source_id"],
        )

    chosen: dict[tuple[str, ...], dict[str, str]] = {}
    for row in sorted(rows, key=order):
        if row["publish"] == "true":
            chosen.setdefault(tuple(row[name] for name in key), row)
    return list(chosen.values())


def _national(level: str, tax_type: str = "all", scenario: str = "current") -> int:
    rows = _rows("itep_2022_national", metric="taxes_paid", level=level, tax_type=tax_type, scenario=scenario)
    return int(_preferred(rows, "metric", "level", "tax_type", "scenario")[0]["value"])


def _advocate(metric: str, year: int) -> int:
    (row,) = _rows("itin_returns_and_taxes", metric=metric, year=str(year), source_id="gh_nta_calc_py")
    return int(row["value"])


def test_iteps_federal_and_state_and_local_taxes_add_to_its_total() -> None:
    assert _national("federal") + _national("state_local") == _national("all") == 96_700_000_000


def test_iteps_federal_parts_add_to_its_federal_total() -> None:
    parts = [_national("federal", kind) for kind in ("income", "social_insurance", "miscellaneous")]
    assert parts == [19_500_000_000, 32_300_000_000, 7_600_000_000]
    assert sum(parts) == _national("federal") == 59_400_000_000


def test_the_national_state_and_local_total_prints_37_3_billion() -> None:
    assert _national("state_local") == 37_300_000_000


def test_iteps_three_state_and_local_types_do_not_add_to_its_total() -> None:
    types = ("sales_and_excise", "property", "personal_and_business_income")
    assert sum(_national("state_local", kind) for kind in types) == 32_500_000_000


def test_27_areas_have_a_figure_and_they_add_to_30_129_billion() -> None:
    rows = _preferred(_rows("itep_2022_states", metric="state_local_taxes_paid"), "usps")
    assert len(rows) == 27
    assert round(sum(int(row["value"]) for row in rows) / 1e9, 3) == 30.129


def test_new_jersey_prints_1_3_billion() -> None:
    (row,) = _preferred(_rows("itep_2022_states", metric="state_local_taxes_paid", usps="NJ"), "usps")
    assert (row["value"], row["rounded_to"], row["source_id"]) == ("1300000000", "100000000", "itep_2024_map")


def test_nine_areas_and_the_national_total_have_more_than_one_row_to_choose_from() -> None:
    areas = [row["usps"] for row in _rows("itep_2022_states", metric="state_local_taxes_paid")]
    assert sorted({area for area in areas if areas.count(area) > 1}) == [
        *("CA", "FL", "IL", "NJ", "NY", "OK", "TX", "VA", "WA")
    ]


def test_aics_parts_differ_from_its_total_by_rounding_alone() -> None:
    rows = _rows("aic_undocumented_taxes", usps="US", year="2023", metric="taxes_paid")
    values = {row["level"]: int(row["value"]) for row in rows}
    assert values["state_local"] + values["federal"] == 89_700_000_000
    assert values["all"] == 89_800_000_000


@pytest.mark.parametrize("year", range(2017, 2024))
def test_the_advocates_tax_before_credits_minus_credits_is_tax_after_credits(year: int) -> None:
    before, less = _advocate("income_tax_before_credits", year), _advocate("nonrefundable_credits", year)
    assert before - less == _advocate("income_tax_after_credits", year)


def test_the_15_states_hold_77_1_percent_of_returns_with_an_itin() -> None:
    states = [int(row["returns_with_any_itin"]) for row in _rows("itin_returns_by_state_ty2022", area_type="state")]
    assert (len(states), sum(states)) == (15, 2_922_414)
    assert _advocate("returns_with_any_itin", 2022) == 3_791_421
    assert round(sum(states) / 3_791_421 * 100, 1) == 77.1


@pytest.mark.parametrize(("year", "nation"), [("2022", 333_271_411), ("2023", 334_914_895)])
def test_the_51_areas_add_up_to_the_nation(year: str, nation: int) -> None:
    rows = _rows("state_population_census", year=year)
    states = [int(row["resident_population"]) for row in rows if row["usps"] != "US"]
    assert len(states) == 51
    assert sum(states) == nation == next(int(row["resident_population"]) for row in rows if row["usps"] == "US")


def test_pews_printed_states_add_to_13_9_million_without_montana_vermont_and_the_district() -> None:
    rows = _rows("unauthorized_population_by_state", publisher="Pew Research Center", year="2023")
    states = {row["usps"]: row for row in rows if row["usps"] != "US"}
    assert len(states) == 50
    assert "DC" not in states
    assert sum(int(row["unauthorized_immigrants"] or 0) for row in states.values()) == 13_900_000
    blank = [area for area, row in states.items() if not row["unauthorized_immigrants"]]
    assert sorted(blank) == ["MT", "VT"]
    assert [states[area]["published_as"] for area in blank] == ["<5,000", "<5,000"]


def test_pews_states_for_2022_add_to_11_74_million_and_not_to_the_national_figure_held() -> None:
    rows = _rows("unauthorized_population_by_state", publisher="Pew Research Center", year="2022")
    values = {row["usps"]: int(row["unauthorized_immigrants"] or 0) for row in rows}
    assert values.pop("US") == 11_000_000
    assert sum(values.values()) == 11_740_000


def test_sixteen_areas_have_no_tax_or_itin_figure_of_their_own() -> None:
    every = {row["usps"] for row in _rows("state_reference")} - {"US"}
    held = {row["usps"] for row in _rows("itin_returns_by_state_ty2022")}
    for table in ("itep_2022_states", "itep_earlier_editions", "aic_undocumented_taxes", "aic_states"):
        held |= {row["usps"] for row in _rows(table, publish="true")}
    assert every - held == NO_FIGURE


def test_32_events_are_told_in_order() -> None:
    rows = _rows("timeline_irs_dhs_case")
    assert len(rows) == 32
    assert [int(row["sort_key"]) for row in rows] == sorted(int(row["sort_key"]) for row in rows)
