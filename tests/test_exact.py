"""A page is rebuilt if and only if something it was made from changed: random projects, random edits."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from nutgraf.pipeline.crew import Crew
from nutgraf.pipeline.prune import clean
from nutgraf.pipeline.verify import page_status, verify
from nutgraf.plan import plan_pages
from nutgraf.project import read_project
from nutgraf.site import Site
from support import papermill_door
from support.desk import code, explainer, project, prose, write
from support.in_process import workers
from support.long_runs import examples
from support.newsroom import STATES, Newsroom, after_first_build, built, lay, tree

word = st.text("abcdefg", min_size=1, max_size=4)
number = st.integers(1, 4)
edits = st.one_of(
    st.tuples(st.just("values"), st.tuples(number, number, number)),
    st.tuples(st.just("words"), st.tuples(word, word)),
    st.tuples(st.just("helper"), number),
    st.tuples(st.just("note"), st.none() | word),
    st.tuples(st.just("name"), word),
    st.tuples(st.just("chart"), number),
    st.tuples(st.just("tag"), st.booleans()),
    st.tuples(st.just("unread"), number),
    st.tuples(st.just("states"), st.lists(st.sampled_from(STATES), min_size=1, unique=True).map(tuple)),
    st.tuples(st.just("more"), st.just("") | word),
    st.tuples(st.just("second"), st.booleans()),
    st.tuples(st.just("box"), st.just("") | word),
    st.tuples(st.just("style"), st.just("") | word),
)
projects = st.lists(edits, max_size=4).map(lambda changes: replace(Newsroom(), **dict(changes)))
rounds_of_edits = st.lists(st.lists(edits, min_size=1, max_size=2), min_size=1, max_size=3)


@settings(
    max_examples=examples(2),
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # to shrink a failing example takes longer than to read it
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(before=projects, rounds=rounds_of_edits)
@example(before=Newsroom(states=("WY", "VT")), rounds=[[("states", ("VT", "WY"))]])
@example(before=Newsroom(), rounds=[[("states", ("VT", "WY", "TN"))]])
@example(before=Newsroom(box="a"), rounds=[[("box", "b")], [("box", "c"), ("style", "d")], [("style", "e")]])
def test_after_any_edits_of_any_project_a_rebuild_equals_a_clean_build_and_makes_no_page_in_vain(
    before: Newsroom,
    rounds: list[list[tuple[str, Any]]],
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    papermill_door.open_door(monkeypatch)
    edit_and_compare(tmp_path_factory.mktemp("exact"), before, rounds)


@pytest.mark.long
@pytest.mark.kernel
@settings(max_examples=1, derandomize=True, deadline=None, database=None, phases=(Phase.generate,))
@given(before=projects, rounds=st.lists(st.lists(edits, min_size=2, max_size=2), min_size=2, max_size=2))
def test_the_same_holds_of_real_kernels(
    before: Newsroom, rounds: list[list[tuple[str, Any]]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    edit_and_compare(tmp_path_factory.mktemp("exact"), before, rounds, workers=workers())


def edit_and_compare(
    folder: Path, before: Newsroom, rounds: list[list[tuple[str, Any]]], *, workers: Crew | None = None
) -> None:
    """Build a project, edit it round after round, and hold each rebuild to a clean build of the same."""
    built(lay(folder / "mine" / "newsroom", before), workers=workers)
    for number_of_round, changes in enumerate(rounds):
        after = replace(before, **dict(changes))
        old = tree(folder / "mine/newsroom/build/site")
        report = built(lay(folder / "mine" / "newsroom", after), workers=workers)
        fresh = lay(folder / f"fresh{number_of_round}" / "newsroom", after)
        built(fresh, workers=workers)
        assert tree(folder / "mine/newsroom/build/site") == tree(fresh / "build/site")
        for outcome in report.outcomes:
            name = f"{outcome.address}/index.html"
            same = name in old and _inputs(before, outcome.address) == _inputs(after, outcome.address)
            assert (outcome.status == "unchanged") == same, (outcome.address, outcome.why, changes)
            if same:
                assert old[name] == (fresh / "build/site" / name).read_bytes()
        before = after


def _inputs(newsroom: Newsroom, address: str) -> tuple[Any, ...]:
    lang, _, *state = address.split("/")
    return newsroom.inputs(lang, state[0].upper()) if state else (newsroom.name, newsroom.box, newsroom.style)


@pytest.fixture
def newsroom(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small project as it is after its first build."""
    return after_first_build(tmp_path, monkeypatch)


