"""What the site knows of each page, and how that is kept from one build to the next."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

from nutgraf.cache.page_cache import Content
from nutgraf.render.news_article import updated

if TYPE_CHECKING:
    from nutgraf.page import Page


@dataclass(frozen=True)
class Entry:
    """One page: where it lies, what lists of pages say of it, and its files."""

    address: str
    lang: str
    explainer: str
    parameters: Mapping[str, Any]
    title: str
    short_title: str
    dek: str
    date: str
    alternates: Mapping[str, str]
    html: Content
    files: tuple[tuple[str, Content], ...] = field(default=())
    description: str = ""
    authors: tuple[str, ...] = ()
    first: str = ""
    updated: str = ""
    draft: bool = False
    is_default_edition: bool = False
    editions: tuple[tuple[str, str], ...] = ()
    """Address and name of every edition in its language, itself too."""
    related: tuple[tuple[str, str], ...] = ()
    """Address and subject of the other explainers that it leads to."""

    @property
    def link_targets(self) -> dict[str, str]:
        """The address of every page of the site that it leads to, with the language of each."""
        own = {address: self.lang for address, _ in (*self.editions, *self.related)}
        return own | {address: lang for lang, address in self.alternates.items()}


_KEPT = frozenset(each.name for each in fields(Entry)) - {"html", "files"}


def entry_of(page: Page) -> str:
    """What the site must know of a page, as JSON that can be kept beside it."""
    known = {
        "address": page.address,
        "lang": page.lang,
        "explainer": page.explainer,
        "parameters": dict(page.values),
        "title": page.title,
        "short_title": page.short_title,
        "dek": page.dek,
        "description": page.description,
        "authors": list(page.authors),
        "date": page.modified or page.date,
        "first": page.date,
        "updated": updated(page),
        "draft": page.draft,
        "is_default_edition": page.is_default_edition,
        "alternates": dict(page.alternates),
        "editions": [list(each) for each in page.editions],
        "related": [list(each) for each in page.related],
    }
    return json.dumps(known, ensure_ascii=False, sort_keys=True)


def read_entry(kept: str, html: Content, files: tuple[tuple[str, Content], ...] = ()) -> Entry:
    """The entry of a page, from what was kept of it; what only other systems ask for is passed over."""
    known = {name: value for name, value in json.loads(kept).items() if name in _KEPT}
    known["authors"] = tuple(known.get("authors") or ())
    for name in ("editions", "related"):
        known[name] = tuple((address, words) for address, words in known.get(name) or ())
    return Entry(**known, html=html, files=files)
