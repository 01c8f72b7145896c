"""A language that is read from right to left and has a catalog alone: nothing in the code knows of it."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell

from nutgraf.language import language
from nutgraf.page import read_page
from nutgraf.render import assets, render_page
from support.bees import write_newsroom
from support.browsing import empty_page, violations
from support.executed import claim, code, fact, figure, notebook, prose, stand_in
from support.in_process import nutgraf

TESTS = Path(__file__).parent
GOLDEN = TESTS / "pages" / "ar" / "page.html"


def page() -> Any:
    """A page with one of most things, its words in Arabic."""
    paid = "314.2 مليون دولار أمريكي"
    words = {"title": "ما هي ضرائبهم؟", "subtitle": "تقدير واحد، ومصدره."}
    cells = (
        prose(f"دفعوا {fact(1, paid)} في تينيسي.", claim(1, text=paid), tags=("lang-ar",)),
        prose("They paid.", tags=("lang-en",)),
        prose(f"الضرائب\n: {fact(2, paid)}", claim(2, text=paid), tags=("lang-ar", "key-numbers")),
        prose("## كم دفعوا؟\n\n| الضريبة | المبلغ |\n|---|--:|\n| المبيعات | 5 |", tags=("lang-ar",)),
        prose("## How much?", tags=("lang-en",)),
        code(
            "nutgraf.figure()",
            figure(lang="ar", title="تينيسي أولًا", subtitle="بالدولار، 2022", alt="عمودان: تينيسي أعلى من كنتاكي."),
        ),
    )
    around = {"editions": [["ar/taxes/us", "الولايات المتحدة"], ["ar/taxes/tn", "تينيسي"]]}
    site = {"languages": ["en", "ar"], "contact": "desk@ledger.example"}
    return read_page(
        notebook(
            *cells, lang="ar", words=words, site=site, alternates={"en": "en/taxes/tn"}, authors=["آنا رويز"], **around
        )
    )


def test_a_page_in_arabic_is_the_golden_one(rewrite_goldens: bool) -> None:
    html = re.sub(rb"(assets/\w+)\.[0-9a-f]{12}\.", rb"\1.HASH.", render_page(page(), draw=stand_in).html)
    if rewrite_goldens:
        GOLDEN.parent.mkdir(parents=True, exist_ok=True)
        GOLDEN.write_bytes(html)
    assert html == GOLDEN.read_bytes()
    assert b'<html lang="ar" dir="rtl">' in html


def test_no_word_of_the_interface_is_left_in_english() -> None:
    html = render_page(page(), draw=stand_in).html.decode()
    body = re.sub(r"<svg.*?</svg>|<ol>.*?</ol>", "", html.partition("<body>")[2], flags=re.S)
    shown = re.sub(r"<[^>]+>", " ", body)
    left = set(re.findall(r"[A-Za-z]{3,}", shown)) - {"The", "Ledger", "English", "this", "section"}
    # The figure's own words stand in the test's notebook; the label on the other language is in that language.
    assert left <= {
        "State",
        "Taxes",
        "paid",
        "Tennessee",
        "Kentucky",
        "million",
        "Institute",
        "Taxation",
        "and",
        "Economic",
        "Policy",
    } | {"in", "on"}


@pytest.mark.parametrize(
    ("n", "said"),
    [(0, "لا أرقام"), (1, "رقم واحد"), (2, "رقمان"), (3, "3 أرقام"), (11, "11 رقمًا"), (100, "100 رقم")],
)
def test_a_count_has_all_six_forms_of_the_language(n: int, said: str) -> None:
    assert language("ar").say("{n} claim", many="{n} claims", n=n) == said


def test_money_and_dates_are_said_as_cldr_says_them() -> None:
    assert language("ar").money(314_200_000) == "314.2 مليون دولار أمريكي"
    assert language("ar").date("2026-11-24") == "24 نوفمبر 2026"


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 1280])
def test_the_page_runs_from_the_right_and_nothing_leaves_the_screen(browser: Any, tmp_path: Path, width: int) -> None:
    rendered = render_page(page(), draw=stand_in)
    for path, content in [("ar/taxes/tn/index.html", rendered.html), *((a.path, a.content) for a in assets().values())]:
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content)
    with empty_page(browser, width=width, bypass_csp=True) as opened:
        opened.goto((tmp_path / "ar/taxes/tn/index.html").as_uri())
        wide = opened.evaluate("document.documentElement.scrollWidth")
        right = opened.evaluate("innerWidth - document.querySelector('.prose p').getBoundingClientRect().right")
        left = opened.evaluate("document.querySelector('.prose p').getBoundingClientRect().left")
        wrong = violations(opened)
    assert wide <= width
    assert right <= left
    assert wrong == []


# A language whose numbers are not read, and one whose numbers are, from the notebook to the site

NEW_FRONT = """---
title: {en: Honey, fr: Le miel, ar: العسل}
date: 2026-11-24
authors: [Ana Ruiz]
matrix: {lang: [en, fr, ar]}
address: "{lang}/honey"
---"""
SAID = {
    "en": "Aster made {{ aster | money }} of {{ honey.total() | money }}, Cress {{ loss | money }}.",
    "fr": "Aster a produit {{ aster | money }} sur {{ honey.total() | money }}, Cress {{ loss | money }}.",
    "ar": "أنتجت أستر {{ aster | money }} من {{ honey.total() | money }} من 7 خلايا، وكريس {{ loss | money }}.",
}


FIGURE = """from nutgraf.charts import bars

