"""A worker killed at any moment: its page is made by another, or reported as what it is, and the build never hangs."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from nutgraf.errors import PageError, Problem
from nutgraf.pipeline import crew
from nutgraf.pipeline.drawing_process import DrawingProcess
from nutgraf.pipeline.page_job import PageJob
from nutgraf.pipeline.pool import make_pages

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks at /proc")

LARGE = 3_000_000


@dataclass(frozen=True)
class Page:
    """Stands for a project at the one place where a worker first asks for it: takes its time, and comes back large."""

    seconds: float = 0.0
    fatal: bool = False
    fatal_once: Path | None = None
    """A file that is not there before the first time, which is fatal."""
    page_timeout: int = 900
    root: Path = Path("/nowhere")
    pictures_dir: Path = Path("/nowhere/pictures")

    @property
    def languages(self) -> tuple[str, ...]:
        time.sleep(self.seconds)
        first = self.fatal_once is not None and not self.fatal_once.exists()
        if first and self.fatal_once:
            self.fatal_once.touch()
        if self.fatal or first:
            os.kill(os.getpid(), signal.SIGKILL)
        raise PageError(Problem("notebooks/a.ipynb", "x" * LARGE))


def job(address: str, page: Page) -> PageJob:
    explainer: Any = SimpleNamespace(where="notebooks/a.ipynb", cells=())
    return PageJob(SimpleNamespace(address=address, explainer=explainer), page, {}, {})  # type: ignore[arg-type]


def made(*pages: Page, workers: int = 2) -> dict[str, str]:
    """What became of each page, as it was made."""
    jobs = [job(f"en/{number}", page) for number, page in enumerate(pages)]
    return {each.address: each.problems[0].what[:90] for each in make_pages(jobs, workers=workers, cold=True)}


def _kill_one(number: int) -> None:
    mine = [path.parent for path in Path("/proc").glob("[0-9]*/stat") if _is_worker(path)]
    os.kill(min(int(path.name) for path in mine), number)


def _is_worker(stat: Path) -> bool:
    if int(stat.parent.name) in _drawing:
        return False
    try:
        parent = int(stat.read_bytes().rpartition(b")")[2].split()[1])
        return parent == os.getpid() and b"tracker" not in (stat.parent / "cmdline").read_bytes()
    except OSError:
        return False


_drawing: set[int] = set()


class Drawing(DrawingProcess):
    """A process that draws, which is none of those to kill."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        _drawing.add(self.pid)


def main(number: int) -> None:
    """Make large pages with two workers; one is killed as it starts, and one when a page is out and it makes more."""
    jobs = [job(f"en/{each}", Page(seconds=0.3)) for each in range(6)]
    crew.DrawingProcess = Drawing  # type: ignore[misc]
    threading.Timer(0.15, _kill_one, [number]).start()
    out = {}
    for each in make_pages(jobs, workers=2, cold=True):
        out[each.address] = each.problems[0].what[:90]
        if len(out) == 2:
            threading.Timer(0.1, _kill_one, [number]).start()
    print(json.dumps(out))


@pytest.mark.parametrize("number", [signal.SIGKILL, pytest.param(signal.SIGTERM, marks=pytest.mark.long)])
def test_a_worker_that_is_killed_costs_no_page_and_the_build_ends(number: int) -> None:
    command = [sys.executable, __file__, str(int(number))]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True) as build:
        try:
            said, _ = build.communicate(timeout=400)
        finally:
            if build.poll() is None:
                os.killpg(build.pid, signal.SIGKILL)
    assert json.loads(said) == {f"en/{n}": "x" * 90 for n in range(6)}


def test_a_page_that_kills_its_worker_each_time_is_reported_with_the_signal_and_the_others_are_made() -> None:
    pages = made(Page(), Page(fatal=True), Page(), Page())
    assert pages == {
        "en/0": "x" * 90,
        "en/1": "the process that made the page was killed 3 times (SIGKILL)",
        "en/2": "x" * 90,
        "en/3": "x" * 90,
    }


def test_a_page_says_how_each_process_ended_that_was_killed_while_it_was_made(tmp_path: Path) -> None:
    jobs = [job("en/0", Page()), job("en/1", Page(fatal_once=tmp_path / "begun")), job("en/2", Page(fatal=True))]
    killed = {each.address: each.killed for each in make_pages(jobs, workers=2, cold=True)}
    assert killed == {"en/0": (), "en/1": ("SIGKILL",), "en/2": ("SIGKILL",) * 3}


def test_a_page_that_never_ends_is_stopped_by_the_limit_for_a_page_and_the_others_are_made(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("nutgraf.pipeline.worker_process.GRACE", 0.5)
    begun = time.monotonic()
    pages = made(Page(seconds=1200, page_timeout=1), Page(), Page())
    assert pages == {
        "en/0": "the page took longer than 1 second in all and was stopped",
        "en/1": "x" * 90,
        "en/2": "x" * 90,
    }
    assert time.monotonic() - begun < 600


if __name__ == "__main__":
    main(int(sys.argv[1]))
