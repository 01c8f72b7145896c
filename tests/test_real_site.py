"""The real site: 108 pages and more, the same bytes everywhere, and nothing of ours needed to run its notebooks."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from nutgraf import ledger
from nutgraf.pipeline.live import read_sheet
from support.sites import ROOT, BuiltSite, copy_project, nutgraf

pytestmark = pytest.mark.kernel
SAMPLE = ("en/taxes/tn", "es/taxes/wy", "es/irs-dhs-agreement")
NOTEBOOKS = sorted(path.name for path in (ROOT / "notebooks").glob("*.ipynb"))


def test_the_real_site_has_every_explainer_in_both_languages_and_every_state(real_site: BuiltSite) -> None:
    assert real_site.status == 0
    addresses = {page["address"] for page in real_site.manifest["pages"]}
    assert len(addresses) >= 108
    states = {address for address in addresses if "/taxes/" in address}
    assert len(states) == 2 * 52
    assert {f"{lang}/{name}" for lang in ("en", "es") for name in ("what-is-an-itin", "irs-dhs-agreement")} <= addresses


def test_every_page_was_built_and_told_of_in_the_order_of_addresses(real_site: BuiltSite) -> None:
    told = [line["address"] for line in real_site.lines[:-1]]
    assert told == sorted(told)
    assert {line["status"] for line in real_site.lines[:-1]} == {"ran"}


def test_the_committed_lock_holds_no_page_back(real_site: BuiltSite) -> None:
    """A change that moves a published figure is committed with its signature: nutgraf build, then nutgraf facts accept."""
    lock = ledger.read_lock(ROOT / ledger.NAME)  # empty until something was published
    moved = []
    for page in real_site.manifest["pages"]:
        sheet = read_sheet((real_site.site / page["address"] / "facts.json").read_bytes())
        moves = ledger.decide(lock, page["address"], sheet.claims, "hold", drawn=sheet.drawn).moves
        moved += [(page["address"], move.was, move.now, move.why) for move in moves]
    assert moved == []


def test_pages_built_in_another_folder_on_ordinary_kernels_have_the_same_bytes(
    real_site: BuiltSite, tmp_path: Path
) -> None:
    other = copy_project(tmp_path / "another place")
    done = nutgraf("build", "--cold", "--jobs", "1", *SAMPLE, cwd=other)
    assert done.returncode == 0, done.stderr
    for address in SAMPLE:
        here, there = real_site.site / address, other / "build" / "site" / address
        files = sorted(path.relative_to(here) for path in here.rglob("*") if path.is_file())
        assert files == sorted(path.relative_to(there) for path in there.rglob("*") if path.is_file())
        assert [name for name in files if (here / name).read_bytes() != (there / name).read_bytes()] == []


def test_no_page_names_a_folder_or_a_user_of_this_machine(real_site: BuiltSite) -> None:
    told = [str(real_site.root).encode(), str(Path.home()).encode() + b"/"]
    leaking = [
        path for path in real_site.site.rglob("*") if path.is_file() and any(t in path.read_bytes() for t in told)
    ]
    assert leaking == []


@pytest.mark.parametrize("address", SAMPLE)
def test_nbconvert_draws_the_same_page_from_the_executed_notebook(
    real_site: BuiltSite, tmp_path: Path, address: str
) -> None:
    executed = real_site.root / "build" / "runs" / f"{address}.ipynb"
    _nbconvert("--to", "explainer", "--output-dir", str(tmp_path), "--output", "page", str(executed))
    assert (tmp_path / "page.html").read_text(encoding="utf-8") == real_site.html(address)


def test_plain_papermill_runs_an_edition(tmp_path: Path) -> None:
    out = tmp_path / "out.ipynb"
    command = [
        sys.executable,
        "-m",
        "papermill",
        "notebooks/taxes.ipynb",
        str(out),
        "-p",
        "state",
        "TN",
        "-p",
        "lang",
        "es",
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    node = nbformat.read(out, as_version=4)
    assert any("image/svg+xml" in output.get("data", {}) for cell in node.cells for output in cell.get("outputs", []))


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_plain_nbconvert_executes_every_notebook(tmp_path: Path, name: str) -> None:
    _nbconvert("--to", "html", "--execute", "--output-dir", str(tmp_path), f"notebooks/{name}")
    # nbconvert shows an SVG as a picture with its data inside.
    assert "data:image/svg+xml" in (tmp_path / name.replace(".ipynb", ".html")).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_notebooks_are_kept_without_outputs_and_with_short_cells(name: str) -> None:
    node = nbformat.read(ROOT / "notebooks" / name, as_version=4)
    code = [cell for cell in node.cells if cell.cell_type == "code"]
    assert all(not cell.outputs and cell.execution_count is None for cell in code)
    setup = {"parameters", "setup", "checks"}
    assert [
        len(cell.source.splitlines())
        for cell in code
        if not setup & set(cell.metadata.get("tags", [])) and len(cell.source.splitlines()) > 15
    ] == []


def _nbconvert(*arguments: str) -> None:
    environment = {**os.environ, "JUPYTER_PLATFORM_DIRS": "1"}
    command = [sys.executable, "-m", "nbconvert", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
