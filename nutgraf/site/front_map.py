"""The map of an explainer for the front page, taken from its page: each area is a link to the page about it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

from markupsafe import Markup

_FIGURE = re.compile(r'<figure class="figure".*?</figure>', re.DOTALL)
_LINKED = re.compile(r'<a href="(?:\.\./)+[^"]+" tabindex="-1"><(?:path|rect|circle)\b')
_UP = re.compile(r'(<a href=")(?:\.\./)+')
_WIDTHS = ("wide", "narrow")
_FEWEST = 10
"""Linked areas below which a figure is no map to find a page by."""


@dataclass(frozen=True)
class FrontMap:
    """A map with its words, in two widths."""

    title: str
    subtitle: str
    alt: str
    notes: str
    wide: Markup
    narrow: Markup


def front_map(html: str, root: str) -> FrontMap | None:
    """The first map of a page whose areas lead to other pages; None if it has none. `root` leads to the site's root."""
    for found in _FIGURE.finditer(html):
        figure = found[0]
        wide, narrow = (_between(figure, f'<div class="{width}" aria-hidden="true">', "</div>") for width in _WIDTHS)
        if len(_LINKED.findall(wide)) >= _FEWEST:
            return FrontMap(
                title=_text(figure, "figure-title"),
                subtitle=_text(figure, "figure-subtitle"),
                alt=unescape(_between(figure, 'role="img" aria-label="', '"')),
                notes=_text(figure, "figure-notes"),
                wide=Markup(_UP.sub(rf"\g<1>{root}", wide)),
                narrow=Markup(_UP.sub(rf"\g<1>{root}", narrow)),
            )
    return None


def _between(text: str, start: str, end: str) -> str:
    _, _, rest = text.partition(start)
    return rest.partition(end)[0]


def _text(figure: str, name: str) -> str:
    """The text of an element of the figure, without its tags."""
    found = re.search(rf'<(\w+) class="{name}"[^>]*>(.*?)</\1>', figure, re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", "", found[2])).split()) if found else ""
