"""Finds every number of a text and says which must lead to a fact."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from nutgraf.numbers import english, english_rules, spanish, spanish_dates, spanish_rules
from nutgraf.numbers.exemptions import Match, read_name, read_year
from nutgraf.numbers.found_number import Number
from nutgraf.numbers.masking import WALL, Masked, mask
from nutgraf.numbers.number_grammar import read_idiom, read_phrase
from nutgraf.numbers.reference_patterns import pointers
from nutgraf.numbers.tokens import Tokens
from nutgraf.numbers.vocabulary import CURRENCY, Vocabulary

Rule = Callable[[Tokens, int], Match | None]

_SIGNS = frozenset({"-", "−", "+"})
_RULES: dict[str, tuple[Vocabulary, tuple[Rule, ...], frozenset[str]]] = {
    "en": (
        english.ENGLISH,
        (
            english_rules.read_date,
            english_rules.read_rank,
            english_rules.read_share,
            english_rules.read_multiple,
            english_rules.read_multiword_quantity,
        ),
        frozenset(english.SMALL)
        | frozenset(english.MULTIPLES)
        | frozenset(english.MAYBE_MULTIPLES)
        | frozenset(english.ORDINALS)
        | english.ENGLISH.months
        | {"a", "an", "half", "quarter", "no", "minus"},
    ),
    "es": (
        spanish.SPANISH,
        (
            spanish_dates.read_date,
            spanish_rules.read_share,
            spanish_rules.read_fraction,
            spanish_rules.read_rank,
            spanish_rules.read_multiple,
            spanish_rules.read_multiword_quantity,
        ),
        frozenset(spanish.SMALL)
        | frozenset(spanish.MULTIPLES)
        | frozenset(spanish.MULTIPLE_NOUNS)
        | frozenset(spanish.ORDINALS)
        | spanish.HALF_UNITS
        | spanish.SPANISH.months
        | {"la", "mitad", "medio", "media", "mil", "minus"},
    ),
}


READ = frozenset(_RULES)
"""The languages whose numbers are read; in a text of any other none is found."""


def find(text: str, lang: str) -> list[Number]:
    """Every number of a text in order, those that need no fact with the reason in `exempt`."""
    return _find(text, lang, mask(text))


def untraced(text: str, lang: str, traced: Iterable[str | tuple[int, int]] = ()) -> list[Number]:
    """The numbers that lead to no fact: outside `<data>`, the given spans and the given printed texts."""
    return [number for number in _find(text, lang, mask(text, traced)) if not number.exempt]


def _find(text: str, lang: str, masked: Masked) -> list[Number]:
    if lang not in READ:
        return []
    numbers: list[Number] = []
    parts: list[str] = []
    at = 0
    for start, end, reason in pointers(masked.text):
        why = masked.reason(start, end) or reason
        numbers.append(Number(start, end, text[start:end], "digits", None, exempt=why))
        parts += (masked.text[at:start], WALL * (end - start))
        at = end
    tokens = Tokens("".join((*parts, masked.text[at:])), lang)
    for hit in _hits(tokens, lang):
        start, end = tokens[hit.first].start, tokens[hit.after - 1].end
        why = masked.reason(start, end) or hit.exempt
        numbers.append(Number(start, end, text[start:end], hit.kind, hit.value, hit.unit, why, hit.high, hit.step))
    return sorted(numbers, key=lambda number: number.start)


def _hits(tokens: Tokens, lang: str) -> Iterable[Match]:
    words, rules, triggers = _RULES[lang]
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token.kind == "mark":
            wanted = token.low in CURRENCY or token.low in _SIGNS
        elif token.kind == "word":
            wanted = token.low in triggers
        else:
            wanted = token.kind != "wall"
        hit = _read(tokens, at, words, rules) if wanted else None
        if hit is not None:
            yield hit
        at = max(hit.after, at + 1) if hit else at + 1


def _read(tokens: Tokens, at: int, words: Vocabulary, rules: tuple[Rule, ...]) -> Match | None:
    hit = read_idiom(tokens, at, words) or read_year(tokens, at, words)
    for rule in rules:
        hit = hit or rule(tokens, at)
    return hit or read_name(tokens, at, words) or read_phrase(tokens, at, words)
