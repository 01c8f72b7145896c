"""Values drawn in charts, tables and downloads are claims too: one that moves is named, held, and corrected."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from nutgraf import ledger
from nutgraf.ledger import Change, Lock, Signature, read_lock, write_lock
from nutgraf.page import read_page
from nutgraf.pipeline.live import LiveSheet, read_sheet
from nutgraf.render.factsheet import fact_sheet
from nutgraf.render.view import page_frame
from nutgraf.theme import Look
from support.executed import claim, code, fact, figure, notebook, prose, shown

PAGE = "en/taxes/wy"
FIRST = Signature("2026-11-24")
EDITOR = Signature("2026-12-01", "Ana Ruiz", "the state revised it")
PAID = [["Tennessee", "$314.2 million"], ["Kentucky", "$100.3 million"]]
REVISED = [["Tennessee", "$319.8 million"], ["Kentucky", "$100.3 million"]]


def columns(*labels: str) -> list[dict[str, Any]]:
    """Columns of a figure's table; those that begin with a small letter are words."""
    return [{"label": label, "numeric": label[0].isupper()} for label in labels]


def chart(rows: list[list[str]], *labels: str, name: str = "states", usps: str = "TN") -> Any:
    """A figure that draws these rows."""
    source_rows = [[{"table": "itep", "key": {"usps": usps, "metric": "paid"}}], *([[]] * (len(rows) - 1))]
    table = {"columns": columns(*(labels or ("state", "Paid"))), "rows": rows, "raw": rows, "source_rows": source_rows}
    return code("figure()", figure(name=name, title="Tennessee collects more", table=table))


def sheet(*cells: Any, **changed: Any) -> LiveSheet:
    """What a page says, by the fact sheet that is made of it."""
    page = read_page(notebook(*cells, **changed))
    return read_sheet(dict(fact_sheet(page, page_frame(page, Look()), ledger.claims_of(page)).files)["facts.json"])


def published(said: LiveSheet) -> Lock:
    return ledger.publish(Lock({}), PAGE, said.claims, FIRST, said.drawn)


def moves(before: LiveSheet, after: LiveSheet) -> tuple[Change, ...]:
    return ledger.decide(published(before), PAGE, after.claims, "hold", drawn=after.drawn).moves


def shifts(before: LiveSheet, after: LiveSheet) -> list[tuple[str, str]]:
    return [(move.was, move.now) for move in moves(before, after)]


def test_a_value_that_only_a_chart_draws_holds_its_page_and_is_named_old_and_new() -> None:
    before, after = sheet(chart(PAID)), sheet(chart(REVISED))
    verdict = ledger.decide(published(before), PAGE, after.claims, "hold", drawn=after.drawn)
    (move,) = verdict.moves
    assert (verdict.action, move.was, move.now, round(move.percent or 0, 1)) == (
        "hold",
        "Tennessee: $314.2 million",
        "$319.8 million",
        1.8,
    )
    assert move.sentence == "figure 1, Tennessee collects more: Tennessee | Paid, $319.8 million"
    assert move.why == "it is drawn from data/itep.csv, metric=paid, usps=TN"


@pytest.mark.parametrize(("policy", "action"), [("publish", "publish"), ("note", "note"), ("hold", "hold")])
def test_the_policy_holds_for_what_is_drawn_as_for_what_is_printed(policy: str, action: str) -> None:
    before, after = sheet(chart(PAID)), sheet(chart(REVISED))
    assert ledger.decide(published(before), PAGE, after.claims, policy, drawn=after.drawn).action == action


def test_one_value_of_a_line_ten_times_as_large_is_named() -> None:
    years = [["2010", "120,000"], ["2012", "130,000"], ["2023", "190,000"]]
    wrong = [["2010", "120,000"], ["2012", "1,300,000"], ["2023", "190,000"]]
    (move,) = moves(sheet(chart(years, "Year", "People")), sheet(chart(wrong, "Year", "People")))
    assert (move.was, move.now, move.percent) == ("2012: 130,000", "1,300,000", 900)


