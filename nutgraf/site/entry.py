"""The site's entry for each page, and its form in the cache."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nutgraf.cache.page_cache import Content
from nutgraf.ledger import Claim
from nutgraf.page import Page
from nutgraf.plan.page_info import OfPage, PageInfo
from nutgraf.render.news_article import updated

Files = tuple[tuple[str, Content], ...]
_WORDS = ("title", "short_title", "dek", "description", "updated")


@dataclass(frozen=True)
class Entry(OfPage):
    """One page of the site: its plan, what lists of pages print about it, and its files."""

    title: str
    short_title: str
    dek: str
    description: str
    updated: str
    """The day of its last change: its own, or that of a number signed off since."""
    html: Content
    files: Files = ()
    claims: tuple[Claim, ...] = ()

    @property
    def link_targets(self) -> dict[str, str]:
        """The address and language of every page of the site that it links to."""
        own = {address: self.lang for address, _ in (*self.info.editions, *self.info.related)}
        return own | {address: lang for lang, address in self.info.alternates.items()}

    def to_json(self) -> dict[str, Any]:
        """Everything except the files and claims, as one flat JSON object."""
        return self.info.to_json() | {name: getattr(self, name) for name in _WORDS}

    @classmethod
    def from_json(
        cls, known: Mapping[str, Any], html: Content, files: Files = (), claims: tuple[Claim, ...] = ()
    ) -> Entry:
        """The entry in a JSON object, with its files and claims; keys for other systems are ignored.

        Raises KeyError or TypeError if something is missing.
        """
        words = {name: str(known[name]) for name in _WORDS}
        return cls(info=PageInfo.from_json(known), html=html, files=files, claims=claims, **words)

    def to_text(self) -> str:
        """Its form in the cache."""
        return json.dumps(self.to_json(), ensure_ascii=False, sort_keys=True)


def entry_of(page: Page, html: Content, files: Files = (), claims: tuple[Claim, ...] = ()) -> Entry:
    """The entry of a page that was just rendered."""
    return Entry(
        info=page.info,
        title=page.title,
        short_title=page.short_title,
        dek=page.dek,
        description=page.description,
        updated=updated(page),
        html=html,
        files=files,
        claims=claims,
    )


def read_entry(kept: str, html: Content, files: Files = (), claims: tuple[Claim, ...] = ()) -> Entry:
    """The entry of a page, from its text in the cache."""
    return Entry.from_json(json.loads(kept), html, files, claims)
