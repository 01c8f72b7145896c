"""Serves build/site on this machine, and rebuilds the pages that a saved notebook, table or chart touches."""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nutgraf.build import Options, Outcome, build
from nutgraf.build.pool import at_once, workers_stay
from nutgraf.errors import NutgrafError, Problem, UsageError
from nutgraf.ledger import JSON
from nutgraf.project import Project

_EVERY_PAGE = 1_000_000


@dataclass(frozen=True)
class Event:
    """Something the reporter wants to know: where it serves, what was rebuilt, what is wrong."""

    url: str = ""
    outcomes: tuple[Outcome, ...] = ()
    problems: tuple[Problem, ...] = ()


def serve(
    project: Project, options: Options, *, port: int, stop: threading.Event | None = None
) -> Generator[Event, None, None]:
    """Build, serve on the loopback address, and build again on every save, until stopped.

    What goes wrong in a build is an event; the server goes on with the pages there are.
    """
    from watchfiles import watch

    yield _build(project, options)
    workers = at_once(project, _EVERY_PAGE, options.jobs)
    with _server(project, port) as server, workers_stay(workers, cold=options.cold):
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield Event(url=f"http://127.0.0.1:{server.server_address[1]}/index.html")
        try:
            folders = [
                project.notebooks_dir,
                project.data_package.parent,
                project.charts_dir,
                project.root / "pyproject.toml",
                project.root / "theme.toml",
            ]
            watched = [folder for folder in folders if folder.exists()]
            for _ in watch(*watched, stop_event=stop, raise_interrupt=False):
                yield _build(project, options)
        finally:
            server.shutdown()
            thread.join()


def _build(project: Project, options: Options) -> Event:
    try:
        report = build(project, options)
    except NutgrafError as error:
        return Event(problems=error.problems)
    return Event(outcomes=report.outcomes, problems=report.problems)


def _server(project: Project, port: int) -> http.server.ThreadingHTTPServer:
    project.site_dir.mkdir(parents=True, exist_ok=True)
    handler = functools.partial(_Quiet, directory=str(project.site_dir), held=project.held_dir)
    try:
        return http.server.ThreadingHTTPServer(("127.0.0.1", port), handler)
    except OSError as error:
        raise UsageError(Problem(f"port {port}", error.strerror or str(error), "choose another with --port")) from error


class _Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files without a word on the terminal, and never lets a browser keep a page that was rebuilt since.

    A page that is held is shown as it would be: who writes it must see it, whatever its readers see meanwhile.
    """

    def __init__(self, *args: Any, held: Path, **options: Any) -> None:
        self.held = held
        super().__init__(*args, **options)

    def translate_path(self, path: str) -> str:
        """The file for an address: the held page where there is one, else the published one."""
        published = Path(super().translate_path(path))
        waiting = self.held / published.relative_to(self.directory)
        folder = waiting if waiting.is_dir() else waiting.parent
        return str(waiting if (folder / JSON).is_file() and waiting.exists() else published)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Say nothing."""

    def end_headers(self) -> None:
        """Send every answer with the order to ask again."""
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()
