"""Characters that no page, table or feed should contain: they are invisible, or change the direction of text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from nutgraf.characters import first_unfit, may_be_unfit, shown, texts_in
from nutgraf.errors import About, Problem
from nutgraf.page.page_model import PrintedFact
from nutgraf.page.source_entry import SourceEntry

_NAMES = {"\x00": "a null character", "\x1b": "an escape character"}
_TAG = re.compile(r"<[^<>]*>|[ \t\r\n]+")  # for Python, some characters that no page can hold are spaces too
_BLOCK_END = re.compile(r"</(?:p|li|h[1-6]|t[dh]|d[dt]|div|blockquote)>")
_AROUND = 20


def forbidden_characters(places: Iterable[tuple[str, Any]], passages: Iterable[tuple[str, str]]) -> Iterator[Problem]:
    """A problem for each place of a page with such a character; `places` are pairs of a location and its content.

    Markdown drops some of them; then they are found in `passages`, the texts with a less exact location.
    """
    found = list(_unfit_in(places))
    yield from found or _unfit_in(passages)


def places_of(sources: Iterable[SourceEntry], claims: Iterable[PrintedFact]) -> Iterator[tuple[str, Any]]:
    """The content that a page takes from tables, each with its location."""
    yield from ((f"data/sources.csv, source_id {source.id}", source) for source in sources)
    yield from ((f"data/{row.get('table', '')}.csv", row) for claim in claims for row in claim.inputs)


def _unfit_in(places: Iterable[tuple[str, Any]]) -> Iterator[Problem]:
    """The first such character of each place; one from a table is not reported again for each cell that shows it."""
    seen: set[str] = set()
    for where, value in places:
        if not may_be_unfit(texts := texts_in(value)):  # nearly always
            continue
        read = (_BLOCK_END.sub("\n\n", text) for text in texts)
        text = next((text for text in read if first_unfit(text)), "")
        text = re.sub(" +", " ", _TAG.sub(_space, text)).strip(" \n")
        if not (found := first_unfit(text)):
            continue
        around = text[max(0, found.start() - _AROUND) : found.end() + _AROUND]
        if (words := shown(around)) not in seen:
            seen.add(words)
            what = f"{_name(found[0])} is in “{words}”"
            yield Problem(where, what, "take it out; it is invisible or misleading", About(passage=words))


def _space(found: re.Match[str]) -> str:
    """A tag or whitespace as one space; the end of a paragraph is kept."""
    return "\n\n" if "\n\n" in found[0] else " "


def _name(character: str) -> str:
    kind = _NAMES.get(character)
    if kind is None and "\u202a" <= character <= "\u2069":
        kind = "a character that changes the direction of the text"
    elif kind is None:
        kind = "half a character" if "\ud800" <= character <= "\udfff" else "a control character"
    return f"{kind} (U+{ord(character):04X})"
