"""A handful of this repository's own pages, end to end; everything else is tested on the newsroom of tests/newsroom."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from support.in_process import nutgraf
from support.sites import ROOT, copy_project, sample_pages

pytestmark = [pytest.mark.kernel, pytest.mark.content]


def test_pages_of_every_explainer_are_built_and_the_committed_lock_holds_none_back(tmp_path: Path) -> None:
    """A change that moves a published number is committed with its signature: nutgraf build, then nutgraf facts accept."""
    root = copy_project(tmp_path / "project")
    if (ROOT / "facts.lock").exists():
        shutil.copy(ROOT / "facts.lock", root / "facts.lock")
    pages = sample_pages(root)
    done = nutgraf("build", "--json", *pages, cwd=root)
    assert done.returncode == 0, done.stdout + done.stderr
    *lines, last = map(json.loads, done.stdout.splitlines())
    assert {line["address"]: line["status"] for line in lines} == dict.fromkeys(pages, "ran")
    assert (last["numbers"], last["moves"]) == (0, 0)
