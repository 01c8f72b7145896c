"""What waits for an editor, number by number, and what editors and reporters do about it."""

from __future__ import annotations

import datetime
import json
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from nutgraf import inbox
from nutgraf.data import open_package
from nutgraf.desk.inbox_handlers import find_activity, still_waiting
from nutgraf.errors import DataError, UsageError
from nutgraf.inbox import WaitingFact
from nutgraf.inbox.desk_events import add_event, new_event
from nutgraf.inbox.fact_titles import title_of_change, title_of_row, why_in_words
from nutgraf.inbox.importance import importance_of
from nutgraf.inbox.inbox_reading import join_charts
from nutgraf.inbox.waiting_facts import Printed, doubts_about
from nutgraf.inbox.word_changes import changed_words
from nutgraf.ledger import Change, Doubt, Signature, read_lock
from nutgraf.project import Project, read_project
from nutgraf.rebuild.waiting_list import waiting_list
from support.in_process import nutgraf
from support.published import NOW, came_out, newsroom, revise, run, say_in_spanish_alone, text, write_pay
from support.published import _published as _published

__all__ = ["newsroom"]

SIGNED = Signature("2026-12-01", "Ana Ruiz", "the state revised it")
LATER = NOW + datetime.timedelta(days=1)


@pytest.fixture
def held(newsroom: Path) -> Path:
    """The newsroom after Tennessee's number changed and the pages were built."""
    revise(newsroom, 320)
    run(newsroom)
    return newsroom


def waiting(root: Path, now: datetime.datetime = NOW) -> tuple[WaitingFact, ...]:
    return inbox.read_inbox(read_project(root), now)


def refused(root: Path, item: WaitingFact, signature: Signature = SIGNED) -> str:
    with pytest.raises(UsageError) as error:
        inbox.accept(read_project(root), item.id, signature, NOW, seen=item.version)
    return str(error.value)


def log(root: Path) -> list[str]:
    return [each.sentence for each in inbox.activity(read_project(root))]


def with_setting(root: Path, line: str) -> None:
    path = root / "pyproject.toml"
    path.write_text(f"{path.read_text(encoding='utf-8')}\n[tool.nutgraf.desk]\n{line}\n", encoding="utf-8")


# --- what waits


def test_a_number_waits_once_however_many_pages_print_it(held: Path) -> None:
    (item,) = waiting(held)
    assert (item.was, item.now, item.pages) == ("314", "320", ("en/pay/tn", "es/pay/tn"))
    assert [(each.lang, each.before, each.after) for each in item.sentences] == [
        ("en", "It was 314.", "It was 320."),
        ("es", "Fue 314.", "Fue 320."),
    ]


def test_nothing_waits_where_nothing_changed(newsroom: Path) -> None:
    assert waiting(newsroom) == ()


def test_an_item_keeps_its_id_while_its_version_follows_the_number(held: Path) -> None:
    (before,) = waiting(held)
    revise(held, 330)
    run(held)
    (after,) = waiting(held)
    assert after.id == before.id
    assert after.version != before.version


def test_two_numbers_wait_apart(held: Path) -> None:
    (held / "data" / "areas.csv").write_text("usps,value,source_id\nTN,320,made_up\nWY,5,made_up\n", encoding="utf-8")
    run(held)
    assert sorted((item.was, item.now) for item in waiting(held)) == [("2", "5"), ("314", "320")]


def test_a_vanished_page_waits_as_a_whole(held: Path) -> None:
    (held / "notebooks" / "pay.ipynb").unlink()
    write_pay(held, name="wages", more="")
    run(held)
    assert {item.title for item in waiting(held) if item.printed[0].change.kind == "page"} >= {
        "The whole page en/pay/tn"
    }


def test_a_number_in_a_headline_matters_most(newsroom: Path) -> None:
    title = "matrix: {lang: [en, es], state: [TN, WY]}\naddress: '{lang}/pay/{state}'"
    write_pay(newsroom, more=title)
    node = json.loads((newsroom / "notebooks" / "pay.ipynb").read_text(encoding="utf-8"))
    node["cells"][0]["source"] = "".join(node["cells"][0]["source"]).replace("Who pays", "'{{ paid | count }} paid'")
    (newsroom / "notebooks" / "pay.ipynb").write_text(json.dumps(node), encoding="utf-8")
    assert run(newsroom, publish=True).exit_status == 0
    revise(newsroom, 320)
    run(newsroom)
    (item,) = waiting(newsroom)
    assert (item.importance, item.reasons) == ("high", ("it is in the headline of 2 pages",))


