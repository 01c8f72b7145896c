"""What the site needs to know of a page's HTML and its fact sheet."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

if TYPE_CHECKING:
    from nutgraf.ledger import Claim

RowUsed = tuple[str, tuple[tuple[str, Any], ...], str]
"""The table, the key and the column of a row."""

PAGE = "page.json"
"""The site's entry for a page, published with it, so that a live site can be continued on a fresh machine."""

_LINK = re.compile(rb'\bhref="(?:\.\./)+([^"#:]+)/index\.html#([^"]+)"')
_ASSET = re.compile(rb'"[./]*(assets/[\w.-]+)"')
_SECTION = "part-"
"""Sections link to their translations, whose pages may have fewer: there a reader starts at the top."""


@dataclass(frozen=True)
class PageContents:
    """Found when a page is made, so that a site of very many pages is laid out without reading them again."""

    sha256: str
    bytes: int
    anchors: tuple[tuple[str, str], ...]
    """The address and the anchor of each link to an anchor of another page."""
    assets: tuple[str, ...]
    """The shared files that the page loads, and the pages that come with it."""
    claims: int = 0
    """How many claims it has."""
    has_estimates: bool = False
    """Whether one of them is an estimate."""
    rows: tuple[RowUsed, ...] = ()
    """The rows of the data that its claims come from, each once."""

    @classmethod
    def from_json(cls, known: Mapping[str, Any]) -> PageContents:
        """The contents in a JSON object. Raises KeyError or TypeError if something is missing."""
        anchors = tuple((str(to), str(anchor)) for to, anchor in known["anchors"])
        rows = tuple(
            (str(table), tuple((str(name), value) for name, value in key), str(column))
            for table, key, column in known["rows"]
        )
        digest, size, assets = str(known["sha256"]), int(known["bytes"]), tuple(known["assets"])
        return cls(digest, size, anchors, assets, int(known["claims"]), bool(known["has_estimates"]), rows)


def contents_of(html: bytes, others: Iterable[bytes] = (), claims: Sequence[Claim] = ()) -> PageContents:
    """The contents of a page; `others` are the pages that come with it: embeddable figures and its fact sheet."""
    led = ((to.decode(), unquote(unescape(anchor.decode()))) for to, anchor in _LINK.findall(html))
    anchors = dict.fromkeys(each for each in led if not each[1].startswith(_SECTION))
    loaded = {name.decode() for text in (html, *others) for name in _ASSET.findall(text)}
    rows = dict.fromkeys(
        (row["table"], tuple(row["key"].items()), row["column"]) for claim in claims for row in claim.inputs
    )
    return PageContents(
        hashlib.sha256(html).hexdigest(),
        len(html),
        tuple(anchors),
        tuple(sorted(loaded)),
        len(claims),
        any(claim.estimate for claim in claims),
        tuple(rows),
    )
