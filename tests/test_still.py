"""When nothing at all has changed a build sees it at a glance, and whatever has changed it sees too."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from nutgraf.pipeline import Options, Outcome, Report, build
from nutgraf.project import read_project
from support import papermill_door
from support.newsroom import Newsroom, after_first_build, lay, tree


def ran(root: Path, on_outcome: Callable[[Outcome], None] = lambda _: None, **options: object) -> Report:
    return build(read_project(root), Options(**options), on_outcome=on_outcome)  # type: ignore[arg-type]


def at_a_glance(root: Path, monkeypatch: pytest.MonkeyPatch, **options: object) -> bool:
    """Whether a build of the project, which changes nothing, gets by without a look at any page."""
    planned: list[object] = []

    def plan_pages(*_: object, **__: object) -> None:
        planned.append(1)
        raise LookupError

    with monkeypatch.context() as patch:
        patch.setattr("nutgraf.pipeline.full_build.plan_pages", plan_pages)
        try:
            ran(root, **options)
        except LookupError:
            return False
    assert not planned
    return True


@pytest.fixture
def newsroom(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small project as it is after its first build."""
    return after_first_build(tmp_path, monkeypatch)


def test_nothing_changed_is_seen_at_a_glance_and_reported_page_by_page(
    newsroom: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reported: list[str] = []
    assert at_a_glance(newsroom, monkeypatch)
    report = ran(newsroom, lambda outcome: reported.append(outcome.address))
    assert reported == ["en/pay/tn", "en/pay/vt", "en/pay/wy", "es/pay/tn", "es/pay/vt", "es/pay/wy"]
    assert report.totals == {"unchanged": 6}
    assert [outcome.name for outcome in report.outcomes][:2] == ["pay (lang=en, state=TN)", "pay (lang=en, state=VT)"]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("pyproject.toml", '[tool.nutgraf]\nname = "Another Desk"\nlanguages = ["en", "es"]\n'),
        ("theme.toml", '[light]\nc-ink = "#101418"\n'),
        ("facts.lock", "\n"),
        ("note.txt", "6 million"),
        ("notebooks/helper.py", "EXTRA = 9\n"),
        ("notebooks/new.py", "NEW = 1\n"),
        ("charts/new.py", "NEW = 1\n"),
        ("data/areas.csv", "usps,value,source_id\nTN,9,made_up\nWY,2,made_up\nVT,3,made_up\n"),
        ("build/records/en/pay/tn.json", "{}"),
        ("build/site/manifest.json", "{}"),
        ("build/site/more.txt", "more"),
    ],
)
def test_any_file_that_a_build_reads_or_writes_is_part_of_the_glance(
    newsroom: Path, monkeypatch: pytest.MonkeyPatch, path: str, text: str
) -> None:
    (newsroom / path).write_text(text)
    assert not at_a_glance(newsroom, monkeypatch)


def test_a_file_that_a_run_looked_for_in_vain_is_missed_until_it_comes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = after_first_build(tmp_path, monkeypatch, Newsroom(note=None))
    assert at_a_glance(root, monkeypatch)
    (root / "note.txt").write_text("5 million")
    assert not at_a_glance(root, monkeypatch)


@pytest.mark.parametrize("options", [{"force": True}, {"drafts": True}, {"patterns": ("en/pay/tn",)}])
def test_a_build_that_asks_for_more_looks_at_its_pages(
    newsroom: Path, monkeypatch: pytest.MonkeyPatch, options: dict[str, object]
) -> None:
    assert not at_a_glance(newsroom, monkeypatch, **options)


def test_a_table_saved_while_the_pages_are_made_is_seen_by_the_next_build(newsroom: Path) -> None:
    (newsroom / "note.txt").write_text("6 million")
    table = newsroom / "data/areas.csv"

    def save(outcome: Outcome) -> None:
        if outcome.address == "en/pay/vt":
            table.write_text(table.read_text().replace("WY,2", "WY,7"))

    ran(newsroom, save)
    assert {outcome.address for outcome in ran(newsroom).outcomes if outcome.status == "ran"} == {
        "en/pay/wy",
        "es/pay/wy",
    }


def test_a_page_with_a_number_that_no_fact_backs_is_named_by_every_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    papermill_door.open_door(monkeypatch)
    root = lay(tmp_path / "mine" / "newsroom", Newsroom(words=("Five million paid", "En suma")))
    first = ran(root)
    assert [number["text"] for number in first.outcomes[0].numbers] == ["Five million"]
    assert at_a_glance(root, monkeypatch)
    again = ran(root)
    assert again.totals == {"unchanged": 6}
    assert [each.numbers for each in again.outcomes] == [each.numbers for each in first.outcomes]
    (root / "build/keep/build.json").unlink()
    assert ran(root).outcomes == again.outcomes


def test_a_page_under_embargo_is_published_at_its_hour_though_nothing_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import datetime

    papermill_door.open_door(monkeypatch)
    root = lay(tmp_path / "mine" / "newsroom", Newsroom())
    path = root / "notebooks/pay.ipynb"
    path.write_text(path.read_text().replace("date: ", "embargo: 2026-12-01T06:00+00:00\\ndate: ", 1))
    before, after = (datetime.datetime(2026, 12, day, tzinfo=datetime.UTC) for day in (1, 2))
    assert [len(ran(root, now=before).outcomes) for _ in range(2)] == [0, 0]
    assert len(ran(root, now=after).outcomes) == 6


def test_the_site_is_the_same_whether_the_pages_were_looked_at_or_not(newsroom: Path) -> None:
    before = tree(newsroom / "build")
    ran(newsroom)
    assert tree(newsroom / "build") == before