def test_a_sentence_is_shown_once_with_what_changes_in_it(held: Path) -> None:
    (item,) = waiting(held)
    assert item.sentences[0].words == (("same", "It was "), ("was", "314"), ("now", "320"), ("same", "."))
    assert changed_words("Costs rose to $5 million in May.", "Costs fell to $4 million in May.", "$5", "$4") == (
        ("same", "Costs "),
        ("was", "rose "),
        ("now", "fell "),
        ("same", "to "),
        ("was", "$5 "),
        ("now", "$4 "),
        ("same", "million in May."),
    )


def quoting(root: Path, value: str, quote: str) -> None:
    """Have the row of Tennessee quote its publisher."""
    path = root / "data" / "datapackage.json"
    package = json.loads(path.read_text(encoding="utf-8"))
    (areas,) = [each for each in package["resources"] if each["name"] == "areas"]
    if len(areas["schema"]["fields"]) == 3:
        areas["schema"]["fields"].append({"name": "published_as", "type": "string", "title": "As printed"})
        areas["title"] = "Areas and what they paid"
    path.write_text(json.dumps(package), encoding="utf-8")
    rows = f"usps,value,source_id,published_as\nTN,{value},made_up,{quote}\nWY,2,made_up,\n"
    (root / "data" / "areas.csv").write_text(rows, encoding="utf-8")


@pytest.mark.parametrize(
    ("value", "quote", "doubts"),
    [
        ("341", "314", ("its row says that the publisher printed “314”, and the number would be 341",)),
        ("341", "341", ()),
        ("341.2", "about 341", ()),
    ],
)
def test_a_number_that_its_row_quotes_otherwise_is_doubted(
    newsroom: Path, value: str, quote: str, doubts: tuple[str, ...]
) -> None:
    quoting(newsroom, value, quote)
    run(newsroom)
    (item,) = waiting(newsroom)
    assert item.title == "Areas and what they paid, TN"
    assert (item.doubts, item.importance) == (doubts, "high" if doubts else "low")
    (listed,) = waiting_list(read_project(newsroom), NOW)
    assert tuple(each for each in listed["reasons"] if each in doubts) == doubts
    origin = inbox.origin_of(read_project(newsroom), item.rows[0])
    assert (origin.quote, origin.label(origin.quoted), origin.table) == (
        quote,
        "As printed",
        "Areas and what they paid",
    )


def test_doubts_of_one_kind_are_one_sentence_and_what_is_computed_from_a_number_adds_none() -> None:
    def printed(address: str, rows: tuple[str, ...], *doubts: Doubt) -> Printed:
        change = Change("x", "moved", "7", "150", None, "", "residents", rows=rows, doubts=doubts)
        return Printed(address, address[:2], change, "")

    share = printed("en/a", ("residents:TN", "people:TN"), Doubt("far", "130% would be 48 times 2.7%"))
    below, again = (Doubt("part", f"a total would be below its part: {text}", "TN") for text in ("150", "150 people"))
    orders = [Doubt("order", f"it was less than {name}, and would be more", name) for name in ("Ohio", "Utah", "Iowa")]
    own = printed("en/b", ("residents:TN",), Doubt("far", "150 would be 21 times 7"), below, *orders)
    spanish = printed("es/b", ("residents:TN",), Doubt("far", "150 sería"))
    assert doubts_about([share, own, printed("en/c", ("residents:TN",), again, orders[0]), spanish]) == (
        "150 would be 21 times 7",
        "a total would be below its part: 150",
        "it was less than Ohio, and would be more (and 2 more like this)",
    )


def test_a_row_that_only_charts_draw_waits_once_for_all_languages_and_another_column_of_it_apart() -> None:
    def drawn(address: str, key: str, row: str, percent: float) -> Printed:
        change = Change("x", "moved", "1", "2", percent, "", key, rows=(row,), line=f"{address}#figure:map")
        return Printed(address, address[:2], change, "")

    utah = drawn("en/a", "map: Utah | Paid", "taxes:UT", 1.02)
    groups = {
        "drawn:map: Utah | Paid": [utah],
        "drawn:map: Utah | Low": [drawn("en/a", "map: Utah | Low", "taxes:UT", 7.4)],
        "drawn:map: Utah | Pagado": [drawn("es/a", "map: Utah | Pagado", "taxes:UT", 1.01)],
        "drawn:map: Iowa | Pagado": [drawn("es/a", "map: Iowa | Pagado", "taxes:IA", 1.0)],
    }
    join_charts(groups)
    assert {name.removeprefix("drawn:map: "): [each.address for each in found] for name, found in groups.items()} == {
        "Utah | Paid": ["en/a", "es/a"],
        "Utah | Low": ["en/a"],
        "Iowa | Pagado": ["es/a"],
    }


