"""Pages that were published and that nothing makes anymore: they stay until an editor signs that they are gone."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from nutgraf.cli import main
from nutgraf.errors import UsageError
from nutgraf.ledger import read_lock
from nutgraf.pipeline.prune import clean
from nutgraf.project import read_project
from support.published import MATRIX, PAGES, came_out, live, newsroom, of, pages_of, run, sign, text, write_pay
from support.published import _published as _published

__all__ = ["live", "newsroom"]

FEWER = MATRIX.replace("[TN, WY]", "[TN]")
FROM_TABLE = MATRIX.replace("[TN, WY]", "{table: areas, column: usps}")
GONE = ["en/pay/wy", "es/pay/wy"]
Edit = Callable[[Path], object]


def remove_wyoming(root: Path) -> None:
    """Cut the row out of the table that the matrix is taken from."""
    write_pay(root, more=FROM_TABLE)
    (root / "data" / "areas.csv").write_text("usps,value,source_id\nTN,314,made_up\n", encoding="utf-8")


EDITS: dict[str, Edit] = {
    "the matrix names one state less": lambda root: write_pay(root, more=FEWER),
    "the table that the matrix is taken from was cut": remove_wyoming,
    "an exclude was added": lambda root: write_pay(
        root, more=MATRIX.replace("[TN, WY]}", "[TN, WY], exclude: [{state: WY}]}")
    ),
    "a where leaves one state": lambda root: write_pay(
        root, more=MATRIX.replace("[TN, WY]", "{table: areas, column: usps, where: {usps: TN}}")
    ),
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_a_published_page_that_its_notebook_makes_no_more_stays_and_is_held(
    newsroom: Path, live: Path, edit: Edit
) -> None:
    edit(newsroom)
    assert came_out(run(newsroom))["en/pay/wy"] == "held"
    report = run(newsroom, publish=True)
    assert {address: came_out(report)[address] for address in GONE} == dict.fromkeys(GONE, "held")
    assert report.exit_status == 1
    assert pages_of(newsroom / "build" / "site") == PAGES
    assert text(newsroom / "build" / "site", "en/pay/wy") == text(live, "en/pay/wy")
    assert (
        of(report, "en/pay/wy").why
        == "it is published, but pay no longer has this edition: was a table or the matrix cut?" + SIGN
    )
    assert of(report, "en/pay/wy").last_good
    assert read_lock(newsroom / "facts.lock").published == set(PAGES)


SIGN = "; restore it, or sign off its removal: nutgraf facts accept --page ADDRESS"
EMPTY: dict[str, Edit] = {
    "a language list is empty": lambda root: write_pay(root, more=MATRIX.replace("[en, es]", "[]")),
    "a where matches no row": lambda root: write_pay(
        root, more=MATRIX.replace("[TN, WY]", "{table: areas, column: usps, where: {usps: XX}}")
    ),
    "the table is cut to its header": lambda root: (
        write_pay(root, more=FROM_TABLE),
        (root / "data" / "areas.csv").write_text("usps,value,source_id\n", encoding="utf-8"),
    ),
    "everything is excluded": lambda root: write_pay(
        root, more=MATRIX.replace("[TN, WY]}", "[TN, WY], exclude: [{lang: en}, {lang: es}]}")
    ),
}


@pytest.mark.parametrize("edit", EMPTY.values(), ids=EMPTY)
def test_a_matrix_that_makes_no_page_at_all_is_refused_and_its_pages_stay(newsroom: Path, edit: Edit) -> None:
    edit(newsroom)
    before = (newsroom / "facts.lock").read_bytes()
    report = run(newsroom, publish=True)
    assert report.exit_status == 1
    (problem,) = report.problems
    assert problem.where.startswith("notebooks/pay.ipynb, front matter, matrix")
    assert problem.what.endswith(("so there would be no page", "it gives no page"))
    assert pages_of(newsroom / "build" / "site") == PAGES
    assert (newsroom / "facts.lock").read_bytes() == before


@pytest.mark.parametrize("publish", [False, True])
def test_where_every_notebook_is_gone_nothing_is_built_and_the_site_stays(newsroom: Path, publish: bool) -> None:
    (newsroom / "notebooks" / "pay.ipynb").unlink()
    with pytest.raises(UsageError) as caught:
        run(newsroom, publish=publish)
    (problem,) = caught.value.problems
    assert problem.where == "notebooks/"
    assert problem.what == "there is no notebook here, but the site has 4 pages; it stays as it was"
    assert pages_of(newsroom / "build" / "site") == PAGES
    assert read_lock(newsroom / "facts.lock").published == set(PAGES)


def test_where_every_notebook_is_gone_a_site_that_was_never_published_stays_too(newsroom: Path) -> None:
    (newsroom / "facts.lock").unlink()
    (newsroom / "build" / "published.json").unlink()
    (newsroom / "notebooks" / "pay.ipynb").unlink()
    with pytest.raises(UsageError, match="there is no notebook here, but the site has 4 pages"):
        run(newsroom)
    assert pages_of(newsroom / "build" / "site") == PAGES


def test_one_notebook_of_two_that_is_gone_leaves_its_pages_on_a_fresh_machine_too(newsroom: Path, live: Path) -> None:
    write_pay(newsroom, name="more", more=MATRIX.replace("/pay/", "/more/"))
    (newsroom / "notebooks" / "pay.ipynb").unlink()
    shutil.rmtree(newsroom / "build")
    report = run(newsroom, publish=True, live_site=live)
    assert {address: came_out(report)[address] for address in PAGES} == dict.fromkeys(PAGES, "held")
    assert of(report, "en/pay/tn").why == "it is published, but no notebook makes it anymore" + SIGN
    assert set(PAGES) < set(pages_of(newsroom / "build" / "site"))
    assert text(newsroom / "build" / "site", "es/pay/tn") == text(live, "es/pay/tn")


def test_a_build_that_goes_live_leaves_the_site_alone_where_it_has_no_copy_of_a_published_page(newsroom: Path) -> None:
    write_pay(newsroom, more=FEWER)
    shutil.rmtree(newsroom / "build")
    report = run(newsroom, publish=True)
    assert report.exit_status == 2
    assert [problem.what for problem in report.problems] == [
        "no good copy is here to show in place of what is published: en/pay/wy, es/pay/wy"
    ]
    assert not (newsroom / "build" / "site").exists()


def test_what_was_kept_of_a_page_that_vanished_is_not_tidied_away(newsroom: Path) -> None:
    write_pay(newsroom, more=FEWER)
    run(newsroom)
    clean(read_project(newsroom))
    shutil.rmtree(newsroom / "build" / "site")
    assert came_out(run(newsroom))["en/pay/wy"] == "held"
    assert pages_of(newsroom / "build" / "site") == PAGES


def test_a_page_that_vanished_goes_once_an_editor_names_it_and_says_why(newsroom: Path, live: Path) -> None:
    write_pay(newsroom, more=FEWER)
    run(newsroom)
    signed = sign(newsroom, "*/pay/wy")
    assert [(address, move.was, move.now) for address, move in signed.moves] == [
        ("en/pay/wy", "the whole page", ""),
        ("es/pay/wy", "the whole page", ""),
    ]
    report = run(newsroom, publish=True, live_site=live)
    assert (report.exit_status, came_out(report)) == (0, {"en/pay/tn": "unchanged", "es/pay/tn": "unchanged"})
    assert pages_of(newsroom / "build" / "site") == ["en/pay/tn", "es/pay/tn"]
    gone = read_lock(newsroom / "facts.lock").addresses["en/pay/wy"]
    assert (gone.state, gone.name, gone.reason) == ("gone", "Ana Ruiz", "the state revised it")


def test_nobody_signs_off_that_a_page_is_gone_without_naming_it(newsroom: Path) -> None:
    write_pay(newsroom, more=FEWER)
    run(newsroom)
    done = sign(newsroom)
    assert (done.moves, done.unnamed) == ((), ("en/pay/wy", "es/pay/wy"))
    assert came_out(run(newsroom))["en/pay/wy"] == "held"


def test_a_page_that_was_signed_off_as_gone_can_be_published_again(newsroom: Path) -> None:
    write_pay(newsroom, more=FEWER)
    run(newsroom)
    sign(newsroom, "*/pay/wy")
    run(newsroom, publish=True)
    write_pay(newsroom)
    assert run(newsroom, publish=True).exit_status == 0
    assert read_lock(newsroom / "facts.lock").published == set(PAGES)


def test_pages_that_vanished_are_one_move_on_many_pages(newsroom: Path) -> None:
    from nutgraf.ledger import group_changes

    write_pay(newsroom, more=FEWER)
    report = run(newsroom)
    shifts = group_changes((outcome.address, move) for outcome in report.outcomes for move in outcome.moves)
    assert [(shift.was, shift.now, shift.pages) for shift in shifts] == [("the whole page", "", tuple(GONE))]


def test_a_build_of_one_page_keeps_the_pages_that_vanished_and_does_not_fail_for_them(newsroom: Path) -> None:
    write_pay(newsroom, more=FEWER)
    report = run(newsroom, "en/pay/tn")
    assert (report.exit_status, came_out(report)) == (0, {"en/pay/tn": "rendered"})
    assert pages_of(newsroom / "build" / "site") == PAGES


# --- drafts, addresses


@pytest.mark.parametrize("key", ["draft: true", "embargo: 2027-01-01T06:00-05:00"])
def test_a_published_page_that_becomes_a_draft_stays_as_it_was_published(newsroom: Path, live: Path, key: str) -> None:
    write_pay(newsroom, more=f"{MATRIX}\n{key}", words="Not for readers yet")
    run(newsroom, drafts=True)
    report = run(newsroom, publish=True, live_site=live)
    assert (report.exit_status, came_out(report)) == (1, dict.fromkeys(PAGES, "held"))
    assert of(report, "en/pay/tn").why.startswith("it is published, but its notebook keeps it out of the site (")
    assert text(newsroom / "build" / "site", "en/pay/tn") == text(live, "en/pay/tn")


def test_a_page_at_another_address_leaves_the_old_one_where_it_is_until_it_is_named(newsroom: Path, live: Path) -> None:
    write_pay(newsroom, more=MATRIX.replace("/pay/", "/wages/"))
    report = run(newsroom, publish=True)
    assert report.exit_status == 1
    assert {address: came_out(report)[address] for address in PAGES} == dict.fromkeys(PAGES, "held")
    assert text(newsroom / "build" / "site", "en/pay/tn") == text(live, "en/pay/tn")
    assert "en/wages/tn" in pages_of(newsroom / "build" / "site")


def test_an_address_still_leads_on_when_its_page_moves_a_second_time(newsroom: Path) -> None:
    for before, now in (("pay", "wages"), ("wages", "salary")):
        moved = MATRIX.replace("/pay/", f"/{now}/") + f"\nredirect_from: ['{{lang}}/{before}/{{state}}']"
        write_pay(newsroom, more=moved)
        assert run(newsroom, publish=True).exit_status == 0
    for address in ("en/pay/tn", "en/wages/tn"):
        page = text(newsroom / "build" / "site", address)
        assert ("This page has moved" in page, "../../../en/salary/tn/index.html" in page) == (True, True)


def test_a_published_page_that_moves_to_a_draft_stays_where_it_is(newsroom: Path, live: Path) -> None:
    write_pay(
        newsroom, more=MATRIX.replace("/pay/", "/wages/") + "\nredirect_from: ['{lang}/pay/{state}']\ndraft: true"
    )
    report = run(newsroom, publish=True)
    assert (report.exit_status, came_out(report)) == (1, dict.fromkeys(PAGES, "held"))
    assert of(report, "en/pay/tn").why == (
        "it is published, and the page that it moved to, en/wages/tn, is kept out of the site (draft)" + SIGN
    )
    assert text(newsroom / "build" / "site", "en/pay/tn") == text(live, "en/pay/tn")


def test_a_page_that_moved_leads_on_from_its_old_address_and_takes_its_lines_along(newsroom: Path) -> None:
    moved = MATRIX.replace("/pay/", "/wages/") + "\nredirect_from: ['{lang}/pay/{state}']"
    write_pay(newsroom, more=moved)
    report = run(newsroom, publish=True)
    assert (report.exit_status, set(came_out(report))) == (0, {page.replace("pay", "wages") for page in PAGES})
    assert "This page has moved" in text(newsroom / "build" / "site", "en/pay/tn")
    lock = read_lock(newsroom / "facts.lock")
    assert [line.text for line in lock.of("en/wages/tn").values()] == ["314"]
    assert (dict(lock.of("en/pay/tn")), lock.addresses["en/pay/tn"].reason) == ({}, "moved to en/wages/tn")


def test_the_command_says_which_pages_must_be_named_to_be_gone(newsroom: Path) -> None:
    write_pay(newsroom, more=FEWER)
    run(newsroom)
    accept = ["--project", str(newsroom), "facts", "accept", "--name", "Ana Ruiz", "--reason", "merged"]
    done = CliRunner().invoke(main, accept)
    assert done.output == (
        "Nothing to sign off: no published number moved in the last build.\n"
        "2 published pages would be gone and must be named to be signed off, with --page: en/pay/wy, es/pay/wy\n"
    )
    done = CliRunner().invoke(main, [*accept, "--page", "*/pay/wy"])
    assert done.output == (
        "  the whole page → gone, on 2 pages: en/pay/wy, es/pay/wy\n"
        "    it is published, but pay no longer has this edition: was a table or the matrix cut?"
        f"{SIGN}\n"
        "Signed off by Ana Ruiz in facts.lock. Publish with: nutgraf build\n"
    )


def test_the_command_that_takes_pages_down_names_them(newsroom: Path) -> None:
    withdraw = ["--project", str(newsroom), "facts", "withdraw", "--name", "Ana Ruiz", "--reason", "wrong"]
    assert CliRunner().invoke(main, withdraw).exit_code == 2
    done = CliRunner().invoke(main, [*withdraw, "*/pay/tn"])
    assert done.output == (
        "  en/pay/tn\n  es/pay/tn\n2 pages withdrawn by Ana Ruiz in facts.lock. Take them down with: nutgraf build\n"
    )
    half = CliRunner().invoke(main, [*withdraw, "*/pay/wy", "--note", "en=It was wrong."])
    assert (half.exit_code, "readers of the pages in es have no note" in half.output) == (2, True)


def test_one_page_is_taken_down_with_a_note_in_its_own_language_alone(newsroom: Path) -> None:
    withdraw = ["--project", str(newsroom), "facts", "withdraw", "--name", "Ana Ruiz", "--reason", "wrong"]
    done = CliRunner().invoke(main, [*withdraw, "en/pay/wy", "--note", "en=It was wrong."])
    assert (done.exit_code, done.output.splitlines()[0]) == (0, "  en/pay/wy")
    run(newsroom)
    assert "It was wrong." in text(newsroom / "build" / "site", "en/pay/wy")


def test_check_sees_that_pages_would_vanish_before_anything_runs(newsroom: Path) -> None:
    write_pay(newsroom, more=FEWER)
    done = CliRunner().invoke(main, ["--project", str(newsroom), "check", "--json"])
    assert done.exit_code == 1
    assert json.loads(done.output.splitlines()[0]) == {
        "where": "en/pay/wy, es/pay/wy",
        "what": "it is published, but pay no longer has this edition: was a table or the matrix cut?",
        "fix": "restore it, or sign off its removal: nutgraf facts accept --page ADDRESS",
    }


def test_a_page_whose_embargo_is_over_has_not_vanished(newsroom: Path) -> None:
    write_pay(newsroom, more=f"{MATRIX}\nembargo: 2026-01-01T06:00-05:00")
    assert run(newsroom, publish=True).exit_status == 0
    assert sign(newsroom).unnamed == ()
    assert CliRunner().invoke(main, ["--project", str(newsroom), "check"]).exit_code == 0


def test_a_page_that_vanished_waits_for_an_editor_with_the_others(newsroom: Path) -> None:
    write_pay(newsroom, more=FEWER)
    run(newsroom)
    held = newsroom / "build" / "held"
    assert "the whole page</mark> would be <mark>gone</mark>, on 2 pages" in (held / "index.html").read_text(
        encoding="utf-8"
    )
    moved = (held / "en/pay/wy/moved.html").read_text(encoding="utf-8")
    assert "nutgraf facts accept --page en/pay/wy" in moved
    assert '<a href="../../../../site/en/pay/wy/index.html">as published</a></p>' in moved
    sign(newsroom, "*/pay/wy")
    run(newsroom)
    assert not held.exists()
