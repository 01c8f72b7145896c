"""Publishing by SFTP: the same releases as in a folder, and readers get the old one or the new one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from nutgraf.errors import BusyError, PublishError
from nutgraf.project import Project
from nutgraf.publish import publish_site, releases, roll_back, verify_published
from nutgraf.publish.sftp_folder import SftpFolder
from support.a_site import NOW, a_project, put_live, write_site
from support.sftp_server import sftp_server

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    home = tmp_path_factory.mktemp("home")
    with sftp_server(home) as address:
        yield address, home


@pytest.fixture
def to(server: tuple[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("HOME", str(server[1]))
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    return f"{server[0]}{tmp_path}/live"


@pytest.fixture
def desk(tmp_path: Path) -> Project:
    return a_project(tmp_path / "p", "archive = true\n")


def read_by_readers(tmp_path: Path) -> str:
    return (tmp_path / "live/current/index.html").read_text()


def test_readers_get_releases_and_earlier_ones_and_earlier_versions(desk: Project, to: str, tmp_path: Path) -> None:
    first = put_live(desk, to, "one")
    assert put_live(desk, to, "one").id == first.id
    assert put_live(desk, to, "two").uploaded == 4
    assert read_by_readers(tmp_path) == "front two"
    assert verify_published(desk, to).is_right
    put_live(desk, to, "three", keep=1)
    (version,) = [
        path
        for path in (tmp_path / "live/current/archive/en/a").glob("*/original.html")
        if path.read_text() == "<p>one</p>"
    ]
    assert (version.parent / "page.json").is_file()
    roll_back(desk, to, "2")
    assert read_by_readers(tmp_path) == "front two"
    assert [(each.number, each.live) for each in releases(to)] == [(3, False), (2, True)]


def as_long(path: Path) -> None:
    """A file is changed, and is as long as it was."""
    path.write_bytes(path.read_bytes().swapcase())


def in_the_store(live: Path, content: str) -> Path:
    (found,) = (each for each in (live / "store/objects").rglob("*.html") if each.read_text() == content)
    return found


def test_a_page_that_was_changed_on_the_server_is_put_right_though_it_is_as_long(
    desk: Project, to: str, tmp_path: Path
) -> None:
    live = tmp_path / "live"
    put_live(desk, to, "one")
    as_long(in_the_store(live, "front one"))
    assert read_by_readers(tmp_path) == "FRONT ONE"
    assert not put_live(desk, to, "one").new
    assert read_by_readers(tmp_path) == "front one"
    page = live / "current/en/a/index.html"
    page.unlink()
    page.write_text("<p>ONE</p>")  # a file in place of the link to the store, as an editor saves it
    assert not put_live(desk, to, "one").new
    assert (page.read_text(), page.is_symlink()) == ("<p>one</p>", True)


def test_a_release_takes_nothing_from_the_store_that_was_changed_there(desk: Project, to: str, tmp_path: Path) -> None:
    live = tmp_path / "live"
    put_live(desk, to, "one")
    as_long(next((live / "store/objects").rglob("*.css")))
    assert put_live(desk, to, "two").uploaded == 5
    assert (live / "current/assets/look.1.css").read_text() == "a{}"
    as_long(in_the_store(live, "front one"))
    with pytest.raises(PublishError, match="this file of it is missing or damaged"):
        roll_back(desk, to)
    assert read_by_readers(tmp_path) == "front two"


def test_a_publisher_that_is_stopped_before_the_switch_leaves_the_old_site(
    desk: Project, to: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_live(desk, to, "one")

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(SftpFolder, "switch", killed)
        with pytest.raises(KeyboardInterrupt):
            put_live(desk, to, "two")
    assert read_by_readers(tmp_path) == "front one"
    put_live(desk, to, "two")
    assert read_by_readers(tmp_path) == "front two"


def test_a_second_publisher_is_refused_while_one_is_at_work(desk: Project, to: str) -> None:
    write_site(desk, "one")
    with SftpFolder(to).held(), pytest.raises(BusyError, match="another publisher is at work"):
        publish_site(desk, to, now=NOW)


def test_an_unknown_server_and_a_password_in_the_address_are_refused(
    desk: Project, to: str, server: tuple[str, Path]
) -> None:
    write_site(desk, "one")
    with pytest.raises(PublishError, match="it holds a password"):
        publish_site(desk, "sftp://news:secret@host.example/live", now=NOW)
    known = server[1] / ".ssh" / "known_hosts"
    kept = known.read_text()
    known.write_text("")
    try:
        with pytest.raises(PublishError, match="not found in known_hosts"):
            publish_site(desk, to, now=NOW)
    finally:
        known.write_text(kept)
