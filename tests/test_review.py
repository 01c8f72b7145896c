"""One decision for each planned page, whichever pages a build was asked for and wherever a copy of the page is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from nutgraf.ledger import read_lock
from nutgraf.pipeline.changed_pages import make_changed
from nutgraf.pipeline.decision import Copy
from nutgraf.pipeline.publication import published_lock
from nutgraf.pipeline.review import Review, open_review
from nutgraf.plan import plan_pages
from nutgraf.project import read_project
from support.published import NOW, PAGES, bar, came_out, live, newsroom, of, revise, run, say_in_spanish_alone, text
from support.published import _published as _published

__all__ = ["live", "newsroom"]


def review_of(root: Path, *, strict: bool = False) -> Review:
    """The review of the pages as the last build left them."""
    project = read_project(root)
    plan, lock = plan_pages(project, now=NOW), read_lock(project.lock_file)
    return open_review(project, plan, lock, strict=strict)


def stopped(review: Review) -> dict[str, bool]:
    """Which planned pages must not be published, and whether it is because of a fact that changed."""
    decided = review.decide_all({}).decided
    return {address: one.verdict.held for address, one in decided.items() if not one.may_publish}


@pytest.mark.parametrize("asked", ["en/pay/tn", "es/pay/tn"])
def test_a_page_asked_for_alone_is_held_to_its_edition_in_the_other_language(newsroom: Path, asked: str) -> None:
    say_in_spanish_alone(newsroom)
    run(newsroom)
    report = run(newsroom, asked)
    assert came_out(report) == {asked: "failed"}
    assert "10 is printed only in es" in of(report, asked).problems[0].what


def test_every_planned_page_is_decided_about_without_a_build(newsroom: Path) -> None:
    assert stopped(review_of(newsroom)) == {}
    revise(newsroom, 320)
    run(newsroom)
    assert stopped(review_of(newsroom)) == {"en/pay/tn": True, "es/pay/tn": True}


def test_a_withdrawn_source_stops_pages_that_no_build_was_asked_for(newsroom: Path) -> None:
    bar(newsroom)
    assert stopped(review_of(newsroom)) == dict.fromkeys(PAGES, False)


def test_of_two_pages_that_no_build_was_asked_for_the_later_is_stopped_where_they_differ(newsroom: Path) -> None:
    say_in_spanish_alone(newsroom)
    run(newsroom)
    assert stopped(review_of(newsroom)) == {"es/pay/tn": False, "es/pay/wy": False}


def test_what_is_live_may_stay_whatever_the_page_in_the_cache_says(newsroom: Path) -> None:
    revise(newsroom, 320)
    run(newsroom)
    review = review_of(newsroom)
    assert not review.decide("en/pay/tn").may_publish
    assert review.decide("en/pay/tn", Copy("live")).may_publish


def test_a_page_that_was_only_looked_at_does_not_go_live_with_the_build_of_another(newsroom: Path, live: Path) -> None:
    say_in_spanish_alone(newsroom, " And {{ more | count }}.")
    assert run(newsroom, "es/pay/tn").exit_status == 0
    assert "Y <" in text(newsroom / "build" / "site", "es/pay/tn")
    report = run(newsroom, "*/pay/wy", publish=True, live_site=live)
    assert (report.exit_status, came_out(report)) == (0, {"en/pay/wy": "ran", "es/pay/wy": "ran"})
    assert text(newsroom / "build" / "site", "es/pay/tn") == text(live, "es/pay/tn")


def test_without_a_live_site_such_a_page_stops_the_build_that_goes_live(newsroom: Path) -> None:
    say_in_spanish_alone(newsroom, " And {{ more | count }}.")
    run(newsroom, "es/pay/tn")
    report = run(newsroom, "*/pay/wy", publish=True)
    assert report.exit_status == 2
    assert [problem.what for problem in report.problems] == [
        "no good copy is here to show in place of what is published: es/pay/tn"
    ]


def test_a_build_does_not_hold_the_fact_sheets_of_the_pages_that_it_decided_about(
    newsroom: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[dict[str, bool]] = []

    def made_changed(*given: Any) -> Any:
        outcomes, decided = make_changed(*given)
        held.append({address: decision.sheet is not None for address, decision in decided.items()})
        return outcomes, decided

    monkeypatch.setattr("nutgraf.pipeline.full_build.make_changed", made_changed)
    revise(newsroom, 320)
    run(newsroom)
    assert held[0].keys() >= {"en/pay/tn", "es/pay/tn"}
    assert not [each for one in held for each, has_sheet in one.items() if has_sheet]


def test_a_page_whose_fact_sheet_is_lost_during_a_build_keeps_its_signed_numbers(newsroom: Path) -> None:
    review = review_of(newsroom)
    decided = {address: replace(decision, sheet=None) for address, decision in review.decide_all({}).decided.items()}
    sheet = review.page_cache.page_file("en/pay/tn", "facts.json")
    assert sheet is not None
    sheet.unlink()
    lock = published_lock(replace(review, decided=decided), PAGES, "2026-11-29")
    assert lock.of("en/pay/tn") == review.lock.of("en/pay/tn") != {}
