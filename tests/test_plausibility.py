"""What an editor is warned of before signing off a number: what does not fit the other numbers of its page."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from nutgraf import data, ledger
from nutgraf.data import TotalAndPart, TotalCell
from nutgraf.ledger import Claim, Lock, Signature

PAGE = "en/taxes/tn"
FIRST = Signature("2026-11-24")


def claim(
    number: float, text: str, where: dict[str, str], table: str = "taxes", unit: str = "usd", **more: Any
) -> Claim:
    row = {"table": table, "key": where, "column": "value", "value": number, "source_id": "itep"}
    named = f"{table}:" + ",".join(f"{name}={value}" for name, value in where.items())
    base: dict[str, Any] = {
        "key": named,
        "inputs": (row,),
        "derivation": "",
        "low": None,
        "high": None,
        **more,
    }
    return Claim(
        number=0, place="c1", text=text, value=number, unit=unit, publisher="", checked_against="", sources=(),
        id=f"taxes#c1#{base['key']}", where="", heading="", sentence=f"It was {text}.", lang="en", **base,
    )  # fmt: skip


def doubts(
    before: list[Claim], after: list[Claim], lock: Lock | None = None, totals: tuple[TotalAndPart, ...] = ()
) -> list[str]:
    known = ledger.publish(lock or Lock({}), PAGE, before, FIRST)
    verdict = ledger.decide(known, PAGE, after, "hold", totals=lambda: totals)
    return [doubt.text for move in verdict.moves for doubt in move.doubts]


def cell(of: Claim) -> TotalCell:
    (row,) = of.inputs
    return TotalCell(row["table"], row["key"], row["column"], row["value"], of.unit, "data/taxes.csv, row 2")


STATE_LOCAL = claim(314_200_000, "$314.2 million", {"usps": "TN", "metric": "state_local_taxes_paid"}, "itep")


def all_taxes(number: int, text: str) -> Claim:
    return claim(number, text, {"usps": "TN", "metric": "undocumented_total_taxes"}, "aic")


def test_all_taxes_below_state_and_local_taxes_are_doubted() -> None:
    now = all_taxes(205_600_000, "$205.6 million")
    totals = (TotalAndPart(cell(now), cell(STATE_LOCAL)),)
    before = [STATE_LOCAL, all_taxes(915_600_000, "$915.6 million")]
    assert doubts(before, [STATE_LOCAL, now], totals=totals) == [
        "a total would be below its part: $205.6 million (TN, undocumented total taxes) is less than "
        "$314.2 million (TN, state local taxes paid)"
    ]
    assert doubts(before[1:], [now], totals=totals) == [
        "a total would be below its part: $205.6 million (TN, undocumented total taxes) is less than "
        "314,200,000 (TN, state local taxes paid; data/itep.csv)"
    ]


def test_what_was_below_its_part_before_is_not_doubted_for_it_again() -> None:
    now = all_taxes(205_600_000, "$205.6 million")
    totals = (TotalAndPart(cell(now), cell(STATE_LOCAL)),)
    before = [STATE_LOCAL, all_taxes(215_600_000, "$215.6 million")]
    assert doubts(before, [STATE_LOCAL, now], totals=totals) == []


def test_a_total_that_stays_above_its_part_is_not_doubted() -> None:
    now = all_taxes(925_600_000, "$925.6 million")
    before = [STATE_LOCAL, all_taxes(915_600_000, "$915.6 million")]
    assert doubts(before, [STATE_LOCAL, now], totals=(TotalAndPart(cell(now), cell(STATE_LOCAL)),)) == []


@pytest.mark.content
def test_a_state_of_this_project_whose_taxes_fall_below_its_state_and_local_ones_is_named(tmp_path: Path) -> None:
    shutil.copytree(Path(__file__).parents[1] / "data", tmp_path / "data", ignore=shutil.ignore_patterns("raw"))
    table = tmp_path / "data" / "aic_states.csv"
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        if (row["usps"], row["metric"]) == ("TN", "undocumented_total_taxes"):
            row["value"] = "1"
    with table.open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
        out.writeheader()
        out.writerows(rows)
    before = data.below_their_parts(Path(__file__).parents[1] / "data" / "datapackage.json")
    new = [each for each in data.below_their_parts(tmp_path / "data" / "datapackage.json") if each not in before]
    assert [each.what.startswith("the total 1 is below its part, ") for each in new] == [True]


def test_a_part_raised_above_its_total_is_doubted() -> None:
    def federal(number: int, text: str) -> Claim:
        return claim(number, text, {"metric": "taxes_paid", "level": "federal"})

    total = claim(96_700_000_000, "$96.7 billion", {"metric": "taxes_paid", "level": "all"})
    now = federal(99_400_000_000, "$99.4 billion")
    totals = (TotalAndPart(cell(total), cell(now)),)
    (doubt,) = doubts([total, federal(59_400_000_000, "$59.4 billion")], [total, now], totals=totals)
    assert doubt.startswith(
        "a total would be below its part: $96.7 billion (taxes paid, all) is less than $99.4 billion"
    )


def test_a_share_above_the_whole_is_doubted() -> None:
    def share(value: float, text: str) -> Claim:
        division = "9,000,000 ÷ 7,126,489"
        return claim(value, text, {"usps": "TN"}, unit="percent", key="people ÷ all", derivation=division)

    assert doubts([share(61.2, "61%")], [share(126.3, "126%")]) == [
        "126% would be a share above the whole (9,000,000 ÷ 7,126,489); it was 61%"
    ]


def test_a_rate_of_a_table_above_100_is_doubted_and_one_below_zero_is_no_share() -> None:
    def rate(value: float, text: str) -> Claim:
        return claim(value, text, {"usps": "TN"}, unit="percent")

    assert doubts([rate(5.9, "5.9%")], [rate(105.9, "105.9%")])[:1] == [
        "105.9% would be more than the whole, if it is a share; it was 5.9%"
    ]
    assert doubts([rate(5.9, "5.9%")], [rate(-0.4, "−0.4%")]) == []


@pytest.mark.parametrize("derivation", ["(8 − 4) ÷ 4", "8 ÷ 4 − 1"])
def test_a_growth_of_more_than_100_percent_or_below_zero_is_no_share(derivation: str) -> None:
    def growth(value: float, text: str) -> Claim:
        return claim(value, text, {"usps": "TN"}, unit="percent", key="later ÷ earlier", derivation=derivation)

    for value, text in ((120.0, "120%"), (-3.0, "−3%")):
        assert doubts([growth(80.0, "80%")], [growth(value, text)]) == []


def test_a_number_outside_its_own_range_is_doubted() -> None:
    def lost(value: int, text: str) -> Claim:
        return claim(value, text, {"study": "Yale"}, low=12_000_000_000, high=39_000_000_000)

    assert doubts([lost(25_000_000_000, "$25 billion")], [lost(45_000_000_000, "$45 billion")]) == [
        "$45 billion is outside the range given with it, 12,000,000,000 to 39,000,000,000"
    ]


def states(tennessee: int, rank: int) -> list[Claim]:
    others = {"CA": 8_500, "CO": 436, "TN": tennessee, "UT": 235}
    rows = [claim(value, f"${value} million", {"usps": usps, "metric": "paid"}) for usps, value in others.items()]
    key = "rank of taxes:usps=TN,metric=paid among taxes:metric=paid"
    return [*rows, claim(rank, f"{rank}th", {}, unit="rank", key=key, derivation=f"largest first: {rank} of 4")]


def test_a_rank_that_the_order_of_the_page_contradicts_is_doubted() -> None:
    assert "2th does not fit the order: 2 of the numbers on the page are larger than $320 million" in doubts(
        states(314, 3), states(320, 2)
    )


def test_a_rank_that_falls_while_its_number_rises_is_doubted() -> None:
    assert doubts(states(314, 3), states(320, 4)) == ["the rank would go from 3th to 4th while its number rises"]


def test_two_numbers_that_change_places_are_named() -> None:
    assert doubts(states(314, 3), states(500, 2)) == [
        "the order of two numbers of the page would turn: it was less than $436 million (CO, paid), and would be more"
    ]


def test_a_number_in_a_doubt_is_named_by_its_area_and_without_a_table_by_its_key(tmp_path: Path) -> None:
    (tmp_path / "paid.csv").write_text(
        "area,area_name,metric,source_id,value\nTN,Tennessee,state_taxes,irs,3\nXX,,state_taxes,irs,4\n", "utf-8"
    )
    fields = [{"name": name, "type": "string"} for name in ("area", "area_name", "metric", "source_id")]
    schema = {
        "fields": [*fields, {"name": "value", "type": "number"}],
        "primaryKey": ["area", "metric", "source_id"],
    }
    roles = {"key": ["area", "metric"], "area": "area", "value": "value", "source": "source_id"}
    paid = {"name": "paid", "path": "paid.csv", "schema": schema, "nutgraf": roles}
    package = tmp_path / "datapackage.json"
    package.write_text(json.dumps({"name": "x", "resources": [paid]}), "utf-8")
    names = {"area": "TN", "metric": "state_taxes", "source_id": "irs"}
    assert data.key_in_words(package, "paid", names) == "Tennessee, state taxes"
    assert data.key_in_words(package, "paid", {**names, "area": "XX"}) == "XX, state taxes"
    assert data.key_in_words(package, "gone", names) == "TN, state taxes"

    def named(table: str, key: Mapping[str, Any]) -> str:
        return f"{key['usps']} by its name in {table}"

    known = ledger.publish(Lock({}), PAGE, states(314, 3), FIRST)
    verdict = ledger.decide(known, PAGE, states(500, 2), "hold", named=named)
    (doubt,) = [doubt.text for move in verdict.moves for doubt in move.doubts]
    assert "it was less than $436 million (CO by its name in taxes)" in doubt


def test_ten_times_a_number_is_taken_for_a_slipped_point() -> None:
    before, after = [all_taxes(91_560_000, "$91.56 million")], [all_taxes(915_600_000, "$915.6 million")]
    assert doubts(before, after) == [
        "$915.6 million would be 10 times $91.56 million: look for a slipped point or another unit"
    ]


def test_a_change_ten_times_what_is_usual_in_the_table_is_doubted() -> None:
    lock = Lock({})
    for year, text in enumerate(("$101 million", "$102 million", "$103 million", "$104 million")):
        row = claim(100_000_000 + 1_000_000 * (year + 1), text, {"usps": "WY"})
        lock = ledger.publish(lock, "en/taxes/wy", [row], FIRST)
    before, after = [claim(100, "100 people", {"usps": "TN"})], [claim(150, "150 people", {"usps": "TN"})]
    assert doubts(before, after, lock) == ["a change of 50% is 51 times what is usual in taxes (1.0%)"]


def test_a_page_that_goes_on_saying_the_old_number_elsewhere_is_doubted() -> None:
    copy = claim(314_200_000, "$314.2 million", {"usps": "TN"}, "copies")
    now = claim(341_200_000, "$341.2 million", {"usps": "TN", "metric": "state_local_taxes_paid"}, "itep")
    assert doubts([STATE_LOCAL, copy], [now, copy]) == ["the page would still say $314.2 million (TN)"]


def test_a_page_that_does_not_change_raises_no_doubt() -> None:
    assert doubts(states(314, 3), states(314, 3)) == []


@pytest.mark.parametrize(
    ("number", "quote", "fits"),
    [
        (314_200_000, "$314.2 million", True),
        (314_187_530, "$314.2 million", True),  # the table has it exactly, the publisher printed it rounded
        (314_299_000, "$314.2 million", True),  # rounded down
        (341_200_000, "$314.2 million", False),
        (406_000_000, "more than $406 million", True),
        (460_000_000, "more than $406 million", False),
        (0.56, "56%", True),
        (56, "56%", True),
        (65, "56%", False),
        (8_889, "$8,889", True),
        (25, "a quarter", True),  # no number in digits: nothing can be said
        (5_000, "$3 million of $5,000", True),
        (7, "as in the release", True),
    ],
)
def test_a_number_fits_the_words_of_its_publisher_exactly_or_rounded(number: float, quote: str, fits: bool) -> None:
    assert ledger.fits_quote(number, quote) == fits
