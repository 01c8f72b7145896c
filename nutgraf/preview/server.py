"""The server of a preview: build/preview on the loopback address, each page as last built."""

from __future__ import annotations

import functools
import hashlib
import hmac
import http.server
import io
import json
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import parse_qs, urlsplit

from nutgraf.cache.page_cache import PageCache
from nutgraf.errors import Problem, UsageError
from nutgraf.ledger import JSON
from nutgraf.pipeline.page_trace import read_trace
from nutgraf.preview.page_marks import with_cells, with_changes
from nutgraf.preview.page_overlay import FILES, FOLDER, missing, own_file, with_overlay
from nutgraf.preview.preview_state import State
from nutgraf.project import Project

_STYLESHEET = re.compile(r'<link rel="stylesheet" href="(?:\.\./)*([^"]+)"')
_LONGEST_WAIT_S = 20.0
_LOOK_EVERY_S = 0.25
_PAGES_OPEN = 32
KEY_HEADER = "X-Nutgraf-Key"


def open_server(project: Project, port: int, state: State, key: str = "") -> http.server.ThreadingHTTPServer:
    """A server on the loopback address, only for requests with the key if there is one.

    Raises UsageError where the port is taken.
    """
    project.preview_dir.mkdir(parents=True, exist_ok=True)
    handler = functools.partial(
        _Page,
        directory=str(project.preview_dir),
        held=project.held_dir,
        page_cache=PageCache(project),
        state=state,
        key=key,
    )
    try:
        return _Server(("127.0.0.1", port), handler)
    except OSError as error:
        raise UsageError(Problem(f"port {port}", error.strerror or str(error), "choose another with --port")) from error


def _digest(content: Any) -> str:
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()[:12]


def _once_new(stamp: Callable[[], str], since: str, state: State) -> str:
    """A stamp, once it is another one than `since` or the wait times out."""
    until = time.monotonic() + _LONGEST_WAIT_S
    known = state.events
    while (now := stamp()) == since and time.monotonic() < until:
        state.wait_for_event(known, _LOOK_EVERY_S)
        known = state.events
    return now


@functools.lru_cache(maxsize=_PAGES_OPEN)
def _shown(file: Path, _modified: int, _inode: int) -> str:
    """A digest of a file: laying out the site moves a page that was just made, and its bytes stay the same."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


class _Server(http.server.ThreadingHTTPServer):
    """Ignores browsers that disconnect before the response."""

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing."""


