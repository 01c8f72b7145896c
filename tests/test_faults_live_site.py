"""The folder given as the live site is one that nutgraf built, or holds no site yet; any other is refused."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from nutgraf.errors import Problem, UsageError
from nutgraf.pipeline.live_site import usable_live_site
from support.published import _published as _published
from support.published import live, newsroom, run

__all__ = ["live", "newsroom"]


def refusal(folder: Path) -> Problem:
    with pytest.raises(UsageError) as refused:
        usable_live_site(folder, folder.parent / "build")
    return refused.value.problems[0]


def put(folder: Path, *names: str, text: str = "x") -> Path:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_another_folder_than_a_site_is_refused_with_what_it_holds(tmp_path: Path) -> None:
    said = refusal(put(tmp_path, "photo.jpg", "notes.txt", "taxes/index.html", "z"))
    assert said.where == f"--live-site {tmp_path}"
    assert said.what == "it is not a site that nutgraf built: it holds notes.txt, photo.jpg, taxes, …, no manifest.json"
    assert said.fix == "name the folder that holds manifest.json of the live site, or an empty one"


@pytest.mark.parametrize("text", ["", "{", "[]", '{"name": "app"}', '{"pages": [1]}', '{"pages": [{"address": "a"}]}'])
def test_a_manifest_of_something_else_is_refused(tmp_path: Path, text: str) -> None:
    said = refusal(put(tmp_path, "manifest.json", text=text))
    assert said.what == "its manifest.json is not one that nutgraf wrote, so it is unknown which pages are live"


@pytest.mark.parametrize(
    "lay",
    [
        lambda folder: folder.mkdir(),
        lambda folder: put(folder, ".nojekyll", ".git/HEAD", "CNAME"),
        lambda folder: put(folder, "manifest.json", text='{"pages": []}'),
    ],
)
def test_a_folder_that_waits_for_its_first_site_is_taken(tmp_path: Path, lay: Callable[[Path], object]) -> None:
    lay(tmp_path / "www")
    assert usable_live_site(tmp_path / "www", tmp_path / "build") == tmp_path / "www"


def test_a_folder_that_is_not_there_yet_is_no_live_site(tmp_path: Path) -> None:
    assert usable_live_site(tmp_path / "www", tmp_path / "build") is None


@pytest.mark.parametrize("name", ["site", "preview"])
def test_the_folder_that_a_build_writes_is_no_live_site(newsroom: Path, name: str) -> None:
    (newsroom / "build" / name).mkdir(exist_ok=True)
    with pytest.raises(UsageError, match="it is what the build itself writes, whether readers have it or not"):
        run(newsroom, live_site=newsroom / "build" / name)


def test_a_build_with_a_wrong_folder_ends_before_anything_is_made(newsroom: Path, live: Path) -> None:
    shutil.rmtree(newsroom / "build")
    with pytest.raises(UsageError, match="not a site that nutgraf built"):
        run(newsroom, publish=True, live_site=newsroom)
    assert not (newsroom / "build").exists()
    assert run(newsroom, publish=True, live_site=live).exit_status == 0
