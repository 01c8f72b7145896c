"""Figures in frames on other sites, as a real browser shows them."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from nutgraf.page import read_page
from nutgraf.project import Project
from nutgraf.render import render_page
from nutgraf.site import entry_of, lay_out, publish
from support import sites
from support.browsing import empty_page, listening, wait_until
from support.executed import BARS, code, figure, notebook

pytestmark = pytest.mark.browser

DARK = "rgb(21, 24, 27)"
LIGHT = "rgb(255, 255, 255)"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """A site with one page of one figure, served at its own address."""
    build = tmp_path_factory.mktemp("build")
    (build / "site").mkdir()
    url = sites.served(build / "site")
    page = read_page(notebook(code("f", figure(spec=BARS)), site={"url": url}))
    made = render_page(page)
    entry = entry_of(page, made.html, made.files)
    publish(lay_out(Project(root=build, name="x", languages=("en", "es"), site_url=url), [entry]), build)
    return url, build / "site"


@pytest.fixture
def host(served: tuple[str, Path], browser: Any) -> Iterator[Any]:
    """Open a page of another site with the snippet in it: host("background: #111; color: #eee", scheme="light")."""
    url, site = served
    found = re.search(r"<textarea[^>]*>(.*?)</textarea>", (site / "en/taxes/tn/index.html").read_text(), re.S)
    assert found
    with ExitStack() as until:

        def opened(style: str = "", *, scheme: str = "light", **options: Any) -> Any:
            text = f'<!DOCTYPE html><meta charset="utf-8"><body style="{style}">{html.unescape(found[1])}</body>'
            name = f"host-{style.partition(':')[0]}.html"  # another for another style: the browser keeps what it read
            (site / name).write_text(text, encoding="utf-8")
            page = until.enter_context(empty_page(browser, width=800, height=900, color_scheme=scheme, **options))
            page.goto(f"{url}/{name}")
            return page

        yield opened


def _framed(page: Any) -> Any:
    page.wait_for_selector("iframe")
    frame = page.frames[1]
    frame.wait_for_load_state("load")
    return frame


def test_a_frame_is_as_tall_as_its_figure(host):
    page = host()
    frame = _framed(page)
    tall = frame.evaluate("document.documentElement.getBoundingClientRect().height")
    wait_until(page, f"document.querySelector('iframe').offsetHeight === {-(-tall // 1)}")
    frame.click("summary")
    wait_until(page, f"document.querySelector('iframe').offsetHeight > {tall + 20}")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("style", "paper"), [("background:#111;color:#eee", DARK), ("color:#222", LIGHT)])
def test_a_figure_is_dark_on_a_dark_page_and_light_on_a_light_one(host, style, paper, scheme):
    from playwright.sync_api import expect

    # Not by wait_for_function: the policy of the page forbids it to evaluate text.
    expect(_framed(host(style, scheme=scheme)).locator("body")).to_have_css("background-color", paper)


def test_a_reader_without_scripts_has_the_image_and_a_way_to_the_article(host, served):
    page = host(java_script_enabled=False)
    assert page.locator("iframe").count() == 0
    assert page.locator("a").get_attribute("href") == f"{served[0]}/en/taxes/tn/"
    assert page.locator("img").get_attribute("alt").startswith("Two bars:")


def test_a_frame_tells_its_height_as_amp_and_as_pym_ask(served, browser):
    url, site = served
    listening = "<script>var heard = []; addEventListener('message', (e) => heard.push(e.data))</script>"
    address = "en/taxes/tn/embed/taxes-by-state/index.html?childId=abc"
    (site / "pym.html").write_text(f'{listening}<iframe width="400" src="{address}"></iframe>', encoding="utf-8")
    with empty_page(browser) as page:
        page.goto(f"{url}/pym.html")
        wait_until(page, "heard.length >= 2")
        amp, pym = page.evaluate("heard.slice(0, 2)")
    assert amp == {"sentinel": "amp", "type": "embed-size", "height": amp["height"]}
    assert pym == f"pymxPYMxabcxPYMxheightxPYMx{amp['height']}"


@pytest.mark.parametrize(("asked", "paper"), [("dark", DARK), ("light", LIGHT)])
def test_a_frame_without_our_script_can_be_given_in_its_address(served, browser, asked, paper):
    said: list[str] = []
    with (
        empty_page(browser, color_scheme="dark" if asked == "light" else "light") as page,
        listening(page, console=lambda message: said.append(message.text)),
    ):
        page.goto(f"{served[0]}/en/taxes/tn/embed/taxes-by-state/index.html?scheme={asked}")
        found = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (found, said) == (paper, [])
