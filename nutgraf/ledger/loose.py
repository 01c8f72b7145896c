"""Numbers on a page that no fact stands behind: typed by hand, from a bare float, or meant so by the reporter."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from html import unescape

from nutgraf.ledger.stating import read_aloud
from nutgraf.numbers import Candidate, sentences, untraced
from nutgraf.page import Claim, Meant, Page, Passage
from nutgraf.typed import guess

_MEANT = re.compile(r'<span\s[^>]*\bdata-meant="([^"]*)"[^>]*>(.*?)</span\s*>', re.DOTALL)
_BARE = "bare:"

OnFile = Callable[[], Iterable[Candidate]]
"""The facts on file, asked for only where a number was found."""


@dataclass(frozen=True)
class Loose:
    """Such a number; `meant` is the reporter's reason for it, `likely` the fact on file that it probably is."""

    where: str
    heading: str
    lang: str
    sentence: str
    text: str
    likely: str = ""
    meant: str = ""


def loose_numbers(page: Page, on_file: OnFile = tuple) -> tuple[Loose, ...]:
    """Every number of a page that leads to no fact, in the order of reading."""
    found: list[Loose] = []
    for passage in page.passages:
        claims = [claim for claim in page.claims if claim.place == passage.place]
        marked = [meant for meant in page.meant if meant.place == passage.place]
        found += loose_in(passage, page.lang, (claims, marked), on_file)
    return tuple(found)


def loose_in(
    passage: Passage, lang: str, noted: tuple[list[Claim], list[Meant]], on_file: OnFile = tuple
) -> Iterator[Loose]:
    """Those of one text; noted are the facts that are printed in it, and the numbers marked as no figures."""
    if passage.loose is not None:
        yield from _in_row(passage, lang, on_file)
        return
    spans = sentences(passage.text, lang)
    claims, marked = noted
    printed = [] if passage.markdown else [claim.text for claim in claims if not claim.key.startswith(_BARE)]
    printed += [] if passage.markdown else [meant.text for meant in marked]
    for number in untraced(passage.text, lang, printed):
        sentence = _sentence(passage.text, spans, number.start)
        yield Loose(passage.where, passage.heading, lang, sentence, number.text, guess(number, on_file()))
    if not passage.markdown:
        for each in marked:
            sentence = _sentence(passage.text, spans, max(passage.text.find(each.text), 0))
            yield Loose(passage.where, passage.heading, lang, sentence, each.text, meant=each.reason)
        return
    for claim in claims:
        if claim.key.startswith(_BARE):
            at = passage.text.find(f'data-claim="{claim.number}"')
            sentence = _sentence(passage.text, spans, max(at, 0))
            yield Loose(passage.where, passage.heading, lang, sentence, claim.text, _of_bare(claim, on_file))
    for meant in _MEANT.finditer(passage.text):
        sentence = _sentence(passage.text, spans, meant.start())
        text, why = read_aloud(meant[2]), unescape(meant[1])
        yield Loose(passage.where, passage.heading, lang, sentence, text, meant=why)


def _in_row(passage: Passage, lang: str, on_file: OnFile) -> Iterator[Loose]:
    """Those in the cells of a table. A data frame shown as it is names no source: its cells are looked up on file."""
    for cell in passage.loose or ():
        for number in untraced(cell, lang):
            known = not passage.place.startswith("figure:") and any(value == number.value for value, _, _ in on_file())
            if not known:
                yield Loose(passage.where, passage.heading, lang, passage.text, number.text, guess(number, on_file()))


def _sentence(text: str, spans: list[tuple[int, int]], offset: int) -> str:
    start, end = next(((a, b) for a, b in spans if a <= offset < b), (0, len(text)))
    return read_aloud(text[start:end])


def _of_bare(claim: Claim, on_file: OnFile) -> str:
    return next((name for value, _, name in on_file() if value == claim.value), "")
