"""Pages of a site in a real browser."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import pytest

from support.sites import BuiltSite

KINDS = {
    "article": "en/hive-permit/index.html",
    "timeline": "es/honey-accord/index.html",
    "nation": "en/honey-tax/vm/index.html",
    "region": "es/honey-tax/du/index.html",
    "region without a number": "en/honey-tax/fa/index.html",
    "map": "en/honey-abroad/index.html",
    "fact sheet": "en/honey-tax/du/facts.html",
    "figure in a frame": "es/honey-tax/du/embed/regions/index.html",
    "front page": "en/index.html",
    "portada": "es/index.html",
    "choice of language": "index.html",
    "fact sheet of the site": "facts.html",
    "no such page": "404.html",
}
"""A page of each kind, by its path in the newsroom's site."""

_TWINS = ("portada", "region", "region without a figure")
TEMPLATES = [pytest.param(kind, marks=[pytest.mark.long] if kind in _TWINS else []) for kind in KINDS]
"""One kind for each template; `make soak` takes all kinds."""


@cache
def _window(browser: Any, **options: Any) -> tuple[Any, list[Any]]:
    """A browser context for everything that is opened with these options, and its pages that are not in use."""
    return browser.new_context(**options), []


@contextmanager
def empty_page(
    browser: Any, *, width: int = 1280, height: int = 800, color_scheme: str = "light", **options: Any
) -> Iterator[Any]:
    """A page to open something in, which other tests may have used: a new one takes Chromium five times as long."""
    window, unused = _window(browser, **options)
    page = unused.pop() if unused else window.new_page()
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(media="screen", color_scheme=color_scheme)
    yield page
    unused.append(page)


@contextmanager
def opened(browser: Any, site: BuiltSite, path: str, **options: Any) -> Iterator[Any]:
    """A page of the site; see `empty_page`."""
    with empty_page(browser, **options) as page:
        page.goto(f"{site.url}/{path}")
        yield page


@contextmanager
def listening(page: Any, **heard: Callable[[Any], object]) -> Iterator[None]:
    """Meanwhile, hear of each request, console message or error of a page: listening(page, request=asked.append)."""
    for event, hear in heard.items():
        page.on(event, hear)
    yield
    for event, hear in heard.items():
        page.remove_listener(event, hear)


@contextmanager
def new_page(browser: Any, *, width: int = 1280, height: int = 800) -> Iterator[Any]:
    """An empty page in a window of its own, in which nothing was loaded before, and requests can be held up."""
    context = browser.new_context(viewport={"width": width, "height": height})
    try:
        yield context.new_page()
    finally:
        context.close()


def wait_until(page: Any, expression: str, *, seconds: float = 60) -> None:
    """Wait until an expression is true in a page.

    `page.wait_for_function` evaluates its text in the page again and again, which a content security policy refuses
    unless it is true the first time.
    """
    end = time.monotonic() + seconds
    while not page.evaluate(f"Boolean({expression})"):
        assert time.monotonic() < end, f"after {seconds:g} seconds it is not so: {expression}"
        page.wait_for_timeout(50)


COLORS = ("color-contrast", "link-in-text-block")
"""The rules of axe that look at colors: a dark page differs from a light one in nothing else."""


def violations(page: Any, *rules: str, without: tuple[str, ...] = (), iframes: bool = True) -> list[tuple[str, str]]:
    """What axe finds wrong with a page as it is now: the rule, and the element.

    By the rules that are named, or by all of them but those in `without`; colors take three quarters of its time.
    """
    from axe_playwright_python.base import AXE_SCRIPT

    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    off = {rule: {"enabled": False} for rule in without}
    options = {
        "resultTypes": ["violations"],
        "iframes": iframes,
        "rules": off,
        **({"runOnly": list(rules)} if rules else {}),
    }
    found = page.evaluate("options => axe.run(options).then(results => results.violations)", options)
    return [(each["id"], node["html"][:150]) for each in found for node in each["nodes"]]


OPEN = "document.querySelectorAll('details').forEach(each => each.open = true)"


MOVED = """() => new Promise(done => {
    let sum = 0;
    new PerformanceObserver(list => { for (const each of list.getEntries()) sum += each.value; })
        .observe({type: "layout-shift", buffered: true});
    setTimeout(() => done(sum), 250);
})"""
