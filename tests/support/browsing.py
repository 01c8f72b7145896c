"""Pages of a site in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from support.sites import BuiltSite


@contextmanager
def opened(browser: Any, real_site: BuiltSite, path: str, **options: Any) -> Iterator[Any]:
    """A page of the site in a window of its own."""
    context = browser.new_context(**{"viewport": {"width": 1280, "height": 800}, **options})
    try:
        page = context.new_page()
        page.goto(f"{real_site.url}/{path}")
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