names = {"ar": {"Aster": "أستر", "Briar": "برايار", "Cress": "كريس"}}.get(lang, {})
table = nutgraf.table("honey", year=2025)
shown = table.assign(label=[names.get(area, area) for area in table["area"]])
nutgraf.figure(
    bars(shown, x="value", y="label"),
    name="honey",
    title={"en": "Aster leads", "fr": "Aster en tête", "ar": "أستر في المقدمة"},
    subtitle={"en": "US dollars, 2025", "fr": "en dollars, 2025", "ar": "بالدولار، 2025"},
    alt={
        "en": "Bars, the longest Aster, {{ aster | money }}.",
        "fr": "Des barres, la plus longue Aster, {{ aster | money }}.",
        "ar": "أعمدة المناطق، أطولها أستر، {{ aster | money }}.",
    },
    source=aster,
    columns={
        "label": {"en": "Area", "fr": "Zone", "ar": "المنطقة"},
        "value": {"en": "Honey", "fr": "Miel", "ar": "العسل"},
    },
)"""


def in_newsroom(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return nutgraf(*arguments, cwd=root, env={"NUTGRAF_CHROMIUM": "/nowhere"})


@pytest.fixture(scope="module")
def three_languages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A newsroom with a page in three languages, built on real kernels."""
    root = write_newsroom(tmp_path_factory.mktemp("third") / "newsroom")
    settings = root / "pyproject.toml"
    settings.write_text(settings.read_text("utf-8").replace('["en", "es"]', '["en", "fr", "ar"]'), encoding="utf-8")
    path = root / "notebooks" / "honey.ipynb"
    node = nbformat.read(path, as_version=4)
    prose_cells = [
        new_markdown_cell(text, id=f"made-{lang}", metadata={"tags": [f"lang-{lang}"]}) for lang, text in SAID.items()
    ]
    figure_cell = new_code_cell(FIGURE, id="figure")
    node.cells[0].source, node.cells[3:] = NEW_FRONT, [*prose_cells, figure_cell]
    nbformat.write(node, path)
    done = in_newsroom(root, "build")
    assert done.returncode == 0, done.stdout + done.stderr
    return root


@pytest.mark.kernel
@pytest.mark.parametrize(
    ("lang", "opening", "money"),
    [
        ("fr", '<html lang="fr">', "120\u202f000 dollars"),
        ("ar", '<html lang="ar" dir="rtl">', "120,000"),
    ],
)
def test_a_page_in_a_language_whose_numbers_are_not_read_is_built_as_any_other(
    three_languages: Path, lang: str, opening: str, money: str
) -> None:
    html = (three_languages / f"build/site/{lang}/honey/index.html").read_text(encoding="utf-8")
    assert opening in html
    assert 'value="120000"' in html
    assert money in html


@pytest.mark.kernel
def test_check_says_which_pages_are_not_looked_through_for_numbers(three_languages: Path) -> None:
    done = in_newsroom(three_languages, "check", "--json")
    notes = [json.loads(line)["note"] for line in done.stdout.splitlines() if '"note"' in line]
    assert done.returncode == 0
    assert [note["where"] for note in notes if "can only read numbers" in note["what"]] == ["1 page in ar"]


@pytest.mark.kernel
def test_check_site_recomputes_their_claims_and_says_that_the_words_are_not_read(
    three_languages: Path,
) -> None:
    done = in_newsroom(three_languages, "check", "--site", "--json")
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert (done.returncode, done.stdout if done.returncode else done.stderr) == (0, "")
    assert [line["note"]["where"] for line in lines] == ["4 claims in ar", "build/site"]


LEFT_OF_ITS_DIGITS = """number => {
    const range = document.createRange();
    const box = (from, to) => {
        range.setStart(number, from);
        range.setEnd(number, to);
        return range.getBoundingClientRect();
    };
    const minus = number.data.indexOf("−");
    return box(minus, minus + 1).right <= box(minus + 1, minus + 2).left + 1;
}"""
"""Whether a minus is drawn on the left of the first digit after it."""


@pytest.mark.kernel
@pytest.mark.browser
def test_an_arabic_page_with_a_chart_is_read_from_the_right_on_a_phone(three_languages: Path, browser: Any) -> None:
    with empty_page(browser, width=360) as opened:
        opened.goto((three_languages / "build/site/ar/honey/index.html").as_uri())
        wide = opened.evaluate("document.documentElement.scrollWidth")
        title = opened.evaluate("innerWidth - document.querySelector('h1').getBoundingClientRect().right")
        picture = opened.locator(".picture svg:visible").first
        labels = picture.locator("text").evaluate_all(
            """all => all.map(each => [each.textContent, each.getBoundingClientRect()])
                .map(([text, box]) => [text, box.left, box.right])"""
        )
        direction = picture.evaluate("svg => getComputedStyle(svg).direction")
        minus = opened.locator("data[value='-5000']").first.evaluate(
            f"each => ({LEFT_OF_ITS_DIGITS})(document.createTreeWalker(each, NodeFilter.SHOW_TEXT).nextNode())"
        )
    assert wide <= 360
    assert title <= 20
    assert direction == "ltr"
    assert {"أستر", "برايار", "كريس", "120,000"} <= {text for text, _, _ in labels}
    assert [text for text, left, right in labels if left < 0 or right > 360] == []
    assert minus
