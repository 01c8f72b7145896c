"""Publishing: readers get the old release or the new one, and an earlier one comes back with its facts.lock."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from nutgraf.errors import PublishError
from nutgraf.project import Project
from nutgraf.publish import Release, copy_live_site, folder, publish_site, releases, roll_back, rollback
from nutgraf.publish.folder import Folder
from nutgraf.publish.kept_releases import named_release
from nutgraf.publish.release import File
from support.a_site import NOW, a_project, put_live, write_site
from support.in_process import nutgraf


@pytest.fixture
def desk(tmp_path: Path) -> Project:
    return a_project(tmp_path / "p")


def read_by_readers(to: Path) -> dict[str, str]:
    root = to / "current"
    return {path.relative_to(root).as_posix(): path.read_text() for path in root.rglob("*") if path.is_file()}


def test_readers_get_the_site_at_current(desk: Project, tmp_path: Path) -> None:
    made = put_live(desk, tmp_path / "live", "one")
    assert (made.number, made.pages, made.uploaded, made.live) == (1, 1, 5, True)
    assert read_by_readers(tmp_path / "live")["en/a/index.html"] == "<p>one</p>"


def test_a_site_that_did_not_change_makes_no_release(desk: Project, tmp_path: Path) -> None:
    first, again = (put_live(desk, tmp_path / "live", "one") for _ in range(2))
    assert (again.id, again.uploaded, len(releases(str(tmp_path / "live")))) == (first.id, 0, 1)


def test_only_what_changed_is_uploaded(desk: Project, tmp_path: Path) -> None:
    put_live(desk, tmp_path / "live", "one")
    assert put_live(desk, tmp_path / "live", "two").uploaded == 4  # all but the stylesheet


def test_going_back_restores_pages_site_and_facts_lock(desk: Project, tmp_path: Path) -> None:
    (desk.lock_file).write_text("\n")
    first = put_live(desk, tmp_path / "live", "one")
    (desk.lock_file).write_text("\n\n")
    put_live(desk, tmp_path / "live", "two")
    assert roll_back(desk, str(tmp_path / "live")).id == first.id
    assert read_by_readers(tmp_path / "live")["index.html"] == "front one"
    assert (desk.lock_file.read_text(), (desk.site_dir / "index.html").read_text()) == ("\n", "front one")
    assert [(each.number, each.live) for each in releases(str(tmp_path / "live"))] == [(2, False), (1, True)]


def test_a_release_is_named_by_its_number_or_the_start_of_its_name(desk: Project, tmp_path: Path) -> None:
    made = put_live(desk, tmp_path / "live", "one")
    to = Folder(tmp_path / "live")
    assert {named_release(to, name).id for name in ("1", made.id, made.id[:9])} == {made.id}
    with pytest.raises(PublishError, match="there is no release '7'"):
        named_release(to, "7")


def test_a_killed_rollback_is_finished_before_the_next_publication(
    desk: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (desk.lock_file).write_text("\n")
    put_live(desk, tmp_path / "live", "one")
    (desk.lock_file).write_text("\n\n")
    put_live(desk, tmp_path / "live", "two")
    with monkeypatch.context() as patch:
        patch.setattr(rollback, "publish", _killed)
        with pytest.raises(KeyboardInterrupt):
            roll_back(desk, str(tmp_path / "live"))
    assert (desk.site_dir / "index.html").read_text() == "front two"
    assert publish_site(desk, str(tmp_path / "live"), now=NOW).number == 1
    assert (desk.lock_file.read_text(), (desk.site_dir / "index.html").read_text()) == ("\n", "front one")


def _killed(*_: object) -> None:
    raise KeyboardInterrupt


def test_pages_that_facts_lock_does_not_record_are_refused(desk: Project, tmp_path: Path) -> None:
    write_site(desk, "draft", published=False)
    with pytest.raises(PublishError, match="does not record as published, such as drafts: en/a"):
        publish_site(desk, str(tmp_path / "live"), now=NOW)
    assert not (tmp_path / "live").exists()


def test_a_page_that_was_edited_after_its_build_is_refused(desk: Project, tmp_path: Path) -> None:
    write_site(desk, "one")
    (desk.site_dir / "en/a/index.html").write_text("<p>won</p>")
    with pytest.raises(PublishError, match="not as it was built"):
        publish_site(desk, str(tmp_path / "live"), now=NOW)


def test_a_second_publisher_is_refused_while_one_is_at_work(desk: Project, tmp_path: Path) -> None:
    with Folder(tmp_path / "live").held(), pytest.raises(PublishError, match="another publisher is at work"):
        put_live(desk, tmp_path / "live", "one")


def test_old_releases_go_with_what_only_they_needed(desk: Project, tmp_path: Path) -> None:
    for words in ("one", "two", "three"):
        put_live(desk, tmp_path / "live", words, keep=2)
    assert [each.number for each in releases(str(tmp_path / "live"))] == [3, 2]
    held = {path.read_text() for path in (tmp_path / "live/store/objects").rglob("*.html")}
    assert held == {"<p>two</p>", "<p>three</p>", "front two", "front three"}
    roll_back(desk, str(tmp_path / "live"), "2")
    assert read_by_readers(tmp_path / "live")["index.html"] == "front two"


def test_a_damaged_file_of_the_store_is_uploaded_again(desk: Project, tmp_path: Path) -> None:
    put_live(desk, tmp_path / "live", "one")
    (css,) = (tmp_path / "live/store/objects").rglob("*.css")
    css.chmod(0o644)
    css.write_text("b{}")
    put_live(desk, tmp_path / "live", "two")
    assert read_by_readers(tmp_path / "live")["assets/look.1.css"] == "a{}"


def test_an_altered_manifest_is_no_release(desk: Project, tmp_path: Path) -> None:
    made = put_live(desk, tmp_path / "live", "one")
    text = made.to_json()
    assert Release.from_json(text) == made
    with pytest.raises(ValueError, match="altered"):
        Release.from_json(text.replace(b"2026", b"2027"))


def test_a_disk_error_after_the_switch_does_not_say_that_readers_have_the_old_site(
    desk: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_live(desk, tmp_path / "live", "one")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Folder, "keep_only", full)
    for words in ("two", "three", "four"):
        made = put_live(desk, tmp_path / "live", words, keep=1)
    assert (made.live, read_by_readers(tmp_path / "live")["index.html"]) == (True, "front four")


STEPS = ("write", "put", "lay", "remove", "keep_only", "switch")
"""What changes a destination."""


@pytest.mark.parametrize("after", [False, True])
def test_killed_at_any_step_readers_have_the_old_site_or_the_new_and_the_next_run_finishes(
    desk: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: bool
) -> None:
    kept, at, ended = {}, 0, False
    while not ended:
        to = tmp_path / f"live-{at}"
        put_live(desk, to, "one")
        old = read_by_readers(to)
        with monkeypatch.context() as patch:
            for name, step in _stopping(at, after).items():
                patch.setattr(Folder, name, step)
            try:
                put_live(desk, to, "two")
                ended = True
            except KeyboardInterrupt:
                kept[at] = read_by_readers(to)
        put_live(desk, to, "two")
        new = read_by_readers(to)
        assert new["index.html"] == "front two"
        assert kept.get(at, new) in (old, new)
        assert (
            sorted(path.name for path in (to / "releases").iterdir()) == [each.id for each in releases(str(to))][::-1]
        )
        at += 1
    assert at > 6


def test_a_release_whose_publisher_was_killed_before_the_switch_is_listed_as_never_live(
    desk: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    to = tmp_path / "live"
    put_live(desk, to, "one")
    with monkeypatch.context() as patch:
        patch.setattr(Folder, "switch", _killed)
        with pytest.raises(KeyboardInterrupt):
            put_live(desk, to, "two")
    assert [(each.number, each.live, each.was_live) for each in releases(str(to))] == [
        (2, False, False),
        (1, True, True),
    ]
    put_live(desk, to, "three")
    roll_back(desk, str(to))
    listed = [(each.number, each.live, each.was_live) for each in releases(str(to))]
    assert listed == [(3, False, True), (2, False, False), (1, True, True)]
    done = nutgraf("releases", str(to), cwd=desk.root)
    assert [line.split("  ")[0] for line in done.stdout.splitlines()[1:]] == ["", "never live", "live"]


def _stopping(at: int, after: bool) -> dict[str, Callable[..., Any]]:
    """The steps of a folder, counted; the run is stopped before or after one of them."""
    counter: Iterator[int] = iter(range(10_000))

    def counted(step: Callable[..., Any]) -> Callable[..., Any]:
        def run(self: Folder, *given: Any) -> Any:
            is_it = next(counter) == at
            if is_it and not after:
                raise KeyboardInterrupt
            result = step(self, *given)
            if is_it:
                raise KeyboardInterrupt
            return result

        return run

    return {name: counted(getattr(folder.Folder, name)) for name in STEPS}


def test_a_destination_that_cannot_switch_in_one_step_is_refused_by_name(desk: Project) -> None:
    with pytest.raises(PublishError, match="ftp:// is not a store of objects"):
        put_live(desk, "ftp://host/site", "one")


def test_the_content_of_a_release_does_not_depend_on_its_day() -> None:
    files = {"index.html": File("00", 1)}
    assert Release(1, "2026-01-01", files, "", 1).id == Release(1, "2026-02-02", files, "", 1).id


def test_a_machine_that_never_built_the_site_gets_the_live_one(desk: Project, tmp_path: Path) -> None:
    assert not copy_live_site(str(tmp_path / "live"), tmp_path / "copy")
    put_live(desk, tmp_path / "live", "one")
    put_live(desk, tmp_path / "live", "two")
    assert copy_live_site(str(tmp_path / "live"), tmp_path / "copy")
    assert read_by_readers(tmp_path / "live") == {
        path.relative_to(tmp_path / "copy").as_posix(): path.read_text()
        for path in (tmp_path / "copy").rglob("*")
        if path.is_file()
    }
    page = next(path for path in (tmp_path / "live/store/objects").rglob("*.html") if path.read_text() == "front two")
    page.unlink()
    with pytest.raises(PublishError, match="missing or damaged"):
        copy_live_site(str(tmp_path / "live"), tmp_path / "again")
