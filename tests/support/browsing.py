"""Pages of a site in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from support.sites import BuiltSite

KINDS = {
    "article": "en/hive-permit/index.html",
    "timeline": "es/honey-accord/index.html",
    "nation": "en/honey-tax/vm/index.html",
    "region": "es/honey-tax/du/index.html",
    "region without a figure": "en/honey-tax/fa/index.html",
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


@contextmanager
def opened(browser: Any, site: BuiltSite, path: str, **options: Any) -> Iterator[Any]:
    """A page of the site in a window of its own."""
    context = browser.new_context(**{"viewport": {"width": 1280, "height": 800}, **options})
    try:
        page = context.new_page()
        page.goto(f"{site.url}/{path}")
        yield page
    finally:
        context.close()


OPEN = "document.querySelectorAll('details').forEach(each => each.open = true)"


MOVED = """() => new Promise(done => {
    let sum = 0;
    new PerformanceObserver(list => { for (const each of list.getEntries()) sum += each.value; })
        .observe({type: "layout-shift", buffered: true});
    setTimeout(() => done(sum), 250);
})"""
