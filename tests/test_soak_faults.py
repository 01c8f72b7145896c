"""What a machine does to a newsroom at night, with real processes and disks: make soak runs these."""

from __future__ import annotations

import contextlib
import json
import os
import resource
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from nbformat.v4 import new_markdown_cell

from nutgraf.project import read_project
from nutgraf.publish import releases
from support.a_site import a_project, put_live, write_site
from support.desk import code, explainer, write
from support.publisher_server import Publisher, newsroom, on_file, pay, publisher
from support.sites import nutgraf

pytestmark = pytest.mark.long
Broken = Callable[[Path], AbstractContextManager[None]]
READS = 'birch, cedar = (nutgraf.fact("pay", county=county) for county in ("Birch", "Cedar"))'
PAGE = "Birch pays {{ birch }} and Cedar {{ cedar }}."


@pytest.fixture
def server() -> Iterator[Publisher]:
    with publisher() as running:
        yield running


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of two megabytes; only root can have one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", folder], capture_output=True, check=False
    ).returncode:
        pytest.skip("only root can make a small disk")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


def a_page(root: Path, *more: object) -> Path:
    """A notebook whose page prints two numbers of the table."""
    write(root, "pay", explainer(code("import nutgraf"), *more, code(READS), new_markdown_cell(PAGE)))
    return root


def numbers_on(root: Path) -> list[int]:
    sheet = json.loads((root / "build/site/en/pay/facts.json").read_text("utf-8"))
    return [claim["value"] for claim in sheet["claims"]]


# --- disks


@contextlib.contextmanager
def full(disk: Path) -> Iterator[None]:
    """The disk without a byte left."""
    filler = disk / "filler"
    with contextlib.suppress(OSError), filler.open("wb", buffering=0) as file:
        while True:
            file.write(b"0" * 4096)
    try:
        yield
    finally:
        filler.unlink()


@contextlib.contextmanager
def read_only(disk: Path) -> Iterator[None]:
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
    try:
        yield
    finally:
        subprocess.run(["mount", "-o", "remount,rw", disk], check=True)


@pytest.mark.parametrize(
    ("broken", "said"),
    [(full, "there is no room left on the disk"), (read_only, "nothing can be written to this disk")],
)
def test_a_publication_to_a_broken_disk_leaves_the_old_site_and_the_next_one_finishes(
    tmp_path: Path, disk: Path, broken: Broken, said: str
) -> None:
    desk = a_project(tmp_path / "p")
    put_live(desk, disk / "live", "one")
    write_site(desk, "two", pages=tuple(f"en/page-{number}" for number in range(40)))
    with broken(disk):
        done = nutgraf("publish", str(disk / "live"), cwd=desk.root)
        assert (done.returncode, said in done.stderr) == (2, True), done.stderr
        assert (disk / "live/current/index.html").read_text() == "front one"
    assert nutgraf("publish", str(disk / "live"), cwd=desk.root).returncode == 0
    assert (disk / "live/current/index.html").read_text() == "front two"
    assert [each.live for each in releases(str(disk / "live"))] == [True, False]


@pytest.mark.parametrize(
    ("broken", "said"),
    [(full, "there is no room left on the disk"), (read_only, "nothing can be written to this disk")],
)
def test_a_refresh_on_a_broken_disk_leaves_the_table_and_the_next_one_finishes(
    disk: Path, server: Publisher, broken: Broken, said: str
) -> None:
    root = newsroom(disk / "p", server.serve("/pay.csv", pay({"Birch": 51_400})))
    with broken(disk):
        done = nutgraf("refresh", cwd=root)
        assert done.returncode in (1, 2), done.stdout
        assert said in done.stdout + done.stderr
        assert (root / "data/pay.csv").read_text() == on_file()
    assert nutgraf("refresh", cwd=root).returncode == 0
    assert (root / "data/pay.csv").read_text() == on_file({"Birch": 51_400})
    assert [path.name for path in (root / "data").rglob(".*")] == []


@pytest.mark.kernel
@pytest.mark.parametrize("broken", [full, read_only])
def test_a_build_on_a_broken_disk_leaves_the_old_site_and_the_next_one_finishes(
    disk: Path, tmp_path: Path, broken: Broken
) -> None:
    root = a_page(newsroom(disk / "p", "pay-in.csv"))
    assert nutgraf("build", cwd=root).returncode == 0
    assert numbers_on(root) == [51_300, 52_600]
    (root / "data/pay.csv").write_text(on_file({"Birch": 51_400}))
    with broken(disk):
        done = nutgraf("build", cwd=root)
        assert done.returncode in (1, 2), done.stdout
        assert numbers_on(root) == [51_300, 52_600]
    assert nutgraf("build", cwd=root).returncode == 0
    assert numbers_on(root) == [51_400, 52_600]


# --- time, and data that change


@pytest.mark.kernel
def test_a_clock_that_jumps_hides_no_edit(tmp_path: Path) -> None:
    root = a_page(newsroom(tmp_path / "p", "pay-in.csv"))
    assert nutgraf("build", cwd=root).returncode == 0
    for year, birch in ((2099, 51_400), (1971, 51_500)):
        table = root / "data/pay.csv"
        table.write_text(on_file({"Birch": birch}))
        moment = time.mktime((year, 6, 1, 0, 0, 0, 0, 0, 0))
        for path in [table, *(root / "build").rglob("*")]:
            os.utime(path, (moment, moment))
        assert nutgraf("build", cwd=root).returncode == 0
        assert numbers_on(root) == [birch, 52_600]


