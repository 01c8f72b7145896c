"""Checks links from page to page with an anchor: each anchor must exist on the published page."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from html import unescape

from nutgraf.cache.page_cache import bytes_of
from nutgraf.errors import Problem, did_you_mean
from nutgraf.site.entry import Entry

_ID = re.compile(r'\sid="([^"]+)"')


def dead_anchors(entries: Iterable[Entry]) -> list[Problem]:
    """The links of pages to an anchor that another page of the site does not have, each once.

    A page that is not on the site has a placeholder at its address, which informs its reader.
    """
    by_address = {entry.address: entry for entry in sorted(entries, key=lambda entry: entry.address)}

    @cache
    def ids(address: str) -> frozenset[str]:
        return frozenset(map(unescape, _ID.findall(bytes_of(by_address[address].html).decode())))

    return [
        Problem(address, f"a link to /{to}#{anchor}, but that page has no such anchor", _advice(anchor, ids(to)))
        for address, entry in by_address.items()
        for to, anchor in entry.contents.anchors
        if to in by_address and anchor not in ids(to)
    ]


def _advice(anchor: str, ids: frozenset[str]) -> str:
    """The anchor that was probably meant, among those that a reporter would link to."""
    return did_you_mean(anchor, (one for one in ids if not one.startswith(("fn-", "fnref-", "part-", "embed-"))))
