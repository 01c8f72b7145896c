"""Whatever nutgraf is made of counts for every page: no change of its code or of a package it needs leaves one as it was."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import tomllib
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest

import nutgraf
from nutgraf.cache import digest, software
from nutgraf.cache.kept_answers import KeptAnswers
from nutgraf.cache.picture_cache import PictureCache
from nutgraf.ledger import read_lock
from nutgraf.picture_library import picture_library
from nutgraf.pipeline import stamps
from nutgraf.pipeline.review import open_review
from nutgraf.pipeline.staleness import StalenessCheck
from nutgraf.pipeline.stamps import BuildStamp, site_inputs, stamp_of_site
from nutgraf.plan import plan_pages
from nutgraf.project import read_project
from support.newsroom import after_first_build
from support.remembered import look_at_files_again, look_for_packages_again

ROOT = Path(__file__).parent.parent
KIT = Path(nutgraf.__file__).parent


class Looked:
    """A project that was read once, and is looked at again and again."""

    def __init__(self, root: Path) -> None:
        self.project = read_project(root)
        self.plan = plan_pages(self.project)
        self.lock = read_lock(self.project.lock_file)

    def staleness(self) -> StalenessCheck:
        return StalenessCheck(self.project, open_review(self.project, self.plan, self.lock))

    def site_is_current(self, staleness: StalenessCheck) -> bool:
        inputs = site_inputs(staleness, (), drafts=False)
        return stamp_of_site(self.project, inputs, preview=False).is_current

    def up_to_date(self) -> set[str]:
        """What a build would not make again: pages by address, the site, a picture, all of it at a glance."""
        staleness = self.staleness()
        found = {page.address for page in self.plan.pages if staleness.stale_task(page) is None}
        if self.site_is_current(staleness):
            found.add("the site")
        if BuildStamp(self.project, drafts=False).last_build():
            found.add("at a glance")
        pictures = PictureCache(self.project.pictures_dir, staleness.job(self.plan.pages[0]).software)
        pictures.get_or_draw("a chart", ".svg", lambda: b"<svg/>")
        return {*found, "a picture"} if pictures.counts.kept else found


@pytest.fixture
def kit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of nutgraf that takes the place of its own files."""
    copy = shutil.copytree(KIT, tmp_path / "nutgraf", ignore=shutil.ignore_patterns("__pycache__"))
    look_at_files_again(monkeypatch, copy)
    return copy


