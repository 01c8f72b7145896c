"""Builds on a real Dask cluster: a scheduler and two workers, each a process of its own, some of them killed."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import cloudpickle
import pytest
from click.testing import CliRunner

from nutgraf.cache.software import packages
from nutgraf.cli import main
from nutgraf.pipeline.environment import differences, versions, versions_probe
from support.desk import code, explainer, project, prose, write
from support.pay import FRONT, TABLE, edit, page, run, statuses, tree
from support.sites import ROOT, nutgraf

pytestmark = [pytest.mark.cluster, pytest.mark.kernel]

MATRIX = FRONT + "\nmatrix: {state: [TN, WY]}\naddress: 'pay/{state}'"


@dataclass(frozen=True)
class Cluster:
    """A scheduler's address, and the folder that its workers write in."""

    address: str
    folder: Path

    def worker(self, name: str, path: Path = ROOT) -> subprocess.Popen[bytes]:
        """One more worker, which finds modules in `path` first."""
        where = ["--name", name, "--local-directory", str(self.folder / name)]
        return _dask("worker", self.address, "--nthreads", "1", "--no-dashboard", *where, path=path, cwd=self.folder)

    def left(self) -> list[str]:
        """What builds have in the workers: processes that make pages, kernels and unpacked projects."""
        folders = [str(path) for path in self.folder.glob("*/dask-scratch-space/*/nutgraf-*") if path.is_dir()]
        return folders + [line for _, line in _processes(self.folder) if "nutgraf" in line or "ipykernel" in line]


def _dask(kind: str, *arguments: str, path: Path, cwd: Path) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONPATH": str(path)}
    command = [str(Path(sys.executable).with_name("dask")), kind, *arguments]
    with (cwd / f"{kind}.log").open("ab") as log:
        return subprocess.Popen(command, cwd=cwd, env=environment, stdout=log, stderr=log)


def _processes(folder: Path) -> list[tuple[int, str]]:
    """Every process that works in a folder, with its command line."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            line = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
            if line and str((entry / "cwd").readlink()).startswith(str(folder)):
                found.append((int(entry.name), line))
    return found


def _wait_until(true: Callable[[], object], within: float = 120) -> bool:
    until = time.monotonic() + within
    while not true():
        if time.monotonic() > until:
            return False
        time.sleep(0.1)
    return True


def _wait_for_workers(address: str, number: int) -> None:
    ask = f"from distributed import Client\nwith Client({address!r}) as client: client.wait_for_workers({number}, 240)"
    subprocess.run([sys.executable, "-c", ask], capture_output=True, timeout=300, check=True)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A scheduler and two workers; when all tests are done, none of their processes may be left."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    cluster = Cluster(f"tcp://127.0.0.1:{port}", tmp_path_factory.mktemp("cluster"))
    listen = ["--host", "127.0.0.1", "--port", str(port), "--no-dashboard"]
    started = [_dask("scheduler", *listen, path=ROOT, cwd=cluster.folder)]
    started += [cluster.worker(f"w{number}") for number in (1, 2)]
    try:
        _wait_for_workers(cluster.address, 2)
        yield cluster
    finally:
        for part in (started[1:], started[:1]):  # workers whose scheduler ends first wait ten seconds for it
            for process in part:
                process.terminate()
            for process in part:
                process.wait(120)
    assert _wait_until(lambda: not _processes(cluster.folder))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A newsroom with two pages, one for each worker, built on this machine alone."""
    root = project(tmp_path_factory.mktemp("here") / "newsroom", tables={"areas": TABLE})
    (root / "charts" / "__init__.py").write_text("")
    (root / "charts" / "house.py").write_text('color = "blue"\n')
    cells = (
        code("import nutgraf\nfrom charts.house import color", "setup", id="setup"),
        code('row = nutgraf.table("areas", usps=state).iloc[0]', id="row"),
        prose("## How much?\n\n{{ state }} is drawn in {{ color }}.", id="said"),
    )
    values = 'lang: str = "en"  # language\nstate: str = "TN"  # USPS code'
    write(root, "pay", explainer(*cells, front_matter=MATRIX, parameters_cell=values))
    status, lines, last = run(root)
    assert status == 0, (lines, last)
    return root


