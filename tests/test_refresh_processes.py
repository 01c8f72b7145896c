"""Refreshes as processes: two at once, and one that is killed while its publisher sends."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.publisher_server import Answer, Publisher, newsroom, on_file, pay, publisher
from support.sites import nutgraf

pytestmark = pytest.mark.long
PATIENCE_S = 60


@pytest.fixture
def server() -> Iterator[Publisher]:
    with publisher() as running:
        yield running


def begun(root: Path, server: Publisher) -> subprocess.Popen[bytes]:
    """A refresh that waits for the rest of its file."""
    process = subprocess.Popen(
        [sys.executable, "-m", "nutgraf", "refresh"], cwd=root, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    until = time.monotonic() + PATIENCE_S
    while not server.asked:
        assert process.poll() is None
        assert time.monotonic() < until, "the refresh asked for nothing"
        time.sleep(0.02)
    return process


def test_a_second_refresh_says_that_one_is_running_and_after_a_kill_the_next_finishes(
    tmp_path: Path, server: Publisher
) -> None:
    dripping = Answer(pay({"Birch": 51_400}).encode(), pause=5)
    root = newsroom(tmp_path, server.serve("/pay.csv", dripping))
    first = begun(root, server)
    try:
        second = nutgraf("refresh", cwd=root)
        assert (second.returncode, "a refresh is running already" in second.stderr) == (2, True)
    finally:
        first.kill()
        first.wait()
    assert (root / "data/pay.csv").read_text() == on_file()
    assert not (root / "data/versions").exists()
    server.serve("/pay.csv", pay({"Birch": 51_400}))
    third = nutgraf("refresh", cwd=root)
    assert third.returncode == 0, third.stderr
    assert (root / "data/pay.csv").read_text() == on_file({"Birch": 51_400})


def test_two_refreshes_at_once_leave_one_new_version_on_file(tmp_path: Path, server: Publisher) -> None:
    root = newsroom(tmp_path, server.serve("/pay.csv", pay({"Birch": 51_400})))
    command = [sys.executable, "-m", "nutgraf", "refresh"]
    both = [subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) for _ in range(2)]
    codes = [(process.communicate(timeout=300), process.returncode)[1] for process in both]
    assert sorted(codes) in ([0, 0], [0, 2])
    assert (root / "data/pay.csv").read_text() == on_file({"Birch": 51_400})
    assert (
        len((root / "data/versions/pay/log.jsonl").read_text().splitlines()) == 2
    )  # what was on file, and the new one
