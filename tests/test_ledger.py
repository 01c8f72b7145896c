"""Claims as they are kept from one publication to the next: their ids, what moved and why, what an editor signs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from nutgraf import ledger
from nutgraf.errors import DataError
from nutgraf.ledger import Change, Claim, Lock, Signature, lock_text, read_lock, write_lock
from nutgraf.page import read_page
from support.executed import claim, code, fact, figure, notebook, prose, shown

FIRST = Signature("2026-11-24")
EDITOR = Signature("2026-12-01", "Ana Ruiz", "the state revised it")


def claims(*cells: Any, lang: str = "en", **changed: Any) -> tuple[Claim, ...]:
    return ledger.claims_of(read_page(notebook(*cells, lang=lang, **changed)))


def paid(value: int = 314_200_000, text: str = "$314.2 million", **changed: Any) -> dict[str, Any]:
    row = claim(1)["inputs"][0] | {"value": value}
    return claim(1, text=text, value=value, inputs=[row], **changed)


def page(value: int = 314_200_000, text: str = "$314.2 million", **changed: Any) -> tuple[Claim, ...]:
    return claims(prose(f"They paid {fact(1, text, str(value))} in 2022. More is owed.", paid(value, text, **changed)))


def published(*pages: tuple[Claim, ...]) -> Lock:
    lock = Lock({})
    for stated in pages:
        lock = ledger.publish(lock, stated[0].id.partition("#")[0], stated, FIRST)
    return lock


EDITION = "taxes?lang=en&state=TN"


def moves(lock: Lock, now: tuple[Claim, ...], why: str = "") -> tuple[Change, ...]:
    return ledger.decide(lock, EDITION, now, "hold", why).moves


# --- claims


def test_a_claim_is_named_by_explainer_edition_place_and_key() -> None:
    assert [one.id for one in page()] == [
        "taxes?lang=en&state=TN#c1#itep_2022_states:usps=TN,metric=state_local_taxes_paid"
    ]


def test_a_copy_edit_makes_no_new_claim() -> None:
    edited = claims(prose(f"In 2022 they are said to have paid {fact(1)}.", paid()))
    assert [one.id for one in edited] == [one.id for one in page()]


def test_the_same_number_twice_in_one_place_is_two_claims() -> None:
    twice = claims(prose(f"It was {fact(1)}. Yes, {fact(2)}.", claim(1), claim(2)))
    assert [one.id.rpartition("#")[2] for one in twice][1] == "2"


def test_a_claim_quotes_its_sentence_without_marks() -> None:
    text = (
        f"## How much?\n\n**They** paid [some]({'https://x.example'}) {fact(1)} in the U.S. in 2022.[^1] More is owed."
        "\n\n[^1]: Interest."
    )
    assert claims(prose(text, claim(1)))[0].sentence == "They paid some $314.2 million in the U.S. in 2022."


def test_a_claim_in_alt_text_quotes_its_sentence_and_says_where() -> None:
    shown = figure(alt="Two bars. The longer is $314.2 million.", claims=[claim(1, place="figure:taxes-by-state:alt")])
    from support.executed import code

    found = claims(prose("## How much?\n\nWords."), code("figure()", shown))[0]
    assert (found.sentence, found.where) == ("The longer is $314.2 million.", 'under "How much?", figure 1, alt')


def test_a_claim_in_the_headline_comes_first() -> None:
    words = {"title": "They paid $314.2 million"}
    found = claims(
        prose(fact(2, "$5"), claim(2, key="x", text="$5")), words=words, words_claims=[claim(1, place="title")]
    )
    assert [one.place for one in found] == ["title", "c1"]


# --- facts.lock


def test_the_lock_is_one_sorted_line_for_each_claim(tmp_path: Path) -> None:
    path = tmp_path / "facts.lock"
    write_lock(published(page(), claims(prose(fact(1), claim(1)), lang="es")), path)
    assert [line.split('", ')[0] for line in path.read_text(encoding="utf-8").splitlines()] == [
        '{"id": "',
        '{"id": "taxes?lang=en&state=TN',
        '{"id": "taxes?lang=en&state=TN#itep_2022_states:usps=TN,metric=state_local_taxes_paid',
        '{"id": "taxes?lang=es&state=TN',
        '{"id": "taxes?lang=es&state=TN#itep_2022_states:usps=TN,metric=state_local_taxes_paid',
    ]


def test_a_lock_read_back_is_the_same_lock(tmp_path: Path) -> None:
    path = tmp_path / "facts.lock"
    lock, _ = ledger.accept(
        published(page()),
        EDITION,
        page(320_000_000, "$320 million"),
        replace(EDITOR, kind="correction"),
        lambda _: True,
    )
    write_lock(lock, path)
    assert read_lock(path) == lock
    assert lock_text(read_lock(path)) == path.read_text(encoding="utf-8")


def test_where_there_is_no_lock_nothing_was_published(tmp_path: Path) -> None:
    assert read_lock(tmp_path / "facts.lock") == Lock({})


def test_every_line_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    path = tmp_path / "facts.lock"
    path.write_text("<<<<<<< ours\n{}\n", encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read_lock(path)
    assert [problem.where for problem in caught.value.problems] == ["facts.lock, line 1", "facts.lock, line 2"]


def test_of_two_lines_that_a_merge_left_for_one_claim_the_later_counts(tmp_path: Path) -> None:
    path = tmp_path / "facts.lock"
    old = published(page())
    new, _ = ledger.accept(old, EDITION, page(320_000_000, "$320 million"), EDITOR, lambda _: True)
    path.write_text(lock_text(new) + lock_text(old), encoding="utf-8")
    assert [line.text for line in read_lock(path).lines.values()] == ["$320 million"]


def test_publishing_the_same_page_again_changes_no_byte() -> None:
    lock = published(page())
    assert lock_text(ledger.publish(lock, EDITION, page(), Signature("2027-01-01"))) == lock_text(lock)


# --- what moved


def test_nothing_moves_where_nothing_changed() -> None:
    assert moves(published(page()), page()) == ()


def test_a_moved_number_is_shown_old_and_new_with_its_row_and_how_far() -> None:
    (move,) = moves(published(page()), page(320_000_000, "$320 million"))
    assert (move.was, move.now, round(move.percent or 0, 2)) == ("$314.2 million", "$320 million", 1.85)
    row = "data/itep_2022_states.csv, metric=state_local_taxes_paid, usps=TN, value"
    assert move.why == f"{row} was 314,200,000, is 320,000,000"
    assert move.sentence == "They paid $320 million in 2022."


def test_a_figure_that_prints_the_same_has_not_moved() -> None:
    assert moves(published(page()), page(314_240_000)) == ()


def test_a_figure_printed_with_more_digits_has_not_moved() -> None:
    assert moves(published(page()), page(text="$314,200,000")) == ()


def test_a_sentence_moved_to_another_cell_moves_no_number() -> None:
    elsewhere = claims(prose("First this."), prose(f"They paid {fact(1)}.", claim(1, place="c2")))
    assert moves(published(page()), elsewhere) == ()


def test_a_new_sentence_moves_nothing() -> None:
    more = claims(prose(f"It was {fact(1)} and {fact(2, '$5', '5')}.", claim(1), claim(2, key="y", text="$5", value=5)))
    assert moves(published(page()), more) == ()


def test_a_claim_that_vanished_is_reported() -> None:
    (move,) = moves(published(page()), claims(prose("They paid."), prose(fact(1, "$5"), claim(1, key="y", place="c2"))))
    assert (move.kind, move.was, move.now) == ("vanished", "$314.2 million", "")


def test_a_figure_that_the_page_still_gives_elsewhere_has_not_vanished() -> None:
    twice = claims(prose(f"It was {fact(1)}. Yes, {fact(2)}.", claim(1), claim(2)))
    assert moves(published(twice), page()) == ()


def test_a_change_of_sign_is_reported_as_one() -> None:
    up = page(5, "5%", unit="percent")
    (move,) = moves(published(up), page(-2, "2%", unit="percent"))
    assert move.kind == "sign"


def test_a_change_of_rank_is_reported_as_one() -> None:
    (move,) = moves(published(page(18, "18th", unit="rank")), page(17, "17th", unit="rank"))
    assert (move.kind, move.percent) == ("rank", None)


@pytest.mark.parametrize(
    ("was", "now"), [("fewer than 5,000", "5,000"), ("5,000", "at least 5,000"), ("nearly 5,000", "more than 5,000")]
)
def test_a_number_that_the_data_limit_otherwise_waits_though_its_value_is_the_same(was: str, now: str) -> None:
    [move] = moves(published(page(5_000, was)), page(5_000, now))
    assert (move.kind, move.was, move.now, move.percent) == ("direction", was, now, None)
    assert moves(published(page(5_000, was)), page(5_000, now), "the notebook says it otherwise") == ()


def test_a_change_of_the_word_before_a_number_is_reported_as_one_of_direction() -> None:
    (move,) = moves(
        published(page(96_700, "nearly 97,000", unit="persons")), page(97_200, "more than 97,100", unit="persons")
    )
    assert move.kind == "direction"


def test_where_the_rows_are_the_same_the_notebook_is_named() -> None:
    row = claim(1)["inputs"]
    now = claims(prose(fact(1, "$157.1 million"), claim(1, text="$157.1 million", value=157_100_000, inputs=row)))
    (move,) = moves(published(page()), now, 'the cell under "How much?", 1st cell changed')
    assert move.why == 'the cell under "How much?", 1st cell changed'


def test_of_many_rows_the_one_that_changed_is_found_in_the_lines_of_others() -> None:
    rows = [claim(1)["inputs"][0] | {"key": {"usps": usps}, "value": 1} for usps in ("AL", "AK", "AZ", "TN")]
    total = claim(2, key="total", text="$4", value=4, inputs=rows)
    single = claim(1, key="TN", text="$1", value=1, inputs=rows[3:])
    before = claims(prose(f"{fact(1)} of {fact(2)}", single, total))
    rows = [*rows[:3], rows[3] | {"value": 2}]
    after = claims(prose(f"{fact(1)} of {fact(2)}", single, total | {"text": "$5", "value": 5, "inputs": rows}))
    (move,) = moves(published(before), after)
    assert move.why == "data/itep_2022_states.csv, usps=TN, value was 1, is 2"


# --- the verdict


@pytest.mark.parametrize(("policy", "action"), [("publish", "publish"), ("note", "note"), ("hold", "hold")])
def test_the_policy_decides_what_becomes_of_a_page_on_which_something_moved(policy: str, action: str) -> None:
    verdict = ledger.decide(published(page()), EDITION, page(320_000_000, "$320 million"), policy)
    assert (verdict.action, len(verdict.moves)) == (action, 1)


def test_a_page_that_was_never_published_is_published() -> None:
    assert ledger.decide(Lock({}), EDITION, page(), "hold").action == "publish"


def test_moves_of_many_pages_are_gathered_by_number() -> None:
    lock, now = published(page()), page(320_000_000, "$320 million")
    shift = ledger.group_changes((address, move) for address in ("en/a", "es/a") for move in moves(lock, now))
    assert [(one.was, one.now, one.pages, one.sentences) for one in shift] == [
        ("$314.2 million", "$320 million", ("en/a", "es/a"), ("They paid $320 million in 2022.",))
    ]


# --- signing off


def test_what_was_signed_off_moves_no_more_and_keeps_name_date_and_reason() -> None:
    now = page(320_000_000, "$320 million")
    lock, signed = ledger.accept(published(page()), EDITION, now, EDITOR, lambda _: True)
    (line,) = lock.lines.values()
    assert (len(signed), moves(lock, now)) == (1, ())
    assert (line.text, line.date, line.name, line.reason) == (
        "$320 million",
        "2026-12-01",
        "Ana Ruiz",
        "the state revised it",
    )
    assert [(past.was, past.now) for past in line.history] == [("$314.2 million", "$320 million")]


def test_only_the_figure_named_is_signed_off() -> None:
    other = ledger.names_fact("itep_2022_states:usps=KY")
    lock, signed = ledger.accept(published(page()), EDITION, page(320_000_000, "$320 million"), EDITOR, other)
    assert (signed, lock) == ((), published(page()))


def test_a_figure_is_named_by_a_part_of_its_row() -> None:
    tennessee = ledger.names_fact("itep_2022_states:usps=TN")
    assert ledger.accept(published(page()), EDITION, page(320_000_000, "$320 million"), EDITOR, tennessee)[1]


def test_a_signed_claim_that_vanished_is_forgotten() -> None:
    now = claims(prose("They paid."), prose(fact(1, "$5"), claim(1, key="y", place="c2")))
    lock, _ = ledger.accept(published(page()), EDITION, now, EDITOR, lambda _: True)
    assert lock.lines == {}


def test_a_correction_is_reported_to_readers_of_each_language_with_its_date() -> None:
    words = {"en": "The state had counted twice.", "es": "El estado había contado dos veces."}
    signature = replace(EDITOR, kind="correction", words=words)
    lock, _ = ledger.accept(published(page()), EDITION, page(320_000_000, "$320 million"), signature, lambda _: True)
    reported = ledger.corrections(lock, EDITION, "es")
    assert [(one.date, one.was, one.now, one.words) for one in reported] == [
        ("2026-12-01", "$314.2 million", "$320 million", "El estado había contado dos veces.")
    ]


def test_a_correction_stays_in_the_history_of_the_page_when_the_figure_is_gone() -> None:
    signature = replace(EDITOR, kind="correction")
    gone = claims(prose("They paid."), prose(fact(1, "$5"), claim(1, key="y", place="c2")))
    lock, _ = ledger.accept(published(page()), EDITION, gone, signature, lambda _: True)
    later = ledger.publish(lock, EDITION, gone, Signature("2027-01-01"))
    assert [(one.was, one.now) for one in ledger.corrections(later, EDITION, "en")] == [("$314.2 million", "")]
    assert moves(later, gone) == ()


def test_a_page_published_with_a_note_tells_its_readers_of_the_update() -> None:
    now = page(320_000_000, "$320 million")
    lock = ledger.publish(published(page()), EDITION, now, Signature("2026-12-02", kind="update"))
    assert [(one.kind, one.was, one.now) for one in ledger.corrections(lock, EDITION, "en")] == [
        ("update", "$314.2 million", "$320 million")
    ]


# --- both languages say the same

SPANISH = "314.2 millones de dólares"


def spanish(value: int = 314_200_000, text: str = SPANISH) -> tuple[Claim, ...]:
    return claims(prose(f"Pagaron {fact(1, text, str(value))} en 2022.", paid(value, text)), lang="es")


def differing(one: tuple[Claim, ...], other: tuple[Claim, ...]) -> list[str]:
    return [problem.what for problem in ledger.disagreements("notebooks/taxes.ipynb", one, other)]


def test_the_same_figure_in_two_languages_is_the_same_figure() -> None:
    assert differing(page(), spanish()) == []


@pytest.mark.parametrize(("text", "differ"), [("12,000", 0), ("15,000", 1)])
def test_a_range_that_says_its_unit_at_its_end_is_the_same_figure(text: str, differ: int) -> None:
    low, high = fact(1, text, "12000000000"), "39,000 millones de dólares"
    there = claims(prose(f"Se perderían de {low} a {high}.", paid(12_000_000_000, text)), lang="es")
    assert len(differing(page(12_000_000_000, "$12 billion"), there)) == differ


def test_a_figure_in_one_language_alone_is_reported_with_both_sentences() -> None:
    both = claims(
        prose(
            f"Pagaron {fact(1, SPANISH)} y {fact(2, '5 dólares', '5')}.",
            paid(text=SPANISH),
            claim(2, key="y", text="5 dólares", value=5),
        ),
        lang="es",
    )
    assert differing(page(), both) == [
        "5 dólares is printed only in es: “Pagaron 314.2 millones de dólares y 5 dólares.”; "
        "the sentence there is “They paid $314.2 million in 2022.”"
    ]


def test_a_figure_printed_as_another_value_is_reported_with_both_sentences() -> None:
    (what,) = differing(page(), spanish(text="341.2 millones de dólares"))
    assert "They paid $314.2 million in 2022." in what
    assert "Pagaron 341.2 millones de dólares en 2022." in what


def test_a_figure_rounded_further_in_one_language_is_the_same_figure() -> None:
    assert differing(page(), spanish(text="314 millones de dólares")) == []


def test_a_figure_whose_row_may_not_be_published_any_more_vanished_for_that_reason() -> None:
    (line,) = published(page()).lines.values()
    assert ledger.missing_rows(line, lambda *_: None) == (
        "data/itep_2022_states.csv, metric=state_local_taxes_paid, usps=TN, value, which held 314,200,000, is gone or must "
        "not be published"
    )
    assert ledger.missing_rows(line, lambda *_: 314_200_000) == ""


def test_a_row_is_asked_for_by_its_key_whatever_it_holds() -> None:
    asked: list[Any] = []
    line = ledger.PublishedClaim(
        "e#k", "$25 billion", 25e9, "usd", {"federal:study=IRS, April 2025,year=2026:value": 25e9}
    )
    ledger.missing_rows(line, lambda *row: asked.append(row))
    assert asked == [("federal", {"study": "IRS, April 2025", "year": "2026"}, "value")]


# --- numbers that are no facts


def untraced(*cells: Any, **changed: Any) -> list[tuple[str, str, str]]:
    numbers = ledger.untraced_numbers(
        read_page(notebook(*cells, **changed)), lambda: [(5.8e6, "persons", "pew:usps=US")]
    )
    return [(number.text, number.sentence, number.likely or number.exempt) for number in numbers]


def test_a_number_typed_by_hand_is_found_with_its_sentence_and_the_likely_fact() -> None:
    assert untraced(prose(f"They paid {fact(1)}. It is 5.8 million people.", claim(1))) == [
        ("5.8 million", "It is 5.8 million people.", "pew:usps=US")
    ]


def test_a_bare_float_in_prose_is_found() -> None:
    bare = claim(1, key="bare:12.5", text="12.5", value=12.5, inputs=[], sources=[])
    assert untraced(prose(f"It is {fact(1, '12.5', '12.5')} or so.", bare)) == [("12.5", "It is 12.5 or so.", "")]


def test_a_number_in_a_title_that_is_no_claim_is_found() -> None:
    assert untraced(prose("Words."), words={"title": "Five million paid"})[0][:2] == (
        "Five million",
        "Five million paid",
    )


def test_a_number_in_a_title_can_be_meant() -> None:
    marked = {"claim": 1, "place": "title", "text": "Five", "key": "exempt:Five", "reason": "an idiom", "exempt": True}
    found = untraced(prose("Words."), words={"title": "Five ways to file"}, words_claims=[marked])
    assert found == [("Five", "Five ways to file", "an idiom")]


def test_a_number_that_is_meant_is_no_claim() -> None:
    marked = {"claim": 1, "place": "title", "text": "Five", "key": "exempt:Five", "reason": "an idiom", "exempt": True}
    assert read_page(notebook(prose("Words."), words_claims=[marked])).claims == ()


def test_a_claim_in_a_title_is_no_loose_number() -> None:
    found = untraced(
        prose("Words."), words={"title": "They paid $314.2 million"}, words_claims=[claim(1, place="title")]
    )
    assert found == []


def drawn(**changed: Any) -> list[tuple[str, str, str]]:
    words = {"alt": "The bar of Tennessee is longer than that of Kentucky.", "subtitle": ""}
    return untraced(code("figure()", figure(**words | changed)))


def table(*cells: tuple[int, int]) -> dict[str, Any]:
    return {
        "columns": [{"label": "State", "numeric": False}, {"label": "Paid", "numeric": True}],
        "rows": [["Tennessee", "$314.2 million"], ["Kentucky", "5.8 million"]],
        "raw": [["Tennessee", 314200000], ["Kentucky", 5800000]],
        "unsourced": [list(cell) for cell in cells],
    }


def test_a_number_in_a_figures_table_that_comes_from_the_data_is_explained() -> None:
    assert drawn(table=table()) == []


def test_a_number_in_a_figures_table_that_nothing_vouches_for_is_found_with_its_row() -> None:
    assert drawn(table=table((1, 1))) == [("5.8 million", "Kentucky | 5.8 million", "pew:usps=US")]


def test_a_number_typed_into_the_words_of_a_chart_is_found() -> None:
    spec = {
        "data": {"values": [{"state": "Tennessee", "paid": 7, "text": "9 million"}]},
        "title": {"text": "Three states", "subtitle": ["in", "2022"]},
        "layer": [{"mark": {"type": "text", "text": "12 of them"}}],
        "encoding": {"x": {"field": "paid", "axis": {"title": "Paid by 4.2%"}}, "text": {"value": "half"}},
    }
    assert [text for text, _, _ in drawn(spec=spec, table=table())] == ["Three", "12", "4.2%", "half"]


def test_a_number_in_a_data_frame_is_explained_where_the_data_holds_it() -> None:
    html = '<table class="dataframe"><thead><tr><th></th><th>paid</th></tr></thead><tbody>'
    html += "<tr><th>0</th><td>5800000</td></tr><tr><th>1</th><td>123456</td></tr></tbody></table>"
    assert [text for text, _, _ in untraced(code("frame", shown(text_html=html)))] == ["123456"]


def test_the_terminal_lists_the_numbers_that_are_no_facts_after_the_claims_with_why_they_are_meant_so() -> None:
    from nutgraf.cli.facts_format import claims_of

    three = {"text": "three", "where": "front matter, title", "sentence": "Three ways to file", "exempt": "an idiom"}
    lines = list(claims_of([ledger.PageClaims("en/taxes/tn", "Title", page(), (three,))], as_json=False))
    assert lines[1].startswith("  $314.2 million")
    assert lines[-4:] == [
        "\nen/taxes/tn, 1 number that is no fact",
        "  three  front matter, title",
        "    Three ways to file",
        "    exempt: an idiom",
    ]


def test_a_row_named_with_a_line_break_of_unicode_does_not_break_the_lock(tmp_path: Path) -> None:
    name = "en/rents#rents:county=Al\u2028der\x85"
    written = Lock({name: ledger.PublishedClaim(name, "$1,180", 1180, "usd", {}, "2026-11-28")})
    write_lock(written, tmp_path / "facts.lock")
    assert read_lock(tmp_path / "facts.lock") == written
