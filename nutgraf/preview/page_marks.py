"""Marks in the HTML of a page: the cell of each block, and each number that changed, with the number of before."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from html import escape

from nutgraf.ledger import Change
from nutgraf.pipeline.page_trace import PageTrace

_ARTICLE = re.compile(r'<article class="article"[^>]*>')
_TAG = re.compile(r"<(/?)(article|details|div|figure|header|nav|p|pre|section)\b([^>]*)>")
_CLASS = re.compile(r'\bclass="([^" ]+)')
_BLOCKS = frozenset(
    {
        "prose",
        "figure",
        "scroll",
        "code",
        "fold",
        "photo",
        "pull-quote",
        "big-number",
        "look-up",
        "media-embed",
        "audio",
    }
)
"""The classes of blocks in blocks.html.j2."""
_SHOWN_OF_A_FIGURE = 3
_TITLE = re.compile(r"(<h1[^>]*>)(.*?)(</h1>)", re.DOTALL)
_SUBTITLE = re.compile(r'(<p class="dek"[^>]*>)(.*?)(</p>)', re.DOTALL)


def with_cells(html: str, trace: PageTrace) -> str:
    """A page whose blocks name their cells in `data-cell`, and whose article names the notebook."""
    article = _ARTICLE.search(html)
    if article is None or not trace.cells:
        return html
    parts = [html[: article.end() - 1], f' data-notebook="{escape(trace.notebook)}">']
    at = article.end()
    for place, cell in zip(_blocks(html, article.end()), trace.cells, strict=False):
        parts += [html[at:place], f' data-cell="{escape(cell)}"']
        at = place
    return "".join([*parts, html[at:]])


def _blocks(html: str, start: int) -> Iterator[int]:
    """Where the opening tag of each block of an article ends."""
    depth = 0
    for tag in _TAG.finditer(html, start):
        if tag[1]:
            depth -= 1
            if depth < 0:
                return
            continue
        kind = _CLASS.search(tag[3])
        if depth == 0 and kind and kind[1] in _BLOCKS:
            yield tag.end() - 1
        depth += 1


def with_changes(html: str, changes: Iterable[Change], trace: PageTrace) -> str:
    """A page on which each changed number is shown as it was and as it is.

    A number that is gone has no place on the page; the bar above it says so.
    """
    drawn: Counter[str] = Counter()
    for change in changes:
        drawn[change.line] += change.is_drawn
        if not change.now or drawn[change.line] > _SHOWN_OF_A_FIGURE:
            continue
        number = trace.claims.get(change.id)
        if number is not None and (marked := _in_prose(html, number, change)):
            html = marked
        elif (found := _place(html, change, trace)) is not None:
            html = f"{html[: found.start(2)]}{_in_words(found[2], change)}{html[found.end(2) :]}"
    return html


def _in_prose(html: str, number: int, change: Change) -> str:
    printed = re.compile(rf'(<data\b[^>]*\bdata-claim="{number}"[^>]*>)(.*?)(</data>)', re.DOTALL)
    marked, times = printed.subn(lambda found: found[1] + _mark(change.was, found[2]) + found[3], html)
    return marked if times else ""


def _place(html: str, change: Change, trace: PageTrace) -> re.Match[str] | None:
    """The words of the page that a change is in, if they are no prose: headline, subtitle, or a figure's title."""
    where = change.line if change.is_drawn else change.id
    place = where.partition("#")[2]
    if place.startswith("figure:"):
        number = trace.figures.get(place.split("#")[0].split(":")[1])
        title = rf'(<p class="figure-title" id="figure-{number}-title">)(.*?)(</p>)'
        return re.search(title, html, re.DOTALL) if number else None
    start = place.split("#")[0]
    if start in ("title", "subtitle"):
        return (_TITLE if start == "title" else _SUBTITLE).search(html)
    return None


def _in_words(words: str, change: Change) -> str:
    """Words with the number marked; after them, if it is not in them, as in a chart or its description."""
    now = escape(change.now)
    if now in words and not change.is_drawn:
        return words.replace(now, _mark(change.was, now), 1)
    return f'{words} <span class="preview-drawn">{_mark(change.was, now)}</span>'


def _mark(was: str, now: str) -> str:
    """The mark of a change; `now` is HTML already."""
    return (
        f'<mark class="preview-change"><del><span class="preview-unseen">was </span>{escape(was)}</del> '
        f'<ins><span class="preview-unseen">now </span>{now}</ins></mark>'
    )