@pytest.mark.kernel
def test_a_page_never_mixes_two_versions_of_a_table_that_changes_while_it_is_made(tmp_path: Path) -> None:
    root = newsroom(tmp_path / "p", "pay-in.csv")
    a_page(root, code("import time\nfirst = nutgraf.fact('pay', county='Birch')\ntime.sleep(1)"))
    versions = [on_file(), on_file({"Birch": 1_000_051, "Cedar": 1_000_052})]
    stop = threading.Event()

    def change() -> None:
        at = 0
        while not stop.wait(0.02):
            at += 1
            (tmp_path / "new.csv").write_text(versions[at % 2])
            (tmp_path / "new.csv").replace(root / "data/pay.csv")

    changing = threading.Thread(target=change)
    changing.start()
    try:
        done = nutgraf("build", "--force", cwd=root)
    finally:
        stop.set()
        changing.join()
    if done.returncode == 0:
        assert numbers_on(root) in ([51_300, 52_600], [1_000_051, 1_000_052])
    assert nutgraf("build", cwd=root).returncode == 0
    assert numbers_on(root) in ([51_300, 52_600], [1_000_051, 1_000_052])


# --- sizes


@contextlib.contextmanager
def at_most(*, gigabytes: int) -> Iterator[None]:
    """Processes that are started get so much memory."""
    before = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (gigabytes * 1_000_000_000, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)


def many(rows: int) -> dict[str, int]:
    return {f"County {number}": 60_000 + number % 977 for number in range(rows)}


@pytest.mark.kernel
def test_a_table_of_10000_rows_is_refreshed_and_read(tmp_path: Path) -> None:
    root = a_page(newsroom(tmp_path / "p", "sent.csv"))
    (root / "sent.csv").write_text(pay(many(10_000)))
    done = nutgraf("refresh", cwd=root)
    assert (done.returncode, "10,000 rows new" in done.stdout) == (0, True), done.stdout[-2000:] + done.stderr
    assert nutgraf("build", cwd=root).returncode == 0
    assert numbers_on(root) == [51_300, 52_600]
    (root / "sent.csv").write_text(pay({**many(10_000), "Birch": 51_400}))
    assert nutgraf("refresh", cwd=root).stdout.startswith("pay: 1 cell revised\n")


@pytest.mark.kernel
def test_a_table_of_1000000_rows_is_refreshed_and_read_and_stops_at_a_low_limit_of_memory_in_plain_words(
    tmp_path: Path,
) -> None:
    root = a_page(newsroom(tmp_path / "p", "sent.csv"))
    (root / "sent.csv").write_text(pay(many(1_000_000)))
    with at_most(gigabytes=2):
        done = nutgraf("refresh", cwd=root, seconds=900)
    assert (done.returncode, "1,000,000 rows new" in done.stdout) == (0, True), done.stdout[-2000:] + done.stderr
    with (root / "pyproject.toml").open("a") as file:
        file.write("memory_mb = 300\n")
    done = nutgraf("build", cwd=root, seconds=900)
    assert done.returncode == 1, done.stdout[-2000:] + done.stderr[-2000:]
    assert "took more than 300 MB of memory and was stopped" in done.stderr  # a cell, or the notebook before its first
    settings = (root / "pyproject.toml").read_text("utf-8")
    (root / "pyproject.toml").write_text(settings.replace("memory_mb = 300", "memory_mb = 4000"), "utf-8")
    done = nutgraf("build", cwd=root, seconds=900)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    assert numbers_on(root) == [51_300, 52_600]


@pytest.mark.kernel
def test_a_notebook_of_5000_cells_becomes_a_page(tmp_path: Path) -> None:
    root = newsroom(tmp_path / "p", "pay-in.csv")
    a_page(root, *(new_markdown_cell(f"A remark about nobody, {'x' * (number % 7)}.") for number in range(5_000)))
    assert nutgraf("build", cwd=root, seconds=900).returncode == 0
    assert numbers_on(root) == [51_300, 52_600]


@pytest.mark.kernel
def test_a_notebook_of_50_megabytes_becomes_a_page(tmp_path: Path) -> None:
    root = newsroom(tmp_path / "p", "pay-in.csv")
    a_page(root, code("#" + "x" * 50_000_000))
    assert (root / "notebooks/pay.ipynb").stat().st_size > 50_000_000
    done = nutgraf("build", cwd=root, seconds=900)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    assert numbers_on(root) == [51_300, 52_600]


def test_a_site_of_5000_pages_is_published_changed_and_rolled_back(tmp_path: Path) -> None:
    desk = a_project(tmp_path / "p")
    pages = tuple(f"en/page-{number}" for number in range(5_000))
    for words in ("one", "two"):
        write_site(desk, words, pages=pages)
        done = nutgraf("publish", str(tmp_path / "live"), cwd=desk.root)
        assert done.returncode == 0, done.stderr
    assert (tmp_path / "live/current/en/page-4999/index.html").read_text() == "<p>two</p>"
    assert nutgraf("rollback", "--at", str(tmp_path / "live"), cwd=desk.root).returncode == 0
    assert (tmp_path / "live/current/en/page-4999/index.html").read_text() == "<p>one</p>"
    assert (read_project(desk.root).site_dir / "en/page-4999/index.html").read_text() == "<p>one</p>"
    shutil.rmtree(tmp_path)
