"""Whatever ends a build, no process, socket or folder of its kernels is left."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from nutgraf import kernel

pytestmark = [
    pytest.mark.kernel,
    pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux only"),
]

WORKER = """
import json, os, sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from support.kernel_probe import run, text
from nutgraf import kernel

PAGE = '''
import json, os, subprocess
other = subprocess.Popen(["sleep", "600"]).pid
escaped = subprocess.check_output("setsid sleep 600 >/dev/null 2>&1 & echo $!", shell=True)
print(json.dumps({"kernel": os.getpid(), "other": other, "escaped": int(escaped)}))
'''
WAIT = "import time; time.sleep(600)"

kernel.end_with_parent()
what, cwd = sys.argv[2], Path.cwd()
with kernel.warm(cold=what == "cold") as kernels:
    here = json.loads(text(run([PAGE], cwd, kernels)[0]))
    here |= {"worker": os.getpid(), "folder": str(kernels._folder.path)}
    here |= {"parent": kernels._fork_server.pid if kernels._fork_server else 0, "why": kernels.disabled_reason}
    print(json.dumps(here), flush=True)
    if what == "fails":
        run([PAGE, "1 / 0"], cwd, kernels)
    if what == "waits":
        try:
            run([PAGE, "with open('started', 'w') as file: print(os.getpid(), file=file)", WAIT], cwd, kernels)
        except Exception as error:
            print(json.dumps({"failed": type(error).__name__}), flush=True)
            print(json.dumps({"next": text(run(["6 * 7"], cwd, kernels)[0]), "why": kernels.disabled_reason}), flush=True)
"""
DRIVER = """
import subprocess, sys
raise SystemExit(subprocess.run([sys.executable, "-c", *sys.argv[1:]]).returncode)
"""


@dataclass
class Build:
    """A worker that runs a page in a process of its own, and what it says of itself."""

    process: subprocess.Popen[str]
    mark: str
    folder: Path
    said: list[dict[str, Any]]

    def says(self) -> dict[str, Any]:
        """The next line it prints."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, (self.folder / "errors").read_text()
        self.said.append(json.loads(line))
        return self.said[-1]

    def wait_for_page(self) -> None:
        """Wait until the long page runs."""
        while not (self.folder / "started").exists() or not (self.folder / "started").read_text():
            assert self.process.poll() is None, (self.folder / "errors").read_text()
            time.sleep(0.02)

    def left(self) -> list[str]:
        """What there still is of it, when it has had time to go."""
        until = time.monotonic() + 60
        while (left := self._left()) and time.monotonic() < until:
            time.sleep(0.05)
        return left

    def _left(self) -> list[str]:
        processes = [
            path.parent.name + " " + (path.parent / "comm").read_text()
            for path in Path("/proc").glob("[0-9]*/environ")
            if self.mark.encode() in _read(path)
        ]
        folder = self.said[0]["folder"]
        sockets = [line for line in Path("/proc/net/unix").read_text().splitlines() if folder in line]
        return processes + sockets + [folder] * Path(folder).exists()


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def _wait_until_ended(process: int) -> None:
    until = time.monotonic() + 120
    while (status := _read(Path(f"/proc/{process}/stat"))) and status.rpartition(b")")[2].split()[0] != b"Z":
        assert time.monotonic() < until, f"process {process} was killed and is still there"
        time.sleep(0.02)


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Any]:
    """Starts a worker; with stand-ins for pandas and Altair its parent is ready in half the time."""
    builds: list[Build] = []
    for name in ("pandas", "altair"):
        (tmp_path / "quick" / name).mkdir(parents=True)
        (tmp_path / "quick" / name / "__init__.py").touch()

    def started(what: str, *, driver: bool = False) -> Build:
        mark = f"nutgraf-test-{uuid.uuid4()}"
        env = {**os.environ, "PYTHONPATH": str(tmp_path / "quick"), "NUTGRAF_BUILD": "1", "PYTHONHASHSEED": "0"}
        command = [sys.executable, "-c", *([DRIVER] if driver else []), WORKER, str(Path(__file__).parent), what]
        with (tmp_path / "errors").open("w") as errors:
            process = subprocess.Popen(
                command, env={**env, "MARK": mark}, cwd=tmp_path, stdout=subprocess.PIPE, stderr=errors, text=True
            )
        builds.append(Build(process, mark, tmp_path, []))
        builds[-1].says()
        return builds[-1]

    yield started
    for build in builds:
        build.process.kill()
        build.process.wait()
        build.process.stdout.close()
        assert build.left() == []


def test_nothing_is_left_when_pages_are_built(start: Any) -> None:
    build = start("succeeds")
    assert build.process.wait(120) == 0
    assert build.said[0]["why"] == ""
    assert build.left() == []


@pytest.mark.long
def test_nothing_is_left_when_a_page_fails(start: Any) -> None:
    build = start("fails")
    assert build.process.wait(120) == 1
    assert build.left() == []


def test_a_page_leaves_nothing_running_while_the_next_is_built_and_ctrl_c_leaves_nothing_of_that(start: Any) -> None:
    build = start("waits")
    build.wait_for_page()
    first = build.said[0]
    assert [pid for pid in (first["kernel"], first["other"], first["escaped"]) if Path(f"/proc/{pid}").exists()] == []
    build.process.send_signal(signal.SIGINT)
    build.process.wait(120)
    assert build.left() == []


@pytest.mark.parametrize("number", [signal.SIGKILL, pytest.param(signal.SIGTERM, marks=pytest.mark.long)])
def test_nothing_is_left_when_a_worker_is_killed(start: Any, number: int) -> None:
    build = start("waits")
    build.wait_for_page()
    os.kill(build.said[0]["worker"], number)
    assert build.left() == []


@pytest.mark.long
def test_nothing_is_left_when_the_driver_of_a_worker_is_killed(start: Any) -> None:
    build = start("waits", driver=True)
    build.wait_for_page()
    build.process.kill()
    build.process.wait()
    assert build.left() == []


@pytest.mark.parametrize("victim", [pytest.param("parent", marks=pytest.mark.long), "kernel"])
def test_the_next_page_is_built_when_the_fork_server_or_a_kernel_is_killed_and_nothing_is_left(
    start: Any, victim: str
) -> None:
    build = start("waits")
    build.wait_for_page()
    page = int((build.folder / "started").read_text())
    os.kill(build.said[0]["parent"] if victim == "parent" else page, signal.SIGKILL)
    assert build.says() == {"failed": "DeadKernelError"}
    assert build.says() == {"next": "42", "why": ""}
    assert build.process.wait(120) == 0
    assert build.left() == []


@pytest.mark.long
def test_nothing_is_left_when_worker_and_fork_server_are_killed_at_once_and_another_build_begins(start: Any) -> None:
    build = start("waits")
    build.wait_for_page()
    os.kill(build.said[0]["parent"], signal.SIGSTOP)  # so that it cannot tidy up
    os.kill(build.said[0]["worker"], signal.SIGKILL)
    os.kill(build.said[0]["parent"], signal.SIGKILL)
    build.process.wait()
    _wait_until_ended(build.said[0]["parent"])  # on a busy machine, it may still hold the lock of the folder
    os.utime(build.said[0]["folder"], (0, 0))
    with kernel.warm() as kernels:
        kernels.new_connection_file()
        assert build.left() == []
