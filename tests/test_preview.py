"""The preview: a page served on this machine is rebuilt when its notebook is saved."""

from __future__ import annotations

import contextlib
import re
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from nutgraf import site
from nutgraf.errors import UsageError
from nutgraf.pipeline import Options, build
from nutgraf.pipeline.pool import persistent_workers
from nutgraf.preview import serve
from nutgraf.preview.preview_state import State
from nutgraf.project import read_project
from support.desk import FRONT, code, explainer, project, prose, write
from support.in_process import workers

pytestmark = pytest.mark.kernel


@pytest.fixture
def kept_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    """The workers of the preview are those that the tests keep."""
    monkeypatch.setattr("nutgraf.preview.persistent_workers", lambda *_, **__: contextlib.nullcontext(workers()))


@contextlib.contextmanager
def _saved_soon(root: Path) -> Iterator[None]:
    """The page gets new words in a moment; once more much later, for a busy machine that did not watch yet."""

    def save() -> None:
        write(root, "taxes", explainer(prose("## Why?\n\nNew words.")))

    timers = [threading.Timer(seconds, save) for seconds in (0.5, 30, 90)]
    for timer in timers:
        timer.start()
    yield
    for timer in timers:
        timer.cancel()
        timer.join()


@pytest.mark.usefixtures("kept_workers")
def test_a_saved_notebook_changes_the_page_that_is_served(tmp_path: Path) -> None:
    root = project(tmp_path / "newsroom")
    write(root, "taxes", explainer(prose("## Why?\n\nOld words."), front_matter=FRONT + "\ndraft: true"))
    stop = threading.Event()
    events = serve(read_project(root), Options(jobs=1, drafts=True), port=0, stop=stop)
    address = next(events).url.replace("index.html", "en/taxes/index.html")
    assert [outcome.status for outcome in next(events).outcomes] == ["ran"]
    assert "Old words." in _get(address)
    with _saved_soon(root):
        assert [outcome.status for outcome in next(events).outcomes] == ["ran"]
    assert "New words." in _get(address)
    stop.set()
    assert list(events) == []


@pytest.mark.usefixtures("kept_workers")
def test_a_preview_that_is_ended_just_as_something_is_saved_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, states = project(tmp_path / "newsroom"), []

    class Known(State):
        def __init__(self, *arguments: Any) -> None:
            super().__init__(*arguments)
            states.append(self)

    monkeypatch.setattr("nutgraf.preview.State", Known)
    stop = threading.Event()
    events = serve(read_project(root), Options(jobs=1), port=0, stop=stop)
    assert next(events).url
    next(events)
    stop.set()
    (state,) = states
    assert state.saved.wait(60)
    state.saved.clear()  # as the build does that was about to begin
    assert list(events) == []


@pytest.mark.usefixtures("kept_workers")
def test_a_preview_makes_no_page_once_nutgraf_or_a_library_was_upgraded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = project(tmp_path / "newsroom")
    events = serve(read_project(root), Options(jobs=1), port=0, stop=threading.Event())
    assert next(events).url
    next(events)
    monkeypatch.setattr("nutgraf.pipeline.borrowing.environment_stamp", lambda: ())
    write(root, "taxes", explainer(prose("## Why?\n\nWords.")))
    with pytest.raises(UsageError, match="start it again"):
        next(events)
    assert not (root / "build/preview/en/taxes").exists()


@pytest.mark.usefixtures("kept_workers")
def test_a_port_that_is_taken_is_reported(tmp_path: Path) -> None:
    import socket

    root = project(tmp_path / "newsroom")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        events = serve(read_project(root), Options(), port=taken.getsockname()[1])
        with pytest.raises(UsageError, match="choose another with --port"):
            next(events)


def test_a_preview_that_is_ended_leaves_no_process_and_no_complaint(tmp_path: Path) -> None:
    root = project(tmp_path / "newsroom")
    write(root, "taxes", explainer(prose("## Why?\n\nWords.")))
    command = [sys.executable, "-m", "nutgraf", "preview", "--port", "0"]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as preview:
        assert preview.stdout is not None
        assert any("http://127.0.0.1" in line for line in preview.stdout)
        children = psutil.Process(preview.pid).children(recursive=True)
        preview.terminate()
        _, complaint = preview.communicate(timeout=120)
    _, left = psutil.wait_procs(children, timeout=60)
    assert children
    assert left == []
    assert (preview.returncode, complaint) == (143, "")


def _get(address: str) -> str:
    with urllib.request.urlopen(address, timeout=60) as answer:
        return str(answer.read().decode())


