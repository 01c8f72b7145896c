"""A page whose source is past the day of its next edition says so, where the newsroom wants it."""

from __future__ import annotations

import datetime
import json
import re
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from nutgraf import data, preview
from nutgraf.ledger import read_lock
from nutgraf.page import read_page
from nutgraf.pipeline import Options, Report
from nutgraf.pipeline.overdue_sources import overdue_on
from nutgraf.pipeline.review import open_review
from nutgraf.pipeline.staleness import StalenessCheck
from nutgraf.pipeline.stamps import BuildStamp
from nutgraf.plan import plan_pages
from nutgraf.preview.preview_state import State
from nutgraf.project import Project, read_project
from nutgraf.render import render_page
from nutgraf.render.syndication import page_json
from support.executed import claim, fact, notebook, prose, stand_in
from support.sites import BuiltSite

DUE, LATE = datetime.date(2024, 12, 31), datetime.date(2025, 1, 1)


def asking(built: BuiltSite, *, asks: bool = True) -> Project:
    return read_project(built.root).model_copy(update={"overdue_sources": asks})


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "A newer edition was expected by Nov. 1, 2026."),
        ("es", "Se esperaba una edición más reciente a más tardar el 1 de noviembre de 2026."),
    ],
)
def test_the_list_of_sources_says_which_edition_is_overdue(lang: str, said: str) -> None:
    made = notebook(prose(fact(1), claim(1)), lang=lang)
    plain = render_page(read_page(made), draw=stand_in).html.decode()
    made["metadata"]["nutgraf"]["overdue"] = {"itep": "2026-11-01", "another": "2026-11-02"}
    late = render_page(read_page(made), draw=stand_in).html.decode()
    (entry,) = re.findall(r'<li id="source-itep">.*?</li>', late, re.S)
    assert said in entry
    assert late.count("source-expected") == 1
    assert "source-expected" not in plain


def test_the_description_of_a_page_has_the_day_only_where_it_is_past() -> None:
    made = notebook(prose(fact(1), claim(1)))
    assert "expected" not in described(made)
    made["metadata"]["nutgraf"]["overdue"] = {"itep": "2026-11-01"}
    assert described(made)["expected"] == "2026-11-01"


def test_nothing_is_said_on_the_day_itself_nor_where_no_setting_asks(built_site: BuiltSite) -> None:
    assert overdue_on(asking(built_site), DUE) == {}
    assert overdue_on(asking(built_site), LATE) == {"census_2023": "2024-12-31"}
    assert overdue_on(asking(built_site, asks=False), LATE) == {}


def test_a_build_of_no_stated_day_says_nothing_of_the_clock(built_site: BuiltSite) -> None:
    assert overdue_on(asking(built_site), None) == {}


def test_a_preview_names_the_sources_that_are_overdue_today_as_the_published_page_does(
    built_site: BuiltSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    stamps: list[Mapping[str, str]] = []

    def asked(project: Project, options: Options, *_: Any) -> Report:
        stamps.append(overdue_on(asking(built_site), options.now.date() if options.now else None))
        return Report((), (), (), 0.0, built_site.site)

    monkeypatch.setattr(preview, "build", asked)
    preview._build(built_site.root, Options(drafts=True), State(threading.Event(), ()))
    assert stamps == [{"census_2023": "2024-12-31"}]


def test_the_pages_are_drawn_again_on_the_day_after_and_not_on_the_next(built_site: BuiltSite) -> None:
    project = asking(built_site)
    inputs = {day: drawn_from(project, day) for day in (DUE, LATE, datetime.date(2025, 1, 2))}
    assert inputs[DUE] != inputs[LATE]
    assert inputs[LATE] == inputs[datetime.date(2025, 1, 2)]
    assert drawn_from(asking(built_site, asks=False), LATE) == inputs[DUE]


def test_a_build_in_which_nothing_else_changed_sees_that_the_day_is_past(built_site: BuiltSite) -> None:
    project = asking(built_site)
    before = BuildStamp(project, drafts=False, overdue=overdue_on(project, DUE))
    after = BuildStamp(project, drafts=False, overdue=overdue_on(project, LATE))
    assert before._current_inputs() != after._current_inputs()
    assert before._of_runs != after._of_runs


def test_the_days_are_those_of_the_table_of_sources(built_site: BuiltSite) -> None:
    package = Path(built_site.root) / "data/datapackage.json"
    assert data.overdue_days(package, LATE) == {"census_2023": "2024-12-31"}
    assert data.overdue_days(package, DUE) == {}


def described(made: Any) -> dict[str, Any]:
    """The first source in page.json."""
    files = (("body.html", b""),)
    article = render_page(read_page(made), draw=stand_in).article
    source: dict[str, Any] = json.loads(page_json(article, {}, files))["sources"][0]
    return source


def drawn_from(project: Project, day: datetime.date) -> Mapping[str, str]:
    plan = plan_pages(project, now=datetime.datetime.combine(day, datetime.time(3), datetime.UTC))
    staleness = StalenessCheck(project, open_review(project, plan, read_lock(project.lock_file)))
    return staleness.job(plan.by_address["en/hive-permit"]).drawn_from
