"""Serves build/site on this machine, and rebuilds the pages that a saved notebook, table or chart touches."""

from __future__ import annotations

import functools
import http.server
import re
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
from nutgraf.record.shelf import Shelf

_EVERY_PAGE = 1_000_000
_STYLESHEET = re.compile(r'<link rel="stylesheet" href="(?:\.\./)*([^"]+)"')


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
    with _server(project, port) as server, workers_stay(project, workers, cold=options.cold):
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
    handler = functools.partial(_Quiet, directory=str(project.site_dir), held=project.held_dir, shelf=Shelf(project))
    try:
        return http.server.ThreadingHTTPServer(("127.0.0.1", port), handler)
    except OSError as error:
        raise UsageError(Problem(f"port {port}", error.strerror or str(error), "choose another with --port")) from error


class _Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files without a word on the terminal, and never lets a browser keep a page that was rebuilt since.

    A page that is held is shown as it would be: who writes it must see it, whatever its readers see meanwhile. A page
    that was just made is shown before the site of all pages is laid out anew.
    """

    def __init__(self, *args: Any, held: Path, shelf: Shelf, **options: Any) -> None:
        self.held, self.shelf = held, shelf
        super().__init__(*args, **options)

    def translate_path(self, path: str) -> str:
        """The file for an address: of the held page where there is one, else as last made or as published."""
        published = Path(super().translate_path(path))
        name = published.relative_to(self.directory)
        waiting = self.held / name
        folder = waiting if waiting.is_dir() else waiting.parent
        if (folder / JSON).is_file() and waiting.exists():
            return str(waiting)
        if published.is_dir() and path.endswith("/"):
            published, name = published / "index.html", name / "index.html"
        return str((published.exists() and self._made(name)) or published)

    def _made(self, name: Path) -> Path | None:
        """A file of a published page as it was last made; None while the stylesheet it asks for is not in place."""
        for folder in name.parents:
            made = self.shelf.page_file(folder.as_posix(), name.relative_to(folder).as_posix())
            if made is None:
                continue
            asked = _STYLESHEET.findall(made.read_text(encoding="utf-8")) if made.suffix == ".html" else []
            return made if all(Path(self.directory, each).is_file() for each in asked) else None
        return None

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Say nothing."""

    def end_headers(self) -> None:
        """Send every answer with the order to ask again."""
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()
