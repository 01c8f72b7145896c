"""One sentence in all editions of an explainer, by wording: how an editor finds the edition where it is false."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from nutgraf.numbers import find
from nutgraf.site_check.built_site import BuiltPage, BuiltSite
from nutgraf.site_check.html_file import TextBlock

_DIGITS = re.compile(r"\d[\d.,\u00a0\u202f]*(?<=\d)%?")
"""A number in a language whose numbers nutgraf does not read."""
_SENTENCE_ENDS = re.compile(r"(?<=[.!?؟])\s+(?=[¿¡“„«†]|(?![a-zß-öø-ÿœ])[^\W\d_])")
"""A small letter begins no sentence; letters of alphabets without capitals may."""
_NAME = "[…]"
_VALUE = "#"


@dataclass(frozen=True)
class Wording:
    """A wording, with the editions that have it; without text, those that have no such sentence."""

    text: str
    pages: tuple[tuple[str, str], ...]
    """The address of each edition and its sentence."""
    first_numbers: tuple[float | None, ...] = ()
    """The first number of each sentence; None where it has none, or none that can be read."""


def wordings(site: BuiltSite, addresses: Iterable[str], words: str) -> tuple[Wording, ...]:
    """The sentences with these words on these pages, by wording: the rarest first, pages without one last.

    Numbers and the name of the edition count as equal, as they differ from page to page.
    """
    wanted = set(addresses)
    groups: dict[str, list[tuple[tuple[str, str], float | None]]] = defaultdict(list)
    without: list[tuple[str, str]] = []
    for page in site.pages:
        if page.address not in wanted:
            continue
        found = [one for _, one in sentences_of(site, page) if words.casefold() in one.casefold()]
        for sentence in found:
            numbers = _numbers(sentence, page.lang)
            first = next((value for _, _, value in numbers if value is not None), None)
            groups[_wording(sentence, page.name, numbers)].append(((page.address, sentence), first))
        if not found:
            without.append((page.address, ""))
    ordered = sorted(groups.items(), key=lambda group: (len(group[1]), group[0]))
    done = [
        Wording(text, tuple(page for page, _ in found), tuple(first for _, first in found)) for text, found in ordered
    ]
    return (*done, Wording("", tuple(without))) if without else tuple(done)


def extremes(wording: Wording) -> tuple[str, ...]:
    """The sentences of a wording whose first number is the smallest and the largest, where a rounding fails first."""
    found = [
        (first, one) for first, (_, one) in zip(wording.first_numbers, wording.pages, strict=False) if first is not None
    ]
    if not found:
        return tuple(one for _, one in wording.pages[:1])
    low, high = min(found, key=lambda each: each[0]), max(found, key=lambda each: each[0])
    return tuple(dict.fromkeys((low[1], high[1])))


def sentences_of(site: BuiltSite, page: BuiltPage) -> Iterator[tuple[TextBlock, str]]:
    """Every sentence of a page, each after the paragraph that it is in."""
    for block in site.files[page.path].blocks:
        if not block.is_cell:
            found = dict.fromkeys(" ".join(one.split()) for one in _SENTENCE_ENDS.split(block.text) if one.strip())
            yield from ((block, one) for one in found)


def _numbers(sentence: str, lang: str) -> list[tuple[int, int, float | None]]:
    """The start, the end and the value of each number; years and places in a ranking have no value here."""
    read = [(each.start, each.end, None if each.exempt else each.value) for each in find(sentence, lang)]
    return read or [(*each.span(), None) for each in _DIGITS.finditer(sentence)]


def _wording(sentence: str, name: str, numbers: Sequence[tuple[int, int, float | None]]) -> str:
    """The sentence without what differs by edition."""
    plain = sentence
    for start, end, _ in reversed(numbers):
        plain = f"{plain[:start]}{_VALUE}{plain[end:].removeprefix('†')}"
    return plain.replace(name, _NAME) if name else plain
