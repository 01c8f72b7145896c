"""Runs axe in a headless Chromium: on one page of each kind, on a phone in light mode and on a desktop in dark mode."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from importlib.util import find_spec
from typing import Any
from urllib.parse import unquote, urlsplit

from nutgraf.errors import Problem
from nutgraf.pdf import find_chromium
from nutgraf.site_check.built_site import BuiltSite, Unchecked

_VIEWS = ((360, "light"), (1280, "dark"))
_OPEN = "document.querySelectorAll('details').forEach(each => each.open = true)"
_RUN = "rules => axe.run({resultTypes: ['violations'], rules}).then(results => results.violations)"
_NO_COLORS = {name: {"enabled": False} for name in ("color-contrast", "link-in-text-block")}
"""Colors take axe three quarters of its time, so they are looked at once, with everything expanded."""
_FLAGS = ("--disable-gpu", "--no-first-run", "--no-sandbox")
_QUOTED = 150


def pages_pass_axe(site: BuiltSite) -> Iterator[Problem]:
    """One page of each kind passes axe, before and after everything is expanded."""
    if why := _missing():
        yield Unchecked("build/site", f"axe was not run: {why[0]}", why[1])
        return
    # In a thread of its own: Playwright's synchronous API refuses one with a running event loop, such as Jupyter's.
    with ThreadPoolExecutor(1) as thread:
        yield from thread.submit(_problems, site).result()


def _problems(site: BuiltSite) -> list[Problem]:
    from playwright.sync_api import sync_playwright

    found: list[Problem] = []
    # Some pages, such as 404.html, load their style sheet from the root of the site.
    address = f"http://site.test{urlsplit(site.project.site_url).path.rstrip('/')}/"
    with sync_playwright() as playwright:
        browser: Any = playwright.chromium.launch(executable_path=find_chromium(), args=list(_FLAGS))
        try:
            for width, scheme in _VIEWS:
                size = {"width": width, "height": 800}
                context = browser.new_context(viewport=size, color_scheme=scheme, bypass_csp=True)
                context.route("**/*", partial(_answer, site, address))
                page = context.new_page()
                for path in kinds(site):
                    found += _of_page(page, address, path)
                context.close()
        finally:
            browser.close()
    return found


_ABOUT_THE_SITE = ("about", "corrections", "method")  # one template makes all three


def kinds(site: BuiltSite) -> list[str]:
    """One file of each kind: the largest page of each explainer and language, an embed, a fact sheet and all others."""
    chosen: dict[tuple[str, ...], str] = {}
    sizes = {page.path: page for page in sorted(site.pages, key=lambda page: (-page.size, page.address))}
    for path, page in sizes.items():
        chosen.setdefault(("page", page.explainer, page.lang), path)
    inside = {page.address for page in site.pages}
    for path, file in site.files.items():
        if not file.whole or path in sizes:
            continue
        name = path.rpartition("/")[2]
        owner = next((path[:n] for n, sign in enumerate(path) if sign == "/" and path[:n] in inside), "")
        about = path.removesuffix("/index.html").rpartition("/")[2] in _ABOUT_THE_SITE
        chosen.setdefault(
            ("part", name, file.lang) if owner else ("about", file.lang) if about else ("site", path), path
        )
    return sorted(set(chosen.values()))


def _missing() -> tuple[str, str] | None:
    if not all(find_spec(name) for name in ("playwright", "axe_playwright_python")):
        return "playwright and axe are not installed", 'install them: pip install "nutgraf[axe]"'
    if find_chromium() is None:
        return "no Chromium is installed", "install chromium, or name one: NUTGRAF_CHROMIUM=/path/to/chrome"
    return None


def _of_page(page: Any, address: str, path: str) -> Iterator[Problem]:
    from axe_playwright_python.base import AXE_SCRIPT

    page.goto(address + path)
    page.evaluate(AXE_SCRIPT)
    faults = page.evaluate(_RUN, _NO_COLORS)
    page.evaluate(_OPEN)
    faults += page.evaluate(_RUN, {})
    for fault in faults:
        what = f"axe, {fault['id']}: {fault['help']}: {fault['nodes'][0]['html'][:_QUOTED]}"
        yield Problem(path, what, fault["helpUrl"])


def _answer(site: BuiltSite, address: str, route: Any) -> None:
    """Serve the browser a file of the site, without a server or any network request."""
    path = site.folder / unquote(urlsplit(route.request.url.removeprefix(address)).path)
    if route.request.url.startswith(address) and path.is_file():
        route.fulfill(path=path)
    else:
        route.abort()
