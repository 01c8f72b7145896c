"""What the disk or the machine refuses: where, what and how to fix it, and never the exit status that publishes."""

from __future__ import annotations

import errno
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from nutgraf.cli import main
from nutgraf.errors import PageError, Problem
from support import papermill_door
from support.desk import FRONT, explainer, project, prose, write
from support.newsroom import tree


@pytest.fixture
def newsroom(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A newsroom of one page; the command works in its folder, and its pages need no kernel."""
    papermill_door.open_door(monkeypatch)
    root = project(tmp_path / "newsroom")
    write(root, "taxes", explainer(prose("## Why?\n\nWords.")))
    monkeypatch.chdir(root)
    return root


def nutgraf(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments, prog_name="nutgraf")


def message(where: str, what: str, fix: str) -> str:
    return f"  where  {where}\n  what   {what}\n  fix    {fix}\n"


def a_file(path: str) -> Callable[[Path], Any]:
    def lay(root: Path) -> None:
        (root / path).parent.mkdir(exist_ok=True)
        (root / path).write_text("x")

    return lay


def a_folder(path: str) -> Callable[[Path], Any]:
    return lambda root: (root / path).mkdir(parents=True)


def a_link(path: str, to: str) -> Callable[[Path], Any]:
    def lay(root: Path) -> None:
        (root / path).parent.mkdir(exist_ok=True)
        (root / path).symlink_to(to)

    return lay


FILE = ("it is a file, where a folder is needed", "move the file out of the way")
FOLDER = ("it is a folder, where a file is needed", "move the folder out of the way")


@pytest.mark.parametrize(
    ("lay", "where", "what", "fix"),
    [
        (a_file("build"), "build", *FILE),
        (a_link("build", "/nowhere/at/all"), "build", "it is a link that leads nowhere", "remove the link"),
        (a_folder("build/.lock"), "build/.lock", *FOLDER),
        *((a_file(f"build/{name}"), f"build/{name}", *FILE) for name in ("site", "records", "runs", "keep", "held")),
        (
            a_link("build/site", "elsewhere"),
            "build/site",
            "it is a link (to elsewhere); a site is exchanged whole, which cannot be done through a link",
            "remove the link, and copy build/site to its target after each build",
        ),
        (
            a_folder("theme.toml"),
            "theme.toml",
            "this is not a file that can be read",
            "put a file there, or take away what is there",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 20 else "",
)
def test_what_is_in_the_way_is_named_before_any_page_is_made(
    newsroom: Path, lay: Callable[[Path], Any], where: str, what: str, fix: str
) -> None:
    lay(newsroom)
    before = tree(newsroom)
    done = nutgraf("build")
    assert (done.exit_code, done.output) == (2, message(where, what, fix))
    assert {name for name in tree(newsroom) if name != "build/.lock"} == {n for n in before if n != "build/.lock"}


def test_a_theme_that_is_no_text_is_named(newsroom: Path) -> None:
    (newsroom / "theme.toml").write_bytes(b"\xff\xfe")
    done = nutgraf("check")
    assert done.exit_code == 2
    assert done.output.startswith("  where  theme.toml\n  what   this file is not UTF-8 text\n")


@pytest.mark.parametrize(
    ("code", "what"),
    [
        (errno.ENOSPC, "there is no room left on the disk"),
        (errno.EDQUOT, "there is no room left on the disk"),
        (errno.EROFS, "nothing can be written to this disk"),
        (errno.EMFILE, "too many files are open at once"),
    ],
)
def test_a_machine_that_can_make_no_page_stops_the_build_and_leaves_the_site(
    newsroom: Path, monkeypatch: pytest.MonkeyPatch, code: int, what: str
) -> None:
    nutgraf("build")
    before = tree(newsroom / "build/site")

    def refuse(*_: Any) -> None:
        raise OSError(code, "refused", str(newsroom / "build/x"))

    monkeypatch.setattr("nutgraf.run.run_page", refuse)
    done = nutgraf("build", "--force")
    assert done.exit_code == 2
    assert done.output.startswith(f"  where  build/x\n  what   {what}\n")
    assert tree(newsroom / "build/site") == before


@pytest.mark.parametrize(
    "room",
    [
        "nutgraf.cache.page_cache.replace_file",
        "nutgraf.site.publishing.write_tree",
        "nutgraf.pipeline.site_writing.write_held_pages",
    ],
)
def test_a_disk_that_fills_up_is_named_with_the_file_and_leaves_the_old_site_or_the_new(
    newsroom: Path, monkeypatch: pytest.MonkeyPatch, room: str
) -> None:
    nutgraf("build")
    sites = [tree(newsroom / "build/site")]
    write(newsroom, "taxes", explainer(prose("## Why?\n\nOther words.")))
    nutgraf("build")
    sites.append(tree(newsroom / "build/site"))
    write(newsroom, "taxes", explainer(prose("## Why?\n\nWords.")))

    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", str(newsroom / "build/keep/x"))

    with monkeypatch.context() as patch:
        patch.setattr(room, full)
        done = nutgraf("build")
    assert done.exit_code == 2
    assert "where  build/keep/x" in done.output
    assert "there is no room left on the disk" in done.output
    assert tree(newsroom / "build/site") in sites
    assert nutgraf("build").exit_code == 0
    assert tree(newsroom / "build/site") == sites[0]


def test_a_full_folder_for_temporary_files_is_named_with_the_way_to_name_another(
    newsroom: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("nutgraf.run.run_page", refuse)
    done = nutgraf("build")
    fix = "make room, then build again; another folder for temporary files can be named with the environment "
    assert (done.exit_code, done.output) == (
        2,
        message("this machine", "there is no room left on the disk", f"{fix}variable TMPDIR"),
    )


def test_an_error_that_nobody_foresaw_is_never_the_status_that_publishes(
    newsroom: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise KeyError("many")

    monkeypatch.setattr("nutgraf.pipeline.full_build.plan_pages", fail)
    monkeypatch.setattr("nutgraf.plan.plan_pages", fail)
    monkeypatch.setattr("nutgraf.pipeline.project_check.plan_pages", fail)
    for command in (["build"], ["build", "--json"], ["build", "--dry-run"], ["check"], ["why", "en/taxes"], ["verify"]):
        done = nutgraf(*command)
        assert done.exit_code == 2, command
        assert "an error that it has no words for: KeyError: 'many'" in done.output
        assert "Traceback" not in done.output
        assert "report" not in done.output
    shown = nutgraf("--traceback", "build")
    assert shown.exit_code == 2
    assert "Traceback" in shown.output


def test_an_error_that_ends_a_build_is_never_the_status_that_publishes(
    newsroom: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise PageError(Problem("the site", "two pages want one address", "change one of them"))

    monkeypatch.setattr("nutgraf.pipeline.site_writing.lay_out", fail)
    done = nutgraf("build")
    assert done.exit_code == 2
    assert "two pages want one address" in done.output


def test_a_page_that_fails_in_a_way_that_nobody_foresaw_spares_the_others_and_asks_nobody_to_report(
    newsroom: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> None:
        raise RuntimeError("no such thing")

    monkeypatch.setattr("nutgraf.page.page_and_cells", fail)
    done = nutgraf("build")
    assert done.exit_code == 1
    assert "RuntimeError: no such thing" in done.output
    assert "report" not in done.output


def test_a_reader_of_the_output_who_goes_away_is_never_the_status_that_publishes(newsroom: Path) -> None:
    import subprocess
    import sys

    (newsroom / "notebooks/bad.ipynb").write_text("{")
    command = f"'{sys.executable}' -m nutgraf check --json | true; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], cwd=newsroom, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (2, "")


def test_an_address_too_long_for_a_disk_stops_its_notebook_and_no_other(newsroom: Path) -> None:
    long = "/".join(["long"] * 60)
    write(newsroom, "far", explainer(prose("## Why?"), front_matter=f"{FRONT}\naddress: '{{lang}}/{long}'"))
    checked, done = nutgraf("check"), nutgraf("build")
    assert (checked.exit_code, done.exit_code) == (1, 1)
    what = "an address of 302 characters is longer than 200: "
    assert f"  where  notebooks/far.ipynb, front matter, address\n  what   {what}" in checked.output
    assert what in done.output
    assert (newsroom / "build/site/en/taxes/index.html").is_file()


def test_a_name_too_long_for_a_disk_fails_its_page_and_no_other(
    newsroom: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from nutgraf.cache.page_cache import PageCache

    write(newsroom, "zeal", explainer(prose("## Why?")))
    put = PageCache.put

    def refuse(page_cache: PageCache, kept: Any, *more: Any) -> None:
        if kept.record.address == "en/taxes":
            raise OSError(errno.ENAMETOOLONG, "File name too long", str(newsroom / "build/keep/long.csv"))
        put(page_cache, kept, *more)

    monkeypatch.setattr(PageCache, "put", refuse)
    done = nutgraf("build")
    assert done.exit_code == 1
    assert "its name is too long for the disk" in done.output
    assert (newsroom / "build/site/en/zeal/index.html").is_file()
