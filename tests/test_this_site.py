"""A handful of this repository's own pages, end to end; everything else is tested on the newsroom of tests/newsroom."""

from __future__ import annotations

import csv
import json
import re
import shutil
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from support.in_process import nutgraf
from support.sites import ROOT, copy_project, sample_pages

pytestmark = [pytest.mark.kernel, pytest.mark.content]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, CompletedProcess[str]]:
    """The project with its sample pages, and what the build printed."""
    root = copy_project(tmp_path_factory.mktemp("site") / "project")
    if (ROOT / "facts.lock").exists():
        shutil.copy(ROOT / "facts.lock", root / "facts.lock")
    return root, nutgraf("build", "--json", *sample_pages(root), cwd=root)


def test_pages_of_every_explainer_are_built_and_the_committed_lock_holds_none_back(
    built: tuple[Path, CompletedProcess[str]],
) -> None:
    """A change that moves a published number is committed with its signature: nutgraf build, then nutgraf facts accept."""
    root, done = built
    assert done.returncode == 0, done.stdout + done.stderr
    *lines, last = map(json.loads, done.stdout.splitlines())
    assert {line["address"]: line["status"] for line in lines} == dict.fromkeys(sample_pages(root), "ran")
    assert (last["numbers"], last["moves"]) == (0, 0)


def test_an_amount_on_a_tile_that_was_read_in_a_copy_has_its_dagger(
    built: tuple[Path, CompletedProcess[str]],
) -> None:
    root, _ = built
    assert daggers_on_tiles(root) == amounts_from_copies(root) > 0


def daggers_on_tiles(root: Path) -> int:
    """How many amounts on the wide map of the nation have the mark of a copy."""
    html = (root / "build/site/en/taxes/us/index.html").read_text(encoding="utf-8")
    drawn = html.partition('<div class="wide"')[2].partition("</svg>")[0]
    return len(re.findall(r">[~\d,.+]+†<", drawn))


def amounts_from_copies(root: Path) -> int:
    """How many amounts of the same map its table says were read in a copy."""
    table = (root / "build/site/en/taxes/us/states.csv").read_text(encoding="utf-8-sig")
    rows = csv.DictReader(line for line in table.splitlines() if not line.startswith("#"))
    return sum(row["Read at, or why blank"] == "a copy" for row in rows)
