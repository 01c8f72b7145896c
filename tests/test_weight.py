"""What a page costs a reader on a slow line, and what it does without scripts."""

from __future__ import annotations

import gzip
import re
import statistics
from typing import Any

import pytest

from support.browsing import KINDS, MOVED, TEMPLATES, listening, opened
from support.sites import BuiltSite


def _gzip(content: bytes) -> int:
    return len(gzip.compress(content, compresslevel=6, mtime=0))


def test_a_page_with_its_figures_at_both_widths_and_its_style_weighs_45_kilobytes_at_the_median_and_70_at_most(
    built_site: BuiltSite,
) -> None:
    weights = []
    for page in built_site.manifest["pages"]:
        html = (built_site.site / page["path"]).read_bytes()
        style = re.search(rb'<link rel="stylesheet" href="[./]*([^"]+)"', html)
        assert style
        weights.append(_gzip(html) + _gzip((built_site.site / style[1].decode()).read_bytes()))
    assert statistics.median(weights) <= 45 * 1024
    assert max(weights) <= 70 * 1024


@pytest.mark.browser
@pytest.mark.parametrize("kind", TEMPLATES)
def test_a_page_asks_four_times_at_most_but_for_the_pictures_of_stories_and_nothing_in_it_moves(
    built_site: BuiltSite, browser: Any, kind: str
) -> None:
    asked: list[str] = []
    with (
        opened(browser, built_site, "404.html", width=360, height=640) as page,
        listening(page, request=lambda request: asked.append(request.url)),
    ):
        page.goto(f"{built_site.url}/{KINDS[kind]}")
        moved = page.evaluate(MOVED)
    stories = {url for url in asked if url.endswith("/card.png")}
    assert not stories or "front-picture" in (built_site.site / KINDS[kind]).read_text(encoding="utf-8")
    assert len(set(asked) - stories) <= 4  # the icon twice, where that of the page before it comes late
    assert [url for url in asked if not url.startswith(built_site.url)] == []
    assert moved == 0


@pytest.mark.browser
@pytest.mark.parametrize("kind", TEMPLATES)
def test_without_scripts_a_reader_sees_the_same(built_site: BuiltSite, browser: Any, kind: str) -> None:
    heard = []
    for on in (True, False):
        with opened(browser, built_site, KINDS[kind], java_script_enabled=on) as page:
            # But for the offer to explore a figure, which needs one.
            heard.append(re.sub(r" *- '?button .*\n", "", page.locator("body").aria_snapshot()))
            if not on and KINDS[kind].count("/") > 2 and "embed" in KINDS[kind]:
                assert page.locator(".picture svg").first.is_visible()
    assert heard[0] == heard[1]


@pytest.mark.browser
@pytest.mark.parametrize("address", ["en/hive-permit", "en/honey-accord", "es/honey-tax/vm", "es/honey-tax/du"])
def test_the_first_screen_of_a_phone_has_the_nut_graf_and_a_number(
    built_site: BuiltSite, browser: Any, address: str
) -> None:
    with opened(browser, built_site, f"{address}/index.html", width=360, height=640) as page:
        top = page.evaluate("document.querySelector('.prose p').getBoundingClientRect().top")
        said = page.evaluate("""() => [...document.querySelectorAll("h1, .dek, .prose p")]
            .filter(each => each.getBoundingClientRect().top < innerHeight - 60).map(each => each.textContent).join(" ")""")
    assert top <= 640 - 3 * 28
    assert re.search(r"\d[\d.,]* (million|mil|billion)|\d,\d{3}", said)
