"""The claims of a page, each with its sentence and an id that survives a copy-edit."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Any

from nutgraf.ledger.published import Claim
from nutgraf.numbers import sentences
from nutgraf.page import Page, Passage, PrintedFact

_PRINTED = re.compile(r'<data\b[^>]*\bdata-claim="(\d+)"[^>]*>')
_LONGEST_KEY = 160


def claims_of(page: Page) -> tuple[Claim, ...]:
    """Every claim of a page in reading order."""
    quoted = dict(_quoted(page))
    places = {passage.place: (n, passage) for n, passage in reversed(list(enumerate(page.passages)))}
    known = [claim for claim in page.claims if claim.place in places]
    known.sort(key=lambda claim: (places[claim.place][0], claim.number))
    seen: Counter[str] = Counter()
    edition = edition_of(page.explainer, page.info.parameters)
    return tuple(
        _with_sentence(
            claim, places[claim.place][1], quoted.get(claim.number, claim.text), _id(edition, claim, seen), page
        )
        for claim in known
    )


def edition_of(explainer: str, values: Mapping[str, Any]) -> str:
    """The edition as ids name it: `taxes?lang=en&state=TN`; characters with a meaning in ids are percent-encoded."""
    return f"{explainer}?{'&'.join(f'{name}={_in_id(values[name])}' for name in sorted(values))}"


def _in_id(value: Any) -> str:
    return re.sub(r"[%#?&=\x00-\x1f]", lambda sign: f"%{ord(sign[0]):02X}", str(value))


def read_aloud(markdown: str) -> str:
    """A sentence of Markdown as readers see it: without tags and markup, links as their words."""
    text = re.sub(r"<[^>]+>|\[\^[^\]]+\]:?", "", markdown)
    text = re.sub(r"!?\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])?(?:\{[^}]*\})?", r"\1", text)
    text = re.sub(r"^[ \t>]*(?:#{1,6}|[-*+]|\d+[.)]|:::)?[ \t]+", "", text)
    text = re.sub(r"(?<!\\)(\*\*|__|~~|`)|(?<![\w\\])[*_](?=\S)|(?<=\S)(?<!\\)[*_](?!\w)", "", text)
    text = re.sub(r"\\([\\`*_\[\]#|~^+$.-])", r"\1", text)
    return " ".join(unescape(text).replace("|", " | ").split()).strip("| ")


def _quoted(page: Page) -> Iterator[tuple[int, str]]:
    """The sentence of each claim, by its number."""
    for passage in page.passages:
        spans = sentences(passage.text, page.lang)
        if passage.markdown:
            for printed in _PRINTED.finditer(passage.text):
                yield int(printed[1]), _at(passage, spans, printed.start())
            continue
        after = 0
        for claim in sorted(page.claims, key=lambda claim: claim.number):
            if claim.place == passage.place:
                found = passage.text.find(claim.text, after)
                after = found + len(claim.text) if found >= 0 else after
                yield claim.number, _at(passage, spans, max(found, 0))


def _at(passage: Passage, spans: list[tuple[int, int]], offset: int) -> str:
    start, end = next(((a, b) for a, b in spans if a <= offset < b), (0, len(passage.text)))
    return read_aloud(passage.text[start:end])


def _id(edition: str, claim: PrintedFact, seen: Counter[str]) -> str:
    name = f"{edition}#{claim.place}#{short(claim.key)}"
    seen[name] += 1
    return name if seen[name] == 1 else f"{name}#{seen[name]}"


def short(key: str) -> str:
    """A key that fits on a line."""
    if len(key) <= _LONGEST_KEY:
        return key
    return f"{key[: _LONGEST_KEY - 12]}…{hashlib.sha256(key.encode()).hexdigest()[:10]}"


def _with_sentence(printed: PrintedFact, passage: Passage, sentence: str, name: str, page: Page) -> Claim:
    heading = read_aloud(passage.heading)
    return Claim(**vars(printed), id=name, where=passage.where, heading=heading, sentence=sentence, lang=page.lang)