def test_a_preview_makes_page_after_page_with_the_same_worker_and_ends_it(tmp_path: Path) -> None:
    root = project(tmp_path / "newsroom")
    by_whom = 'import os\nworker = int(os.environ["JPY_PARENT_PID"])'
    seen = []
    with persistent_workers(read_project(root), 1, cold=False) as kept:
        for word in ("one", "two", "three"):
            write(
                root,
                "who",
                explainer(code(by_whom, id="who"), prose(f"## {word}\n\n{{{{ '%s' % worker }}}}", id="said")),
            )
            (outcome,) = build(read_project(root), Options(workers=kept)).outcomes
            assert outcome.status == "ran"
            text = (root / "build/site" / outcome.address / "page.txt").read_text(encoding="utf-8")
            seen.append(int(re.findall(r"\b\d{2,}\b", text.partition(word)[2])[0]))
    assert len(set(seen)) == 1
    assert not psutil.pid_exists(seen[0])


@pytest.mark.long  # test_build.py has a page that kills its worker, and builds on with the workers that stay
def test_a_page_that_ends_its_worker_does_not_end_the_preview(tmp_path: Path) -> None:
    root = project(tmp_path / "newsroom")
    fatal = 'import os, signal\nos.kill(int(os.environ["JPY_PARENT_PID"]), signal.SIGKILL)'
    with persistent_workers(read_project(root), 1, cold=False) as kept:
        statuses = []
        for source in ("one = 1", fatal, "two = 2"):
            write(root, "who", explainer(code(source, id="who"), prose("## Said", id="said")))
            (outcome,) = build(read_project(root), Options(workers=kept)).outcomes
            statuses.append(outcome.status)
    assert statuses == ["ran", "failed", "ran"]


@pytest.mark.usefixtures("kept_workers")
def test_a_page_that_was_made_is_shown_before_the_site_of_all_pages_is_laid_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = project(tmp_path / "newsroom")
    write(root, "taxes", explainer(prose("## Why?\n\nOld words.")))
    stop, seen = threading.Event(), threading.Event()
    events = serve(read_project(root), Options(jobs=1), port=0, stop=stop)
    address = next(events).url.replace("index.html", "en/taxes/")
    next(events)
    lay_out = site.lay_out

    def when_seen(*args: Any, **options: Any) -> site.Site:
        assert seen.wait(240)
        return lay_out(*args, **options)

    monkeypatch.setattr("nutgraf.pipeline.site_writing.lay_out", when_seen)
    built = threading.Thread(target=lambda: next(events))
    built.start()
    with _saved_soon(root):
        until = time.monotonic() + 240
        while "New words." not in _get(address) and time.monotonic() < until:
            time.sleep(0.02)
    shown = {name: _get(address + name) for name in ("", "index.html", "page.txt")}
    published = (root / "build/preview/en/taxes/index.html").read_text(encoding="utf-8")
    seen.set()
    built.join()
    stop.set()
    assert list(events) == []
    assert all("New words." in text for text in shown.values())
    assert "Old words." in published


@pytest.mark.usefixtures("kept_workers")
def test_a_page_whose_stylesheet_is_not_in_place_yet_is_shown_as_it_was(tmp_path: Path) -> None:
    root = project(tmp_path / "newsroom")
    write(root, "taxes", explainer(prose("## Why?\n\nOld words.")))
    stop = threading.Event()
    events = serve(read_project(root), Options(jobs=1), port=0, stop=stop)
    address = next(events).url.replace("index.html", "en/taxes/index.html")
    next(events)
    made = root / "build/keep/pages/en+taxes/index.html"
    styled = made.read_text(encoding="utf-8").replace("Old words.", "New words.")
    made.write_text(styled, encoding="utf-8")
    assert "New words." in _get(address)
    made.write_text(re.sub(r"assets/[\w.-]+\.css", "assets/not-there-yet.css", styled), encoding="utf-8")
    assert "Old words." in _get(address)
    stop.set()
    assert list(events) == []


FORKS_WHILE_IT_BUILDS = """
import multiprocessing, sys, time
from pathlib import Path
from nutgraf.pipeline.build_lock import one_build_at_a_time
from nutgraf.project import read_project
settled = read_project(Path(sys.argv[1]))
with one_build_at_a_time(settled):
    multiprocessing.get_context("fork").Process(target=time.sleep, args=(600,), daemon=True).start()
with one_build_at_a_time(settled):
    print("the next build")
"""


def test_a_worker_that_starts_during_a_build_and_stays_does_not_hold_up_the_next_build(tmp_path: Path) -> None:
    command = [sys.executable, "-c", FORKS_WHILE_IT_BUILDS, str(project(tmp_path / "newsroom"))]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert (done.stdout, done.stderr) == ("the next build\n", "")
