"""A stylesheet or a template that changes reaches every page, and no page is run or drawn for it."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pytest

from nutgraf.cache import inputs, software
from nutgraf.cache.page_cache import PageCache
from nutgraf.pipeline import Options, Report, build, pool
from nutgraf.pipeline.kept_article import as_kept, to_keep
from nutgraf.pipeline.page_job import PageResult
from nutgraf.project import read_project
from nutgraf.render import assets
from support import checked, papermill_door
from support.desk import FRONT, code, explainer, prose, write
from support.newsroom import Newsroom, after_first_build, dress, lay, tree
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


def test_for_a_changed_stylesheet_nothing_is_planned_checked_or_reviewed_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, templates: Path
) -> None:
    root = after_first_build(tmp_path, monkeypatch)
    add(templates / "page.css", "\n/* another look */\n")
    with monkeypatch.context() as patch:
        patch.setattr("nutgraf.pipeline.full_build.full_build", _refuse)
        assert built(root).totals == {"rendered": 6}
    quick = tree(root / "build/site")
    (root / "build/keep/build.json").unlink()  # the build that plans and checks finds nothing to do
    assert built(root).totals == {"unchanged": 6}
    assert tree(root / "build/site") == quick


def test_a_page_damaged_as_the_stylesheet_changes_is_made_in_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, templates: Path
) -> None:
    root = after_first_build(tmp_path, monkeypatch)
    add(templates / "page.css", "\n/* another look */\n")
    (root / "build/keep/pages/en+pay+tn/index.html").write_text("altered")
    assert built(root).totals == {"ran": 1, "rendered": 5}


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


def test_for_a_changed_template_pages_are_rendered_again_and_neither_run_nor_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, templates: Path
) -> None:
    root = after_first_build(tmp_path, monkeypatch)
    add(templates / "page.html.j2", "\n{# a remark #}\n")
    monkeypatch.setattr("nutgraf.pipeline.full_build.check", _refuse)
    report = built(root)
    assert report.totals == {"rendered": 6}
    assert report.outcomes[0].why == "the template of the page changed"


def _refuse(*_: object, **__: object) -> None:
    raise AssertionError


def test_a_page_in_a_changed_template_has_the_bytes_of_one_made_afresh_and_its_notebook_is_not_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = after_first_build(tmp_path, monkeypatch)
    lay(root, Newsroom(style="red"))
    assert built(root).totals == {"rendered": 6}
    lay(root, Newsroom(box="Support us", style="blue"))
    with monkeypatch.context() as patch:
        patch.setattr("nutgraf.page.page_and_cells", _refuse)
        patch.setattr("nutgraf.ledger.untraced_numbers", _refuse)
        patch.setattr("nutgraf.render.page_images.images", _refuse)
        assert built(root).totals == {"rendered": 6}
    placed = tree(root / "build/site")
    assert b"<p>Support us</p>" in placed["en/pay/tn/index.html"]
    assert b"<p>Support us</p>" in placed["en/pay/tn/facts.html"]
    assert built(root).totals == {"unchanged": 6}
    shutil.rmtree(root / "build")
    assert built(root).totals == {"ran": 6}
    assert tree(root / "build/site") == placed


@pytest.mark.parametrize("damage", [lambda kept: kept[:-9], lambda kept: b"x" + kept[2:], lambda _: b""])
def test_a_page_whose_kept_article_is_damaged_as_a_template_changes_has_the_bytes_of_one_made_afresh(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: Callable[[bytes], bytes]
) -> None:
    root = after_first_build(tmp_path, monkeypatch)
    kept = root / "build/keep/articles/en+pay+tn"
    whole = kept.read_bytes()
    kept.write_bytes(damage(whole))
    lay(root, Newsroom(box="Support us"))
    assert built(root).totals == {"rendered": 6}
    placed = tree(root / "build/site")
    assert len(kept.read_bytes()) > len(damage(whole))
    shutil.rmtree(root / "build/keep/articles")
    lay(root, Newsroom())
    assert built(root).totals == {"rendered": 6}
    lay(root, Newsroom(box="Support us"))
    assert built(root).totals == {"rendered": 6}
    assert tree(root / "build/site") == placed


def test_the_article_of_a_page_is_read_only_for_the_same_inputs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = after_first_build(tmp_path, monkeypatch)
    project = read_project(root)
    cache = PageCache(project)
    record, kept = cache.record("en/pay/tn"), cache.article("en/pay/tn")
    assert record
    found = as_kept(kept, record, project)
    assert found
    assert found.article.page.address == "en/pay/tn"
    assert as_kept(to_keep(found.article, (), record), record, project) == replace(found, numbers=())
    in_other_templates = {**record.drawn_from, inputs.TEMPLATES: "others"}
    assert as_kept(kept, replace(record, drawn_from=in_other_templates), project) == found
    assert as_kept(kept, replace(record, drawn_from={**record.drawn_from, "corrections": "new"}), project) is None
    assert as_kept(kept, replace(record, run="of another run"), project) is None


def test_for_a_changed_template_workers_are_forked_and_no_kernel_is_made_ready(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = after_first_build(tmp_path, monkeypatch)
    lay(root, Newsroom(box="Support us"))
    monkeypatch.setattr("nutgraf.pipeline.changed_pages.make_pages", pool.make_pages)
    monkeypatch.setattr("nutgraf.pipeline.crew.start_fork_server", _refuse)
    assert built(root).totals == {"rendered": 6}
    assert "<p>Support us</p>" in (root / "build/site/es/pay/wy/index.html").read_text()


@pytest.mark.parametrize("looks", [Newsroom(), Newsroom(box="Support us"), Newsroom(style="blue")])
def test_a_build_makes_no_kernels_ready_if_only_the_looks_of_pages_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, looks: Newsroom
) -> None:
    root = after_first_build(tmp_path, monkeypatch)
    dress(root, looks)
    monkeypatch.setattr("nutgraf.pipeline.early_start.start_fork_server", _refuse)
    assert built(root).totals == {"unchanged" if looks == Newsroom() else "rendered": 6}


def test_a_build_makes_kernels_ready_at_once_if_more_than_the_looks_of_pages_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = after_first_build(tmp_path, monkeypatch)
    dress(root, Newsroom(box="Support us"))
    (root / "note.txt").write_text("6 million")
    calls: list[int] = []
    monkeypatch.setattr("nutgraf.pipeline.early_start.start_fork_server", lambda: calls.append(1))
    assert built(root).totals == {"ran": 2, "rendered": 4}
    assert calls == [1]


@pytest.fixture
def sourced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A page that prints a fact with its source, as it is after its first build."""
    papermill_door.open_door(monkeypatch)
    root = checked.newsroom(tmp_path)
    replaced(root / "data/datapackage.json", '"key": ["usps", "year"]', '"key": ["year", "usps"]')
    row = code('import nutgraf\npay = nutgraf.fact("areas", usps="TN", year="2022")', id="row")
    write(root, "pay", explainer(row, prose("## How much?\n\nIt is {{ pay }}.", id="said")))
    write(root, "cited", explainer(prose("## Who says so?\n\n[Made Up](#source-made_up) does.", id="said")))
    report = built(root)
    assert report.totals == {"ran": 2}, report
    return root


