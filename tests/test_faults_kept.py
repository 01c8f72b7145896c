"""What is kept is looked at when it is used: a byte that was lost or changed is made again, and never published."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from nutgraf.cache.picture_cache import PictureCache
from nutgraf.pipeline import Options, build
from nutgraf.project import read_project
from support.newsroom import Newsroom, after_first_build, built, lay, tree

OTHER = Newsroom(words=("In short", "En resumen"))
"""The newsroom with a word changed in Spanish: the site is laid out again, and English pages are kept."""


def flip(path: Path) -> None:
    """Change one byte in the middle of a file, and give it the times that it had."""
    about, content = path.stat(), bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    os.utime(path, ns=(about.st_atime_ns, about.st_mtime_ns))


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def statuses(root: Path) -> dict[str, tuple[str, str]]:
    return {outcome.address: (outcome.status, outcome.why) for outcome in built(root).outcomes}


@pytest.fixture
def newsroom(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small project after its first build."""
    return after_first_build(tmp_path, monkeypatch)


@pytest.fixture
def right(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """The site of the newsroom with its Spanish word changed, as a build from nothing makes it."""
    return tree(after_first_build(tmp_path / "right", monkeypatch, OTHER) / "build/site")


@pytest.mark.parametrize("damage", [flip, cut, Path.unlink])
def test_no_damaged_file_of_a_kept_page_is_ever_published(
    newsroom: Path, right: dict[str, bytes], damage: object
) -> None:
    pages = newsroom / "build/keep/pages"
    # Each page has another of its files damaged, so that one build shows them all.
    names = ["index.html", "entry.json", "files/facts.json", "files/facts.csv", "files/page.txt", "files/card.png"]
    for number, name in enumerate(names[:3] if damage is flip else names[3:]):
        damage(pages / f"en+pay+{('tn', 'vt', 'wy')[number]}" / name)  # type: ignore[operator]
    lay(newsroom, OTHER)
    made = statuses(newsroom)
    assert {made[f"en/pay/{state}"] for state in ("tn", "vt", "wy")} == {
        ("ran", "its cached copy is damaged, or from another version of nutgraf")
    }
    assert tree(newsroom / "build/site") == right


def test_every_file_of_a_kept_page_is_looked_at_and_read_only_where_it_was_touched(
    newsroom: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from nutgraf.cache.page_cache import PageCache

    folder = newsroom / "build/keep/pages/en+pay+tn"
    names = sorted(name for name in tree(folder) if name != "seal")
    unseen = []
    for name in names:
        whole = (folder / name).read_bytes()
        flip(folder / name)
        if PageCache(read_project(newsroom)).page("en/pay/tn") is not None:
            unseen.append(name)
        (folder / name).write_bytes(whole)
    assert len(names) >= 9
    assert unseen == []
    assert PageCache(read_project(newsroom)).page("en/pay/tn") is not None
    read: list[str] = []
    read_bytes = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda path: (read.append(path.name), read_bytes(path))[1])
    assert PageCache(read_project(newsroom)).record("en/pay/vt") is not None
    assert read == ["vt.json"]


def test_a_kept_entry_that_was_cut_ends_no_build(newsroom: Path, right: dict[str, bytes]) -> None:
    (newsroom / "build/keep/pages/en+pay+tn/entry.json").write_text('{"address": "en/pay')
    lay(newsroom, OTHER)
    assert statuses(newsroom)["en/pay/tn"][0] == "ran"
    assert tree(newsroom / "build/site") == right


def test_a_byte_of_a_build_record_that_was_changed_has_its_page_made_again(newsroom: Path) -> None:
    record = newsroom / "build/records/en/pay/tn.json"
    record.write_text(record.read_text().replace('"untracked": []', '"untracked": ["a"]'))
    assert statuses(newsroom)["en/pay/tn"][0] == "ran"


def test_a_page_that_was_not_asked_for_is_not_published_from_its_damaged_copy(newsroom: Path) -> None:
    before = (newsroom / "build/site/en/pay/vt/facts.csv").read_bytes()
    flip(newsroom / "build/keep/pages/en+pay+vt/files/facts.csv")
    lay(newsroom, OTHER)
    build(read_project(newsroom), Options(patterns=("es/pay/tn",)))
    assert (newsroom / "build/site/en/pay/vt/facts.csv").read_bytes() == before


@pytest.mark.parametrize("name", ["facts.csv", "card.png", "index.html"])
def test_a_byte_of_the_site_that_was_changed_is_put_right_by_the_next_build(newsroom: Path, name: str) -> None:
    before = tree(newsroom / "build/site")
    flip(newsroom / "build/site/en/pay/tn" / name)
    assert {status for status, _ in statuses(newsroom).values()} == {"unchanged"}
    assert tree(newsroom / "build/site") == before


def test_a_live_copy_that_lost_a_byte_is_not_taken_for_a_good_one(newsroom: Path) -> None:
    from nutgraf.pipeline.assemble import entry_from_site

    page = newsroom / "build/site/en/pay/tn"
    assert entry_from_site(page) is not None
    for name in ("card.png", "facts.csv", "index.html"):
        whole = (page / name).read_bytes()
        flip(page / name)
        assert entry_from_site(page) is None
        (page / name).write_bytes(whole)


@pytest.mark.parametrize("damage", [flip, cut])
def test_a_kept_picture_that_was_damaged_is_drawn_again(tmp_path: Path, damage: object) -> None:
    drawn: list[int] = []

    def make() -> bytes:
        drawn.append(1)
        return b"<svg>a picture</svg>"

    pictures = PictureCache(tmp_path, "nutgraf 1")
    pictures.get_or_draw({"mark": "bar"}, ".svg", make)
    (path,) = tmp_path.rglob("*.svg")
    damage(path)  # type: ignore[operator]
    assert [pictures.get_or_draw({"mark": "bar"}, ".svg", make) for _ in range(2)] == [b"<svg>a picture</svg>"] * 2
    assert len(drawn) == 2
