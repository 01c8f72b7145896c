"""Numbers on a page without a fact: typed by hand, from a plain float, or exempted by the reporter."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from html import unescape

from nutgraf.ledger.claims import read_aloud
from nutgraf.lint.hardcoded_numbers import guess, is_of_others
from nutgraf.numbers import Candidate, sentences, untraced
from nutgraf.page import ExemptNumber, Page, Passage, PrintedFact

_EXEMPT = re.compile(r'<span\s[^>]*\bdata-not-a-fact="([^"]*)"[^>]*>(.*?)</span\s*>', re.DOTALL)
_BARE = "bare:"

OnFile = Callable[[], Iterable[Candidate]]
"""The facts on file, fetched only if a number is found."""


@dataclass(frozen=True)
class UntracedNumber:
    """A number without a fact; `exempt` is the reporter's reason, `likely` the fact on file that it probably is."""

    where: str
    heading: str
    lang: str
    sentence: str
    text: str
    likely: str = ""
    exempt: str = ""


def untraced_numbers(page: Page, on_file: OnFile = tuple) -> tuple[UntracedNumber, ...]:
    """Every number of a page without a fact, in reading order."""
    found: list[UntracedNumber] = []
    for passage in page.passages:
        claims = [claim for claim in page.claims if claim.place == passage.place]
        marked = [exempt for exempt in page.exempt if exempt.place == passage.place]
        found += untraced_in(passage, page.lang, (claims, marked), on_file)
    return tuple(found)


def untraced_in(
    passage: Passage, lang: str, noted: tuple[list[PrintedFact], list[ExemptNumber]], on_file: OnFile = tuple
) -> Iterator[UntracedNumber]:
    """The untraced numbers of one text; `noted` are its printed facts and its exempt numbers."""
    if passage.unsourced is not None:
        yield from _in_row(passage, lang, on_file)
        return
    spans = sentences(passage.text, lang)
    claims, marked = noted
    printed = [] if passage.markdown else [claim.text for claim in claims if not claim.key.startswith(_BARE)]
    printed += [] if passage.markdown else [exempt.text for exempt in marked]
    numbers = [number for number in untraced(passage.text, lang, printed) if not is_of_others(number, passage.voice)]
    for number in numbers:
        sentence = _sentence(passage.text, spans, number.start)
        yield UntracedNumber(passage.where, passage.heading, lang, sentence, number.text, guess(number, on_file()))
    if not passage.markdown:
        found = " ".join(number.text for number in numbers)
        for claim in claims:  # "una" is no number by itself, but it is one if it was computed
            if claim.key.startswith(_BARE) and claim.text.strip() not in found:
                sentence = _sentence(passage.text, spans, max(passage.text.find(claim.text.strip()), 0))
                likely = _of_bare(claim, on_file)
                yield UntracedNumber(passage.where, passage.heading, lang, sentence, claim.text.strip(), likely)
        for each in marked:
            sentence = _sentence(passage.text, spans, max(passage.text.find(each.text), 0))
            yield UntracedNumber(passage.where, passage.heading, lang, sentence, each.text, exempt=each.reason)
        return
    for claim in claims:
        if claim.key.startswith(_BARE):
            at = passage.text.find(f'data-claim="{claim.number}"')
            sentence = _sentence(passage.text, spans, max(at, 0))
            yield UntracedNumber(passage.where, passage.heading, lang, sentence, claim.text, _of_bare(claim, on_file))
    for exempt in _EXEMPT.finditer(passage.text):
        sentence = _sentence(passage.text, spans, exempt.start())
        text, why = read_aloud(exempt[2]), unescape(exempt[1])
        yield UntracedNumber(passage.where, passage.heading, lang, sentence, text, exempt=why)


def _in_row(passage: Passage, lang: str, on_file: OnFile) -> Iterator[UntracedNumber]:
    """The untraced numbers of a table. A plain data frame names no source, so its cells are looked up on file."""
    for cell in passage.unsourced or ():
        for number in untraced(cell, lang):
            known = not passage.place.startswith("figure:") and any(value == number.value for value, _, _ in on_file())
            if not known:
                yield UntracedNumber(
                    passage.where, passage.heading, lang, passage.text, number.text, guess(number, on_file())
                )


def _sentence(text: str, spans: list[tuple[int, int]], offset: int) -> str:
    start, end = next(((a, b) for a, b in spans if a <= offset < b), (0, len(text)))
    return read_aloud(text[start:end])


def _of_bare(claim: PrintedFact, on_file: OnFile) -> str:
    return next((name for value, _, name in on_file() if value == claim.value), "")