@pytest.fixture
def newsroom(built: Path, tmp_path: Path) -> Path:
    """The same newsroom in another folder, nothing built yet."""
    return shutil.copytree(built, tmp_path / "copy", ignore=shutil.ignore_patterns("build", "__pycache__"))


def kept_in(folder: Path) -> dict[str, bytes]:
    """The files of a folder but for the locks of those who draw in it."""
    return {name: content for name, content in tree(folder).items() if not name.endswith(".lock")}


def test_pages_made_on_a_cluster_are_those_made_here(cluster: Cluster, newsroom: Path, built: Path) -> None:
    status, lines, _ = run(newsroom, "--scheduler", cluster.address)
    assert (status, set(statuses(lines).values())) == (0, {"ran"})
    for kept in ("site", "records", "runs", "keep/pictures"):
        assert kept_in(newsroom / "build" / kept) == kept_in(built / "build" / kept)  # byte for byte
    assert cluster.left() == []
    status, lines, _ = run(newsroom)
    assert set(statuses(lines).values()) == {"unchanged"}


@pytest.mark.long
def test_a_chart_edited_before_the_next_build_on_a_cluster_is_not_stale(cluster: Cluster, newsroom: Path) -> None:
    run(newsroom, "--scheduler", cluster.address, "pay/tn")
    assert "TN is drawn in blue." in page(newsroom, "pay/tn")
    (newsroom / "charts" / "house.py").write_text('color = "gold"\n')  # as long as before, and as quickly edited
    run(newsroom, "--scheduler", cluster.address, "pay/tn")
    assert "TN is drawn in gold." in page(newsroom, "pay/tn")


@pytest.mark.long
def test_a_worker_killed_in_the_midst_of_its_page_loses_nothing(
    cluster: Cluster, newsroom: Path, tmp_path: Path
) -> None:
    begun, killed = tmp_path / "begun", tmp_path / "killed"
    source = f"""
import os, time
with open({str(begun)!r}, "a") as file:
    file.write(os.environ["NUTGRAF_WORKER"] + " ")
while not os.path.exists({str(killed)!r}):
    time.sleep(0.05)
"""
    edit(newsroom, "row", source)
    build = _begin(newsroom, "build", "--scheduler", cluster.address)
    assert _wait_until(lambda: begun.exists() and begun.read_text())
    os.kill(_parent(int(begun.read_text().split()[0])), signal.SIGKILL)
    killed.touch()
    reported, complaints = build.communicate(timeout=300)
    assert build.returncode == 0, complaints
    assert "2 pages" in reported
    assert "2 ran" in reported
    assert len(begun.read_text().split()) > 2


@pytest.mark.long
@pytest.mark.parametrize("killed", ["what makes the page", "the worker itself"])
def test_a_page_that_kills_its_worker_is_reported_after_three_tries_and_spares_the_others(
    cluster: Cluster, newsroom: Path, tmp_path: Path, killed: str
) -> None:
    tries = tmp_path / "tries"
    of = (
        ""
        if killed == "what makes the page"
        else "pid = open(f'/proc/{pid}/stat').read().rpartition(')')[2].split()[1]"
    )
    source = f"""
import os, signal, time
if state == "WY":
    open({str(tries)!r}, "a").write("x")
    pid = os.environ["NUTGRAF_WORKER"]
    {of}
    os.kill(int(pid), signal.SIGKILL)
    time.sleep(9)
"""
    edit(newsroom, "row", source)
    status, lines, _ = run(newsroom, "--scheduler", cluster.address)
    assert (status, statuses(lines)) == (1, {"pay/tn": "ran", "pay/wy": "failed"})
    assert "was killed 3 times" in lines["pay/wy"]["why"]
    assert tries.read_text() == "xxx"


@pytest.mark.long
@pytest.mark.parametrize("way", [signal.SIGINT, signal.SIGKILL])
def test_a_build_that_is_stopped_leaves_no_kernel_and_no_project_on_the_workers(
    cluster: Cluster, newsroom: Path, tmp_path: Path, way: signal.Signals
) -> None:
    begun = tmp_path / "begun"
    edit(newsroom, "row", f"import time\nopen({str(begun)!r}, 'a').write('x')\ntime.sleep(600)")
    build = _begin(newsroom, "build", "--scheduler", cluster.address, "pay/tn")  # the other worker need not start
    assert _wait_until(begun.exists)
    build.send_signal(way)
    _, complaints = build.communicate(timeout=120)
    stopped = (130, "Stopped; the site is as it was.\n")
    assert (build.returncode, complaints) == (stopped if way == signal.SIGINT else (-signal.SIGKILL, ""))
    assert _wait_until(lambda: not cluster.left()), cluster.left()