def test_how_far_a_number_changes_is_not_how_far_what_is_computed_from_it_does() -> None:
    def printed(percent: float, *rows: str) -> Printed:
        return Printed("en/a", "en", Change("x", "moved", "7", "1", percent, "", "residents", rows=rows), "")

    assert importance_of([printed(4651.0, "people:TN", "residents:TN"), printed(-97.9, "residents:TN")])[1] == (
        "it changes by 98%",
    )
    assert importance_of([printed(12.0, "people:TN", "residents:TN")])[1] == ("it changes by 12%",)


# --- what is not built yet


def test_pages_that_changed_since_they_were_built_are_named_until_they_are_built(newsroom: Path) -> None:
    assert inbox.open_inbox(read_project(newsroom), NOW).unbuilt.pages == ()
    revise(newsroom, 320)
    found = inbox.open_inbox(read_project(newsroom), NOW)
    assert (found.items, found.unbuilt.changed) == ((), ("en/pay/tn", "es/pay/tn"))
    assert "What waits on 2 pages is known after nutgraf build" in said(newsroom, "inbox")
    run(newsroom)
    found = inbox.open_inbox(read_project(newsroom), NOW)
    assert ([item.now for item in found.items], found.unbuilt.pages) == (["320"], ())


@pytest.mark.parametrize("notice", ["", "correction"])
def test_pages_that_were_accepted_are_named_until_they_are_built(held: Path, notice: str) -> None:
    (item,) = waiting(held)
    inbox.accept(read_project(held), item.id, Signature("2026-12-01", "Ana Ruiz", "checked", notice), NOW)
    assert inbox.open_inbox(read_project(held), NOW).unbuilt.settled == ("en/pay/tn", "es/pay/tn")
    run(held)
    assert inbox.open_inbox(read_project(held), NOW).unbuilt.pages == ()


@pytest.mark.parametrize(
    ("row", "title"),
    [
        ("honey_tax:area=DU,metric=honey_tax_paid:value", "Honey Board, honey tax paid, Dunmark, 2022"),
        ("residents:area=DU,year=2023:resident_population", "Census Office, resident population, Dunmark, 2023"),
        (
            "estimates:metric=projected_revenue_loss,period=2026-2035,publisher=Valley Budget Lab:value",
            "Valley Budget Lab, projected revenue loss, period 2026-2035",  # what a single word is of is said
        ),
    ],
)
def test_a_number_is_called_by_who_counted_what_where_and_when(row: str, title: str) -> None:
    package = Path(__file__).parent / "newsroom" / "data" / "datapackage.json"
    assert title_of_row(package, row) == title


def test_a_value_that_is_only_drawn_is_called_by_the_title_of_its_figure_and_by_its_row() -> None:
    package = Path(__file__).parent / "newsroom" / "data" / "datapackage.json"
    drawn = Change(
        id="en/x#figure:paid_by_region#Dunmark | Paid", kind="moved", was="Dunmark: $3", now="$4", percent=None,
        why="it is drawn from data/honey_tax.csv, area=DU, metric=honey_tax_paid", key="paid_by_region: Dunmark | Paid",
        sentence="figure 2, Dunmark pays most: Dunmark | Paid, $4", place="figure 2",
        rows=("honey_tax:area=DU,metric=honey_tax_paid",), line="en/x#figure:paid_by_region",
    )  # fmt: skip
    assert title_of_change(drawn) == "Figure “Dunmark pays most”, Dunmark, Paid"
    assert why_in_words(package, drawn) == "it is drawn from Honey Board, honey tax paid, Dunmark, 2022"
    gone = replace(drawn, kind="vanished", now="", sentence="")
    assert title_of_change(gone) == "Figure “paid by region”, Dunmark, Paid"
    table = replace(
        drawn, key="table-1: Dunmark | Paid", sentence="table 1, table-1: Dunmark | Paid, $4", place="table 1"
    )
    assert title_of_change(table) == "A table of the page, Dunmark, Paid"


def test_a_number_that_is_computed_is_called_by_its_rows_in_words() -> None:
    key = "permits:area_name=Ashmere ÷ (total of permits:area_type=region)"
    computed = Change("en/x#a", "moved", "48.3%", "48.2%", -0.04, "", key, "Ashmere has 48.2%.", "title")
    said = "Computed: permits, area name Ashmere ÷ (total of permits, area type region)"
    assert title_of_change(computed) == said


# --- the row


def git(root: Path, *arguments: str) -> None:
    who = ["-c", "user.name=Leo Paz", "-c", "user.email=leo@example.org"]
    subprocess.run(["git", *who, *arguments], cwd=root, check=True, capture_output=True)


