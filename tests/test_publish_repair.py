"""What is missing or damaged of a release in a folder is put right before readers get it again."""

from __future__ import annotations

from pathlib import Path

import pytest

from nutgraf.errors import PublishError
from nutgraf.project import Project
from nutgraf.publish import publish_site, roll_back
from support.a_site import NOW, a_project, put_live

PAGE = "en/a/index.html"


@pytest.fixture
def desk(tmp_path: Path) -> Project:
    return a_project(tmp_path / "p")


def release(live: Path, number: int) -> Path:
    """The tree of a release."""
    (found,) = (path for path in (live / "releases").iterdir() if path.name.startswith(f"{number:06}-"))
    return found


def put_another(path: Path, text: str = "another page") -> None:
    """Another file in place of one, as an editor saves it: the store keeps its own."""
    path.unlink()
    path.write_text(text)


@pytest.mark.parametrize("damage", [put_another, Path.unlink])
def test_a_rollback_gives_readers_the_page_that_was_published_whatever_became_of_its_tree(
    desk: Project, tmp_path: Path, damage: object
) -> None:
    live = tmp_path / "live"
    put_live(desk, live, "one")
    put_live(desk, live, "two")
    damage(release(live, 1) / PAGE)  # type: ignore[operator]
    roll_back(desk, str(live))
    assert (live / "current" / PAGE).read_text() == "<p>one</p>"
    assert (desk.site_dir / PAGE).read_text() == "<p>one</p>"


def test_a_rollback_takes_from_the_project_what_the_store_has_damaged_and_refuses_what_nobody_has(
    desk: Project, tmp_path: Path
) -> None:
    live = tmp_path / "live"
    put_live(desk, live, "one")
    put_live(desk, live, "two")
    for folder, text in ((live / "releases", "b{}"), (live / "store", "c{}")):
        for path in folder.rglob("*.css"):
            put_another(path, text)
    roll_back(desk, str(live))
    assert (live / "current/assets/look.1.css").read_text() == "a{}"
    (page,) = (path for path in (live / "store").rglob("*.html") if path.read_text() == "<p>two</p>")
    page.unlink()
    with pytest.raises(PublishError, match="missing or damaged"):
        roll_back(desk, str(live), "2")
    assert (live / "current" / PAGE).read_text() == "<p>one</p>"


def test_publishing_the_site_that_is_live_puts_a_damaged_page_right_and_makes_no_release(
    desk: Project, tmp_path: Path
) -> None:
    live = tmp_path / "live"
    put_live(desk, live, "one")
    (release(live, 1) / PAGE).chmod(0o644)
    (release(live, 1) / PAGE).write_text("the file that the store has too")
    put_another(release(live, 1) / "index.html")
    again = publish_site(desk, str(live), now=NOW)
    assert (again.new, again.number) == (False, 1)
    assert (live / "current" / PAGE).read_text() == "<p>one</p>"
    assert (live / "current/index.html").read_text() == "front one"
