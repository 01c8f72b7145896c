"""What is held to what: both languages whichever page was asked for, withdrawn sources, pages taken down at once."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from nutgraf.errors import UsageError
from nutgraf.ledger import read_lock
from nutgraf.pipeline.withdrawal import withdraw
from nutgraf.project import read_project
from support.desk import FRONT, explainer, prose, write
from support.published import (
    EDITOR,
    MATRIX,
    PAGES,
    bar,
    came_out,
    live,
    newsroom,
    of,
    pages_of,
    run,
    say_in_spanish_alone,
    sign,
    text,
    write_pay,
)
from support.published import _published as _published

__all__ = ["live", "newsroom"]

WORDS = {"en": "The state withdrew the figure.", "es": "El estado retiró la cifra."}


# --- both languages


@pytest.mark.parametrize("asked", [(), ("es/pay/tn",), ("es/*",), ("*/tn",)])
def test_a_figure_in_one_language_alone_stops_its_page_whichever_pages_were_asked_for(
    newsroom: Path, live: Path, asked: tuple[str, ...]
) -> None:
    say_in_spanish_alone(newsroom)
    report = run(newsroom, *asked, publish=True)
    assert (report.exit_status, came_out(report)["es/pay/tn"]) == (1, "failed")
    assert "10 is printed only in es: “Y 10.”" in of(report, "es/pay/tn").problems[0].what
    assert text(newsroom / "build" / "site", "es/pay/tn") == text(live, "es/pay/tn")


def test_a_page_that_was_stopped_does_not_go_out_with_the_build_of_another(newsroom: Path, live: Path) -> None:
    say_in_spanish_alone(newsroom)
    assert run(newsroom).exit_status == 1
    for options in ({}, {"publish": True}):
        run(newsroom, "en/pay/wy", **options)
        assert text(newsroom / "build" / "site", "es/pay/tn") == text(live, "es/pay/tn")


def test_both_cells_edited_and_one_page_looked_at_is_shown(newsroom: Path) -> None:
    say_in_spanish_alone(newsroom, " And {{ more | count }}.")
    report = run(newsroom, "es/pay/tn")
    assert (report.exit_status, came_out(report)) == (0, {"es/pay/tn": "ran"})


def test_both_cells_edited_and_one_page_published_is_stopped_with_the_way_out(newsroom: Path) -> None:
    say_in_spanish_alone(newsroom, " And {{ more | count }}.")
    report = run(newsroom, "es/pay/tn", publish=True)
    assert of(report, "es/pay/tn").problems[0].fix == "build both: nutgraf build es/pay/tn en/pay/tn"


# --- taken down at once


def test_a_page_that_rests_on_a_withdrawn_source_names_the_way_to_take_it_down(newsroom: Path, live: Path) -> None:
    bar(newsroom)
    report = run(newsroom)
    assert set(came_out(report).values()) == {"failed"}
    (problem,) = of(report, "en/pay/tn").problems
    assert problem.what == "the source 'made_up' was withdrawn: by the state; it is the source of 314"
    assert problem.fix == (
        "choose another source with source_id=, or leave the fact out; "
        "to take every such page down now: nutgraf facts withdraw --source made_up --name … --reason …"
    )
    assert text(newsroom / "build" / "site", "en/pay/tn") == text(live, "en/pay/tn")


def test_a_page_on_a_withdrawn_source_does_not_go_out_with_the_build_of_another(newsroom: Path, live: Path) -> None:
    bar(newsroom)
    shutil.rmtree(newsroom / "build" / "site")
    report = run(newsroom, "en/pay/wy", live_site=live)
    assert came_out(report) == {"en/pay/wy": "failed"}
    assert text(newsroom / "build" / "site", "en/pay/tn") == text(live, "en/pay/tn")


@pytest.mark.parametrize("publish", [False, True])
def test_the_pages_of_a_source_are_taken_down_by_the_next_build(newsroom: Path, live: Path, publish: bool) -> None:
    gone = withdraw(read_project(newsroom), EDITOR, source="made_up", words=WORDS)
    assert gone == tuple(PAGES)
    report = run(newsroom, publish=publish, live_site=live)
    assert (report.exit_status, report.outcomes, report.withheld) == (0, (), tuple(PAGES))
    site = newsroom / "build" / "site"
    assert pages_of(site) == []
    assert "This page was withdrawn" in text(site, "en/pay/tn")
    assert "The state withdrew the figure." in text(site, "en/pay/tn")
    assert "El estado retiró la cifra." in text(site, "es/pay/tn")
    assert [path.name for path in (site / "en/pay/tn").iterdir()] == ["index.html"]
    assert not [path for path in site.rglob("*") if path.is_file() and b"314" in path.read_bytes()]


def test_one_page_is_taken_down_and_its_neighbors_stay(newsroom: Path, live: Path) -> None:
    withdraw(read_project(newsroom), EDITOR, pages=["*/pay/tn"])
    assert run(newsroom, publish=True, live_site=live).exit_status == 0
    assert pages_of(newsroom / "build" / "site") == ["en/pay/wy", "es/pay/wy"]
    known = read_lock(newsroom / "facts.lock").addresses["en/pay/tn"]
    assert (known.state, known.name, known.reason) == ("withdrawn", "Ana Ruiz", "the state revised it")
    assert run(newsroom).exit_status == 0
    assert pages_of(newsroom / "build" / "site") == ["en/pay/wy", "es/pay/wy"]


def test_a_page_whose_notebook_is_gone_can_be_taken_down_with_words(newsroom: Path, live: Path) -> None:
    write(newsroom, "other", explainer(prose("## More", id="more"), front_matter=f"{FRONT}\naddress: en/other"))
    (newsroom / "notebooks" / "pay.ipynb").unlink()
    withdraw(read_project(newsroom), EDITOR, pages=["*/pay/*"], words=WORDS)
    assert run(newsroom, publish=True, live_site=live).exit_status == 0
    assert "El estado retiró la cifra." in text(newsroom / "build" / "site", "es/pay/wy")


def test_a_page_that_was_withdrawn_comes_back_when_an_editor_names_it(newsroom: Path) -> None:
    withdraw(read_project(newsroom), EDITOR, pages=["*/pay/tn"])
    run(newsroom)
    assert sign(newsroom).moves == ()
    assert [address for address, _ in sign(newsroom, "*/pay/tn").moves] == ["en/pay/tn", "es/pay/tn"]
    assert run(newsroom, publish=True).exit_status == 0
    assert pages_of(newsroom / "build" / "site") == PAGES


def test_a_page_that_was_withdrawn_does_not_come_back_at_another_address_until_an_editor_names_it(
    newsroom: Path,
) -> None:
    withdraw(read_project(newsroom), EDITOR, pages=["*/pay/tn"], words=WORDS)
    write_pay(newsroom, more=MATRIX.replace("/pay/", "/wages/") + "\nredirect_from: ['{lang}/pay/{state}']")
    report = run(newsroom, publish=True)
    site = newsroom / "build" / "site"
    assert (report.exit_status, report.withheld) == (0, ("en/wages/tn", "es/wages/tn"))
    assert pages_of(site) == ["en/wages/wy", "es/wages/wy"]
    assert "The state withdrew the figure." in text(site, "en/pay/tn")
    assert [address for address, _ in sign(newsroom, "*/wages/tn").moves] == ["en/pay/tn", "es/pay/tn"]
    assert run(newsroom, publish=True).exit_status == 0
    assert pages_of(site) == [page.replace("pay", "wages") for page in PAGES]
    assert "This page has moved" in text(site, "en/pay/tn")


def test_pages_that_are_kept_back_are_not_published_with_the_drafts(newsroom: Path) -> None:
    withdraw(read_project(newsroom), EDITOR, pages=["*/pay/tn"])
    with pytest.raises(UsageError, match="it would publish drafts, pages under embargo and pages that an editor"):
        run(newsroom, publish=True, drafts=True)
    with pytest.raises(UsageError) as caught:
        run(newsroom, "en/pay/tn")
    assert caught.value.problems[0].fix == (
        "an editor withdrew it; to bring it back: nutgraf facts accept --page en/pay/tn"
    )
    assert read_lock(newsroom / "facts.lock").addresses["en/pay/tn"].state == "withdrawn"


@pytest.mark.parametrize("asked", [{"pages": ["en/pey/tn"]}, {"source": "made_down"}])
def test_what_would_take_no_page_down_is_refused(newsroom: Path, asked: dict[str, object]) -> None:
    before = (newsroom / "facts.lock").read_bytes()
    with pytest.raises(UsageError) as caught:
        withdraw(read_project(newsroom), EDITOR, **asked)
    assert caught.value.problems[0].what in ("no page has this address", "no page uses this source")
    assert (newsroom / "facts.lock").read_bytes() == before


def test_where_a_row_may_not_be_published_and_another_answers_the_reason_names_both(newsroom: Path) -> None:
    rows = "usps,value,source_id,publish\nTN,314,made_up,{}\nTN,300,second,true\nWY,2,made_up,true\n"
    (newsroom / "data" / "areas.csv").write_text(rows.format("true"), encoding="utf-8")
    sources = newsroom / "data" / "sources.csv"
    sources.write_text(
        sources.read_text(encoding="utf-8") + "second,Second,A test,2026,,none,publisher\n", encoding="utf-8"
    )
    package = newsroom / "data" / "datapackage.json"
    known = json.loads(package.read_text(encoding="utf-8"))
    areas = known["resources"][1]
    areas["schema"]["fields"].append({"name": "publish", "type": "boolean"})
    areas["nutgraf"] |= {"publish": "publish", "prefer": ["source_id"]}
    package.write_text(json.dumps(known), encoding="utf-8")
    assert run(newsroom, publish=True).exit_status == 0
    (newsroom / "data" / "areas.csv").write_text(rows.format("false"), encoding="utf-8")
    (move,) = of(run(newsroom), "en/pay/tn").moves
    assert (move.was, move.now) == ("314", "300")
    assert move.why == (
        "data/areas.csv, source_id=made_up, usps=TN, value, which held 314, is gone or must not be published; "
        "data/areas.csv, source_id=second, usps=TN, value is read now"
    )
