"""Pages that nothing changed are taken over from the last site, of which not one byte may be other than made anew."""

from __future__ import annotations

import os
import pkgutil
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from nutgraf.cache.page_cache import PageCache
from nutgraf.errors import Problem
from nutgraf.pipeline import Options, build, site_writing
from nutgraf.pipeline.page_job import PageJob, PageResult
from nutgraf.pipeline.stamps import stamp_of_site
from nutgraf.project import read_project
from nutgraf.site import publishing
from support.many_editions import built as built_editions
from support.many_editions import grown, made
from support.newsroom import Newsroom, after_first_build, built, lay, tree

EDITS: dict[str, Callable[[Newsroom], Newsroom]] = {
    "a row": lambda now: replace(now, values=(1, 2, 7)),
    "a page that is gone": lambda now: replace(now, states=("TN", "WY")),
    "a page that is new": lambda now: replace(now, states=("TN", "WY", "VT")),
    "a stylesheet": lambda now: replace(now, style="wider"),
    "a template": lambda now: replace(now, box="A word of ours"),
    "a word in one language": lambda now: replace(now, words=("In short", "En breve")),
    "a file that a page reads": lambda now: replace(now, note="6 million"),
    "an explainer that is new": lambda now: replace(now, second=True),
    "the name of the site": lambda now: replace(now, name="Another Desk"),
    "a row again": lambda now: replace(now, values=(4, 2, 7)),
}


class Killed(BaseException):
    """The machine stops here."""


