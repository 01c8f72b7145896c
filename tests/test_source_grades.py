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


def lower(root: Path, before: str) -> None:
    """Give the source a D in place of its grade."""
    path = root / "data" / "sources.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(f",{before}\n", ",D\n"), encoding="utf-8")


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
FRONT_FIGURE = "the alt text or the notes of the figure on the card and the front page"
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
    lower(newsroom, "B")
    assert came_out(run(newsroom))["en/pay/tn"] == "failed"


@pytest.mark.parametrize(
    ("place", "where"),
    [
        ("figure:bars:title", "the title of a figure"),
        ("figure:bars:subtitle", "the title of a figure"),
        ("figure:bars:alt", FRONT_FIGURE),
        ("figure:bars:notes", FRONT_FIGURE),
        ("figure:map:alt", ""),
        ("figure:map:notes", ""),
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


@pytest.mark.parametrize(
    ("shown", "weak"),
    [
        (["bars", "map"], "map"),
        (["bars"], "bars"),  # an edition without the figure that the page names
    ],
)
def test_the_figure_that_represents_a_page_has_no_weak_source_in_its_alt_text(
    newsroom: Path, shown: list[str], weak: str
) -> None:
    page = plan_pages(read_project(newsroom), now=NOW).by_address["en/pay/tn"]
    page = replace(page, info=replace(page.info, thumbnail="map"))
    (claim,) = read_sheet(PageCache(read_project(newsroom)).file("en/pay/tn", ledger.JSON)).claims
    for name in shown:
        claims = (replace(claim, place=f"figure:{name}:alt"), replace(claim, place="media:media-1:number"))
        sheet = LiveSheet(about={"figures": [{"name": each} for each in shown]}, claims=claims)
        problems = list(graded_source_problems(page, sheet, {"made_up": "D"}, SourceSettings()))
        assert [FRONT_FIGURE in problem.what for problem in problems] == [True, False][name != weak :]


PLANTED = "Paid: {{ paid | count }}"
OUTSIDE = {
    "title": {
        "the headline for search engines": ("en/show/index.html", '"headline": "Paid: 314"'),
        "the headline on social media": ("en/show/index.html", 'property="og:title" content="Paid: 314"'),
        "the headline in the feed": ("en/feed.xml", "<title>Paid: 314</title>"),
        "the headline for language models": ("llms.txt", "[Paid: 314]"),
        "the headline on the front page": ("en/index.html", ">Paid: 314</a>"),
        "the headline in the list of news": ("news-sitemap.xml", "<news:title>Paid: 314</news:title>"),
    },
    "subtitle": {
        "the dek for search engines": ("en/show/index.html", '"description": "Paid: 314"'),
        "the dek on social media": ("en/show/index.html", 'property="og:description" content="Paid: 314"'),
        "the dek in the feed": ("en/feed.xml", "<summary>Paid: 314</summary>"),
        "the dek for language models": ("llms.txt", "page.md): Paid: 314"),
        "the dek on the front page": ("en/index.html", "Paid: 314</p>"),
    },
    "description": {
        "the description for search engines": ("en/show/index.html", 'name="description" content="Paid: 314"'),
        "the description on social media": ("en/show/index.html", 'property="og:description" content="Paid: 314"'),
        "the description in the feed": ("en/feed.xml", "<summary>Paid: 314</summary>"),
        "the description for language models": ("llms.txt", "page.md): Paid: 314"),
    },
    "search_title": {"the title of a result": ("en/show/index.html", "<title>Paid: 314")},
}
"""Where a text of the front matter is read away from its page, with how it is written there."""


@pytest.mark.parametrize("key", OUTSIDE)
def test_a_weak_number_is_kept_out_of_what_others_show_of_a_page(newsroom: Path, key: str) -> None:
    settings = newsroom / "pyproject.toml"
    settings.write_text(settings.read_text() + 'site_url = "https://news.example"\n', encoding="utf-8")
    front = "\n".join(line for line in FRONT.splitlines() if not line.startswith(f"{key}:"))
    matrix = "matrix: {lang: [en]}\naddress: '{lang}/show'"
    row = code('import nutgraf\npaid = nutgraf.fact("areas", usps="TN")', id="row")
    write(newsroom, "show", explainer(row, prose("Words."), front_matter=f"{front}\n{key}: '{PLANTED}'\n{matrix}"))
    grade(newsroom, "C")
    assert came_out(run(newsroom, "en/show")) == {"en/show": "ran"}
    site = newsroom / "build" / "site"
    read = {seen: (site / file).read_text(encoding="utf-8") for seen, (file, _) in OUTSIDE[key].items()}
    assert [seen for seen, (_, text) in OUTSIDE[key].items() if text not in read[seen]] == []
    lower(newsroom, "C")
    report = run(newsroom, "en/show")
    assert came_out(report) == {"en/show": "failed"}
    assert f"front matter, {key}: 314: {WEAK} a source in the headline, its dek or its description" in "".join(
        stopped_by(report)
    )
