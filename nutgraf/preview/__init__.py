"""Serves build/preview, drafts included, and rebuilds the pages affected by a saved notebook, table or chart.

preview_state  the pages that are open in a browser, and the problems of each
server     the files over HTTP, each page as it was last made
page_overlay  what a reporter sees above a page, and the automatic reload; never in the published site
page_marks    the cell of each block, and the numbers that changed, marked in the HTML of a page
"""

from __future__ import annotations

import contextlib
import datetime
import sys
import threading
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, replace
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path

from nutgraf.disk_errors import disk_problem
from nutgraf.errors import NutgrafError, Problem, UsageError
from nutgraf.pipeline import Observer, Options, Outcome, build
from nutgraf.pipeline.borrowing import SameSoftware
from nutgraf.pipeline.lending import lend
from nutgraf.pipeline.pool import persistent_workers, worker_count
from nutgraf.pipeline.warm_up import warm_up_for
from nutgraf.preview.preview_state import State
from nutgraf.preview.server import open_server
from nutgraf.project import Project, read_project

_EVERY_PAGE = 1_000_000
_END_WITHIN_S = 0.1
"""How long the server may take to notice that the preview has ended."""
_FIRST_ASK_WITHIN_S = 0.3
"""How long the first build waits for a browser to say which page it wants; the workers start meanwhile."""
_TURN_S = 0.0005
"""How long a build keeps the interpreter while a browser waits for an answer; by default, it is ten times as long."""
_UPGRADED = Problem("the preview", "nutgraf or a library was installed or changed while it ran", "start it again")
_SETTLED_AFTER_MS = 15
"""How long no file may change before a build begins: a program that saves may write a file in several steps."""


@dataclass(frozen=True)
class Event:
    """An event for the reporter: where it serves, what was rebuilt, what is wrong."""

    url: str = ""
    outcomes: tuple[Outcome, ...] = ()
    problems: tuple[Problem, ...] = ()


def serve(
    project: Project, options: Options, *, port: int, stop: threading.Event | None = None, key: str = ""
) -> Generator[Event, None, None]:
    """Serve on the loopback address, build, and build again on every save, until stopped.

    The open page is built first: saving, or opening a page that does not exist yet, interrupts the build of others.
    With a key, only requests that send it get an answer.
    An error in a build is an event; the server keeps serving the pages that exist.

    Raises UsageError once nutgraf or a library is another than at the start: a page would be recorded as made by it.
    """
    state = State(stop or threading.Event(), options.patterns)
    workers = worker_count(project, _EVERY_PAGE, options.jobs)
    with persistent_workers(project, workers, cold=options.cold) as crew, _short_turns():
        options = replace(options, workers=crew)
        with open_server(project, port, state, key) as server, lend(project, crew):
            yield from _serve(server, project, options, state)


@contextlib.contextmanager
def _short_turns() -> Iterator[None]:
    """Let the server answer at once while a build goes on in this process."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(_TURN_S)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


def _serve(
    server: ThreadingHTTPServer, project: Project, options: Options, state: State
) -> Generator[Event, None, None]:
    threads = [
        threading.Thread(target=server.serve_forever, args=(_END_WITHIN_S,), daemon=True),
        threading.Thread(target=_watch, args=(project, state), daemon=True),
    ]
    software = SameSoftware.here()
    for thread in threads:
        thread.start()
    try:
        yield Event(url=f"http://127.0.0.1:{server.server_address[1]}/index.html")
        state.asked.wait(_FIRST_ASK_WITHIN_S)
        yield _build(project.root, options, state)
        while _saved(state, partial(_warm_up, project.root, options, state)):
            state.saved.clear()
            if SameSoftware.here() != software:
                raise UsageError(_UPGRADED)
            yield _build(project.root, options, state)
    finally:
        state.stop.set()
        server.shutdown()
        for thread in threads:
            thread.join()


def _saved(state: State, meanwhile: Callable[[], None]) -> bool:
    """Wait for a save, and do something meanwhile; False at the end.

    With a timeout, because a signal that arrives just before a wait is not handled until the wait is over, and because
    one that arrives just before `saved` is cleared would never be seen.
    """
    while not state.stop.is_set():
        meanwhile()
        if state.saved.wait(timeout=0.5):
            return not state.stop.is_set()
    return False


def _watch(project: Project, state: State) -> None:
    """Signal saves, and the end."""
    from watchfiles import Change, DefaultFilter, watch

    folders = [
        project.notebooks_dir,
        project.data_package.parent,
        project.charts_dir,
        project.root / "pyproject.toml",
        project.root / "theme.toml",
        project.root / "templates",
        *([project.root / project.extensions] if project.extensions else []),
    ]
    there = (folder for folder in folders if folder.exists())
    usual, root = DefaultFilter(), project.root

    def matters(change: Change, path: str) -> bool:
        return usual(change, path) and not _is_hidden(Path(path), root)

    for _ in watch(*there, watch_filter=matters, stop_event=state.stop, raise_interrupt=False, step=_SETTLED_AFTER_MS):
        state.saved.set()
    state.saved.set()


def _is_hidden(path: Path, root: Path) -> bool:
    """Whether no page is made from a file: a checkpoint of JupyterLab, what an editor writes before it renames it."""
    within = path.relative_to(root) if path.is_relative_to(root) else Path(path.name)
    return any(part.startswith(".") for part in within.parts)


def _build(root: Path, options: Options, state: State) -> Event:
    """Build with the current settings as of today, open pages first; a save ends it early."""
    observer = Observer(state.begin(), state.take, state.is_outdated)
    today = replace(options, observer=observer, now=datetime.datetime.now(datetime.UTC))
    try:
        report = build(read_project(root), today, state.count)
    except Exception as error:  # the next save may fix it, and the existing pages can be read meanwhile
        problems = _problems(error, root)
        state.end((), problems)
        return Event(problems=problems)
    state.end(report.outcomes, report.problems)
    return Event(outcomes=report.outcomes, problems=report.problems)


def _warm_up(root: Path, options: Options, state: State) -> None:
    """Get ready for the first save of a page that was opened, unless a build has just made it."""
    if state.saved.is_set() or not (opened := state.to_prepare()):
        return
    today = replace(options, now=datetime.datetime.now(datetime.UTC))
    with contextlib.suppress(Exception):  # the next build reports what is wrong
        warm_up_for(read_project(root), today, opened)


def _problems(error: Exception, root: Path) -> tuple[Problem, ...]:
    """What ended a build, in a reporter's words."""
    if isinstance(error, NutgrafError):
        return error.problems
    if isinstance(error, OSError):
        return (disk_problem(error, root),)
    what = f"the build ended before it was done: {type(error).__name__}: {str(error)[:300]}"
    return (Problem("the preview", what, "take back the last change, and save again"),)
