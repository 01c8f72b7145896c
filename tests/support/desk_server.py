"""A desk that runs in a process of its own, as `nutgraf desk` starts it."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import re
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

_ADDRESS = re.compile(r"(http://127\.0\.0\.1:\d+)/nutgraf/\?token=(\w+)")


@dataclass(frozen=True)
class Desk:
    """A desk that runs: its process, address and token."""

    process: subprocess.Popen[str]
    address: str
    token: str

    def get(self, path: str, token: str = "", host: str = "") -> tuple[int, str]:
        headers = {"Authorization": f"token {token or self.token}", **({"Host": host} if host else {})}
        return self.ask(path, headers)

    def get_raw(self, path: str) -> tuple[int, str]:
        """The answer to a path that goes over the wire as it is written, with no redirection followed."""
        return self.send("GET", path, {"Authorization": f"token {self.token}"})[:2]

    def send(self, method: str, path: str, headers: dict[str, str]) -> tuple[int, str, str]:
        """The status, the text and the Location of an answer; nothing is added to what is sent, nor followed."""
        connection = http.client.HTTPConnection(self.address.removeprefix("http://"), timeout=60)
        with contextlib.closing(connection):
            connection.putrequest(method, path, skip_host="Host" in headers)
            for name, value in headers.items():
                connection.putheader(name, value)
            connection.putheader("Content-Length", "0")
            connection.endheaders()
            answer = connection.getresponse()
            return answer.status, answer.read().decode(errors="replace"), answer.headers.get("Location", "")

    def log_in(self) -> str:
        """The cookie of a browser that opened the address with the token."""
        connection = http.client.HTTPConnection(self.address.removeprefix("http://"), timeout=60)
        with contextlib.closing(connection):
            connection.request("GET", f"/nutgraf/?token={self.token}")
            answer = connection.getresponse()
            answer.read()
            return "; ".join(each.partition(";")[0] for each in answer.headers.get_all("Set-Cookie") or ())

    def post(self, path: str, sent: object) -> tuple[int, str]:
        headers = {"Authorization": f"token {self.token}", "Content-Type": "application/json"}
        return self.ask(path, headers, json.dumps(sent).encode())

    def ask(self, path: str, headers: dict[str, str], body: bytes | None = None) -> tuple[int, str]:
        try:
            request = urllib.request.Request(self.address + path, body, headers)
            with urllib.request.urlopen(request, timeout=240) as it:
                return it.status, it.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()


@contextlib.contextmanager
def open_desk(root: Path, **variables: str) -> Iterator[Desk]:
    """A desk for a project, with these variables in its environment."""
    command = [sys.executable, "-m", "nutgraf", "desk", "--port", "0", "--no-open"]
    environment = {**os.environ, **variables}
    with subprocess.Popen(command, cwd=root, env=environment, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr is not None
            found = next(found for line in process.stderr if (found := _ADDRESS.search(line)))
            threading.Thread(target=_drain, args=(process.stderr,), daemon=True).start()
            desk = Desk(process, found[1], found[2])
            _wait(desk)
            yield desk
        finally:
            process.kill()


def _drain(printed: IO[str]) -> None:
    """Read on, or a full pipe stops the desk; it is closed as soon as the test ends."""
    with contextlib.suppress(ValueError, OSError):
        for _ in printed:
            pass


def _wait(desk: Desk) -> None:
    """The server prints its address a moment before it listens."""
    until = time.monotonic() + 120
    while True:
        try:
            desk.get("/nutgraf/")
        except OSError:
            assert time.monotonic() < until
            time.sleep(0.05)
        else:
            return


def read_page(desk: Desk, path: str) -> str:
    """A page, as soon as it is built."""
    until = time.monotonic() + 240
    while (answer := desk.get(path))[0] == 404 and time.monotonic() < until:
        time.sleep(0.05)
    return answer[1]
