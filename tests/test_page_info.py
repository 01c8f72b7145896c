"""What is known of a page before its run: each field reaches the page, the cache, page.json and the site."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from typing import Any

import pytest

from nutgraf.ledger import read_lock
from nutgraf.page import read_page
from nutgraf.pipeline.review import open_review
from nutgraf.pipeline.staleness import StalenessCheck
from nutgraf.plan import PageInfo, plan_pages
from nutgraf.project import read_project
from nutgraf.render import render_page
from nutgraf.render.syndication import page_json
from nutgraf.site import Entry, entry_of
from support.desk import explainer, project, write
from support.executed import notebook, prose, stand_in

INFO = PageInfo(
    address="es/pay/tn",
    lang="es",
    explainer="pay",
    parameters={"state": "TN", "years": [2022, 2023]},
    date="2026-11-20",
    modified="2026-11-25",
    authors=("Ana Ruiz", "Ben Cole"),
    keywords=("taxes",),
    topic="Pay",
    thumbnail="pay-by-state",
    draft=True,
    is_default_edition=False,
    alternates={"en": "en/pay/tn"},
    editions=(("es/pay/tn", "Tennessee"), ("es/pay/wy", "Wyoming")),
    more_editions=True,
    related=(("es/itin", "ITIN"),),
    redirect_from=("es/wages/tn",),
    area_system="state",
    find_labels={"state": "Busque su estado"},
    here_label="En su estado",
)
FIELDS = [each.name for each in fields(PageInfo)]


def test_every_field_has_a_value_here_that_is_not_its_default() -> None:
    least = PageInfo("", "", "", {}, "")
    assert [name for name in FIELDS if getattr(INFO, name) == getattr(least, name)] == []


def executed() -> Any:
    """An executed notebook of the page, without a figure."""
    return notebook(prose("Words."), **{**INFO.to_json(), "thumbnail": ""})


@pytest.mark.parametrize("name", FIELDS)
def test_a_field_reaches_the_page_its_entry_and_page_json(name: str) -> None:
    page = replace(read_page(executed()), info=INFO)
    rendered = render_page(page, draw=stand_in)
    entry = entry_of(page, rendered.html, rendered.files)
    stored = Entry.from_json(json.loads(entry.to_text()), rendered.html)
    published = json.loads(page_json(rendered.article, entry.to_json(), rendered.files))
    assert getattr(stored.info, name) == getattr(INFO, name)
    assert published[name] == INFO.to_json()[name]


@pytest.mark.parametrize("name", FIELDS)
def test_a_field_travels_in_the_executed_notebook(name: str) -> None:
    stamped = json.loads(json.dumps(INFO.to_json()))
    assert getattr(PageInfo.from_json(stamped), name) == getattr(INFO, name)
    assert getattr(read_page(executed()).info, name) == ("" if name == "thumbnail" else getattr(INFO, name))


@pytest.fixture(scope="module")
def staleness(tmp_path_factory: pytest.TempPathFactory) -> StalenessCheck:
    """What a build of a project of one page decides by."""
    folder = project(tmp_path_factory.mktemp("newsroom") / "desk")
    write(folder, "wages", explainer())
    settled = read_project(folder)
    plan, lock = plan_pages(settled), read_lock(settled.lock_file)
    return StalenessCheck(settled, open_review(settled, plan, lock))


@pytest.mark.parametrize("name", FIELDS)
def test_a_page_is_rendered_again_when_a_field_changes(name: str, staleness: StalenessCheck) -> None:
    (page,) = staleness.review.plan.pages
    changed = replace(page, info=replace(page.info, **{name: getattr(INFO, name)}))
    assert staleness.job(changed).drawn_from != staleness.job(page).drawn_from
