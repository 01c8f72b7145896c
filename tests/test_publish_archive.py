"""The archive: readers find every version of a page that was live, dated, with its data, as it was."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import fsspec
import pytest

from nutgraf.project import Project
from nutgraf.publish import archive as archiving
from nutgraf.publish import publish_site, roll_back
from nutgraf.publish.archived_page import archived_page
from support.a_site import NOW, a_project, put_live, write_site
from support.json_schemas import wrong


@pytest.fixture
def desk(tmp_path: Path) -> Project:
    return a_project(tmp_path / "p", "archive = true\n")


def kept(to: Path, address: str = "en/a") -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads((to / f"current/archive/{address}/versions.json").read_text())
    return found


def test_each_version_of_a_page_is_kept_with_its_day_and_its_files_and_what_did_not_change_is_not(
    desk: Project, tmp_path: Path
) -> None:
    to = tmp_path / "live"
    for words in ("one", "two"):
        write_site(desk, words, pages=("en/a",))
        (desk.site_dir / "en/a/facts.csv").write_text(f"{words}\n")
        publish_site(desk, str(to), now=NOW)
    (desk.site_dir / "robots.txt").write_text("a change that is on no page")
    publish_site(desk, str(to), now=NOW)
    newest, oldest = kept(to)
    assert (newest["title"], oldest["title"], oldest["date"]) == ("two", "one", "2026-11-29T03:00:00Z")
    folder = to / f"current/archive/en/a/{oldest['version']}"
    assert (folder / "original.html").read_text() == "<p>one</p>"
    assert (folder / "facts.csv").read_text() == "one\n"
    digest = hashlib.sha256(b"<p>one</p>").hexdigest()
    assert oldest["version"] == f"2026-11-29-{digest[:8]}"
    assert oldest["files"]["original.html"] == digest  # type: ignore[index]
    listed = (to / "current/archive/en/a/index.html").read_text()
    assert listed.index(str(newest["version"])) < listed.index(str(oldest["version"]))
    assert wrong("page-versions", kept(to)) == []


def test_the_archive_stays_when_the_release_is_gone_and_when_the_site_goes_back(desk: Project, tmp_path: Path) -> None:
    to = tmp_path / "live"
    for words in ("one", "two", "three"):
        put_live(desk, to, words, keep=1)
    assert not any(path.read_text() == "<p>one</p>" for path in (to / "store").rglob("*.html"))
    assert [each["title"] for each in kept(to)] == ["three", "two", "one"]
    assert (to / f"archive/en/a/{kept(to)[2]['version']}/original.html").read_text() == "<p>one</p>"
    roll_back(desk, str(to))
    assert [each["title"] for each in kept(to)] == ["three", "two", "one"]


def test_a_version_takes_no_room_of_its_own(desk: Project, tmp_path: Path) -> None:
    to = tmp_path / "live"
    put_live(desk, to, "one")
    original = to / f"archive/en/a/{kept(to)[0]['version']}/original.html"
    assert original.samefile(to / "current/en/a/index.html")


def test_a_killed_archive_is_finished_by_the_next_publication_of_the_same_site(
    desk: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> str:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(archiving, "versions_page", killed)
        with pytest.raises(KeyboardInterrupt):
            put_live(desk, tmp_path / "live", "one")
    assert (tmp_path / "live/current/index.html").read_text() == "front one"
    assert not put_live(desk, tmp_path / "live", "one").new
    assert (tmp_path / "live/current/archive/en/a/index.html").is_file()
    assert [each["title"] for each in kept(tmp_path / "live")] == ["one"]


def test_an_object_store_keeps_it_below_what_readers_get(desk: Project, tmp_path: Path) -> None:
    to = f"memory://archive-{tmp_path.name}"
    for words in ("one", "two"):
        put_live(desk, to, words)
    store, root = fsspec.filesystem("memory"), f"/archive-{tmp_path.name}/current/archive/en/a"
    versions = json.loads(store.cat_file(f"{root}/versions.json"))
    assert [each["title"] for each in versions] == ["two", "one"]
    assert store.cat_file(f"{root}/{versions[1]['version']}/original.html") == b"<p>one</p>"


PAGE = """<!doctype html>
<html lang="es"><head><title>A</title><link rel="stylesheet" href="../../assets/look.1.css"></head>
<body class="x"><a href="#top">a</a> <a href="facts.csv?x=1#y">b</a> <a href="../b/index.html#c">c</a>
<a href="https://example.org/">d</a> <a href="embed/f/index.html">e</a> <img src="f.png"></body></html>"""


def test_an_old_page_says_so_and_its_links_lead_from_where_it_is_now() -> None:
    shown = archived_page(PAGE, "es/a", "2026-11-29-ab12cd34", "2026-11-29", {"facts.csv", "f.png"})
    assert "Esta es una versión anterior de esta página, publicada el 29 de noviembre de 2026." in shown
    assert '<meta name="robots" content="noindex">' in shown
    for link in (
        *('href="#top"', 'href="facts.csv?x=1#y"', 'src="f.png"', 'href="https://example.org/"'),
        *('href="../../../assets/look.1.css"', 'href="../../../../es/b/index.html#c"'),
        *('href="../../../../es/a/embed/f/index.html"', 'href="../../../../es/a/index.html"', 'href="../index.html"'),
    ):
        assert link in shown


def test_without_the_setting_nothing_is_kept(tmp_path: Path) -> None:
    put_live(a_project(tmp_path / "q"), tmp_path / "live", "one")
    assert not (tmp_path / "live/archive").exists()
    assert not (tmp_path / "live/current/archive").is_symlink()