SAME = {
    "rows in another order": chart(PAID[::-1]),
    "a row more": chart([*PAID, ["Ohio", "$5 million"]]),
    "a column more": chart([[*row, "7"] for row in PAID], "state", "Paid", "Rank"),
    "a row renamed": chart([["The state of Tennessee", "$314.2 million"], PAID[1]]),
    "the column renamed": chart(PAID, "state", "Taxes paid in 2022"),
    "columns in another order": chart([row[::-1] for row in PAID], "Paid", "state"),
    "the figure renamed": chart(PAID, name="all-states"),
}


@pytest.mark.parametrize("after", SAME.values(), ids=SAME)
def test_what_is_drawn_in_other_words_or_another_place_moves_nothing(after: Any) -> None:
    assert shifts(sheet(chart(PAID)), sheet(after)) == []


def test_another_figure_before_one_without_a_name_moves_nothing() -> None:
    other = chart([["2010", "5"], ["2012", "6"]], "Year", "People", name="figure-1")
    before = sheet(chart(PAID, name="figure-1"))
    assert shifts(before, sheet(other, chart(PAID, name="figure-2"))) == []
    assert shifts(before, sheet(other, chart(REVISED, name="figure-2"))) == [
        ("Tennessee: $314.2 million", "$319.8 million")
    ]


MOVED = {
    "a row taken out": (chart(PAID[1:]), ("Tennessee: $314.2 million", "")),
    "a value taken out": (chart([["Tennessee", "–"], PAID[1]]), ("Tennessee: $314.2 million", "")),
    "a change of sign": (
        chart([["Tennessee", "−$314.2 million"], PAID[1]]),
        ("Tennessee: $314.2 million", "−$314.2 million"),
    ),
    "a renamed row that moved": (chart([["TN", "$319.8 million"], PAID[1]]), ("Tennessee: $314.2 million", "")),
}


@pytest.mark.parametrize(("after", "expected"), MOVED.values(), ids=MOVED)
def test_a_drawn_value_that_changed_or_vanished_is_named(after: Any, expected: tuple[str, str]) -> None:
    assert shifts(sheet(chart(PAID)), sheet(after)) == [expected]


def test_two_values_that_changed_places_are_both_reported() -> None:
    swapped = [["Tennessee", "$100.3 million"], ["Kentucky", "$314.2 million"]]
    assert shifts(sheet(chart(PAID)), sheet(chart(swapped))) == [
        ("Tennessee: $314.2 million", "$100.3 million"),
        ("Kentucky: $100.3 million", "$314.2 million"),
    ]


def test_a_figure_that_was_taken_out_is_named_with_all_that_it_drew() -> None:
    assert shifts(sheet(chart(PAID)), sheet(prose("Words."))) == [
        ("Tennessee: $314.2 million", ""),
        ("Kentucky: $100.3 million", ""),
    ]


def test_rows_of_the_same_name_are_kept_apart_by_their_other_words() -> None:
    rows = [["Pew", "2019", "5"], ["Pew", "2023", "6"], ["CMS", "2023", "7"]]
    after = [["Pew", "2019", "5"], ["Pew", "2023", "9"], ["CMS", "2023", "7"]]
    labels = ("by", "year", "People")
    assert shifts(sheet(chart(rows, *labels)), sheet(chart(after, *labels))) == [("Pew, 2023: 6", "9")]


def test_rows_that_nothing_keeps_apart_are_kept_apart_by_their_order() -> None:
    before, after = (chart([["A", "5"], ["A", text]], "group", "People") for text in ("6", "60"))
    assert shifts(sheet(before), sheet(after)) == [("A (2): 6", "60")]


def test_a_point_of_two_numbers_is_named_whichever_moved() -> None:
    points = [["1.5", "20"], ["2.5", "30"]]
    for after in ([["1.5", "20"], ["2.5", "31"]], [["1.5", "20"], ["2.7", "30"]]):
        assert len(shifts(sheet(chart(points, "X", "Y")), sheet(chart(after, "X", "Y")))) >= 1


def test_a_range_in_a_column_of_words_is_a_value_too() -> None:
    before, after = (chart([["Tennessee", text]], "state", "estimate") for text in ("$1–2 million", "$1–3 million"))
    assert shifts(sheet(before), sheet(after)) == [("Tennessee: $1–2 million", "$1–3 million")]


def frame(paid: str) -> Any:
    head = "<thead><tr><th></th><th>state</th><th>paid</th></tr></thead>"
    body = f"<tbody><tr><th>0</th><td>Tennessee</td><td>{paid}</td></tr></tbody>"
    return code("df", shown(text_html=f'<table class="dataframe">{head}{body}</table>'))


