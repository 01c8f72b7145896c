"""A stylesheet that changes is loaded by every page, and no page is run or drawn for it."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator, Sequence
from importlib.resources import files
from pathlib import Path

import pytest

from nutgraf.cache import software
from nutgraf.pipeline import Options, Report, build
from nutgraf.pipeline.page_job import PageResult
from nutgraf.project import read_project
from nutgraf.render import assets
from support.newsroom import Newsroom, after_first_build, lay, tree
from support.remembered import look_at_files_again

TEMPLATES = Path(str(files("nutgraf.render"))) / "templates"
PAGES = [f"{lang}/pay/{state}" for lang in ("en", "es") for state in ("tn", "vt", "wy")]


def built(root: Path) -> Report:
    return build(read_project(root), Options())


@pytest.fixture
def templates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The templates of nutgraf in a folder of their own, where a test may change them."""
    kit = tmp_path / "kit"
    shutil.copytree(TEMPLATES.parent.parent, kit / "nutgraf", ignore=shutil.ignore_patterns("__pycache__"))
    look_at_files_again(monkeypatch, kit / "nutgraf")
    monkeypatch.setattr(sys.modules["nutgraf.render.assets"], "files", lambda _: kit / "nutgraf" / "render")
    assets.cache_clear()
    yield kit / "nutgraf" / "render" / "templates"
    monkeypatch.undo()
    assets.cache_clear()


def _made_none(jobs: Sequence[object], **_: object) -> Iterator[PageResult]:
    assert not jobs
    yield from ()


def add(path: Path, text: str) -> None:
    path.write_text(path.read_text() + text)
    assets.cache_clear()


@pytest.mark.parametrize("name", ["page.css", "embed.js", "icon.svg"])
def test_a_page_that_loads_a_changed_file_has_the_bytes_of_one_made_afresh_and_is_neither_run_nor_drawn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, templates: Path, name: str
) -> None:
    root = after_first_build(tmp_path, monkeypatch)
    before = assets()
    add(templates / name, "\n<!-- -->" if name.endswith("svg") else "\n/* another look */\n")
    assert assets() != before
    with monkeypatch.context() as patch:
        patch.setattr("nutgraf.pipeline.changed_pages.make_pages", _made_none)
        report = built(root)
    assert [(page.address, page.status) for page in report.outcomes] == [(page, "rendered") for page in PAGES]
    assert {page.why for page in report.outcomes} == {"the stylesheet, or another file that pages share, changed"}
    relinked = tree(root / "build/site")
    assert built(root).totals == {"unchanged": 6}
    shutil.rmtree(root / "build")
    assert built(root).totals == {"ran": 6}
    assert tree(root / "build/site") == relinked


def test_a_page_whose_words_changed_too_is_made_in_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, templates: Path
) -> None:
    root = after_first_build(tmp_path, monkeypatch)
    add(templates / "page.css", "\n/* another look */\n")
    lay(root, Newsroom(words=("In brief", "En suma")))
    assert [page.status for page in built(root).outcomes] == ["ran"] * 3 + ["rendered"] * 3


def test_a_color_of_charts_is_no_mere_change_of_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, templates: Path
) -> None:
    root = after_first_build(tmp_path, monkeypatch)
    add(templates / "tokens.css", "\n/* a color of charts */\n")
    assert built(root).totals == {"ran": 6}


def test_for_a_changed_template_pages_are_rendered_again_and_not_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, templates: Path
) -> None:
    root = after_first_build(tmp_path, monkeypatch)
    add(templates / "page.html.j2", "\n{# a remark #}\n")
    report = built(root)
    assert report.totals == {"rendered": 6}
    assert report.outcomes[0].why == "the template of the page changed"


def test_no_run_and_no_picture_is_made_with_a_template_of_pages() -> None:
    kit = TEMPLATES.parent.parent
    readers = {path.relative_to(kit) for path in kit.rglob("*.py") if ".html.j2" in path.read_text(encoding="utf-8")}
    rooms = {path.parts[0] for path in readers}
    assert rooms <= {"cache", "own_templates.py", "pipeline", "render", "site"}
    assert {path.name for path in readers if path.parts[0] == "render"} == {
        "factsheet.py",
        "rendered_page.py",
        "syndication.py",
        "theme_page.py",
    }


def test_what_pages_only_link_to_is_read_by_nothing_else() -> None:
    """Else a change of it would have to reach more than the names that pages load it by."""
    kit = TEMPLATES.parent.parent
    readers = {
        path.relative_to(kit).as_posix()
        for path in [*kit.rglob("*.py"), *kit.rglob("*.j2")]
        for name in software._LINKED
        if name.rpartition("/")[2] in path.read_text(encoding="utf-8")
    }
    assert readers == {"cache/software.py", "render/assets.py"}
