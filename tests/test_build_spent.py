"""Where the time of a build went, as the terminal, machines and build/profile.html tell it; and the bar meanwhile."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from nutgraf.pipeline.report import Outcome
from nutgraf.pipeline.timing import CellTiming, PageTiming, StageTiming, build_timing
from support import pay
from support.in_process import nutgraf, on_a_terminal
from support.pay import edit, run, statuses, tree

built, newsroom = pay.built, pay.newsroom  # fixtures

SLOW = 'row = nutgraf.table("areas", usps=state).iloc[0]\nimport time\ntime.sleep(0.3)'
SLOW_CELL = "notebooks/pay.ipynb, before the first heading, 4th cell"


def _made(address: str, cells: float, *laps: StageTiming) -> Outcome:
    stages = {"kernel": 0.5, "cells": cells, "pictures": 0.0, "render": 0.25, "other": 0.0}
    return Outcome(address, address, "ran", "", timing=PageTiming(stages, laps, drawn=2, kept=1))


def _timings(*outcomes: Outcome) -> list[tuple[str, PageTiming]]:
    return [(outcome.address, outcome.timing) for outcome in outcomes]


def test_the_slowest_page_comes_first_and_a_page_that_was_kept_nowhere() -> None:
    took = build_timing(_timings(_made("a", 1.0), _made("b", 2.0), Outcome("c", "c", "unchanged", "")))
    assert took is not None
    assert [(address, spent.seconds) for address, spent in took.pages] == [("b", 2.75), ("a", 1.75)]
    assert took.stages == {"kernel": 1.0, "cells": 3.0, "pictures": 0.0, "render": 0.5, "other": 0.0}
    assert (took.drawn, took.kept) == (4, 2)


def test_a_cell_is_added_up_over_all_pages_and_two_in_places_of_one_name_are_distinguished() -> None:
    first, second = StageTiming("under “Why?”, 2nd cell", "c1", 0.25), StageTiming("under “Why?”, 2nd cell", "c2", 1.0)
    took = build_timing(_timings(_made("a", 1.25, first, second), _made("b", 0.25, first)))
    assert took is not None
    assert took.cells == (CellTiming(second.where, 1, 1.0, 1.0), CellTiming(first.where, 2, 0.5, 0.25))


@pytest.mark.kernel
def test_a_slow_cell_is_named_at_the_end_of_the_build(newsroom: Path) -> None:
    edit(newsroom, "row", SLOW)
    said = nutgraf("build", cwd=newsroom).stdout
    shares = re.search(r"\n\d+\.\d s of work: (.+?)\. ?", said)
    assert shares
    assert {share.split()[0] for share in shares[1].split(", ")} >= {"kernel", "cells", "render"}
    assert re.search(r"\nSlowest pages: ../pay/.. \d", said)
    assert re.search(rf"\nSlowest cells:\n  1\.\d s on 4 pages  {re.escape(SLOW_CELL)}\n", said)


@pytest.mark.kernel
def test_when_nothing_was_made_nothing_is_said_of_time(newsroom: Path) -> None:
    said = nutgraf("build", "--profile", cwd=newsroom).stdout
    assert "of work" not in said
    assert "Slowest" not in said
    assert "No page was made, so there is no time to account for." in said
    assert not (newsroom / "build" / "profile.html").exists()


@pytest.mark.kernel
def test_machines_can_read_where_the_time_went(newsroom: Path) -> None:
    edit(newsroom, "row", SLOW)
    _, lines, last = run(newsroom)
    assert list(last["timing"]) == ["kernel", "cells", "pictures", "render", "other"]
    assert list(lines["en/pay/tn"]["timing"]) == list(last["timing"])
    assert sum(lines["en/pay/tn"]["timing"].values()) == pytest.approx(lines["en/pay/tn"]["seconds"], abs=0.01)
    assert last["slowest_cells"][0]["where"] == SLOW_CELL
    assert last["slowest_cells"][0]["pages"] == 4
    assert last["slowest_cells"][0]["longest"] > 0.3
    assert {page["address"] for page in last["slowest_pages"]} == set(lines)


@pytest.mark.kernel
def test_a_page_that_fails_tells_what_its_cells_took_until_then(newsroom: Path) -> None:
    edit(newsroom, "row", f"{SLOW}\n1 / 0")
    _, lines, last = run(newsroom, "en/pay/tn")
    assert statuses(lines) == {"en/pay/tn": "failed"}
    assert last["slowest_cells"][0]["where"] == SLOW_CELL


@pytest.mark.kernel
def test_no_clock_reaches_a_page_a_record_or_an_executed_notebook(newsroom: Path) -> None:
    before = {kept: tree(newsroom / "build" / kept) for kept in ("site", "records", "runs")}
    run(newsroom, "--force", "--profile")
    assert {kept: tree(newsroom / "build" / kept) for kept in before} == before


@pytest.mark.kernel
@pytest.mark.browser
def test_the_profile_is_a_page_that_fits_a_phone_without_a_script(newsroom: Path, browser: object) -> None:
    edit(newsroom, "row", SLOW)
    said = nutgraf("build", "--profile", cwd=newsroom).stdout
    path = newsroom / "build" / "profile.html"
    assert said.endswith(f"Where the time went: {path}\n")
    opened = browser.new_page(viewport={"width": 360, "height": 800})  # type: ignore[attr-defined]
    opened.goto(path.as_uri())
    assert opened.evaluate("document.scripts.length") == 0
    assert opened.evaluate("document.documentElement.scrollWidth") <= 360
    first = opened.locator("table").nth(2).locator("tbody tr").first
    assert SLOW_CELL in first.inner_text()
    opened.close()


@pytest.mark.kernel
@pytest.mark.parametrize("columns", [100, 44])
def test_on_a_terminal_a_bar_tells_how_many_pages_are_done_and_fits_its_width(
    newsroom: Path,
    columns: int,
) -> None:
    edit(newsroom, "spanish", "## ¿Cuánto?\n\nSon $6.")
    seen = on_a_terminal("build", cwd=newsroom, columns=columns)
    plain = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "\r", re.sub(r"\x1b\[[0-9;]*m", "", seen))
    frames = [line for line in re.split(r"[\r\n]+", plain) if "━" in line]
    assert any("0/4 pages" in frame for frame in frames)
    assert any("4/4 pages: 2 ran, 2 unchanged" in frame for frame in frames)
    assert all(frame.rstrip().endswith("left") for frame in frames)
    assert max(map(len, frames)) <= columns
