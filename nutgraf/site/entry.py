"""The site's entry for each page, and its form in the cache."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from itertools import chain
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from nutgraf.cache.page_cache import FileContent, bytes_of
from nutgraf.plan.page_info import OfPage, PageInfo
from nutgraf.site.page_contents import PageContents, contents_of

if TYPE_CHECKING:
    from nutgraf.ledger import Claim
    from nutgraf.page import Page

PageFiles = tuple[tuple[str, FileContent], ...]
_FIRST = itemgetter(0)
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
    html: FileContent
    files: PageFiles = ()
    claims: tuple[Claim, ...] = ()
    """Its claims; none of a page whose `contents` are noted: a build does not hold the claims of all pages."""
    noindex: bool = False
    """Whether search engines are asked to leave it out."""
    corrected: tuple[tuple[str, str], ...] = ()
    """The day and the words of each correction."""
    noted: PageContents | None = None
    """Its contents, where the cache has them."""

    @cached_property
    def contents(self) -> PageContents:
        """What the site needs to know of its HTML and claims, which are read only if the cache does not have it."""
        others = (bytes_of(content) for name, content in self.files if name.endswith(".html"))
        return self.noted or contents_of(bytes_of(self.html), others, self.claims)

    @property
    def link_targets(self) -> dict[str, str]:
        """The address and language of every page of the site that it links to."""
        own = dict.fromkeys((address for address, _ in (*self.info.editions, *self.info.related)), self.lang)
        return own | {address: lang for lang, address in self.info.alternates.items()}

    @property
    def linked_addresses(self) -> Iterator[str]:
        """The address of every page of the site that it links to; one may come twice."""
        info = self.info
        return chain(map(_FIRST, info.editions), map(_FIRST, info.related), info.alternates.values())

    def to_json(self) -> dict[str, Any]:
        """Everything except the files and claims, as one flat JSON object."""
        return self.info.to_json() | {name: getattr(self, name) for name in (*_WORDS, "noindex", "corrected")}

    @classmethod
    def from_json(
        cls,
        known: Mapping[str, Any],
        html: FileContent,
        files: PageFiles = (),
        claims: tuple[Claim, ...] = (),
        info: PageInfo | None = None,
    ) -> Entry:
        """The entry in a JSON object, with its files and claims; keys for other systems are ignored.

        `info` is what the plan says of the page, if it is the same. Raises KeyError or TypeError if something is
        missing.
        """
        title, short_title, dek, description, day = (str(known[name]) for name in _WORDS)
        corrected = tuple((str(date), str(text)) for date, text in known.get("corrected") or ())
        words, about = (title, short_title, dek, description, day), info or PageInfo.from_json(known)
        return cls(about, *words, html, files, claims, noindex=bool(known.get("noindex")), corrected=corrected)

    def to_text(self) -> str:
        """Its form in the cache."""
        return json.dumps({**self.to_json(), "contents": asdict(self.contents)}, ensure_ascii=False, sort_keys=True)


def entry_of(page: Page, html: FileContent, files: PageFiles = (), claims: tuple[Claim, ...] = ()) -> Entry:
    """The entry of a page that was just rendered."""
    from nutgraf.render.correction_notes import correction_notes
    from nutgraf.render.news_article import updated

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
        noindex=page.noindex,
        corrected=tuple((note.date, note.text) for note in correction_notes(page)),
    )


def read_entry(
    kept: str,
    html: FileContent,
    files: PageFiles = (),
    claims: tuple[Claim, ...] = (),
    info: PageInfo | None = None,
) -> Entry:
    """The entry of a page, from its text in the cache; `info` as for Entry.from_json."""
    known = json.loads(kept)
    noted = known.get("contents") or {}  # an earlier nutgraf noted less
    return replace(
        Entry.from_json(known, html, files, claims, info),
        noted=PageContents.from_json(noted) if "rows" in noted else None,
    )
