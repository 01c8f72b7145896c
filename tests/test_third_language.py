"""A third language, read from right to left, comes with a catalogue and cells alone; nothing in the kit knows of it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from nutgraf.language import catalogue, formatter, language
from nutgraf.page import read_page
from nutgraf.render import assets, render_page
from support.executed import claim, code, fact, figure, notebook, prose, stand_in

TESTS = Path(__file__).parent
GOLDEN = TESTS / "pages" / "ar" / "page.html"


@pytest.fixture(autouse=True)
def arabic(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A kit whose folder of catalogues has one more."""
    for path in catalogue.LOCALES.glob("*.po"):
        shutil.copy(path, tmp_path)
    shutil.copy(TESTS / "locales" / "ar.po", tmp_path)
    monkeypatch.setattr(catalogue, "LOCALES", tmp_path)
    yield
    formatter.language.cache_clear()
    catalogue._read.cache_clear()


def page() -> Any:
    """A page with one of most things, its words in Arabic."""
    paid = "314.2 مليون دولار أمريكي"
    told = {"title": "ما هي ضرائبهم؟", "subtitle": "تقدير واحد، ومصدره."}
    cells = (
        prose(f"دفعوا {fact(1, paid)} في تينيسي.", claim(1, text=paid), tags=("lang-ar",)),
        prose("They paid.", tags=("lang-en",)),
        prose(f"الضرائب\n: {fact(2, paid)}", claim(2, text=paid), tags=("lang-ar", "key-figures")),
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
            *cells, lang="ar", words=told, site=site, alternates={"en": "en/taxes/tn"}, authors=["آنا رويز"], **around
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
    from axe_playwright_python.sync_playwright import Axe

    rendered = render_page(page(), draw=stand_in)
    for path, content in [("ar/taxes/tn/index.html", rendered.html), *((a.path, a.content) for a in assets().values())]:
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content)
    context = browser.new_context(viewport={"width": width, "height": 800}, bypass_csp=True)
    opened = context.new_page()
    opened.goto((tmp_path / "ar/taxes/tn/index.html").as_uri())
    wide = opened.evaluate("document.documentElement.scrollWidth")
    right = opened.evaluate("innerWidth - document.querySelector('.prose p').getBoundingClientRect().right")
    left = opened.evaluate("document.querySelector('.prose p').getBoundingClientRect().left")
    violations = Axe().run(opened).response["violations"]
    context.close()
    assert wide <= width
    assert right <= left
    assert violations == []