def test_the_row_is_shown_old_and_new_with_who_changed_it_and_its_source(newsroom: Path) -> None:
    git(newsroom, "init", "-q")
    git(newsroom, "add", "data")
    git(newsroom, "commit", "-qm", "First numbers")
    revise(newsroom, 320)
    git(newsroom, "commit", "-qam", "Revise Tennessee")
    run(newsroom)
    (item,) = waiting(newsroom)
    (row,) = item.rows
    origin = inbox.origin_of(read_project(newsroom), row)
    assert (origin.file, origin.line, origin.cells) == ("data/areas.csv", 2, (("value", "314", "320"),))
    assert (origin.changed_by, origin.change, origin.source["title"]) == ("Leo Paz", "Revise Tennessee", "A test")


def test_a_row_that_was_corrected_twice_is_compared_with_what_was_published(newsroom: Path) -> None:
    for value in (314, 999, 320):
        revise(newsroom, value)
        git(newsroom, "init", "-q")
        git(newsroom, "add", "data")
        git(newsroom, "commit", "-q", "--allow-empty", "-m", f"{value}")
    run(newsroom)
    (row,) = waiting(newsroom)[0].rows
    assert inbox.origin_of(read_project(newsroom), row).cells == (("value", "314", "320"),)


def test_a_row_is_shown_where_there_is_no_git(held: Path) -> None:
    (row,) = waiting(held)[0].rows
    origin = inbox.origin_of(read_project(held), row)
    assert (origin.cells, origin.changed_by) == ((("value", "314", "320"),), "")


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("area", "CA", "Castra"),
        ("metric", "honey_tax_paid", "honey tax paid"),
        ("unit", "usd", "dollars"),
        ("source_id", "farm_site_2026", "Farm Ledger, Regional honey figures"),
        ("area", "XX", ""),
        ("area", "<b>", ""),
        ("source_id", "no_such_source", ""),
        ("area_name", "Castra", ""),
        ("value", "314200000", ""),
    ],
)
def test_the_codes_of_a_row_are_shown_in_words(column: str, value: str, words: str) -> None:
    package = open_package(Path(__file__).parent / "newsroom" / "data" / "datapackage.json")
    assert inbox.words_of_cell(package, package.table("honey_tax"), column, value) == words


# --- accept


def test_what_is_accepted_is_published_by_the_next_build(held: Path) -> None:
    (item,) = waiting(held)
    done = inbox.accept(read_project(held), item.id, SIGNED, NOW, seen=item.version)
    assert done.complete
    assert waiting(held) == ()
    assert run(held).exit_status == 0
    assert ">320<" in text(held / "build" / "site", "es/pay/tn")
    assert log(held) == ["Ana Ruiz accepted areas, TN (314 → 320, on 2 pages): “the state revised it”"]


def test_accepting_one_number_leaves_another_waiting(held: Path) -> None:
    (held / "data" / "areas.csv").write_text("usps,value,source_id\nTN,320,made_up\nWY,5,made_up\n", encoding="utf-8")
    run(held)
    item = next(item for item in waiting(held) if item.now == "5")
    inbox.accept(read_project(held), item.id, SIGNED, NOW)
    assert [item.now for item in waiting(held)] == ["320"]
    assert came_out(run(held))["en/pay/tn"] == "held"


def test_after_a_number_is_accepted_what_else_its_pages_wait_for_is_named(newsroom: Path) -> None:
    say_in_spanish_alone(newsroom, " And {{ more | count }}.")
    run(newsroom, publish=True)
    (newsroom / "data" / "areas.csv").write_text(
        "usps,value,source_id\nTN,330,made_up\nWY,5,made_up\n", encoding="utf-8"
    )
    run(newsroom)
    first = next(item for item in waiting(newsroom) if item.now == "330")
    done = inbox.accept(read_project(newsroom), first.id, SIGNED, NOW)
    activity = find_activity(read_project(newsroom), done.event.id)
    assert {item.title for item in still_waiting(waiting(newsroom), activity)} == {"areas, WY"}
    assert still_waiting(waiting(newsroom), None) == []


def test_a_number_that_changed_since_it_was_seen_is_not_accepted(held: Path) -> None:
    (item,) = waiting(held)
    revise(held, 330)
    run(held)
    assert "it has changed since you saw it: now 314 → 330, on 2 pages" in refused(held, item)
    assert [each.now for each in waiting(held)] == ["330"]


def test_the_second_of_two_editors_learns_who_was_first(held: Path) -> None:
    (item,) = waiting(held)
    inbox.accept(read_project(held), item.id, SIGNED, NOW, seen=item.version)
    said = refused(held, item, Signature("2026-12-01", "Leo Paz", "so do I"))
    assert "it no longer waits; Ana Ruiz accepted it on 2026-11-24 at 12:00 UTC" in said


