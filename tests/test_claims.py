"""Every claim on every page of the newsroom, recomputed from the CSV files alone: nothing of nutgraf's arithmetic is used here."""

from __future__ import annotations

import csv
import json
from decimal import Decimal
from functools import cache
from typing import Any

import pytest

from nutgraf.site_check.printed_numbers import says
from support.sites import ROOT, BuiltSite

Claim = dict[str, Any]

DIRECTIONS = {"has risen": 1, "ha subido": 1, "has fallen": -1, "ha bajado": -1}


@pytest.fixture(scope="module")
def claims(built_site: BuiltSite) -> list[Claim]:
    """Every claim of every page."""
    found = []
    for page in built_site.manifest["pages"]:
        path = built_site.site / page["address"] / "facts.json"
        found += json.loads(path.read_text(encoding="utf-8"))["claims"]
    return found


def test_the_newsroom_makes_claims_of_every_kind(claims: list[Claim]) -> None:
    assert len(claims) > 150
    derivations = " ".join(claim["derivation"] for claim in claims)
    assert [sign for sign in ("÷", "+", "counted") if sign not in derivations] == []
    assert {"usd", "persons", "percent", "permits", "rank", "usd_per_person"} <= {claim["unit"] for claim in claims}


def test_every_row_behind_a_claim_is_in_its_table_with_that_value(claims: list[Claim]) -> None:
    wrong = [
        (claim["id"], row) for claim in claims for row in claim["inputs"] if held(row) != Decimal(str(row["value"]))
    ]
    assert wrong == []


def test_no_row_that_must_not_be_published_is_behind_a_claim(claims: list[Claim]) -> None:
    kept_back = [
        claim["id"]
        for claim in claims
        for row in claim["inputs"]
        if any(record.get("publish", "true") != "true" for record in records(row))
    ]
    assert kept_back == []


def test_every_claim_names_the_source_its_rows_name(claims: list[Claim]) -> None:
    wrong = [
        claim["id"]
        for claim in claims
        for row in claim["inputs"]
        if row["source_id"] not in claim["sources"] or any(r["source_id"] != row["source_id"] for r in records(row))
    ]
    assert wrong == []


def test_every_value_is_what_its_rows_give(claims: list[Claim]) -> None:
    wrong = [
        (claim["id"], claim["value"], str(value))
        for claim in claims
        if abs((value := recomputed(claim)) - Decimal(str(claim["value"]))) > abs(value) * Decimal("1e-9")
    ]
    assert wrong == []


def test_every_printed_text_is_its_value_rounded(claims: list[Claim]) -> None:
    wrong = [(claim["id"], claim["text"], claim["value"]) for claim in claims if not reads_right(claim)]
    assert wrong == []


def test_every_printed_text_is_in_its_page(built_site: BuiltSite, claims: list[Claim]) -> None:
    """Where the reader sees it: in the prose, the headline, or a figure's words."""
    import html

    missing = []
    for page in built_site.manifest["pages"]:
        shown = html.unescape(built_site.html(page["address"])).replace("\u00a0", " ")
        sheet = json.loads((built_site.site / page["address"] / "facts.json").read_text(encoding="utf-8"))
        missing += [claim["id"] for claim in sheet["claims"] if claim["text"].replace("\u00a0", " ") not in shown]
    assert missing == []


def held(row: Claim) -> Decimal:
    """What the CSV file holds where a claim says it looked: a cell, or how many rows answer."""
    found = records(row)
    return Decimal(found[0][row["column"]] if row["column"] else len(found))


def records(row: Claim) -> list[dict[str, str]]:
    """The row of the CSV file that has the key; of a claim that counts rows, all that answer."""
    wanted = {name: text(value) for name, value in row["key"].items()}
    if not row["column"]:
        return [each for each in table(row["table"]) if all(each[name] in wanted[name].split("|") for name in wanted)]
    found = [record for record in table(row["table"]) if wanted.items() <= record.items()]
    assert len(found) == 1, (row["table"], row["key"], len(found))
    return found


def text(value: Any) -> str:
    return "" if value is None else str(value)


@cache
def table(name: str) -> list[dict[str, str]]:
    with (ROOT / "tests" / "newsroom" / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def recomputed(claim: Claim) -> Decimal:
    """The value from the rows' cells, by what the derivation says was done."""
    values = [held(row) for row in claim["inputs"]]
    how, unit = claim["derivation"], claim["unit"]
    if not how:
        assert len(values) == 1, claim["id"]
        return values[0]
    if how.startswith("counted"):
        return Decimal(len(values))
    if how.startswith("(counted"):
        first, second = counts(claim)
        return Decimal(first - second)
    if unit == "rank":
        others = sum(value > values[0] for value in values[1:])
        return Decimal(1 + (others if how.startswith("largest") else sum(value < values[0] for value in values[1:])))
    if "÷ (" in how:  # one of several amounts over their sum
        return values[0] / sum(values, Decimal(0))
    if "÷" in how:
        whole = sum(values[:-1], Decimal(0)) if len(values) > 2 else values[0]
        change = how.startswith("(") and "−" in how
        ratio = (whole - values[1]) / values[1] if change else whole / values[-1]
        return ratio * 100 if unit == "percent" else ratio
    if how.startswith("−"):
        return -values[0]
    if "−" in how:
        return values[0] - sum(values[1:], Decimal(0))
    assert "+" in how, how
    return sum(values, Decimal(0))


def counts(claim: Claim) -> tuple[int, int]:
    """How many rows of each of two tables were counted: one by one, or the table as a whole."""
    first, second = dict.fromkeys(row["table"] for row in claim["inputs"])
    rows = {name: [row for row in claim["inputs"] if row["table"] == name] for name in (first, second)}
    counted = [sum(1 if row["column"] else len(records(row)) for row in rows[name]) for name in (first, second)]
    return counted[0], counted[1]


def reads_right(claim: Claim) -> bool:
    """Whether the text says the value, to within half of the last place it prints."""
    value, said = claim["value"], claim["text"].casefold()
    if said in DIRECTIONS:
        return bool(DIRECTIONS[said] * value > 0)
    return says(claim["text"], Decimal(str(value)), claim["unit"], claim["lang"]) is True