def reasons(root: Path) -> dict[str, str]:
    at = read_project(root)
    plan = plan_pages(at)
    return {one.address: one.why for one in page_status(at, plan, plan.pages) if one.next != "unchanged"}


def test_the_reason_names_the_file_that_a_page_read_and_no_other_page_is_touched(newsroom: Path) -> None:
    (newsroom / "note.txt").write_text("6 million")
    assert reasons(newsroom) == {"en/pay/tn": "note.txt changed", "es/pay/tn": "note.txt changed"}


def test_the_reason_names_a_file_that_is_gone_and_one_that_came_back(newsroom: Path) -> None:
    (newsroom / "note.txt").rename(newsroom / "elsewhere.txt")
    assert reasons(newsroom)["en/pay/tn"] == "note.txt is gone"
    built(newsroom)
    (newsroom / "elsewhere.txt").rename(newsroom / "note.txt")
    assert reasons(newsroom)["en/pay/tn"] == "note.txt is new"


def test_an_imported_module_rebuilds_the_pages_that_imported_it(newsroom: Path) -> None:
    (newsroom / "notebooks" / "helper.py").write_text("EXTRA = 9\n")
    assert sorted(reasons(newsroom)) == ["en/pay/tn", "en/pay/wy", "es/pay/tn", "es/pay/wy"]


def test_touching_a_file_without_changing_it_rebuilds_nothing(newsroom: Path) -> None:
    for path in newsroom.rglob("*"):
        if path.is_file() and "build" not in path.parts:
            path.write_bytes(path.read_bytes())
    assert reasons(newsroom) == {}


def verified(root: Path) -> dict[str, tuple[str, ...]]:
    at = read_project(root)
    plan = plan_pages(at)
    return {one.address: one.differs for one in verify(at, plan, plan.pages) if not one.same}


def test_a_third_party_finds_every_byte_the_same(newsroom: Path) -> None:
    assert verified(newsroom) == {}


def test_a_sentence_edited_in_one_language_makes_no_page_of_another_look_different(newsroom: Path) -> None:
    built(lay(newsroom, Newsroom(words=("In short", "En breve"))))
    assert verified(newsroom) == {}


def test_a_date_edited_in_the_front_matter_makes_no_page_look_different(newsroom: Path) -> None:
    path = newsroom / "notebooks" / "pay.ipynb"
    edited = path.read_text(encoding="utf-8").replace("date: 2026-", "date: 2025-")
    assert edited != path.read_text(encoding="utf-8")
    path.write_text(edited, encoding="utf-8")
    assert {outcome.status for outcome in built(newsroom).outcomes} == {"rendered"}
    assert verified(newsroom) == {}


def test_a_third_party_finds_a_page_that_was_edited_by_hand(newsroom: Path) -> None:
    path = newsroom / "build/site/en/pay/wy/index.html"
    path.write_text(path.read_text(encoding="utf-8").replace("In short", "In brief"), encoding="utf-8")
    assert verified(newsroom) == {"en/pay/wy": ("index.html",)}


@pytest.mark.parametrize("name", ["index.html", "manifest.json", "en/index.html", "left-over.html"])
def test_a_third_party_finds_what_is_next_to_the_pages_edited_lost_or_added(newsroom: Path, name: str) -> None:
    path = newsroom / "build/site" / name
    path.write_text("something else", encoding="utf-8")
    assert verified(newsroom) == {"the site": (name,)}
    path.unlink()
    assert verified(newsroom) == ({} if name == "left-over.html" else {"the site": (name,)})


def test_a_page_that_comes_out_otherwise_each_time_is_reported_with_what_it_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    papermill_door.open_door(monkeypatch)
    root = project(tmp_path / "newsroom")
    cell = code("import time\nnow = time.time_ns()", id="now")
    write(root, "now", explainer(cell, prose("## Now\n\n{{ '%s' % now }}", id="said")))
    built(root)
    at = read_project(root)
    plan = plan_pages(at)
    found, site = verify(at, plan, plan.pages)
    assert site.differs
    assert "index.html" in found.differs
    assert found.why == "it reads the clock: time.time_ns"


def test_a_page_that_is_no_longer_planned_is_forgotten_with_all_that_was_kept_of_it(newsroom: Path) -> None:
    path = newsroom / "notebooks" / "pay.ipynb"
    path.write_text(path.read_text(encoding="utf-8").replace("[TN, WY, VT]", "[TN, WY]"), encoding="utf-8")
    clean(read_project(newsroom))
    kept = {path.name for path in (newsroom / "build").rglob("*vt*") if "site" not in path.parts}
    assert kept == set()