class _Page(http.server.SimpleHTTPRequestHandler):
    """Serves files without logging, and without caching in the browser.

    A page on hold is shown as it would be published, so that its author sees it. A page that
    was just built is shown before the whole site is laid out, and a draft even if another build removed it.
    """

    def __init__(self, *args: Any, held: Path, page_cache: PageCache, state: State, key: str, **options: Any) -> None:
        self.held, self.page_cache, self.state, self.key = held, page_cache, state, key
        super().__init__(*args, **options)

    def send_head(self) -> Any:
        """Send the headers; requests under another host name, as from another site's page, get nothing."""
        port = str(self.server.server_address[1])  # type: ignore[index]
        if self.headers.get("Host", "") not in {f"{name}:{port}" for name in ("127.0.0.1", "localhost")}:
            self.send_error(403, "This preview answers only to its own address")
            return None
        if self.key and not hmac.compare_digest(self.headers.get(KEY_HEADER, "").encode(), self.key.encode()):
            self.send_error(403, "This preview answers only to the desk that started it")
            return None
        try:
            answer = self._own(urlsplit(self.path))
            return super().send_head() if answer is None else answer
        except (OSError, ValueError):  # such as %00, or a name of a thousand letters
            self.send_error(404)
            return None

    def list_directory(self, path: Any) -> None:
        """Show no listing of a folder."""
        self.send_error(404)

    def _own(self, url: Any) -> BinaryIO | None:
        """What the preview adds: its own files, pages with their problems, and pages that do not exist yet."""
        if url.path.startswith(f"/{FOLDER}"):
            return self._of_preview(url)
        name = Path(super().translate_path(url.path)).relative_to(self.directory)
        is_page = url.path.endswith("/") or name.name == "index.html" or not name.suffix
        if not is_page or "embed" in name.parts:
            return None
        address = (name.parent if name.name == "index.html" else name).as_posix()
        if not url.path.endswith(("/", ".html")):
            if self.page_cache.page_file(address, "index.html"):
                return self._sent(b"", "text/html", 301, Location=f"{url.path.rpartition('/')[2]}/")
            if Path(self.directory, name).is_dir():
                return None
        file, stamp = Path(self.translate_path(url.path)), self._stamp(url.path)
        problems = self.state.problems(address)
        self.state.ask(address, missing=not file.is_file())
        root = "../" * (url.path.count("/") - 1) or "./"
        if file.is_file():
            html = self._traced(file.read_text(encoding="utf-8"), address)
            html = with_overlay(html, stamp, problems, self._notes(address), root)
            return self._sent(html.encode(), "text/html; charset=utf-8")
        html = missing(address, stamp, problems, self.state.why_missing(address), root)
        return self._sent(html.encode(), "text/html; charset=utf-8", 404)

    def _traced(self, html: str, address: str) -> str:
        """A page with the cells of its blocks, and with the numbers that changed marked."""
        trace = read_trace(self.page_cache.run_path(address))
        return with_cells(with_changes(html, self.state.changes(address), trace), trace)

    def _of_preview(self, url: Any) -> BinaryIO:
        name = url.path.removeprefix(f"/{FOLDER}")
        if name in FILES:
            return self._sent(own_file(name), FILES[name])
        asked = {key: values[0] for key, values in parse_qs(url.query).items()}
        if name == "status":
            return self._sent(self._status(asked.get("since", "")).encode(), "application/json")
        return self._sent(self._changed(asked.get("page", "/"), asked.get("since", "")).encode(), "text/plain")

    def _changed(self, path: str, since: str) -> str:
        """The stamp of a page, once it changes or the wait times out."""
        return _once_new(lambda: self._stamp(path), since, self.state)

    def _status(self, since: str) -> str:
        """The state of all pages as JSON with a stamp, once it changes or the wait times out."""
        stamp = _once_new(lambda: _digest(self.state.status()), since, self.state)
        return json.dumps({"stamp": stamp, **self.state.status()})

    def _stamp(self, path: str) -> str:
        """A stamp for what an address shows: it changes with the bytes of the page, its cells or its problems."""
        name = Path(super().translate_path(path)).relative_to(self.directory)
        address = (name.parent if name.name == "index.html" else name).as_posix()
        try:
            file = Path(self.translate_path(path))
            shown = _shown(file, file.stat().st_mtime_ns, file.stat().st_ino)
        except OSError:
            shown = ""
        cells = read_trace(self.page_cache.run_path(address)).cells
        problems = [str(problem) for problem in self.state.problems(address)]
        changes = [(change.id, change.was, change.now) for change in self.state.changes(address)]
        return _digest([shown, cells, problems, self.state.held(address), changes])

    def _notes(self, address: str) -> list[str]:
        """The label of a page that readers do not see as shown here."""
        entry = self.page_cache.page_entry(address)
        is_draft = entry and json.loads(entry).get("draft")
        held = self.state.held(address)
        changed = self.state.changes(address) and not held
        return [
            *(["DRAFT. Readers do not see this page yet."] if is_draft else []),
            *([f"HELD. Readers see the page as it was until an editor signs off: {held}"] if held else []),
            *(["CHANGED. Readers see the earlier numbers until the page is published."] if changed else []),
        ]

    def _sent(self, content: bytes, kind: str, status: int = 200, **headers: str) -> BinaryIO:
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(content)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        return io.BytesIO(content)

    def translate_path(self, path: str) -> str:
        """The file for an address: of the held page if there is one, else as last built or published.

        A link in the site that leads out of build/ leads nowhere.
        """
        found, build = self._file_at(path), Path(self.directory).parent
        return found if Path(found).resolve().is_relative_to(build.resolve()) else str(build / "no such file")

    def _file_at(self, path: str) -> str:
        published = Path(super().translate_path(path))
        name = published.relative_to(self.directory)
        waiting = self.held / name
        folder = waiting if waiting.is_dir() else waiting.parent
        if (folder / JSON).is_file() and waiting.exists():
            return str(waiting / "index.html" if waiting.is_dir() and path.endswith("/") else waiting)
        if path.endswith("/"):
            published, name = published / "index.html", name / "index.html"
        return str(self._made(name) or published)

    def _made(self, name: Path) -> Path | None:
        """A file of a page as last built; None while its stylesheet is missing."""
        for folder in name.parents:
            made = self.page_cache.page_file(folder.as_posix(), name.relative_to(folder).as_posix())
            if made is None:
                continue
            asked = _STYLESHEET.findall(made.read_text(encoding="utf-8")) if made.suffix == ".html" else []
            return made if all(Path(self.directory, each).is_file() for each in asked) else None
        return None

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Say nothing."""

    def end_headers(self) -> None:
        """Send every response with caching off."""
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()
