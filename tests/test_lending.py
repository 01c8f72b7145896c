"""A build while a preview runs: the preview's workers make its pages, and nothing of either process gets in the way."""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from nutgraf.ledger import read_lock
from nutgraf.pipeline import Options, build
from nutgraf.pipeline.borrowing import borrow
from nutgraf.pipeline.crew import Crew
from nutgraf.pipeline.lending import lend
from nutgraf.pipeline.page_job import PageResult
from nutgraf.pipeline.pool import persistent_workers
from nutgraf.pipeline.review import open_review
from nutgraf.pipeline.staleness import StalenessCheck
from nutgraf.plan import plan_pages
from nutgraf.project import read_project
from support.desk import code, explainer, project, prose, write

pytestmark = [
    pytest.mark.kernel,
    pytest.mark.skipif(sys.platform != "linux", reason="workers are lent on Linux only"),
]

WHO = 'import os\nworker = int(os.environ["JPY_PARENT_PID"])\nlevel = os.environ.get("SHLVL")'


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A build makes its pages itself when the preview does not answer in two seconds, as on a busy machine."""
    monkeypatch.setattr("nutgraf.pipeline.borrowing._ANSWER_WITHIN_S", 120)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project with one page, which says who made it."""
    root = project(tmp_path / "newsroom")
    write(
        root, "who", explainer(code(WHO, id="who"), prose("## Said\n\n{{ '%s in %s' % (worker, level) }}", id="said"))
    )
    return root


@pytest.fixture(scope="module")
def crew(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crew]:
    """The workers of a preview, the first of which is ready; it works for one project after the other."""
    with persistent_workers(read_project(project(tmp_path_factory.mktemp("crew") / "newsroom")), 1, cold=False) as crew:
        yield crew


@pytest.fixture
def own_crew(root: Path) -> Iterator[Crew]:
    """The same, for a test that ends its worker."""
    with persistent_workers(read_project(root), 1, cold=False) as crew:
        yield crew


def _made_by(root: Path) -> tuple[int, str]:
    """The worker that made the page, and the shell level that it found."""
    (outcome,) = build(read_project(root), Options(force=True)).outcomes
    assert outcome.status == "ran"
    text = (root / "build/site" / outcome.address / "page.txt").read_text(encoding="utf-8")
    found = re.search(r"(\d+) in (\w+)", text)
    assert found is not None
    return int(found[1]), found[2]


def test_a_build_uses_the_worker_of_the_preview_again_and_again(root: Path, crew: Crew) -> None:
    (worker,) = crew.pids
    with lend(read_project(root), crew):
        assert {_made_by(root)[0] for _ in range(2)} == {worker}
    assert crew.pids == (worker,)


def test_a_page_is_made_in_the_environment_of_the_build_and_the_next_in_its_own(
    root: Path, crew: Crew, monkeypatch: pytest.MonkeyPatch
) -> None:
    (worker,) = crew.pids
    with lend(read_project(root), crew):
        for level in ("7", "8"):
            monkeypatch.setenv("SHLVL", level)
            assert _made_by(root) == (worker, level)


def test_a_build_in_an_environment_that_imports_could_see_uses_workers_of_its_own(
    root: Path, crew: Crew, monkeypatch: pytest.MonkeyPatch
) -> None:
    with lend(read_project(root), crew):
        monkeypatch.setenv("PYTHONUTF8", "1")
        assert borrow(read_project(root)) is None


def test_a_build_with_another_nutgraf_uses_workers_of_its_own(
    root: Path, crew: Crew, monkeypatch: pytest.MonkeyPatch
) -> None:
    with lend(read_project(root), crew):
        monkeypatch.setattr("nutgraf.pipeline.borrowing.environment_stamp", lambda: (("nutgraf/data.py", 1, 2),))
        assert borrow(read_project(root)) is None


def test_a_preview_that_has_ended_lends_nothing_and_leaves_no_file(root: Path, crew: Crew) -> None:
    with lend(read_project(root), crew):
        assert (root / "build/.preview").is_file()
    assert borrow(read_project(root)) is None
    assert not (root / "build/.preview").exists()


def test_what_a_killed_preview_left_is_passed_over(root: Path) -> None:
    (root / "build").mkdir()
    for left in ('"nutgraf-0123456789abcdef"', "", "{}"):
        (root / "build/.preview").write_text(left)
        assert borrow(read_project(root)) is None


def test_a_build_that_is_stopped_ends_its_page_and_the_preview_makes_the_next(root: Path, own_crew: Crew) -> None:
    (worker,) = map(psutil.Process, own_crew.pids)
    write(root, "who", explainer(code("import time\ntime.sleep(600)", id="who"), prose("## Said", id="said")))
    with lend(read_project(root), own_crew):
        borrowed = borrow(read_project(root))
        assert borrowed is not None
        here = read_project(root)
        plan = plan_pages(here)
        job = StalenessCheck(here, open_review(here, plan, read_lock(here.lock_file))).job(plan.pages[0])
        borrowed._connection.send(([job], 1))
        while not own_crew.is_busy:
            time.sleep(0.02)
        borrowed.give_back()
        worker.wait(120)
        write(root, "who", explainer(code("one = 1", id="who"), prose("## Said", id="said")))
        (outcome,) = build(read_project(root), Options(workers=own_crew)).outcomes
        assert outcome.status == "ran"


class Gone:
    """The workers of a preview that ends before it has made a page."""

    def make(self, *_: object) -> Iterator[PageResult]:
        yield from ()

    def give_back(self) -> None:
        """Nothing is there to give back."""


def test_a_preview_that_ends_during_a_build_leaves_the_pages_to_the_build(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nutgraf.pipeline.early_start.borrow", lambda _: Gone())
    assert _made_by(root)[0] not in (0, os.getpid())