def test_a_change_in_any_file_of_nutgraf_leaves_no_page_picture_or_site_as_it_was(
    kit: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = Looked(after_first_build(tmp_path, monkeypatch))
    looked.up_to_date()
    everything = {f"{lang}/pay/{state}" for lang in ("en", "es") for state in ("tn", "vt", "wy")}
    assert looked.up_to_date() == {*everything, "the site", "at a glance", "a picture"}
    left_out = {"labextension", "__pycache__"}
    modules = sorted(path for path in kit.rglob("*") if path.is_file() and not left_out & {*path.parts})
    assert {path.relative_to(kit) for path in modules} >= {path.relative_to(KIT) for path in KIT.rglob("*.py")}
    names = {path.relative_to(kit).as_posix() for path in modules}
    placed = {name for name in names if name.endswith(".html.j2") or name in software._LINKED}
    assert _counted(software.own_code) == names
    assert names >= _counted(software.code_of_runs) >= names - placed
    left: dict[str, set[str]] = {}
    one_of_its_kind = set()
    for path in modules:
        name, kind = path.relative_to(kit).as_posix(), (path.parent, path.suffix)
        if kind in one_of_its_kind and name not in placed:
            continue  # every file counts by its content, as is seen above: one of a kind shows what that leads to
        one_of_its_kind.add(kind)
        before = path.read_bytes()
        path.write_bytes(before + b"\n# another comment\n")
        found = looked.up_to_date() - ({"a picture"} if name in placed else set())
        left |= {name: found} if found else {}
        path.write_bytes(before)
    assert left == {}


def _counted(function: Callable[[], str]) -> set[str]:
    """The files of nutgraf whose content goes into a digest."""
    software._digest_of_file.cache_clear()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(software, "_kept", lambda _: KeptAnswers(Path(os.devnull)))
        digested: list[Any] = []
        patch.setattr(software, "digest", lambda value: digested.append(value) or digest(value))
        assert function() == digest(digested[-1])
    *contents, files = digested
    assert files == [[name, digest(content)] for (name, _), content in zip(files, contents, strict=True)]
    assert contents == [(KIT / name).read_bytes() for name, _ in files]
    return {name for name, _ in files}


def test_a_file_of_nutgraf_is_read_again_only_once_it_was_written(kit: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before, read = software.own_code(), list[str]()
    monkeypatch.setattr(software, "digest", lambda value: read.append("digest") or digest(value))
    assert software.own_code() == before
    assert len(read) == 1  # the list of them all
    changed = kit / "errors.py"
    changed.write_bytes(changed.read_bytes()[:-1] + b" ")  # of the same size
    assert software.own_code() != before
    assert len(read) == 3  # the list again, and one file


def test_the_extension_of_jupyterlab_which_a_wheel_installs_elsewhere_makes_no_page_again(
    kit: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = Looked(after_first_build(tmp_path, monkeypatch))
    looked.up_to_date()
    before = looked.up_to_date()
    shutil.rmtree(kit / "desk" / "labextension")
    assert looked.up_to_date() == before


def test_a_module_that_comes_to_nutgraf_or_goes_from_it_leaves_nothing_as_it_was(
    kit: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = Looked(after_first_build(tmp_path, monkeypatch))
    (kit / "page" / "more.py").write_text("")
    assert looked.up_to_date() == set()
    (kit / "page" / "more.py").rename(kit / "more.py")
    assert looked.up_to_date() == set()


@pytest.mark.content
def test_every_package_that_nutgraf_declares_counts_and_every_one_that_they_need() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    names = {re.split(r"[\[<>=!~; ]", each)[0].lower() for each in declared}
    found = software.packages()
    assert names - found.keys() == set()
    assert {
        "numpy",
        "narwhals",
        "markupsafe",
        "nbformat",
        "tornado",
    } <= found.keys()  # of pandas, Altair, Jinja, Jupyter
    assert {"nutgraf", "pytest", "mypy"} & found.keys() == set()
    assert software.MISSING not in found.values()


def test_an_upgrade_of_any_package_runs_every_page_again_and_says_which_it_is(
    kit: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = Looked(after_first_build(tmp_path, monkeypatch))
    before = software.packages()
    for name, version in before.items():
        monkeypatch.setattr(software, "packages", lambda name=name: {**before, name: "99.0"})
        staleness = looked.staleness()
        task = staleness.stale_task(looked.plan.pages[0])
        assert task is not None
        assert task.why == f"{name} is now 99.0, it was {version}"
        assert not looked.site_is_current(staleness)


def test_a_machine_that_draws_images_with_another_library_leaves_nothing_as_it_was(
    kit: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = Looked(after_first_build(tmp_path, monkeypatch))
    other = {"Skia": "vl-convert", "vl-convert": "Skia"}[picture_library()]
    monkeypatch.setattr(software, "picture_library", lambda: other)
    monkeypatch.setattr(stamps, "picture_library", lambda: other)
    assert looked.up_to_date() == set()
    task = looked.staleness().stale_task(looked.plan.pages[0])
    assert task is not None
    assert task.why == f"the library that draws images is now {other}, it was {picture_library()}"


def test_what_is_installed_at_a_glance_names_every_package_that_counts() -> None:
    folders = {re.sub(r"[-_.]+", "-", name.split("-")[0]).lower() for name in software.installed()}
    assert software.packages().keys() - folders == set()


def test_the_packages_of_a_misspelled_name_are_refused() -> None:
    with pytest.raises(PackageNotFoundError, match="nutgarf"):
        software.packages("nutgarf")


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of packages, which Python looks into, and in which `kit` needs `a` and, on this Python, `b`."""
    folder = tmp_path / "site"
    look_for_packages_again(monkeypatch, folder, tmp_path / "own")
    _install(folder, "kit", "1.0", "a", "b; python_version >= '3.11'", "c; extra == 'more'")
    _install(folder, "a", "2.0")
    _install(folder, "b", "3.0")
    return folder


def _install(folder: Path, name: str, version: str, *requires: str) -> None:
    described = folder / f"{name}-{version}.dist-info" / "METADATA"
    described.parent.mkdir(parents=True, exist_ok=True)
    lines = [f"Name: {name}", f"Version: {version}", *(f"Requires-Dist: {each}" for each in requires)]
    described.write_text("\n".join(lines) + "\n\n")


def _in_a_new_process(monkeypatch: pytest.MonkeyPatch, *, asked: bool) -> dict[str, str]:
    """The packages as another process finds them, and whether it has to read what describes them."""
    software._kept.cache_clear()
    with monkeypatch.context() as patch:
        find = Mock(wraps=software._packages)
        patch.setattr(software, "_packages", find)
        versions = software.packages("kit")
        software._keep()
    assert find.called is asked
    return versions


def test_the_packages_are_not_found_out_again_by_the_next_build_until_one_changes(
    environment: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = {"a": "2.0", "b": "3.0"}
    assert _in_a_new_process(monkeypatch, asked=True) == both
    assert _in_a_new_process(monkeypatch, asked=False) == both
    _install(environment, "a", "2.0", "d")  # in the same folder
    assert _in_a_new_process(monkeypatch, asked=True) == {**both, "d": software.MISSING}
    _install(environment, "d", "4.0")
    assert _in_a_new_process(monkeypatch, asked=True) == {**both, "d": "4.0"}
    shutil.rmtree(environment / "b-3.0.dist-info")
    assert _in_a_new_process(monkeypatch, asked=True)["b"] == software.MISSING
    monkeypatch.setattr(sys, "version", "another Python")
    _in_a_new_process(monkeypatch, asked=True)
    _in_a_new_process(monkeypatch, asked=False)


@pytest.mark.parametrize("damage", ["half", "another answer", "nothing", "a folder"])
def test_packages_in_a_damaged_file_are_found_out_again(
    damage: str, environment: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    before = _in_a_new_process(monkeypatch, asked=True)
    (file,) = tmp_path.rglob("software*.json")
    text = file.read_text()
    file.unlink()
    if damage == "a folder":
        file.mkdir()
    else:
        file.write_text({"half": text[:60], "another answer": text.replace("3.0", "9.9"), "nothing": ""}[damage])
    assert _in_a_new_process(monkeypatch, asked=True) == before


def test_a_file_of_nutgraf_that_was_read_by_an_earlier_build_counts_by_its_content(
    kit: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    before = software.own_code()
    (file,) = kit.rglob("software*.json")
    assert json.loads(file.read_text().splitlines()[1])["errors.py"][1] == digest((kit / "errors.py").read_bytes())
    _as_a_new_process()
    assert software.own_code() == before
    (kit / "errors.py").write_bytes((kit / "errors.py").read_bytes()[:-1] + b" ")
    _as_a_new_process()
    assert software.own_code() != before


def _as_a_new_process() -> None:
    software._kept.cache_clear()
    software._digest_of_file.cache_clear()