def test_of_two_editors_who_accept_at_once_one_is_refused_and_nothing_is_lost(held: Path) -> None:
    (item,) = waiting(held)

    def accept(name: str) -> str:
        try:
            inbox.accept(read_project(held), item.id, Signature("2026-12-01", name, "checked"), NOW, seen=item.version)
        except UsageError as error:
            return str(error)
        return "accepted"

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(accept, ["Ana Ruiz", "Leo Paz"]))
    assert answers[1] == "accepted"
    assert "it no longer waits" in answers[0]
    assert len(log(held)) == 1


def test_what_somebody_sent_back_meanwhile_is_not_accepted_unseen(held: Path) -> None:
    (item,) = waiting(held)
    inbox.send_back(read_project(held), item.id, "Leo Paz", "Of which year?", NOW)
    with pytest.raises(
        UsageError, match="since you saw it, Leo Paz sent it back on 2026-11-24 at 12:00 UTC: “Of which"
    ):
        inbox.accept(read_project(held), item.id, SIGNED, NOW, seen=item.seen)
    (item,) = waiting(held)
    assert inbox.accept(read_project(held), item.id, SIGNED, NOW, seen=item.seen).complete


def test_a_sign_off_without_a_reason_is_refused(held: Path) -> None:
    (item,) = waiting(held)
    assert "nothing is written there" in refused(held, item, Signature("2026-12-01", "Ana Ruiz", " "))


def test_a_correction_in_every_language_is_on_the_pages(held: Path) -> None:
    (item,) = waiting(held)
    words = {"en": "We had switched two digits.", "es": "Habíamos intercambiado dos cifras."}
    signature = Signature("2026-12-01", "Ana Ruiz", "switched", "correction", words)
    inbox.accept(read_project(held), item.id, signature, NOW)
    run(held)
    assert "Habíamos intercambiado dos cifras." in text(held / "build" / "site", "es/pay/tn")
    assert ", with a correction for readers" in log(held)[0]


# --- two signatures


def test_a_number_that_needs_two_people_waits_for_the_second(held: Path) -> None:
    with_setting(held, 'two_signatures = "always"')
    (item,) = waiting(held)
    first = inbox.accept(read_project(held), item.id, SIGNED, NOW, seen=item.version)
    assert not first.complete
    (item,) = waiting(held)
    assert (item.decision.state, item.needs_two) == ("signed once", True)
    assert "another person opens it" in refused(held, item, Signature("2026-12-01", "ana ruiz", "again"))
    second = Signature("2026-12-02", "Leo Paz", "checked with the state")
    assert inbox.accept(read_project(held), item.id, second, LATER).complete
    assert waiting(held) == ()


def test_a_signature_for_another_value_does_not_count(held: Path) -> None:
    with_setting(held, 'two_signatures = "always"')
    (item,) = waiting(held)
    inbox.accept(read_project(held), item.id, SIGNED, NOW)
    revise(held, 330)
    run(held)
    second = Signature("2026-12-02", "Leo Paz", "checked")
    assert not inbox.accept(read_project(held), item.id, second, LATER).complete


def test_a_number_outside_the_headline_needs_one_person_where_headlines_need_two(held: Path) -> None:
    with_setting(held, 'two_signatures = "headline"')
    assert [item.needs_two for item in waiting(held)] == [False]


# --- send back, hold


def test_what_is_sent_back_waits_again_once_it_is_answered(held: Path) -> None:
    (item,) = waiting(held)
    event = inbox.send_back(read_project(held), item.id, "Ana Ruiz", "Is this the revised table?", NOW)
    assert [(each.decision.state, each.decision.said) for each in waiting(held)] == [
        ("sent back", "Ana Ruiz: Is this the revised table?")
    ]
    inbox.answer(read_project(held), event.id, "Leo Paz", "Yes, of Tuesday.", LATER)
    (item,) = waiting(held)
    assert item.decision.state == "waiting"
    assert [each.text for each in item.decision.events] == ["Is this the revised table?", "Yes, of Tuesday."]


def test_what_is_sent_back_waits_again_once_its_number_changes(held: Path) -> None:
    (item,) = waiting(held)
    inbox.send_back(read_project(held), item.id, "Ana Ruiz", "Look again.", NOW)
    revise(held, 330)
    run(held)
    assert [each.decision.state for each in waiting(held)] == ["waiting"]


def test_what_is_on_hold_waits_again_on_its_day(held: Path) -> None:
    (item,) = waiting(held)
    inbox.hold(read_project(held), item.id, "Ana Ruiz", "the report is embargoed", "2026-11-26", NOW)
    assert [each.decision.state for each in waiting(held)] == ["on hold"]
    after = NOW + datetime.timedelta(days=2)
    assert [each.decision.state for each in waiting(held, after)] == ["waiting"]