@pytest.fixture(params=[1_000, 0], ids=["few files", "very many files"])
def newsroom(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small project after its first build, the tree of which is kept or not."""
    monkeypatch.setattr(publishing, "MANY", request.param)
    return after_first_build(tmp_path, monkeypatch)


@pytest.fixture
def clean(tmp_path: Path) -> Callable[[Newsroom], dict[str, bytes]]:
    """The site of a newsroom, as a build from nothing makes it."""

    def site(newsroom: Newsroom) -> dict[str, bytes]:
        root = tmp_path / "clean"
        built(lay(root, newsroom))
        found = tree(root / "build/site")
        shutil.rmtree(root)
        return found

    return site


def is_as_noted(root: Path) -> bool:
    """Whether the files of the site look as the build noted them."""
    return stamp_of_site(read_project(root), {}, preview=False).is_untouched


def test_after_one_edit_after_another_the_site_is_the_same_as_one_made_from_nothing(
    newsroom: Path, clean: Callable[[Newsroom], dict[str, bytes]]
) -> None:
    now = Newsroom()
    for edit, change in EDITS.items():
        now = change(now)
        built(lay(newsroom, now))
        assert tree(newsroom / "build/site") == clean(now), edit
        assert is_as_noted(newsroom), edit


def looked_at(root: Path, monkeypatch: pytest.MonkeyPatch, **options: Any) -> set[str]:
    """The pages of which a build looks at what is cached."""
    found: set[str] = set()
    record = PageCache.record
    with monkeypatch.context() as patch:
        patch.setattr(PageCache, "record", lambda cache, address: (found.add(address), record(cache, address))[1])
        build(read_project(root), Options(**options))
    return found


def test_of_all_pages_only_those_with_a_changed_row_are_looked_at(
    newsroom: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay(newsroom, Newsroom(values=(1, 2, 7)))
    assert looked_at(newsroom, monkeypatch) == {"en/pay/vt", "es/pay/vt"}
    lay(newsroom, Newsroom(values=(1, 5, 7)))
    assert looked_at(newsroom, monkeypatch) == {"en/pay/wy", "es/pay/wy"}


EVERY = {f"{lang}/pay/{state}" for lang in ("en", "es") for state in ("tn", "vt", "wy")}


WITHDRAWN = (
    "source_id,publisher,title,published,url,terms,checked_against,withdrawn\nother,Us,,2026,,,publisher,wrong\n"
)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("facts.lock", "\n"),
        ("build/site/en/pay/wy/facts.csv", "x"),
        ("build/site/more.txt", "x"),
        ("build/keep/site.json", '{"note": {"pages": {"en/pay/tn": 1}}}'),
    ],
)
def test_what_pages_are_decided_by_and_a_site_that_was_altered_have_every_page_looked_at(
    newsroom: Path, monkeypatch: pytest.MonkeyPatch, path: str, text: str
) -> None:
    (newsroom / path).write_text(text)
    (newsroom / "new.txt").write_text("so that something changed")
    assert looked_at(newsroom, monkeypatch) == EVERY


@pytest.mark.parametrize("first", [(), ("TN",)], ids=["a first build", "one that adds most pages"])
def test_the_first_change_after_most_of_very_many_files_were_made_leaves_the_others_where_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clean: Callable[[Newsroom], dict[str, bytes]], first: tuple[str]
) -> None:
    monkeypatch.setattr(publishing, "MANY", 0)
    root = after_first_build(tmp_path, monkeypatch, Newsroom(states=first) if first else Newsroom())
    built(lay(root, Newsroom()))
    linked: list[str] = []
    link = os.link
    monkeypatch.setattr(os, "link", lambda old, new: (linked.append(new), link(old, new))[1])
    built(lay(root, Newsroom(values=(1, 2, 7))))
    assert not [name for name in linked if "/pay/tn/" in name or "/pay/wy/" in name]
    assert tree(root / "build/site") == clean(Newsroom(values=(1, 2, 7)))


def test_a_record_that_was_touched_has_its_page_and_its_translation_looked_at(
    newsroom: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = newsroom / "build/records/en/pay/tn.json"
    record.write_bytes(record.read_bytes())
    assert looked_at(newsroom, monkeypatch) == {"en/pay/tn", "es/pay/tn"}


def test_after_a_build_that_publishes_only_changed_pages_are_looked_at(
    newsroom: Path, monkeypatch: pytest.MonkeyPatch, clean: Callable[[Newsroom], dict[str, bytes]]
) -> None:
    build(read_project(newsroom), Options(publish=True))
    lock = (newsroom / "facts.lock").read_bytes()
    lay(newsroom, Newsroom(values=(1, 2, 7)))
    (newsroom / "facts.lock").write_bytes(lock)
    assert looked_at(newsroom, monkeypatch) == {"en/pay/vt", "es/pay/vt"}


@pytest.mark.parametrize(
    "stage",
    [
        ("nutgraf.pipeline.site_writing.publish", 0),
        ("nutgraf.pipeline.site_writing.publish", 1),
        ("nutgraf.pipeline.site_writing.prune", 0),
        ("nutgraf.pipeline.site_writing._note", 1),
        ("nutgraf.cache.stamp_file.StampFile.write", 0),
        ("nutgraf.cache.stamp_file.StampFile.write", 1),
        ("nutgraf.pipeline.stamps.BuildStamp.write", 0),
    ],
    ids=lambda stage: f"{'after' if stage[1] else 'before'} {stage[0].rpartition('.')[2]}",
)
def test_a_kill_at_any_stage_leaves_a_whole_site_and_nothing_that_the_next_build_takes_for_true(
    newsroom: Path,
    monkeypatch: pytest.MonkeyPatch,
    clean: Callable[[Newsroom], dict[str, bytes]],
    stage: tuple[str, int],
) -> None:
    sites = [tree(newsroom / "build/site")]
    now = lay(newsroom, Newsroom(values=(1, 2, 7), second=True))
    where, after = stage
    called = pkgutil.resolve_name(where)

    def killed(*given: Any, **named: Any) -> Any:
        if after:
            called(*given, **named)
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(where, killed)
        with pytest.raises(Killed):
            build(read_project(now), Options())
    right = clean(Newsroom(values=(1, 2, 7), second=True))
    assert tree(newsroom / "build/site") in (*sites, right)
    built(newsroom)
    assert tree(newsroom / "build/site") == right
    assert is_as_noted(newsroom)


def test_a_file_of_the_site_that_was_altered_while_pages_were_made_is_put_right_by_the_next_build(
    newsroom: Path, monkeypatch: pytest.MonkeyPatch, clean: Callable[[Newsroom], dict[str, bytes]]
) -> None:
    lay_out = site_writing.lay_out

    def altered(*given: Any) -> Any:
        (newsroom / "build/site/en/pay/tn/facts.csv").write_text("x")
        return lay_out(*given)

    lay(newsroom, Newsroom(values=(1, 2, 7)))
    with monkeypatch.context() as patch:
        patch.setattr(site_writing, "lay_out", altered)
        build(read_project(newsroom), Options())
    build(read_project(newsroom), Options())
    assert tree(newsroom / "build/site") == clean(Newsroom(values=(1, 2, 7)))


@pytest.mark.parametrize("file", ["index.html", "facts.json", "card.png"])
def test_a_file_of_the_site_that_is_deleted_while_pages_are_made_is_made_again(
    newsroom: Path, monkeypatch: pytest.MonkeyPatch, clean: Callable[[Newsroom], dict[str, bytes]], file: str
) -> None:
    collect_entries = site_writing.collect_entries
    gone = newsroom / "build/site/en/pay/tn" / file

    def deleting(*given: Any) -> Any:
        entries = collect_entries(*given)
        gone.unlink(missing_ok=True)
        return entries

    lay(newsroom, Newsroom(values=(1, 2, 7)))
    with monkeypatch.context() as patch:
        patch.setattr(site_writing, "collect_entries", deleting)
        assert build(read_project(newsroom), Options()).exit_status == 0
    assert tree(newsroom / "build/site") == clean(Newsroom(values=(1, 2, 7)))
    built(newsroom)
    assert is_as_noted(newsroom)


def test_a_page_that_fails_has_no_other_looked_at_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(jobs: Sequence[PageJob], **_: object) -> Iterator[PageResult]:
        for job in jobs:
            if job.plan.address.endswith("p3"):
                yield PageResult(
                    job.plan.address, problems=(Problem("notebooks/grown.ipynb", "it fails", "correct it"),)
                )
            else:
                yield from made([job])

    monkeypatch.setattr("nutgraf.pipeline.changed_pages.make_pages", failing)
    root = grown(tmp_path / "project", 6)
    assert built_editions(root).totals == {"ran": 5, "failed": 1}
    grown(root, 6, first=2)
    assert looked_at(root, monkeypatch) == {"en/grown/p0", "en/grown/p3"}
    assert built_editions(root).totals == {"unchanged": 5, "failed": 1}
