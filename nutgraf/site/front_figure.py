"""The figure that represents an explainer on the front page, taken from its page."""

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
class FrontFigure:
    """A figure with its words, in two widths."""

    title: str
    subtitle: str
    alt: str
    notes: str
    wide: Markup
    narrow: Markup
    is_map: bool
    """Whether its areas lead to the editions of its explainer."""


def front_figure(html: str, root: str, thumbnail: str = "") -> FrontFigure | None:
    """The figure `thumbnail` of a page, or its first; None if it has none.

    It is the figure whose words may print no number of a weak source. `root` leads to the root of the site.
    """
    found = [each[0] for each in _FIGURE.finditer(html)]
    named = next((one for one in found if f'"embed/{thumbnail}/' in one), None)
    chosen = named or (found[0] if found else None)
    if chosen is None:
        return None
    wide, narrow = (Markup(_UP.sub(rf"\g<1>{root}", _drawn(chosen, width))) for width in _WIDTHS)
    return FrontFigure(
        title=_text(chosen, "figure-title"),
        subtitle=_text(chosen, "figure-subtitle"),
        alt=unescape(_between(chosen, 'role="img" aria-label="', '"')),
        notes=_text(chosen, "figure-notes"),
        wide=wide,
        narrow=narrow,
        is_map=len(_LINKED.findall(_drawn(chosen, "wide"))) >= _FEWEST,
    )


def _drawn(figure: str, width: str) -> str:
    return _between(figure, f'<div class="{width}" aria-hidden="true">', "</div>")


def _between(text: str, start: str, end: str) -> str:
    _, _, rest = text.partition(start)
    return rest.partition(end)[0]


def _text(figure: str, name: str) -> str:
    """The text of an element of the figure, without its tags."""
    found = re.search(rf'<(\w+) class="{name}"[^>]*>(.*?)</\1>', figure, re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", "", found[2])).split()) if found else ""
