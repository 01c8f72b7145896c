"""Finds every number of a text and says which must lead to a fact."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache

from nutgraf.language_files import language_state
from nutgraf.numbers import common_dates, common_rules, english_rules, spanish_dates, spanish_rules
from nutgraf.numbers.exemptions import Match, read_name, read_year
from nutgraf.numbers.found_number import Number
from nutgraf.numbers.masking import WALL, Masked, mask
from nutgraf.numbers.number_grammar import read_idiom, read_phrase
from nutgraf.numbers.reference_patterns import pointers
from nutgraf.numbers.tokens import Tokens
from nutgraf.numbers.vocabulary import CURRENCY, Vocabulary, vocabulary

NumberRule = Callable[[Tokens, int], Match | None]

_SIGNS = frozenset({"-", "−", "+"})
_RULES: dict[str, tuple[NumberRule, ...]] = {
    "common": (
        common_dates.read_date,
        common_rules.read_share,
        common_rules.read_multiple,
        common_rules.read_rank,
    ),
    "english": (
        english_rules.read_date,
        english_rules.read_rank,
        english_rules.read_share,
        english_rules.read_multiple,
        english_rules.read_multiword_quantity,
    ),
    "spanish": (
        spanish_dates.read_date,
        spanish_rules.read_share,
        spanish_rules.read_fraction,
        spanish_rules.read_rank,
        spanish_rules.read_multiple,
        spanish_rules.read_multiword_quantity,
    ),
}


def find(text: str, lang: str) -> list[Number]:
    """Every number of a text in order, those that need no fact with the reason in `exempt`."""
    return _find(text, lang, mask(text))


def untraced(text: str, lang: str, traced: Iterable[str | tuple[int, int]] = ()) -> list[Number]:
    """The numbers that lead to no fact: outside `<data>`, the given spans and the given printed texts."""
    return list(_untraced(text, lang, tuple(traced), language_state()))


@lru_cache(maxsize=1024)
def _untraced(
    text: str, lang: str, traced: tuple[str | tuple[int, int], ...], _: tuple[object, ...]
) -> tuple[Number, ...]:
    """The same; most texts of a page are as they were before a save, or as in another edition."""
    return tuple(number for number in _find(text, lang, mask(text, traced)) if not number.exempt)


def _find(text: str, lang: str, masked: Masked) -> list[Number]:
    words = vocabulary(lang)
    if words is None:
        return []
    numbers: list[Number] = []
    parts: list[str] = []
    at = 0
    for start, end, reason in pointers(masked.text):
        why = masked.reason(start, end) or reason
        numbers.append(Number(start, end, text[start:end], "digits", None, exempt=why))
        parts += (masked.text[at:start], WALL * (end - start))
        at = end
    tokens = Tokens("".join((*parts, masked.text[at:])), words)
    for hit in _hits(tokens, words):
        start, end = tokens[hit.first].start, tokens[hit.after - 1].end
        why = masked.reason(start, end) or hit.exempt
        numbers.append(Number(start, end, text[start:end], hit.kind, hit.value, hit.unit, why, hit.high, hit.step))
    return sorted(numbers, key=lambda number: number.start)


def _hits(tokens: Tokens, words: Vocabulary) -> Iterable[Match]:
    rules = _RULES[words.rules]
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token.kind == "mark":
            wanted = token.low in CURRENCY or token.low in _SIGNS
        elif token.kind == "word":
            wanted = words.begins(token.low)
        else:
            wanted = token.kind != "wall"
        hit = _read(tokens, at, words, rules) if wanted else None
        if hit is not None:
            yield hit
        at = max(hit.after, at + 1) if hit else at + 1


def _read(tokens: Tokens, at: int, words: Vocabulary, rules: tuple[NumberRule, ...]) -> Match | None:
    hit = read_idiom(tokens, at, words) or read_year(tokens, at, words)
    for rule in rules:
        hit = hit or rule(tokens, at)
    return hit or read_name(tokens, at, words) or read_phrase(tokens, at, words)