def another_nutgraf(folder: Path) -> Path:
    """A folder with a changed copy of nutgraf, and with another version of a package."""
    shutil.copytree(ROOT / "nutgraf", folder / "nutgraf", ignore=shutil.ignore_patterns("__pycache__"))
    with (folder / "nutgraf" / "facts" / "units.py").open("a") as changed:
        changed.write("# one line more\n")
    (folder / "altair-0.1.dist-info").mkdir()
    (folder / "altair-0.1.dist-info" / "METADATA").write_text("Name: altair\nVersion: 0.1\n")
    return folder


@pytest.mark.long
def test_a_worker_with_another_nutgraf_is_refused_before_anything_runs(
    cluster: Cluster, newsroom: Path, tmp_path: Path
) -> None:
    worker = cluster.worker("the-old-one", another_nutgraf(tmp_path / "other"))
    try:
        _wait_for_workers(cluster.address, 3)
        done = nutgraf("build", "--scheduler", cluster.address, cwd=newsroom)
    finally:
        worker.terminate()
        worker.wait(120)
    assert done.returncode == 2
    assert "where  worker the-old-one (tcp://127.0.0.1:" in done.stderr
    assert "what   nutgraf is 0.1.0 (code " in done.stderr
    assert f"; altair is 0.1 there and {metadata.version('altair')} here\n" in done.stderr
    assert not (newsroom / "build" / "site").exists()


def test_what_differs_in_a_process_with_another_nutgraf_is_named_by_a_function_sent_to_it(tmp_path: Path) -> None:
    """As Dask sends it, to a process that need not have this nutgraf."""
    sent = cloudpickle.dumps(versions_probe(tuple(packages())))
    answer = "import json, pickle, sys; print(json.dumps([pickle.load(sys.stdin.buffer)(), sys.modules['nutgraf'].__file__]))"
    other = another_nutgraf(tmp_path / "other")
    done = subprocess.run(
        [sys.executable, "-c", answer],
        input=sent, capture_output=True, check=True, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(other)},
    )  # fmt: skip
    there, where = json.loads(done.stdout)
    here = versions()
    assert where == str(other / "nutgraf" / "__init__.py")
    assert differences(there, here) == [
        f"nutgraf is {there['nutgraf']} there and {here['nutgraf']} here",
        f"altair is 0.1 there and {metadata.version('altair')} here",
    ]
    assert there["nutgraf"].startswith("0.1.0 (code ")


def test_another_python_is_reported_before_anything_else_that_differs() -> None:
    here = versions()
    there = {"Python": "3.12.1", "nutgraf": "not installed", **{name: "0" for name in here if name.islower()}}
    assert differences(there, here) == [f"Python is 3.12.1 there and {here['Python']} here"]


def test_where_no_scheduler_answers_the_build_says_so_within_seconds(newsroom: Path) -> None:
    within_a_second = (
        "from nutgraf.cli import main; from nutgraf.pipeline import cluster; cluster._CONNECT_WITHIN = 1.0; "
        f"main(['--project', {str(newsroom)!r}, 'build', '--scheduler', 'tcp://127.0.0.1:9'])"
    )
    begun = time.monotonic()
    done = subprocess.run([sys.executable, "-c", within_a_second], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("  where  --scheduler tcp://127.0.0.1:9\n  what   no Dask scheduler answers there: ")
    assert len(done.stderr.splitlines()) == 3
    assert time.monotonic() - begun < 300


def test_without_the_package_the_build_names_the_command_that_installs_it(
    newsroom: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    monkeypatch.chdir(newsroom)
    done = CliRunner().invoke(main, ["build", "--scheduler", "tcp://127.0.0.1:9"])
    assert done.exit_code == 2
    assert 'pip install "nutgraf[cluster]"' in done.stderr


def _begin(root: Path, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "nutgraf", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    return subprocess.Popen(
        command, cwd=root, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def _parent(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