def test_a_day_that_has_passed_is_refused(held: Path) -> None:
    (item,) = waiting(held)
    with pytest.raises(UsageError, match="not in the future"):
        inbox.hold(read_project(held), item.id, "Ana Ruiz", "later", "2026-11-24", NOW)
    with pytest.raises(UsageError, match="not a day"):
        inbox.hold(read_project(held), item.id, "Ana Ruiz", "later", "tomorrow", NOW)


# --- undo


def test_a_sign_off_is_taken_back_whole(held: Path) -> None:
    before = (held / "facts.lock").read_bytes()
    (item,) = waiting(held)
    done = inbox.accept(read_project(held), item.id, SIGNED, NOW)
    assert (held / "facts.lock").read_bytes() != before
    inbox.undo(read_project(held), done.event.id, "Leo Paz", LATER)
    assert (held / "facts.lock").read_bytes() == before
    assert [each.now for each in waiting(held)] == ["320"]
    assert log(held)[0] == "Leo Paz took back that Ana Ruiz accepted areas, TN (314 → 320, on 2 pages)."
    with pytest.raises(UsageError, match="taken back already"):
        inbox.undo(read_project(held), done.event.id, "Leo Paz", LATER)


def test_what_was_built_since_is_not_taken_back(held: Path) -> None:
    (item,) = waiting(held)
    done = inbox.accept(read_project(held), item.id, SIGNED, NOW)
    run(held)
    with pytest.raises(UsageError, match="en/pay/tn was built with it since"):
        inbox.undo(read_project(held), done.event.id, "Ana Ruiz", LATER)
    assert read_lock(held / "facts.lock").of("en/pay/tn")["en/pay/tn#areas:usps=TN"].text == "320"


def test_what_was_accepted_on_another_computer_is_taken_back_there(held: Path) -> None:
    (item,) = waiting(held)
    done = inbox.accept(read_project(held), item.id, SIGNED, NOW)
    shutil.rmtree(held / "build" / "undo")
    with pytest.raises(UsageError, match="take it back on the computer where it was accepted"):
        inbox.undo(read_project(held), done.event.id, "Ana Ruiz", LATER)
    assert len(log(held)) == 1


def test_without_an_id_the_last_thing_that_one_did_oneself_is_taken_back(held: Path) -> None:
    (item,) = waiting(held)
    inbox.send_back(read_project(held), item.id, "Ana Ruiz", "Look again.", NOW)
    inbox.comment(read_project(held), "en/pay/tn", "Leo Paz", "Fine.", LATER)
    inbox.undo(read_project(held), "", "ana ruiz", LATER)
    assert [each.decision.state for each in waiting(held)] == ["waiting"]
    with pytest.raises(UsageError, match="there is nothing to take back"):
        inbox.undo(read_project(held), "", "Ana Ruiz", LATER)


# --- comments and ticks


def test_a_comment_on_a_sentence_is_answered_and_seen_by_both(newsroom: Path) -> None:
    project = read_project(newsroom)
    made = inbox.comment(project, "en/pay/tn", "Ana Ruiz", "Of what year?", NOW, claim="1")
    assert [each.is_open for each in inbox.page_comments(project, "en/pay/tn")] == [True]
    inbox.answer(project, made.id, "Leo Paz", "2026.", LATER)
    _, (line,) = inbox.fact_sheet(project, "en/pay/tn")
    (thread,) = line.comments
    assert (thread.event.about["sentence"], thread.answers[0].text, thread.is_open) == ("It was 314.", "2026.", False)
    assert log(newsroom) == [
        "Leo Paz answered Ana Ruiz about “It was 314.” on en/pay/tn: “2026.”",
        "Ana Ruiz commented on “It was 314.” on en/pay/tn: “Of what year?”",
    ]


def test_a_tick_stays_until_the_claim_changes(newsroom: Path) -> None:
    project = read_project(newsroom)
    inbox.tick(project, "en/pay/tn", "1", "Ana Ruiz", "the state's table 3", NOW)
    _, (line,) = inbox.fact_sheet(project, "en/pay/tn")
    assert line.is_checked
    revise(newsroom, 320)
    run(newsroom, publish=False)
    (item,) = waiting(newsroom)
    inbox.accept(project, item.id, SIGNED, NOW)
    run(newsroom)
    _, (line,) = inbox.fact_sheet(project, "en/pay/tn")
    assert (line.is_checked, line.stale) == (False, "it was 314 when it was checked")


def test_the_record_is_one_small_file_a_page_and_not_in_the_site(newsroom: Path) -> None:
    project = read_project(newsroom)
    inbox.comment(project, "en/pay/tn", "Ana Ruiz", "A secret remark", NOW)
    files = sorted(path.relative_to(newsroom).as_posix() for path in (newsroom / "desk").rglob("*") if path.is_file())
    assert files == ["desk/.gitattributes", "desk/pages/en/pay/tn.jsonl"]
    run(newsroom)
    site = newsroom / "build" / "site"
    assert not any(b"A secret remark" in path.read_bytes() for path in site.rglob("*") if path.is_file())


