"""Checks links from page to page with an anchor: each anchor must exist on the published page."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import unescape
from urllib.parse import unquote

from nutgraf.cache.page_cache import bytes_of
from nutgraf.errors import Problem, did_you_mean
from nutgraf.site.entry import Entry

_LINK = re.compile(r'\bhref="(?:\.\./)+([^"#:]+)/index\.html#([^"]+)"')
_ID = re.compile(r'\sid="([^"]+)"')
_SECTION = "part-"
"""Sections link to their translations, whose pages may have fewer: there a reader starts at the top."""


def dead_anchors(entries: Iterable[Entry]) -> list[Problem]:
    """The links of pages to an anchor that another page of the site does not have, each once.

    A page that is not on the site has a placeholder at its address, which informs its reader.
    """
    links: dict[str, dict[tuple[str, str], None]] = {}
    ids: dict[str, frozenset[str]] = {}
    for entry in sorted(entries, key=lambda entry: entry.address):
        text = bytes_of(entry.html).decode()
        links[entry.address] = dict.fromkeys(_LINK.findall(text))
        ids[entry.address] = frozenset(map(unescape, _ID.findall(text)))
    return [
        Problem(address, f"a link to /{to}#{anchor}, but that page has no such anchor", _advice(anchor, ids[to]))
        for address, led in links.items()
        for to, anchor in dict.fromkeys((to, unquote(unescape(written))) for to, written in led)
        if to in ids and anchor not in ids[to] and not anchor.startswith(_SECTION)
    ]


def _advice(anchor: str, ids: frozenset[str]) -> str:
    """The anchor that was probably meant, among those that a reporter would link to."""
    return did_you_mean(anchor, (one for one in ids if not one.startswith(("fn-", "fnref-", "part-", "embed-"))))
