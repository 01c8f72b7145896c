"""A built site, every page of it: what must hold wherever a reader lands."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from nutgraf.render.assets import start
from support.browsing import empty_page, listening
from support.sites import BuiltSite

ADDRESS = "https://bee.example"
KINDS = ("en/hive-permit", "es/honey-accord", "en/honey-tax/vm", "es/honey-tax/du", "en/honey-tax/fa", "en", "es", "")


class _Page(HTMLParser):
    """What one page of the site holds: its ids, its links, its words."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self.for_machines = False
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        self.for_machines = tag == "script"

    def handle_data(self, data: str) -> None:
        # What a page tells machines is JSON, in which braces close as they please.
        self.text += "" if self.for_machines else data

    def handle_endtag(self, tag: str) -> None:
        self.for_machines = False

    def all(self, attribute: str) -> list[str]:
        """The values of an attribute, in order."""
        return [attrs[attribute] for _, attrs in self.tags if attribute in attrs]


@functools.cache
def _read(path: Path) -> _Page:
    return _Page(path)


def pages(site: Path) -> Iterator[_Page]:
    """Every page of the site: the front pages, the fact sheets and the figures for frames too."""
    return (_read(path) for path in sorted(site.rglob("*.html")) if path.name != "body.html")


def wrong(site: Path, complaint: Any) -> dict[str, Any]:
    """The pages that have something to complain of, and what."""
    found = {str(page.path.relative_to(site)): complaint(page) for page in pages(site)}
    return {name: said for name, said in found.items() if said}


def test_every_link_leads_to_a_file_or_a_place_that_is_there(built_site: BuiltSite) -> None:
    def broken(page: _Page) -> list[str]:
        own = [link for link in page.all("href") if link.startswith(f"{ADDRESS}/") or not re.match(r"[a-z]+:", link)]
        return [link for link in own if not _is_there(page.path, link, built_site.site)]

    assert wrong(built_site.site, broken) == {}


def _is_there(path: Path, link: str, site: Path) -> bool:
    name, _, fragment = link.removeprefix(ADDRESS).partition("#")
    # The page of a missing address is shown at any depth, so its links begin at the site's root.
    target = (site / name[1:] if name.startswith("/") else path.parent / name).resolve() if name else path
    target = target / "index.html" if target.is_dir() else target
    return target.is_file() and (not fragment or fragment in _read(target).all("id"))


def test_every_id_is_there_once_and_every_reference_finds_one(built_site: BuiltSite) -> None:
    def astray(page: _Page) -> list[str]:
        ids = page.all("id")
        named = {
            one for kind in ("aria-labelledby", "aria-describedby") for value in page.all(kind) for one in value.split()
        }
        return sorted(named - set(ids)) + sorted({one for one in ids if ids.count(one) > 1})

    assert wrong(built_site.site, astray) == {}


def test_every_page_has_one_headline_and_skips_no_level(built_site: BuiltSite) -> None:
    def crooked(page: _Page) -> list[int]:
        levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
        straight = all(after <= before + 1 for before, after in itertools.pairwise(levels))
        return [] if levels.count(1) == 1 and straight else levels

    assert wrong(built_site.site, crooked) == {}


def test_no_page_carries_a_style_or_runs_more_than_the_line_that_a_reader_starts(built_site: BuiltSite) -> None:
    def loaded(page: _Page) -> list[str]:
        tags = [tag for tag, _ in page.tags if tag in ("style", "iframe", "object", "embed")]
        scripts = [attrs for tag, attrs in page.tags if tag == "script" and attrs.get("type") != "application/ld+json"]
        if start() in page.path.read_text(encoding="utf-8"):
            scripts.remove({})
        if "embed" in page.path.parts:
            scripts = [attrs for attrs in scripts if not re.search(r"assets/embed\.\w+\.js$", attrs.get("src", ""))]
        return (
            [*tags, *map(str, scripts)]
            + page.all("style")
            + [name for _, attrs in page.tags for name in attrs if name.startswith("on")]
        )

    assert wrong(built_site.site, loaded) == {}


def test_no_page_asks_another_host_for_anything(built_site: BuiltSite) -> None:
    def foreign(page: _Page) -> list[str]:
        asked = page.all("src") + page.all("xlink:href")
        asked += [attrs["href"] for tag, attrs in page.tags if tag in ("use", "image") and "href" in attrs]
        # What a page says of its own address and its other languages, no browser asks for.
        said = ("canonical", "alternate")
        asked += [attrs["href"] for tag, attrs in page.tags if tag == "link" and attrs["rel"] not in said]
        return [address for address in asked if "//" in address]

    assert wrong(built_site.site, foreign) == {}


def test_the_fact_sheet_of_the_site_names_the_editions_of_an_explainer_in_the_order_of_their_names(
    built_site: BuiltSite,
) -> None:
    html = (built_site.site / "facts.html").read_text(encoding="utf-8")
    names = re.findall(
        r'<li><a href="es/honey-tax/\w+/facts\.html"[^>]*>([^<]+)<span class="unseen">: honey-tax \(es\)</span></a>',
        html,
    )
    assert names == ["Ashmere", "Dunmarca", "Farró", "Puerto Elsa", "Velmora"]


def test_every_article_says_where_it_is_published_in_which_languages_and_which_image_represents_it(
    built_site: BuiltSite,
) -> None:
    def unsaid(page: _Page) -> list[str]:
        if (
            page.path.name != "index.html"
            or "embed" in page.path.parts
            or not page.path.parent.joinpath("card.png").is_file()
        ):
            return []
        address = f"{ADDRESS}/{page.path.parent.relative_to(built_site.site)}/"
        said = {attrs.get("hreflang", attrs["rel"]): attrs["href"] for tag, attrs in page.tags if tag == "link"}
        shown = {attrs["property"]: attrs["content"] for _, attrs in page.tags if "property" in attrs}
        own = address.replace(f"{ADDRESS}/", "")[:2]
        wanted = {"canonical": address, own: address, "x-default": address.replace("/es/", "/en/")}
        found = [name for name, href in wanted.items() if said.get(name) != href]
        return found + ([] if shown.get("og:image") == f"{address}card.png" else ["og:image"])

    assert wrong(built_site.site, unsaid) == {}


@pytest.mark.parametrize("word", ["nan", "NaN", "NaT", "undefined", "null", "{{", "}}", "{%"])
def test_no_reader_meets(built_site: BuiltSite, word: str) -> None:
    pattern = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)")

    def met(page: _Page) -> list[str]:
        return [page.text[max(0, found.start() - 40) : found.end() + 20] for found in pattern.finditer(page.text)]

    assert wrong(built_site.site, met) == {}


@pytest.mark.browser
@pytest.mark.parametrize("address", KINDS)
def test_a_page_of_each_kind_keeps_its_policy(built_site: BuiltSite, browser: Any, address: str) -> None:
    said: list[str] = []
    with empty_page(browser) as page, listening(page, console=lambda message: said.append(message.text)):
        page.goto((built_site.site / address / "index.html").as_uri())
    assert said == []
