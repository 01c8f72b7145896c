"""The newsroom's pages have the same bytes everywhere, and nothing of ours is needed to run its notebooks."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from pathlib import Path

import papermill
import pytest

from support.in_process import nbconvert
from support.sites import BuiltSite, copy_newsroom, nutgraf

pytestmark = pytest.mark.kernel
SAMPLE = ("es/honey-tax/du",)
EDITIONS = ("en/honey-tax/du", "es/honey-tax/fa")


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the newsroom in which nothing was built."""
    return copy_newsroom(tmp_path_factory.mktemp("another") / "a place")


def test_pages_built_in_another_folder_on_ordinary_kernels_have_the_same_bytes(
    built_site: BuiltSite, newsroom: Path
) -> None:
    done = nutgraf("build", "--cold", "--jobs", "1", *SAMPLE, cwd=newsroom)
    assert done.returncode == 0, done.stderr
    for address in SAMPLE:
        here, there = built_site.site / address, newsroom / "build" / "site" / address
        files = sorted(path.relative_to(here) for path in here.rglob("*") if path.is_file())
        assert files == sorted(path.relative_to(there) for path in there.rglob("*") if path.is_file())
        assert [name for name in files if (here / name).read_bytes() != (there / name).read_bytes()] == []


def test_no_page_names_a_folder_or_a_user_of_this_machine(built_site: BuiltSite) -> None:
    names = [str(built_site.root).encode(), str(Path.home()).encode() + b"/"]
    leaking = [
        path for path in built_site.site.rglob("*") if path.is_file() and any(t in path.read_bytes() for t in names)
    ]
    assert leaking == []


def test_nbconvert_draws_the_same_page_from_the_executed_notebook(built_site: BuiltSite, tmp_path: Path) -> None:
    executed = [str(built_site.root / "build" / "runs" / f"{address}.ipynb") for address in EDITIONS]
    done = nbconvert("--to", "explainer", "--output-dir", str(tmp_path), *executed, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    for address in EDITIONS:
        page = tmp_path / f"{Path(address).name}.html"
        assert page.read_text(encoding="utf-8") == built_site.html(address)


@pytest.mark.long  # in the suite, JupyterLab runs the notebook in an ordinary kernel: tests/test_lab_browser.py
def test_plain_papermill_runs_an_edition(newsroom: Path) -> None:
    out = newsroom / "out.ipynb"
    given = {"area": "DU", "lang": "es"}
    with contextlib.chdir(newsroom):
        node = papermill.execute_notebook("notebooks/honey-tax.ipynb", out, given, progress_bar=False)
    assert any("image/svg+xml" in output.get("data", {}) for cell in node.cells for output in cell.get("outputs", []))


@pytest.mark.long
def test_plain_nbconvert_executes_a_notebook(newsroom: Path, tmp_path: Path) -> None:
    notebooks = ("honey-tax", "hive-permit")
    paths = [f"notebooks/{name}.ipynb" for name in notebooks]
    command = [sys.executable, "-m", "nbconvert", "--to", "html", "--execute", "--output-dir", str(tmp_path), *paths]
    environment = {**os.environ, "JUPYTER_PLATFORM_DIRS": "1"}
    done = subprocess.run(command, cwd=newsroom, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    for name in notebooks:  # nbconvert shows an SVG as a picture with its data inside
        assert "data:image/svg+xml" in (tmp_path / f"{name}.html").read_text(encoding="utf-8")
