"""All workers of a build share one fork server: each page's processes end with its page, and all with the build."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
import uuid
from pathlib import Path

import psutil
import pytest

from nutgraf.pipeline import Options, build
from nutgraf.project import read_project
from support.desk import code, explainer, project, prose, write

pytestmark = [
    pytest.mark.kernel,
    pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux only"),
]

WAIT_FOR_OTHER = """
import os, time
from pathlib import Path
Path(os.environ["JPY_PARENT_PID"]).touch()
until = time.monotonic() + 120
while len(list(Path().glob("[0-9]*"))) < 2 and time.monotonic() < until:
    time.sleep(0.01)
who = f"worker {os.environ['JPY_PARENT_PID']} server {os.getppid()}"
"""
LEAVES = """
import subprocess
from pathlib import Path
escaped = subprocess.check_output("setsid sleep 600 >/dev/null 2>&1 & echo $!", shell=True, text=True)
Path("escaped.new").write_text(escaped)
new = Path("escaped.new").rename("escaped")
"""
LOOKS = """
import time
from pathlib import Path
until = time.monotonic() + 120
while not Path("escaped").exists() and time.monotonic() < until:
    time.sleep(0.01)
process = Path("/proc", Path("escaped").read_text().strip())
while process.exists() and time.monotonic() < until:
    time.sleep(0.01)
seen = "it is still there" if process.exists() else "it is gone"
"""
WAITS = """
import os, subprocess, time
subprocess.Popen("setsid sleep 600 >/dev/null 2>&1 &", shell=True)
with open("started", "w") as file:
    print(os.environ["JPY_PARENT_PID"], os.getppid(), os.getpid(), file=file)
time.sleep(600)
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return project(tmp_path / "newsroom")


def _texts(root: Path) -> list[str]:
    """The text of each page, made by two workers."""
    outcomes = build(read_project(root), Options(jobs=2)).outcomes
    assert [outcome.status for outcome in outcomes] == ["ran"] * len(outcomes), outcomes
    return [(root / "build/site" / each.address / "page.txt").read_text(encoding="utf-8") for each in outcomes]


def test_two_pages_are_made_at_once_by_two_workers_with_one_fork_server(root: Path) -> None:
    for name in ("a", "b"):
        write(root, name, explainer(code(WAIT_FOR_OTHER, id="who"), prose("## Said\n\n{{ who }}", id="said")))
    found = [re.search(r"worker (\d+) server (\d+)", text) for text in _texts(root)]
    assert len({match[1] for match in found if match}) == 2
    assert len({match[2] for match in found if match}) == 1


def test_what_escaped_from_one_page_is_ended_while_another_page_is_still_made(root: Path) -> None:
    write(root, "a", explainer(code(LEAVES, id="leaves"), prose("## Said\n\nIt left something.", id="said")))
    write(root, "b", explainer(code(LOOKS, id="looks"), prose("## Said\n\nNow {{ seen }}.", id="said")))
    assert "Now it is gone." in _texts(root)[1]


LONG = ("worker", "fork server", "kernel", "Ctrl-C")
"""What test_kernel_ends.py ends too, of a worker without a build around it."""


@pytest.mark.parametrize("victim", ["build", *(pytest.param(victim, marks=pytest.mark.long) for victim in LONG)])
def test_nothing_is_left_whichever_process_of_a_build_is_killed(root: Path, victim: str) -> None:
    write(root, "a", explainer(code(WAITS, id="waits"), prose("## Said", id="said")))
    mark = f"nutgraf-test-{uuid.uuid4()}"
    command = [sys.executable, "-m", "nutgraf", "--project", str(root), "build"]
    started = root / "notebooks/started"
    with subprocess.Popen(command, env={**os.environ, "MARK": mark}, stdout=subprocess.DEVNULL, stderr=-3) as running:
        pids = dict(zip(["worker", "fork server", "kernel"], _pids(started, running), strict=True))
        if victim in ("build", "Ctrl-C"):
            running.send_signal(signal.SIGKILL if victim == "build" else signal.SIGINT)
        else:
            os.kill(pids[victim], signal.SIGKILL)
            if victim == "worker":
                os.kill(_pids(started, running, after=pids["worker"])[0], signal.SIGKILL)
                running.send_signal(signal.SIGINT)
        running.wait(120)
    until = time.monotonic() + 60
    while (left := _left(mark)) and time.monotonic() < until:
        time.sleep(0.05)
    assert left == []


def _pids(started: Path, running: subprocess.Popen[bytes], after: int = 0) -> list[int]:
    """The worker, the fork server and the kernel of the page that has started, of a worker after that one."""
    while True:
        found = [int(each) for each in started.read_text().split()] if started.exists() else []
        if len(found) == 3 and found[0] != after:
            return found
        assert running.poll() is None
        time.sleep(0.02)


def _left(mark: str) -> list[str]:
    """The processes of the build that there still are."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get("MARK") == mark:
                found.append(f"{process.pid} {process.cmdline()}")
        except psutil.Error:
            continue
    return found
