"""The desk: served by Jupyter's own server to those who have its token, with the pages of a preview of its own."""

from __future__ import annotations

import contextlib
import json
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from support.desk import FRONT, code, explainer, project, prose, write

pytestmark = pytest.mark.kernel

_ADDRESS = re.compile(r"(http://127\.0\.0\.1:\d+)/nutgraf/\?token=(\w+)")


@dataclass(frozen=True)
class Desk:
    """A desk that runs: its process, address and token."""

    process: subprocess.Popen[str]
    address: str
    token: str

    def get(self, path: str, token: str = "", host: str = "") -> tuple[int, str]:
        headers = {"Authorization": f"token {token or self.token}", **({"Host": host} if host else {})}
        try:
            with urllib.request.urlopen(urllib.request.Request(self.address + path, headers=headers), timeout=60) as it:
                return it.status, it.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()

    def post(self, path: str, sent: object) -> tuple[int, str]:
        headers = {"Authorization": f"token {self.token}", "Content-Type": "application/json"}
        asked = urllib.request.Request(self.address + path, json.dumps(sent).encode(), headers)
        try:
            with urllib.request.urlopen(asked, timeout=60) as it:
                return it.status, it.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()


@contextlib.contextmanager
def open_desk(root: Path) -> Iterator[Desk]:
    command = [sys.executable, "-m", "nutgraf", "desk", "--port", "0", "--no-open"]
    with subprocess.Popen(command, cwd=root, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr is not None
            found = next(found for line in process.stderr if (found := _ADDRESS.search(line)))
            desk = Desk(process, found[1], found[2])
            _wait(desk)
            yield desk
        finally:
            process.kill()


def _wait(desk: Desk) -> None:
    """The server prints its address a moment before it listens."""
    until = time.monotonic() + 20
    while True:
        try:
            desk.get("/nutgraf/")
        except urllib.error.URLError:
            assert time.monotonic() < until
            time.sleep(0.05)
        else:
            return


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    root = project(tmp_path_factory.mktemp("desk") / "newsroom")
    write(root, "taxes", explainer(code("paid = 'much'", id="paid"), prose("## Why?\n\nThey paid {{ paid }}.")))
    with open_desk(root) as running:
        yield running


def test_a_page_is_shown_to_those_who_have_the_token_and_to_nobody_else(desk: Desk) -> None:
    status, html = desk.get("/nutgraf/pages/en/taxes/")
    assert (status, "They paid much." in html) == (200, True)
    assert "They paid" not in desk.get("/nutgraf/pages/en/taxes/", token="guessed")[1]
    assert "en/taxes" in desk.get("/nutgraf/api/status")[1]
    assert "en/taxes" not in desk.get("/nutgraf/api/status", token="guessed")[1].partition("<form")[2]
    assert desk.get("/nutgraf/", host="evil.example")[0] == 403


def test_the_preview_of_the_desk_answers_to_the_desk_alone(desk: Desk) -> None:
    desk.get("/nutgraf/pages/")
    (preview,) = psutil.Process(desk.process.pid).children()
    ports = [each.laddr.port for each in preview.net_connections() if each.status == "LISTEN"]
    answers = []
    for port in ports:
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/en/taxes/", timeout=10)
        with refused.value:
            answers.append(refused.value.code)
    assert answers == [403]


def test_no_file_outside_the_site_is_served(desk: Desk) -> None:
    for path in ("../pyproject.toml", "%2e%2e/%2e%2e/pyproject.toml", "../../../etc/passwd", "/etc/passwd"):
        status, text = desk.get(f"/nutgraf/pages/{path}")
        assert status == 404
        assert "[tool.nutgraf]" not in text
        assert "root:" not in text


def test_a_misspelled_word_is_fixed_from_the_desk_once(desk: Desk) -> None:
    notebooks = Path(psutil.Process(desk.process.pid).cwd()) / "notebooks"
    path = write(
        notebooks.parent, "late", explainer(prose("They paid {{ 5 | mony }}."), front_matter=f"{FRONT}\ndraft: true")
    )
    (problem,) = json.loads(desk.get("/nutgraf/api/cell-problems?notebook=notebooks/late.ipynb")[1])["problems"]
    assert problem["edit"]["text"] == "money"
    assert desk.post("/nutgraf/api/fix", problem) == (200, '{"label": "write \'money\'"}')
    assert "{{ 5 | money }}" in path.read_text(encoding="utf-8")
    status, answer = desk.post("/nutgraf/api/fix", problem)
    assert (status, "fixed already" in answer) == (409, True)
    path.unlink()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_a_desk_that_ends_takes_its_preview_with_it(tmp_path: Path, number: signal.Signals) -> None:
    root = project(tmp_path / "newsroom")
    write(root, "taxes", explainer(prose("## Why?\n\nWords.")))
    with open_desk(root) as desk:
        assert desk.get("/nutgraf/pages/en/taxes/")[0] == 200
        children = psutil.Process(desk.process.pid).children(recursive=True)
        desk.process.send_signal(number)
        desk.process.communicate(timeout=30)
    _, left = psutil.wait_procs(children, timeout=10)
    assert children
    assert left == []
