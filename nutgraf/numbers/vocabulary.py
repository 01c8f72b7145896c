"""What the grammar needs from a language: its number words and the nouns that numbers name."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Vocabulary:
    """The number words of one language, and the nouns after or before which a number only names."""

    lang: str
    small: Mapping[str, int]  # words below a hundred and, in Spanish, the hundreds
    scales: Mapping[str, float]  # words that multiply what precedes them
    joins: frozenset[str]  # words inside a cardinal: "two hundred and six", "treinta y uno"
    alone: frozenset[str]  # words for one, which count only with something after them
    dozens: Mapping[str, int]
    ordinals: Mapping[str, int]
    months: frozenset[str]
    weekdays: frozenset[str]
    year_after: frozenset[str]  # words that precede a year: "in 2022", "fiscal 2022"
    counted: frozenset[str]  # nouns after a bare 2000 that make it a count
    named: frozenset[str]  # nouns that a number names, whatever their case: "page 14"
    named_capital: frozenset[str]  # those that name only with a capital: "District 7"
    carry: frozenset[str]  # words that carry a name on: "grades 3 through 8"
    percent: tuple[tuple[str, ...], ...]
    money: Mapping[str, str]  # words for money -> unit
    between: frozenset[str]  # words that join the ends of a range
    after_pronoun: frozenset[str]  # words after "the two" that are no noun it counts
    idioms: tuple[tuple[str, ...], ...]  # runs of words in which a number word counts nothing


CURRENCY = {"$": "usd", "€": "eur", "£": "gbp", "¥": "jpy", "¢": "cent"}
GLYPHS = {glyph: unicodedata.numeric(glyph) for glyph in "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅐⅛⅜⅝⅞⅑⅒"}


def split(words: str) -> frozenset[str]:
    """The words of a text as a set."""
    return frozenset(words.split())


def runs(text: str) -> tuple[tuple[str, ...], ...]:
    """The phrases between semicolons."""
    return tuple(tuple(run.split()) for run in text.split(";"))