def test_two_branches_that_add_to_one_page_merge_without_a_conflict(newsroom: Path) -> None:
    def git(*arguments: str) -> None:
        who = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
        subprocess.run(["git", *who, *arguments], cwd=newsroom, check=True, capture_output=True)

    project = read_project(newsroom)
    inbox.comment(project, "en/pay/tn", "Ana Ruiz", "First.", NOW)
    for arguments in (
        ("init", "-q", "-b", "main"),
        ("add", "desk"),
        ("commit", "-qm", "1"),
        ("checkout", "-qb", "leo"),
    ):
        git(*arguments)
    inbox.comment(project, "en/pay/tn", "Leo Paz", "Second.", NOW)
    git("commit", "-qam", "2")
    git("checkout", "-q", "main")
    inbox.comment(project, "en/pay/tn", "Ana Ruiz", "Third.", LATER)
    git("commit", "-qam", "3")
    git("merge", "-q", "leo", "-m", "4")
    assert [each.event.text for each in inbox.page_comments(project, "en/pay/tn")] == ["First.", "Second.", "Third."]


def crossed(root: Path) -> list[str]:
    waits = [item.id for item in waiting(root)]
    pairs = inbox.crossed_decisions(inbox.activity(read_project(root)), waits)
    return [each.event.by for pair in pairs for each in pair]


def merged(here: Project, there: Project) -> None:
    """What git makes of the records of two clones: the lines of both."""
    one, other = (project.root / "desk" / "decisions.jsonl" for project in (here, there))
    lines = [*one.read_text(encoding="utf-8").splitlines(), *other.read_text(encoding="utf-8").splitlines()]
    one.write_text("\n".join(dict.fromkeys(lines)) + "\n", encoding="utf-8")


def clones(root: Path) -> tuple[Project, Project]:
    return read_project(root), read_project(shutil.copytree(root, root.parent / "clone"))


@pytest.mark.parametrize("at", [NOW - datetime.timedelta(minutes=5), NOW, LATER])
@pytest.mark.parametrize("objection", ["send back", "hold"])
def test_an_objection_in_another_clone_before_or_after_a_number_was_accepted_here_is_named(
    held: Path, at: datetime.datetime, objection: str
) -> None:
    (item,) = waiting(held)
    here, there = clones(held)
    done = inbox.accept(here, item.id, SIGNED, NOW, seen=item.version).event
    assert crossed(held) == []
    if objection == "hold":
        sent = inbox.hold(there, item.id, "Leo Paz", "Embargoed.", "2999-01-01", at)
    else:
        sent = inbox.send_back(there, item.id, "Leo Paz", "Which table?", at)
    merged(here, there)
    assert crossed(held) == ["Ana Ruiz", "Leo Paz"]
    assert len(log(held)) == 2
    inbox.undo(here, sent.id, "Leo Paz", LATER)
    assert crossed(held) == []
    inbox.undo(here, done.id, "Ana Ruiz", LATER)


def test_a_number_that_is_accepted_after_it_was_sent_back_is_no_contradiction(held: Path) -> None:
    project = read_project(held)
    (item,) = waiting(held)
    inbox.send_back(project, item.id, "Leo Paz", "Which table?", NOW)
    assert crossed(held) == []
    inbox.accept(project, item.id, SIGNED, LATER, seen=waiting(held)[0].version)
    assert crossed(held) == []


def test_objections_of_two_clones_that_were_seen_before_a_number_was_accepted_are_no_contradiction(held: Path) -> None:
    (item,) = waiting(held)
    here, there = clones(held)
    inbox.send_back(here, item.id, "Ana Ruiz", "Which table?", NOW)
    inbox.hold(there, item.id, "Leo Paz", "Embargoed.", "2999-01-01", LATER)
    merged(here, there)
    (item,) = waiting(held)
    assert {event.by for event in item.decision.events} == {"Ana Ruiz", "Leo Paz"}
    inbox.accept(here, item.id, SIGNED, LATER, seen=item.seen)
    assert crossed(held) == []


def test_a_later_change_that_was_sent_back_and_put_right_does_not_contradict_an_earlier_sign_off(held: Path) -> None:
    project = read_project(held)
    (item,) = waiting(held)
    inbox.accept(project, item.id, SIGNED, NOW)
    run(held)
    revise(held, 330)
    run(held)
    (item,) = waiting(held)
    inbox.send_back(project, item.id, "Leo Paz", "Switched?", LATER)
    revise(held, 320)
    run(held)
    assert waiting(held) == ()
    assert crossed(held) == []