def test_a_source_whose_title_changes_along_with_the_stylesheet_is_named_by_its_new_title(sourced: Path) -> None:
    (sourced / "templates").mkdir()
    (sourced / "templates/newsroom.css").write_text("/* blue */")
    replaced(sourced / "data/sources.csv", "A test", "A second test")
    assert built(sourced).totals == {"ran": 1, "rendered": 1}
    assert "A second test" in (sourced / "build/site/en/cited/index.html").read_text()


def test_a_page_that_is_rendered_again_lists_the_keys_of_a_row_in_the_same_order(sourced: Path) -> None:
    sheet = sourced / "build/site/en/pay/facts.csv"
    assert "areas [year=2022, usps=TN, source_id=made_up] value = 5" in sheet.read_text()
    replaced(sourced / "notebooks/pay.ipynb", FRONT.splitlines()[1], "date: 2026-11-25")
    assert built(sourced).totals == {"rendered": 1, "unchanged": 1}
    assert "areas [year=2022, usps=TN, source_id=made_up] value = 5" in sheet.read_text()


def replaced(path: Path, before: str, after: str) -> None:
    text = path.read_text()
    assert before in text
    path.write_text(text.replace(before, after))


def test_no_run_and_no_picture_is_made_with_a_template_of_pages() -> None:
    kit = TEMPLATES.parent.parent
    readers = {path.relative_to(kit) for path in kit.rglob("*.py") if ".html.j2" in path.read_text(encoding="utf-8")}
    rooms = {path.parts[0] for path in readers}
    assert rooms <= {"cache", "desk", "own_templates.py", "pipeline", "preview", "rebuild", "render", "site"}
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
