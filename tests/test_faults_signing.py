"""Sign-off fails closed: no rename, no lost or damaged facts.lock lets a moved figure go out that nobody signed."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from nutgraf.errors import DataError, UsageError
from nutgraf.ledger import lock_text, read_lock
from nutgraf.pipeline.accept import accept
from nutgraf.project import read_project
from support.desk import FRONT, code, explainer, prose, write
from support.published import (
    EDITOR,
    MATRIX,
    PAGES,
    came_out,
    live,
    newsroom,
    of,
    pages_of,
    revise,
    run,
    sign,
    text,
    write_pay,
)
from support.published import _published as _published

__all__ = ["live", "newsroom"]


def moves(root: Path, address: str, **options: object) -> list[tuple[str, str]]:
    report = run(root, **options)
    assert report.exit_status == 1
    return [(move.was, move.now) for move in of(report, address).moves]


# --- facts.lock damaged


def damaged(path: Path, change: Callable[[str], str]) -> list[str]:
    """What is said of a lock that was changed so."""
    before = path.read_text(encoding="utf-8")
    after = change(before)
    assert after != before
    path.write_text(after, encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read_lock(path)
    assert all(one.fix == "restore facts.lock from git; only nutgraf writes it" for one in caught.value.problems)
    return [f"{problem.where}: {problem.what}" for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ('"text": "314"', '"text": "315"'),
        ('"value": 314', '"value": 915'),
        ("2026-11-24", "2026-11-25"),
        ("usps=TN", "usps=TX"),
    ],
)
def test_one_byte_changed_in_the_lock_is_named_with_its_line(newsroom: Path, was: str, now: str) -> None:
    path = newsroom / "facts.lock"
    text = path.read_text(encoding="utf-8")
    number = next(n for n, line in enumerate(text.splitlines(), 1) if was in line)
    (found, *_) = damaged(path, lambda text: text.replace(was, now, 1))
    assert found.startswith(f"facts.lock, line {number}: this line was changed by hand or damaged: en/pay/tn")


def test_a_build_with_a_damaged_lock_touches_nothing(newsroom: Path) -> None:
    site = {path: path.read_bytes() for path in (newsroom / "build" / "site").rglob("*") if path.is_file()}
    path = newsroom / "facts.lock"
    path.write_text(path.read_text(encoding="utf-8").replace('"text": "314"', '"text": "310"', 1), encoding="utf-8")
    for options in ({}, {"publish": True}):
        with pytest.raises(DataError, match="this line was changed by hand or damaged"):
            run(newsroom, **options)
    assert {path: path.read_bytes() for path in (newsroom / "build" / "site").rglob("*") if path.is_file()} == site


def test_a_line_that_is_missing_from_the_lock_is_noticed(newsroom: Path) -> None:
    lines = len((newsroom / "facts.lock").read_text(encoding="utf-8").splitlines())
    for n in (1, lines // 2, lines - 1):
        shutil.copy(newsroom / "facts.lock", newsroom / "copy.lock")
        (found,) = damaged(newsroom / "copy.lock", partial(_but, n))
        assert found == f"facts.lock: it should have {lines - 1} lines after the first, and has {lines - 2}"


def _but(n: int, text: str) -> str:
    return "".join(line for number, line in enumerate(text.splitlines(True)) if number != n)


@pytest.mark.parametrize("at", [0.2, 0.5, 0.9])
def test_a_lock_that_was_cut_short_is_noticed(newsroom: Path, at: float) -> None:
    assert damaged(newsroom / "facts.lock", lambda text: text[: int(len(text) * at)])


def test_a_lock_without_its_first_line_is_noticed(newsroom: Path) -> None:
    (found,) = damaged(newsroom / "facts.lock", lambda text: text.partition("\n")[2])
    assert found == "facts.lock: its first line, which counts the others, is missing"


def test_a_lock_that_is_no_text_is_refused(newsroom: Path) -> None:
    (newsroom / "facts.lock").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(DataError, match="it cannot be read"):
        read_lock(newsroom / "facts.lock")


def test_two_branches_merge_their_locks_line_by_line(newsroom: Path) -> None:
    path = newsroom / "facts.lock"
    base = path.read_text(encoding="utf-8")
    revise(newsroom, 320)
    run(newsroom)
    sign(newsroom, "en/pay/tn")
    ours = path.read_text(encoding="utf-8")
    path.write_text(base, encoding="utf-8")
    sign(newsroom, "es/pay/tn")
    theirs = path.read_text(encoding="utf-8")
    common = [line for line in base.splitlines() if line in ours.splitlines() and line in theirs.splitlines()]
    merged = [*dict.fromkeys([*ours.splitlines(), *theirs.splitlines()])]
    assert len(merged) > len(common)
    path.write_text("\n".join(merged) + "\n", encoding="utf-8")
    lock = read_lock(path)
    assert [line.text for page in ("en/pay/tn", "es/pay/tn") for line in lock.of(page).values()] == ["320", "320"]
    assert run(newsroom, publish=True).exit_status == 0
    assert lock_text(read_lock(path)) == path.read_text(encoding="utf-8")


# --- facts.lock reverted: what is live stays


@pytest.mark.parametrize("given", [True, False])
def test_a_live_page_stays_whatever_an_older_lock_says(newsroom: Path, live: Path, given: bool) -> None:
    older = (newsroom / "facts.lock").read_bytes()
    revise(newsroom, 320)
    run(newsroom)
    sign(newsroom)
    assert run(newsroom, publish=True).exit_status == 0
    shutil.rmtree(live)
    shutil.copytree(newsroom / "build" / "site", live)
    (newsroom / "facts.lock").write_bytes(older)
    report = run(newsroom, publish=True, live_site=live if given else None)
    assert (report.exit_status, came_out(report)["en/pay/tn"]) == (1, "held")
    assert of(report, "en/pay/tn").last_good
    for name in ("index.html", "body.html", "card.png", "facts.csv", "page.json"):
        assert (newsroom / "build/site/en/pay/tn" / name).read_bytes() == (live / "en/pay/tn" / name).read_bytes()
    assert ">320</data>" in text(newsroom / "build" / "site", "en/pay/tn")


# --- a moved figure under another name


RENAMES: dict[str, Callable[[Path], object]] = {
    "the notebook": lambda root: (
        (root / "notebooks" / "pay.ipynb").unlink(),
        write_pay(root, name="wages"),
    ),
    "the parameter": lambda root: write_pay(root, more=MATRIX.replace("state", "area"), state="area"),
    "the address, with redirect_from": lambda root: write_pay(
        root, more=MATRIX.replace("/pay/", "/wages/") + "\nredirect_from: ['{lang}/pay/{state}']"
    ),
    "the address, without a word": lambda root: write_pay(root, more=MATRIX.replace("/pay/", "/wages/")),
    "the notebook and its address": lambda root: (
        (root / "notebooks" / "pay.ipynb").unlink(),
        write_pay(root, name="wages", more=MATRIX.replace("/pay/", "/wages/")),
    ),
}


@pytest.mark.parametrize("rename", RENAMES.values(), ids=RENAMES)
def test_a_moved_number_is_held_whatever_was_renamed_with_it(
    newsroom: Path, live: Path, rename: Callable[[Path], object]
) -> None:
    revise(newsroom, 320)
    rename(newsroom)
    report = run(newsroom, publish=True)
    (address,) = [
        each
        for each in came_out(report)
        if re.fullmatch("en/(pay|wages)/tn", each) and of(report, each).moves[0].was == "314"
    ]
    assert came_out(report)[address] == "held"
    assert [(move.was, move.now) for move in of(report, address).moves] == [("314", "320")]
    assert ">320</data>" not in "".join(text(newsroom / "build" / "site", each) for each in (address, "en/pay/tn"))
    assert text(newsroom / "build" / "site", "en/pay/tn") == text(live, "en/pay/tn")


def test_a_moved_figure_of_a_page_that_moved_is_signed_off_at_its_new_address(newsroom: Path) -> None:
    revise(newsroom, 320)
    RENAMES["the address, with redirect_from"](newsroom)
    run(newsroom)
    signed = sign(newsroom)
    assert [(address, move.was, move.now) for address, move in signed.moves] == [
        ("en/wages/tn", "314", "320"),
        ("es/wages/tn", "314", "320"),
    ]
    assert run(newsroom, publish=True).exit_status == 0
    assert ">320</data>" in text(newsroom / "build" / "site", "en/wages/tn")
    assert "This page has moved" in text(newsroom / "build" / "site", "en/pay/tn")


def test_a_page_that_moved_keeps_telling_of_its_corrections(newsroom: Path) -> None:
    revise(newsroom, 320)
    run(newsroom)
    accept(read_project(newsroom), replace(EDITOR, kind="correction"))
    run(newsroom, publish=True)
    RENAMES["the address, with redirect_from"](newsroom)
    assert run(newsroom, publish=True).exit_status == 0
    assert "this page earlier said “314”; the number is 320" in text(newsroom / "build" / "site", "en/wages/tn")


# --- facts.lock lost


@pytest.mark.parametrize(("content", "moved"), [(None, True), ("", False), ("\n", True)])
def test_published_pages_that_the_lock_does_not_know_are_held_until_somebody_signs(
    newsroom: Path, live: Path, content: str | None, moved: bool
) -> None:
    (newsroom / "facts.lock").unlink()
    if content is not None:
        (newsroom / "facts.lock").write_text(content, encoding="utf-8")
    if moved:
        revise(newsroom, 320)
    report = run(newsroom, publish=True)
    assert (report.exit_status, came_out(report)) == (1, dict.fromkeys(PAGES, "held"))
    assert text(newsroom / "build" / "site", "en/pay/tn") == text(live, "en/pay/tn")
    assert (
        of(report, "en/pay/tn")
        .why.partition(": ")[2]
        .endswith("it is published but not in facts.lock: restore facts.lock from git, or sign off the page")
    )
    said = [(move.was, move.now) for move in of(report, "en/pay/tn").moves]
    assert said == [("the page as published", "the page as built"), *([("314", "320")] if moved else [])]
    assert run(newsroom, publish=True).exit_status == 1


def test_a_fresh_machine_knows_by_the_live_site_that_the_lock_was_lost(newsroom: Path, live: Path) -> None:
    (newsroom / "facts.lock").unlink()
    shutil.rmtree(newsroom / "build")
    revise(newsroom, 320)
    report = run(newsroom, publish=True, live_site=live)
    assert (report.exit_status, came_out(report)) == (1, dict.fromkeys(PAGES, "held"))
    assert text(newsroom / "build" / "site", "en/pay/tn") == text(live, "en/pay/tn")
    assert [(move.was, move.now) for move in of(report, "en/pay/tn").moves][1:] == [("314", "320")]


def test_an_editor_signs_for_a_lock_that_was_lost(newsroom: Path, live: Path) -> None:
    (newsroom / "facts.lock").unlink()
    shutil.rmtree(newsroom / "build")
    run(newsroom, publish=True, live_site=live)
    assert {address for address, _ in sign(newsroom).moves} == set(PAGES)
    assert run(newsroom, publish=True, live_site=live).exit_status == 0
    assert read_lock(newsroom / "facts.lock").published == set(PAGES)


def test_a_new_project_that_was_built_to_look_at_is_published_without_a_signature(newsroom: Path) -> None:
    (newsroom / "facts.lock").unlink()
    shutil.rmtree(newsroom / "build")
    assert run(newsroom).exit_status == 0
    revise(newsroom, 320)
    assert run(newsroom, publish=True).exit_status == 0


@pytest.mark.parametrize("first", ["look", "publish"])
def test_where_lock_and_note_are_both_lost_the_site_itself_says_that_it_was_published(
    newsroom: Path, live: Path, first: str
) -> None:
    (newsroom / "facts.lock").unlink()
    (newsroom / "build" / "published.json").unlink()
    revise(newsroom, 320)
    if first == "look":
        assert came_out(run(newsroom)) == dict.fromkeys(PAGES, "held")
    report = run(newsroom, publish=True)
    assert (report.exit_status, came_out(report)) == (1, dict.fromkeys(PAGES, "held"))
    assert text(newsroom / "build" / "site", "en/pay/tn") == text(live, "en/pay/tn")
    assert {address for address, _ in sign(newsroom).moves} == set(PAGES)
    assert run(newsroom, publish=True).exit_status == 0
    assert ">320</data>" in text(newsroom / "build" / "site", "en/pay/tn")


def test_a_build_to_look_at_says_of_no_page_that_it_was_published(newsroom: Path) -> None:
    (newsroom / "facts.lock").unlink()
    shutil.rmtree(newsroom / "build")
    run(newsroom)
    assert marked(newsroom) == []
    assert run(newsroom, publish=True).exit_status == 0
    assert marked(newsroom) == PAGES
    write_pay(newsroom, words="Taxes paid")
    run(newsroom)
    assert marked(newsroom) == PAGES


def marked(root: Path) -> list[str]:
    """The pages of which the site here says that they were published."""
    pages = json.loads((root / "build" / "site" / "manifest.json").read_text(encoding="utf-8"))["pages"]
    return [page["address"] for page in pages if page.get("published")]


# --- what the lock is made of


def test_cells_numbered_otherwise_move_no_line_of_the_lock(newsroom: Path) -> None:
    before = (newsroom / "facts.lock").read_bytes()
    cells = [
        code('import nutgraf\npaid = nutgraf.fact("areas", usps=state)', id="0"),
        prose("## Paid\n\nIt was {{ paid | count }}.", "lang-en", id="1"),
        prose("## Pago\n\nFue {{ paid | count }}.", "lang-es", id="2"),
    ]
    parameters = 'lang: str = "en"  # language\nstate: str = "TN"  # USPS code'
    write(newsroom, "pay", explainer(*cells, front_matter=f"{FRONT}\n{MATRIX}", parameters_cell=parameters))
    assert run(newsroom, publish=True, force=True).exit_status == 0
    assert (newsroom / "facts.lock").read_bytes() == before


def test_a_held_page_keeps_every_file_of_its_last_form(newsroom: Path, live: Path) -> None:
    revise(newsroom, 320)
    assert moves(newsroom, "en/pay/tn", publish=True, live_site=live) == [("314", "320")]
    for folder in ("en/pay/tn", "es/pay/tn"):
        there = {path.name: path.read_bytes() for path in (live / folder).rglob("*") if path.is_file()}
        here = newsroom / "build" / "site" / folder
        assert {path.name: path.read_bytes() for path in here.rglob("*") if path.is_file()} == there
    assert pages_of(newsroom / "build" / "site") == PAGES


def test_pages_that_go_live_with_the_one_that_was_asked_for_are_written_down_too(newsroom: Path) -> None:
    (newsroom / "facts.lock").unlink()
    shutil.rmtree(newsroom / "build")
    run(newsroom)
    assert run(newsroom, "en/pay/tn", publish=True).exit_status == 0
    assert read_lock(newsroom / "facts.lock").published == set(PAGES)
    assert run(newsroom).exit_status == 0


def test_an_address_that_is_declared_as_moved_later_on_still_brings_its_corrections(newsroom: Path) -> None:
    revise(newsroom, 320)
    run(newsroom)
    accept(read_project(newsroom), replace(EDITOR, kind="correction"))
    run(newsroom, publish=True)
    RENAMES["the address, without a word"](newsroom)
    assert run(newsroom, publish=True).exit_status == 1
    RENAMES["the address, with redirect_from"](newsroom)
    assert run(newsroom, publish=True).exit_status == 0
    assert "this page earlier said “314”; the number is 320" in text(newsroom / "build" / "site", "en/wages/tn")


def test_a_correction_of_one_page_is_explained_in_its_own_language_alone(newsroom: Path) -> None:
    revise(newsroom, 320)
    run(newsroom)
    signature = replace(EDITOR, kind="correction", words={"en": "It counted twice."})
    with pytest.raises(UsageError, match="readers of the pages in es have no note"):
        accept(read_project(newsroom), signature)
    assert [address for address, _ in accept(read_project(newsroom), signature, pages=["en/pay/tn"]).moves] == [
        "en/pay/tn"
    ]
