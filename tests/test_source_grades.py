"""A weak source is in no headline, key number, chart title or first paragraph."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from nutgraf import ledger
from nutgraf.cache.page_cache import PageCache
from nutgraf.pipeline.graded_sources import graded_source_problems
from nutgraf.pipeline.live import LiveSheet, read_sheet
from nutgraf.pipeline.report import Report
from nutgraf.plan import plan_pages
from nutgraf.project import read_project
from nutgraf.source_grades import SourceSettings
from support.desk import FRONT, code, explainer, prose, write
from support.published import MATRIX, NOW, came_out, newsroom, run
from support.published import _published as _published

__all__ = ["newsroom"]

PARAMETERS = 'lang: str = "en"  # language\nstate: str = "TN"  # USPS code'


def grade(root: Path, grade: str) -> None:
    """Give the only source a grade."""
    path = root / "data" / "sources.csv"
    heading, row = path.read_text(encoding="utf-8").splitlines()
    path.write_text(f"{heading},grade\n{row},{grade}\n", encoding="utf-8")
    package = root / "data" / "datapackage.json"
    known = json.loads(package.read_text(encoding="utf-8"))
    known["resources"][0]["schema"]["fields"].append({"name": "grade", "type": "string"})
    package.write_text(json.dumps(known), encoding="utf-8")


def tell(root: Path, *, title: str = "Who pays", box: str = "", first: str = "Words.", later: str = "Words.") -> None:
    """An explainer of two editions with texts in these places."""
    cells = [
        code('import nutgraf\npaid = nutgraf.fact("areas", usps=state)', id="row"),
        *([prose(f"Paid\n: {box}", "key-numbers", id="box")] if box else []),
        prose(first, id="first"),
        prose(f"## Why?\n\n{later}", id="later"),
    ]
    front = FRONT.replace("title: Who pays", f"title: {title}")
    write(root, "pay", explainer(*cells, front_matter=f"{front}\n{MATRIX}", parameters_cell=PARAMETERS))


def stopped_by(report: Report) -> set[str]:
    """What is said of the pages that are stopped, without their notebook."""
    return {
        f"{problem.where.partition(', ')[2]}: {problem.what}" for each in report.outcomes for problem in each.problems
    }


WEAK = "the source 'made_up' has grade D, and"
HEADLINE = {"title": "'Paid: {{ paid | count }}'"}


@pytest.mark.parametrize(
    ("places", "said"),
    [
        (
            HEADLINE,
            f"front matter, title: 314: {WEAK} a source in the headline, its dek or its description has C or better",
        ),
        (
            {"box": "{{ paid | count }}"},
            f"before the first heading, 4th cell: 314: {WEAK} a source in the key numbers or a big number has C or better",
        ),
        (
            {"first": "It was {{ paid | count }}."},
            f"before the first heading, 4th cell: 314: {WEAK} a source in the first paragraph has C or better",
        ),
    ],
)
def test_a_page_that_prints_a_number_of_a_weak_source_in_a_strong_place_is_stopped(
    newsroom: Path, places: dict[str, str], said: str
) -> None:
    grade(newsroom, "D")
    tell(newsroom, **places)
    report = run(newsroom, "en/pay/tn")
    assert came_out(report) == {"en/pay/tn": "failed"}
    assert said in stopped_by(report)
    assert report.outcomes[0].problems[0].fix.startswith("print a number of a better source there, or none")


@pytest.mark.parametrize("letter", ["A", "B", "C"])
def test_a_good_source_is_in_a_headline(newsroom: Path, letter: str) -> None:
    grade(newsroom, letter)
    tell(newsroom, title=HEADLINE["title"])
    assert came_out(run(newsroom, "*/pay/tn")) == {"en/pay/tn": "ran", "es/pay/tn": "ran"}


def test_a_weak_source_is_in_the_text_below_unless_the_newsroom_wants_better(newsroom: Path) -> None:
    grade(newsroom, "D")
    tell(newsroom, later="It was {{ paid | count }}.")
    assert came_out(run(newsroom, "*/pay/tn")) == {"en/pay/tn": "ran", "es/pay/tn": "ran"}
    settings = newsroom / "pyproject.toml"
    settings.write_text(settings.read_text() + '\n[tool.nutgraf.sources]\ntext = "C"\n', encoding="utf-8")
    report = run(newsroom, "en/pay/tn")
    assert came_out(report) == {"en/pay/tn": "failed"}
    assert f'under "Why?": 314: {WEAK} a source in the text has C or better' in stopped_by(report)


def test_a_draft_is_built_with_the_sources_that_it_has(newsroom: Path) -> None:
    grade(newsroom, "D")
    tell(newsroom, title=HEADLINE["title"] + "\ndraft: true")
    assert set(came_out(run(newsroom, drafts=True)).values()) == {"ran"}


def test_a_source_that_loses_its_grade_stops_a_page_that_nobody_changed(newsroom: Path) -> None:
    grade(newsroom, "B")
    tell(newsroom, title=HEADLINE["title"])
    run(newsroom)
    path = newsroom / "data" / "sources.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",B\n", ",D\n"), encoding="utf-8")
    assert came_out(run(newsroom))["en/pay/tn"] == "failed"


@pytest.mark.parametrize(
    ("place", "where"),
    [
        ("figure:bars:title", "the title of a figure"),
        ("figure:bars:subtitle", "the title of a figure"),
        ("figure:bars:alt", "the alt text of the figure on the card"),
        ("figure:map:alt", ""),
        ("figure:bars:notes", ""),
        ("figure:bars:chart", ""),
        ("media:media-1:number", "the key numbers or a big number"),
        ("media:media-1:label", "the key numbers or a big number"),
        ("media:media-1:caption", ""),
        ("topic", "the headline, its dek or its description"),
        ("short_title", "the headline, its dek or its description"),
        ("search_title", "the headline, its dek or its description"),
    ],
)
def test_a_weak_source_is_in_no_title_of_a_figure_no_large_number_and_not_on_the_card(
    newsroom: Path, place: str, where: str
) -> None:
    page = plan_pages(read_project(newsroom), now=NOW).by_address["en/pay/tn"]
    sheet = read_sheet(PageCache(read_project(newsroom)).file("en/pay/tn", ledger.JSON))
    (claim,) = sheet.claims
    figures = {"figures": [{"name": "bars"}, {"name": "map"}]}
    moved = LiveSheet(about=figures, claims=(replace(claim, place=place),))
    problems = list(graded_source_problems(page, moved, {"made_up": "D"}, SourceSettings()))
    assert [problem.what for problem in problems] == (
        [f"314: {WEAK} a source in {where} has C or better"] if where else []
    )


def test_the_figure_that_a_page_names_for_its_card_has_no_weak_source_in_its_alt_text(newsroom: Path) -> None:
    page = plan_pages(read_project(newsroom), now=NOW).by_address["en/pay/tn"]
    page = replace(page, info=replace(page.info, thumbnail="map"))
    (claim,) = read_sheet(PageCache(read_project(newsroom)).file("en/pay/tn", ledger.JSON)).claims
    for place, stops in (("figure:map:alt", True), ("figure:bars:alt", False)):
        sheet = LiveSheet(about={"figures": [{"name": "bars"}]}, claims=(replace(claim, place=place),))
        problems = list(graded_source_problems(page, sheet, {"made_up": "D"}, SourceSettings()))
        assert [problem.where.rpartition(", ")[0] for problem in problems] == ([page.explainer.where] if stops else [])