def test_a_page_outside_the_site_has_no_comments(newsroom: Path) -> None:
    for page in ("../../etc/passwd", "en/pay/zz", "/etc/passwd"):
        with pytest.raises(UsageError, match="no published page has this address"):
            inbox.comment(read_project(newsroom), page, "Ana Ruiz", "x", NOW)


def test_a_damaged_line_of_the_record_is_named(newsroom: Path) -> None:
    inbox.comment(read_project(newsroom), "en/pay/tn", "Ana Ruiz", "x", NOW)
    path = newsroom / "desk" / "pages" / "en" / "pay" / "tn.jsonl"
    path.write_text(f"{path.read_text(encoding='utf-8')}nonsense\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"desk/pages/en/pay/tn.jsonl, line 2"):
        inbox.page_comments(read_project(newsroom), "en/pay/tn")


@pytest.mark.parametrize("linked", ["desk", "desk/.gitattributes", "desk/decisions.jsonl", "desk/pages"])
def test_the_record_is_not_written_through_a_link_that_leads_out_of_the_project(held: Path, linked: str) -> None:
    outside, link = held.parent / "outside", held / linked
    outside.mkdir()
    link.parent.mkdir(exist_ok=True)
    link.symlink_to(outside if "." not in linked else outside / "file")
    (item,) = waiting(held)
    page, subject = ("en/pay/tn", "1") if linked == "desk/pages" else ("", item.id)
    event = new_event(NOW, "Eve", "comment" if page else "send-back", page=page, subject=subject, text="x")
    with pytest.raises((DataError, UsageError), match=r"a link that leads out of desk/|no page has this address"):
        add_event(read_project(held), event)
    assert list(outside.iterdir()) == []


def test_a_name_that_no_cookie_can_hold_is_refused(held: Path) -> None:
    (item,) = waiting(held)
    assert "it has 3000 characters" in refused(held, item, Signature("2026-12-01", "a" * 3000, "checked"))


# --- the command line


def said(root: Path, *arguments: str, status: int = 0) -> str:
    done = nutgraf("facts", *arguments, cwd=root)
    assert done.returncode == status, done.stderr
    return done.stdout + done.stderr


def test_the_command_line_does_what_the_desk_does(held: Path) -> None:
    listed = said(held, "inbox")
    (item,) = waiting(held)
    assert f"{item.id}  routine\n  areas, TN: 314 → 320, 2 sentences, 2 pages" in listed
    shown = said(held, "inbox", item.id)
    assert "    − It was 314.\n    + It was 320." in shown
    assert "data/areas.csv, line 2\n    value: 314 → 320" in shown
    said(held, "send-back", item.id, "--name", "Ana Ruiz", "--comment", "Which table?")
    assert "sent back" in said(held, "inbox")
    event = json.loads(said(held, "log", "--json"))["id"]
    said(held, "answer", event, "--name", "Leo Paz", "--text", "The revised one.")
    said(held, "hold", item.id, "--until", "2999-01-01", "--name", "Ana Ruiz", "--reason", "embargoed")
    assert "on hold until 2999-01-01" in said(held, "inbox")
    said(held, "undo", "--name", "Ana Ruiz")
    assert "Signed off by Ana Ruiz" in said(
        held, "accept", item.id, "--name", "Ana Ruiz", "--reason", "right", "--seen", item.version
    )
    assert "Nothing waits." in said(held, "inbox")
    said(held, "comment", "en/pay/tn", "--name", "Leo Paz", "--text", "Thanks.", "--claim", "1")
    said(held, "tick", "en/pay/tn", "1", "--name", "Leo Paz", "--against", "the report")
    lines = said(held, "log").splitlines()
    assert len(lines) == 7
    assert lines[0].endswith("Leo Paz checked 314 on en/pay/tn against: “the report”")


def test_a_number_that_needs_two_people_is_not_signed_off_with_its_page(held: Path) -> None:
    with_setting(held, 'two_signatures = "always"')
    (item,) = waiting(held)
    sign = ("--name", "Ana Ruiz", "--reason", "right")
    refusal = said(held, "accept", "--page", "en/pay/*", *sign, status=2)
    assert "two people have to sign off areas, TN: 314 → 320" in refusal
    assert "It needs a second person" in said(held, "accept", item.id, *sign)
    assert "Signed off by Leo Paz" in said(held, "accept", item.id, "--name", "Leo Paz", "--reason", "right")


def test_a_number_and_a_page_are_not_named_at_once(held: Path) -> None:
    sign = ("--name", "Ana Ruiz", "--reason", "right")
    assert "a number and pages were named at once" in said(held, "accept", "abc", "--page", "en/*", *sign, status=2)