def test_pictures_beyond_the_limit_are_thrown_away_those_not_used_for_longest_first(tmp_path: Path) -> None:
    import os

    from nutgraf.cache.picture_cache import evict

    for age, name in enumerate(("new", "middle", "old")):
        (tmp_path / name).write_bytes(b"x" * 100)
        os.utime(tmp_path / name, (1000 - age, 1000 - age))
    assert evict(tmp_path, beyond=210) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["middle", "new"]


def test_a_picture_is_drawn_once_for_all_pages_and_builds(tmp_path: Path) -> None:
    from nutgraf.cache.picture_cache import PictureCache

    drawn = []

    def make() -> bytes:
        drawn.append(1)
        return b"<svg/>"

    pages = [PictureCache(tmp_path, "nutgraf 1") for _ in range(3)]
    assert [pictures.get_or_draw({"mark": "bar"}, ".svg", make) for pictures in pages] == [b"<svg/>"] * 3
    assert len(drawn) == 1
    assert [(pictures.counts.drawn, pictures.counts.kept) for pictures in pages] == [(1, 0), (0, 1), (0, 1)]


def test_a_picture_that_two_workers_want_at_once_is_drawn_by_one_of_them(tmp_path: Path) -> None:
    import multiprocessing

    with multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn").Pool(3) as workers:
        made = workers.starmap(draw_slowly, [(tmp_path, name) for name in ("a", "a", "a", "b", "b", "b")])
    assert made == [b"<svg>a</svg>"] * 3 + [b"<svg>b</svg>"] * 3
    assert sorted(path.name for path in (tmp_path / "drawn").iterdir()) == ["a", "b"]


def draw_slowly(folder: Path, name: str) -> bytes:
    """A picture from the cache; a second drawing of it fails."""
    import time

    from nutgraf.cache.picture_cache import PictureCache

    def make() -> bytes:
        (folder / "drawn" / name).mkdir(parents=True)
        time.sleep(0.5)
        return f"<svg>{name}</svg>".encode()

    return PictureCache(folder / "pictures", "nutgraf 1").get_or_draw(name, ".svg", make)


def test_a_record_tells_what_was_read_and_holds_no_folder_of_the_machine(newsroom: Path) -> None:
    text = (newsroom / "build/records/en/pay/tn.json").read_text(encoding="utf-8")
    assert set(json.loads(text)["files"]) == {"note.txt", "notebooks/helper.py"}
    assert str(newsroom.parent) not in text


def test_a_site_in_which_nothing_changed_is_left_where_it_is(newsroom: Path) -> None:
    before = (newsroom / "build/site").stat().st_ino
    built(newsroom)
    assert (newsroom / "build/site").stat().st_ino == before


@pytest.mark.parametrize("lost", ["manifest.json", "en/pay/tn/index.html"])
def test_a_file_of_the_site_that_was_lost_comes_back(newsroom: Path, lost: str) -> None:
    before = tree(newsroom / "build/site")
    (newsroom / "build/site" / lost).unlink()
    built(newsroom)
    assert tree(newsroom / "build/site") == before


def _shown(root: Path, source: str, *tags: str) -> str:
    write(root, "pay", explainer(code(source, "show-input", *tags, id="shown"), prose("## Said", id="said")))
    (outcome,) = built(root).outcomes
    return (root / "build/site" / outcome.address / "index.html").read_text(encoding="utf-8")


def test_code_that_is_shown_and_not_run_is_shown_as_it_is_now(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    papermill_door.open_door(monkeypatch)
    root = project(tmp_path / "newsroom")
    assert "first_words" in _shown(root, "first_words", "skip-execution")
    page = _shown(root, "second_words", "skip-execution")
    assert "second_words" in page
    assert "first_words" not in page


def test_a_cell_that_is_to_be_run_from_now_on_is_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    papermill_door.open_door(monkeypatch)
    root = project(tmp_path / "newsroom")
    _shown(root, "paid = 1", "skip-execution")
    write(root, "pay", explainer(code("paid = 1", "show-input", id="shown"), prose("## Said", id="said")))
    (outcome,) = built(root).outcomes
    assert outcome.status == "ran"


def test_a_site_is_laid_out_without_holding_its_pages_in_memory(
    newsroom: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: dict[str, Any] = {}

    def publish(site: Site, *_: object) -> None:
        seen.update(site.files)

    monkeypatch.setattr("nutgraf.pipeline.site_writing.publish", publish)
    built(lay(newsroom, Newsroom(note="6 million")))
    of_pages = {name for name in seen if "/pay/" in name}
    assert len(of_pages) > 40
    assert {name for name, content in seen.items() if not isinstance(content, bytes)} == of_pages