def test_a_number_in_a_data_frame_that_a_cell_shows_is_named() -> None:
    assert shifts(sheet(frame("314.2")), sheet(frame("319.8"))) == [("Tennessee: 314.2", "319.8")]


# --- signing off


def test_a_drawn_value_is_signed_off_by_its_row_with_the_sentence_that_prints_it() -> None:
    row = claim(1)["inputs"][0] | {"table": "itep", "key": {"metric": "paid", "usps": "TN"}}
    old = claim(1, key="itep:usps=TN,metric=paid", inputs=[row])
    new = old | {"text": "$319.8 million", "value": 319_800_000, "inputs": [row | {"value": 319_800_000}]}
    before = sheet(prose(f"It was {fact(1)}.", old), chart(PAID))
    after = sheet(prose(f"It was {fact(1, '$319.8 million')}.", new), chart(REVISED))
    for pattern, signed in (("itep:usps=TN", 2), ("itep:usps=KY", 0), ("states: Tennessee", 1)):
        chosen = ledger.names_fact(pattern)
        lock, moved = ledger.accept(published(before), PAGE, after.claims, EDITOR, chosen, after.drawn)
        left = ledger.decide(lock, PAGE, after.claims, "hold", drawn=after.drawn).moves
        assert (len(moved), len(left)) == (signed, 2 - signed)


def test_what_was_signed_off_in_a_chart_keeps_name_date_and_reason() -> None:
    after = sheet(chart(REVISED))
    lock, _ = ledger.accept(published(sheet(chart(PAID))), PAGE, after.claims, EDITOR, lambda _: True, after.drawn)
    (line,) = lock.shown.values()
    assert (line.values["Tennessee | Paid"], line.name, line.reason) == (
        "$319.8 million",
        "Ana Ruiz",
        "the state revised it",
    )
    assert ledger.publish(lock, PAGE, after.claims, Signature("2027-01-01"), after.drawn).shown == lock.shown


def test_a_correction_is_given_on_a_page_that_showed_the_figure_only_in_a_chart() -> None:
    after = sheet(chart(REVISED))
    signature = replace(EDITOR, kind="correction", words={"en": "The state counted twice."})
    lock, _ = ledger.accept(published(sheet(chart(PAID))), PAGE, after.claims, signature, lambda _: True, after.drawn)
    for later in (lock, ledger.publish(lock, PAGE, (), Signature("2027-01-01"), ())):
        assert [(one.date, one.was, one.now, one.words) for one in ledger.corrections(later, PAGE, "en")] == [
            ("2026-12-01", "Tennessee: $314.2 million", "$319.8 million", "The state counted twice.")
        ]


# --- facts.lock


def test_pages_that_draw_the_same_share_one_line_of_values_in_the_lock(tmp_path: Path) -> None:
    said, lock = sheet(chart(PAID)), Lock({})
    for page in ("en/taxes/ky", "en/taxes/tn", "en/taxes/wy"):
        lock = ledger.publish(lock, page, (), FIRST, said.drawn)
    write_lock(lock, tmp_path / "facts.lock")
    text = (tmp_path / "facts.lock").read_text(encoding="utf-8")
    assert (text.count("$314.2 million"), text.count("#figure:states")) == (1, 3)
    assert read_lock(tmp_path / "facts.lock") == lock
    assert ledger.lock_text(ledger.publish(lock, "en/taxes/tn", (), Signature("2027-01-01"), said.drawn)) == text


def test_a_figure_that_moved_in_a_sentence_and_in_charts_is_one_figure_that_moved() -> None:
    new = claim(1, text="$319.8 million", value=319_800_000)
    before = sheet(prose(f"It was {fact(1)}.", claim(1)), chart(PAID))
    after = sheet(prose(f"It was {fact(1, '$319.8 million')}.", new), chart(REVISED))
    alone = moves(sheet(chart(PAID)), sheet(chart(REVISED)))
    found = [("en/taxes/ky", move) for move in alone] + [("en/taxes/tn", move) for move in moves(before, after)]
    assert [(shift.was, shift.now, shift.pages) for shift in ledger.group_changes(found)] == [
        ("$314.2 million", "$319.8 million", ("en/taxes/tn", "en/taxes/ky"))
    ]
