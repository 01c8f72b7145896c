"""nutgraf publish, releases and rollback, as a person at a terminal or a script meets them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from nutgraf.cli import main
from nutgraf.project import Project
from support.a_site import a_project, write_site
from support.json_schemas import wrong


@pytest.fixture
def desk(tmp_path: Path) -> Project:
    return a_project(tmp_path / "p", 'publish = {to = "live"}\n')


def run(desk: Project, *words: str) -> Result:
    return CliRunner().invoke(main, ["--project", str(desk.root), *words])


def said(desk: Project, *words: str) -> str:
    done = run(desk, *words)
    assert done.exit_code == 0, done.output
    return done.stdout


def lines(desk: Project, *words: str) -> list[dict[str, Any]]:
    found = [json.loads(line) for line in said(desk, *words, "--json").splitlines()]
    assert [wrong("releases", line) for line in found] == [[] for _ in found]
    return found


def test_publishing_says_what_readers_have_now_and_how_to_go_back(desk: Project) -> None:
    write_site(desk, "one")
    to = desk.root / "live"
    assert said(desk, "publish") == (
        f"Release 1 is live at {to}: 1 page, 5 files of 5 uploaded (1 kB before compression).\n  new: en/a\n"
    )
    write_site(desk, "two", pages=("en/a", "en/b"))
    assert said(desk, "publish", "--reason", "more data").splitlines()[1:] == [
        "  new: en/b",
        "  changed: en/a",
        "To go back: nutgraf rollback",
    ]
    assert "is live at" in said(desk, "publish")
    assert "already; nothing changed since" in said(desk, "publish")


def test_a_dry_run_says_what_would_go_and_writes_nothing(desk: Project) -> None:
    write_site(desk, "one")
    assert "Would publish release 1 to" in said(desk, "publish", "--dry-run")
    assert not (desk.root / "live").exists()
    said(desk, "publish")
    write_site(desk, "two")
    (line,) = lines(desk, "publish", "--dry-run")
    assert (line["number"], line["live"], line["uploaded"], line["changes"]["changed"]) == (2, False, 4, ["en/a"])
    assert len(lines(desk, "releases")) == 1


def test_the_releases_are_listed_with_the_live_one_and_the_reason(desk: Project) -> None:
    assert "Nothing was published to" in said(desk, "releases")
    for words in ("one", "two"):
        write_site(desk, words)
        said(desk, "publish", "--reason", f"why [{words}]")
    first, second, third = said(desk, "releases").splitlines()
    assert first.split() == ["release", "published", "pages", "name", "why"]
    assert (second.split()[:2], third.split()[0]) == (["live", "2"], "1")
    assert second.rstrip().endswith("why [two]")
    assert [line["reason"] for line in lines(desk, "releases")] == ["why [two]", "why [one]"]


def test_going_back_says_what_changed_for_readers(desk: Project) -> None:
    write_site(desk, "one")
    said(desk, "publish")
    write_site(desk, "two", pages=("en/a", "en/b"))
    said(desk, "publish")
    assert said(desk, "rollback", "--dry-run").splitlines()[1:] == [
        "  changed: en/a",
        "  gone: en/b",
        "Nothing is changed yet.",
    ]
    assert (desk.root / "live/current/index.html").read_text() == "front two"
    assert "is live at" in said(desk, "rollback", "1")
    assert (desk.root / "live/current/index.html").read_text() == "front one"


def test_what_cannot_be_published_ends_with_2_and_in_words(desk: Project, tmp_path: Path) -> None:
    done = run(desk, "publish")
    assert (done.exit_code, "run nutgraf build --publish first" in done.stderr) == (2, True)
    write_site(desk, "one")
    done = run(desk, "rollback")
    assert (done.exit_code, "no earlier release to go back to" in done.stderr) == (2, True)
    (desk.root / "pyproject.toml").write_text("[tool.nutgraf]\n")
    for command in ("publish", "releases", "rollback"):
        done = run(desk, command)
        assert (done.exit_code, "nothing says where the site goes" in done.stderr) == (2, True)
    (tmp_path / "file").write_text("")
    done = run(desk, "publish", str(tmp_path / "file" / "below"))
    assert (done.exit_code, "readers have the old site" in done.stderr) == (2, True)


def test_a_preview_has_an_address_of_its_own_and_is_gone_when_it_is_removed(desk: Project) -> None:
    write_site(desk, "one")
    said(desk, "publish")
    write_site(desk, "draft", published=False)
    assert "is live at" in said(desk, "publish", "--preview", "pr-12")
    to = desk.root / "live"
    assert (to / "previews/pr-12/current/index.html").read_text() == "front draft"
    assert (to / "current/index.html").read_text() == "front one"
    write_site(desk, "draft two", published=False)
    said(desk, "publish", "--preview", "pr-12")
    assert len(lines(desk, "releases")) == 1
    assert said(desk, "publish", "--remove-preview", "pr-12") == "Preview pr-12 is removed.\n"
    assert not (to / "previews/pr-12").exists()
    assert said(desk, "publish", "--remove-preview", "pr-12") == "There is no preview pr-12.\n"
    for name in ("../live", "PR 12", ""):
        done = run(desk, "publish", f"--preview={name}")
        assert done.exit_code == 2
