"""A server on the loopback that answers as publishers do, well and badly; and projects whose tables come from it."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from nutgraf.project import read_project
from nutgraf.refresh import RefreshReport, TableRefresh, refresh_tables
from support.tables import SOURCES, lay, resource
from support.tables import field as column

NOW = datetime(2026, 11, 29, 3, 0, tzinfo=UTC)
SETTINGS = '[tool.nutgraf]\nname = "The Desk"\nlanguages = ["en"]\n'


@dataclass
class Answer:
    """What the server sends for a path."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    promised: int | None = None
    """The Content-Length, where it is not the length of the body."""
    pause: float = 0
    """Seconds between one byte and the next."""


@dataclass
class Publisher:
    """The server: its answers by path, each a list whose last one is repeated, and what it was asked."""

    address: str
    answers: dict[str, list[Answer]] = field(default_factory=dict)
    asked: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)

    def serve(self, path: str, *answers: Answer | bytes | str) -> str:
        """Answer a path so; its address."""
        made = [
            one if isinstance(one, Answer) else Answer(one.encode() if isinstance(one, str) else one) for one in answers
        ]
        self.answers[path] = made
        return f"{self.address}{path}"

    def next(self, path: str, headers: Mapping[str, str]) -> Answer:
        self.asked.append((path, headers))
        left = self.answers.get(path, [Answer(b"not here", 404)])
        answer = left.pop(0) if len(left) > 1 else left[0]
        known = answer.headers.get("ETag"), answer.headers.get("Last-Modified")
        if answer.status == 200 and known != (None, None):
            said = headers.get("If-None-Match"), headers.get("If-Modified-Since")
            if any(one and one == two for one, two in zip(known, said, strict=True)):
                return Answer(b"", 304)
        return answer


@contextmanager
def publisher() -> Iterator[Publisher]:
    """A server that runs while the test does."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer = server.publisher.next(self.path, dict(self.headers))  # type: ignore[attr-defined]
            self.send_response(answer.status)
            for name, text in answer.headers.items():
                self.send_header(name, text)
            if answer.status != 304:
                self.send_header(
                    "Content-Length", str(len(answer.body) if answer.promised is None else answer.promised)
                )
            self.end_headers()
            try:
                self._send(answer)
            except OSError:
                self.close_connection = True

        def _send(self, answer: Answer) -> None:
            if not answer.pause:
                self.wfile.write(answer.body)
                return
            for number in range(len(answer.body)):
                self.wfile.write(answer.body[number : number + 1])
                time.sleep(answer.pause)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.publisher = Publisher(f"http://127.0.0.1:{server.server_port}")  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server.publisher  # type: ignore[attr-defined]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


# --- a table of ten counties

COUNTIES = ("Alder", "Birch", "Cedar", "Dogwood", "Elm", "Fir", "Gum", "Hazel", "Ivy", "Juniper")
PAY = {name: 50_000 + 1_300 * number for number, name in enumerate(COUNTIES)}


def pay(changes: Mapping[str, int] | None = None, *, heading: str = "county,pay") -> str:
    """The file of its publisher, some numbers changed."""
    rows = {**PAY, **(changes or {})}
    return "\n".join([heading, *(f"{name},{number}" for name, number in rows.items())]) + "\n"


def on_file(changes: Mapping[str, int] | None = None) -> str:
    """The table as the project has it."""
    rows = {**PAY, **(changes or {})}
    return "county,pay,source_id\n" + "".join(f"{name},{number},made_up\n" for name, number in rows.items())


def newsroom(root: Path, source: str, *, table: str | None = None, **declared: Any) -> Path:
    """A project whose table `pay` comes from an address."""
    refresh = {"from": source, "private": ["127.0.0.1"], "set": {"source_id": "made_up"}, **declared}
    made = resource(
        "pay",
        "county",
        column("pay", "integer", nutgraf={"unit": "usd", "rounded_to": 1}),
        "source_id",
        schema={"primaryKey": ["county"]},
        nutgraf={"area": "county", "value": "pay", "source": "source_id", "refresh": refresh},
        retrievedDate="2025-01-01",
    )
    listed = resource("sources", "source_id", "publisher", "title", "url", schema={"primaryKey": ["source_id"]})
    lay(root, [made, listed], {"pay.csv": on_file() if table is None else table, "sources.csv": SOURCES})
    (root / "notebooks").mkdir(exist_ok=True)
    (root / "pyproject.toml").write_text(SETTINGS, "utf-8")
    return root


def refresh(root: Path, *names: str, waits: list[float] | None = None, **options: Any) -> RefreshReport:
    """Refresh the tables of a project, without waiting between tries."""
    sleep: Callable[[float], None] = (waits if waits is not None else []).append
    return refresh_tables(read_project(root), names, now=NOW, sleep=sleep, **options)


def refreshed(root: Path, **options: Any) -> TableRefresh:
    """What became of the one table."""
    (one,) = refresh(root, **options).tables
    return one


def declared(root: Path, **more: Any) -> None:
    """Change the declaration of the table."""
    path = root / "data" / "datapackage.json"
    package = json.loads(path.read_text("utf-8"))
    package["resources"][0]["nutgraf"]["refresh"] |= more
    path.write_text(json.dumps(package), "utf-8")
