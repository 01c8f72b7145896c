"""The article that is kept with a page: whatever its file holds, nothing runs, and no page is made from what is wrong."""

from __future__ import annotations

import json
import os
import pickle
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Literal

import pytest
from markupsafe import Markup

from nutgraf.cache import Record, page_cache
from nutgraf.cache.page_cache import PageCache, bytes_of
from nutgraf.pipeline import kept_article
from nutgraf.pipeline.kept_article import as_kept
from nutgraf.pipeline.typed_json import reader, written
from nutgraf.project import Project, read_project
from support.newsroom import Newsroom, after_first_build, built, lay, tree

ADDRESS = "en/pay/tn"
OTHER_LOOK = Newsroom(box="Support us")


@dataclass(frozen=True)
class Part:
    text: str
    value: int | float
    markup: Markup | None = None
    kind: Literal["", "seen"] = ""
    pairs: tuple[tuple[str, int], ...] = ()
    inside: Part | Markup | None = None
    cells: frozenset[tuple[int, int]] = frozenset()
    words: Mapping[str, str] | None = None


@pytest.mark.parametrize(
    "part",
    [
        Part("a", 1),
        Part(
            "b", 1.0, Markup("<b>"), "seen", (("x", 1),), Part("c", -2, words={"es": "c"}), frozenset({(2, 1), (0, 0)})
        ),
        Part("<i>", 1e300, inside=Markup("<i>")),
    ],
)
def test_what_is_kept_is_read_as_it_was_with_the_same_types(part: Part) -> None:
    found = reader(Part)(json.loads(written(part)))
    assert found == part
    assert [type(value) for value in vars(found).values()] == [type(value) for value in vars(part).values()]
    assert type(found.text) is str


@pytest.mark.parametrize(
    "values",
    [
        ["Part", 5, 1],
        ["Part", "a", True],
        ["Part", "a", "1"],
        ["Part", "a", 1, None, "heard", [], None, [], None],
        ["Part", "a", 1, None, [], [], None, [], None],
        ["Part", "a", 1, 5, "", [], None, [], None],
        ["Part", "a", 1, None, "", [["x"]], None, [], None],
        ["Part", "a", 1, None, "", [["x", "1"]], None, [], None],
        ["Part", "a", 1, None, "", {}, None, [], None],
        ["Part", "a", 1, None, "", [], ["Path", "a"], [], None],
        ["Part", "a", 1, None, "", [], [["Part"]], [], None],
        ["Part", "a", 1, None, "", [], None, [[{}, 1]], None],
        ["Part", "a", 1, None, "", [], None, [], {"es": 5}],
        ["Part", "a", 1, None, "", [], None, [], None, "more"],
        ["Claim", "a", 1, None, "", [], None, [], None],
        {"text": "a"},
        [],
        None,
    ],
)
def test_a_value_of_another_type_is_not_read(values: Any) -> None:
    with pytest.raises((TypeError, ValueError)):
        reader(Part)(values)


@pytest.fixture
def newsroom(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return after_first_build(tmp_path, monkeypatch)


def sealed(record: Record, inside: bytes) -> bytes:
    """What a stranger can write: the seal needs no secret."""
    return kept_article._seal(record, inside) + inside


def record_of(project: Project, address: str = ADDRESS) -> Record:
    record = PageCache(project).record(address)
    assert record
    return record


def inside_of(project: Project, address: str = ADDRESS) -> Any:
    return json.loads(PageCache(project).article(address).partition(b"\n")[2])


def test_a_page_that_is_made_again_is_the_old_one_until_it_is_the_new_one(
    newsroom: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = PageCache(read_project(newsroom))
    page = cache.page(ADDRESS)
    assert page
    shown: list[bytes] = []

    def note_what_is_shown(step: Callable[..., None], *given: Any) -> None:
        file = cache.page_file(ADDRESS, "index.html")
        shown.append(file.read_bytes() if file else b"")
        step(*given)

    for name in ("replace_file", "_write_new"):
        monkeypatch.setattr(page_cache, name, partial(note_what_is_shown, getattr(page_cache, name)))
    files = tuple((name, bytes_of(content)) for name, content in page.files)
    old = bytes_of(page.html)
    cache.put(replace(page, html=b"new", files=files), "{}")
    assert set(shown) == {old, b"new"}
    assert shown == sorted(shown, key=lambda each: each == b"new")
    assert sorted(path.name for path in cache.pages.glob(".*")) == []


class Harm:
    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Callable[[Path], None], tuple[Path]]:
        return os.mkdir, (self.path,)


@pytest.mark.parametrize("protocol", range(6))
def test_nothing_runs_from_a_pickle_with_the_right_seal(newsroom: Path, tmp_path: Path, protocol: int) -> None:
    project = read_project(newsroom)
    harmful = pickle.dumps(Harm(tmp_path / "owned"), protocol)
    assert as_kept(sealed(record_of(project), harmful), record_of(project), project) is None
    assert not (tmp_path / "owned").exists()


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The places in a JSON value, but not those in objects, which are anything by their types."""
    yield path
    if isinstance(value, list):
        for number, each in enumerate(value):
            yield from leaves(each, (*path, number))


def test_a_value_of_another_type_anywhere_in_an_article_makes_it_unread(newsroom: Path) -> None:
    project = read_project(newsroom)
    record, whole = record_of(project), inside_of(project)
    read = []
    for place in leaves(whole):
        changed = {"of": "another type"}
        copy: Any = json.loads(json.dumps([whole]))
        at = copy
        for step in (0, *place)[:-1]:
            at = at[step]
        last = (0, *place)[-1]
        if isinstance(at[last], dict):
            continue
        at[last] = changed
        if as_kept(sealed(record, json.dumps(copy[0]).encode()), record, project):
            read.append(place)
    assert read == []


def deep(_: Any) -> Any:
    value: Any = []
    for _ in range(900):
        value = [value]
    return value


HOSTILE: Mapping[str, Callable[[Any], Any]] = {
    "en/pay/tn": lambda _: {"no": "article"},
    "en/pay/vt": lambda whole: [whole[0], [*whole[1], 7]],
    "en/pay/wy": lambda whole: [[part if number else ["Page"] for number, part in enumerate(whole[0])], whole[1]],
    "es/pay/tn": lambda whole: json.loads(json.dumps(whole).replace('["BlockView", "prose"', '["BlockView", "rows"')),
    "es/pay/vt": lambda whole: json.loads(json.dumps(whole).replace("es/pay/vt", "es/pay/wy")),
    "es/pay/wy": deep,
}


def test_articles_that_a_stranger_sealed_have_their_pages_made_again_with_the_bytes_of_clean_ones(
    newsroom: Path,
) -> None:
    lay(newsroom, OTHER_LOOK)
    built(newsroom)
    right = tree(newsroom / "build/site")
    lay(newsroom, Newsroom())
    built(newsroom)
    project = read_project(newsroom)
    for address, change in HOSTILE.items():
        content = json.dumps(change(inside_of(project, address))).encode()
        path = PageCache(project)._article_path(address)
        assert path.read_bytes() != sealed(record_of(project, address), content)
        path.write_bytes(sealed(record_of(project, address), content))
    lay(newsroom, OTHER_LOOK)
    assert built(newsroom).totals == {"rendered": 6}
    assert tree(newsroom / "build/site") == right
