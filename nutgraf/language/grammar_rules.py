"""What the file of a language says about its grammar, so that no code checks which language it is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

Forms = Mapping[str, str]
"""A noun's forms by CLDR plural category: {"one": "person", "other": "people"}."""

Turns = tuple[tuple[str, str], ...]
"""Pairs of a pattern and a word, read in order: the word of the first pattern found is used."""


@dataclass(frozen=True, kw_only=True)
class LanguageRules:
    """The grammar of one language."""

    locale: str
    """The Babel locale: digits, separators, names of scales and months."""

    # numbers
    money: str
    """The order of number and unit: "${number}" or "{number} {unit}"."""
    money_short: str
    """The same in a chart whose subtitle names the unit."""
    currency: Forms
    """The unit's noun; not used where `money` has a symbol only."""
    after_scale: Turns
    """What joins "million" to a noun, chosen by how the noun begins: nothing in English, "de" in Spanish."""
    single_scales: Forms
    """A scale that is said without "1" before it, by power of ten."""
    percent: str
    points: Forms
    scales: tuple[int, ...] = ()
    """The powers of ten that are said in a word, where a newsroom uses fewer than CLDR has: with 6 and 12,
    "96,700 millones" in place of "96.7 mil millones". Empty: those of CLDR."""

    # ranges
    range_words: tuple[str, ...] = ("–",)
    """What joins the two ends of a range, the first as it is printed: "to"; "a", "hasta"."""
    between: tuple[str, str] = ("", "")
    """The same with a word before: "between" and "and"."""
    range_unit_once: bool = False
    """Whether a range says "million dollars" only at its end: "12 a 39 millones de dólares"."""

    # number words
    genders: tuple[str, ...]
    """The first is the one used where none is given."""
    cardinals: Mapping[str, tuple[str, ...]]
    """Zero to ninety-nine, by gender; "short" is the form before a masculine noun."""
    ordinals: Mapping[str, tuple[str, ...]]
    """First, second …, as far as the newsroom spells them, by gender or "short"."""
    ordinal_marks: Mapping[str, Turns]
    """What follows the digits of an ordinal: "th", ".ª"."""

    # dates
    dates: Forms
    """Patterns for "day", "month" and "year"."""
    about: Forms
    """The same three, when the date is not exactly known."""
    day_marks: Turns = ()
    """What follows the digits of a day: "1er janvier", but "2 janvier"."""
    months_in_days: tuple[str, ...] = ()
    """Twelve month names as written next to a day; empty where Babel's are right."""
    colon: str = ":"
    """The colon after a label, with the space that goes before it: "Source :"."""
    semicolon: str = ";"
    """The semicolon, with the space that goes before it: "؛" in Arabic."""
    comma: str = ","
    """The comma between words: "،" in Arabic."""

    # lists
    joins: Mapping[str, Turns]
    """The word before the last item, chosen by how that item begins, for "and" and "or"."""
    attached: tuple[str, ...] = ()
    """Those of them that are written without a space before the item: "و" in Arabic."""

    # sentences
    abbreviations: str
    """Words whose full stop ends no sentence, in small letters."""

    # words that follow the value
    contractions: Turns
    """What words become together, a pattern and what replaces it: Spanish "de el" is "del"."""
    rough: Forms
    """ "nearly", "about", "more than", and the other words a publisher may put before a number."""
    qualifiers: tuple[str, ...]
    """Words after which a number needs no other of the kind."""
    change: Mapping[str, tuple[str, str, str]]
    """Up, down, unchanged; for one subject ("one") and for several ("other")."""
    times: Mapping[str, str]
    """ "2" → "twice as {much}", "n" → "{n} times as {much}"."""
    much: tuple[str, str]
    """For what is measured and for what is counted."""
    fractions: Forms
    """ "2/3" → "two-thirds"."""
    half_as: Forms
    """A fraction as a comparison: "1/2" → "half as {much}"."""
    ranks: Mapping[str, tuple[str, str]]
    """By "most" or "least" and gender: the first, and the pattern for the others."""

    # sources
    article_words: tuple[str, ...] = ()
    """The articles that a sentence puts before a publisher's name and a list of sources does not: "el Instituto".
    Empty where a name changes with its article, as in German: the list then has both."""
    estimate_words: tuple[str, ...] = ()
    """How the words begin that say of a number that it is an estimate: "estimat", "study". Empty: not known."""
    highest_words: tuple[str, ...] = ()
    """What makes one value the first of all: "highest", "record". Empty: not known."""
    lowest_words: tuple[str, ...] = ()
    """What makes one value the last of all: "lowest", "least"."""
    unchanged_words: tuple[str, ...] = ()
    """What says that a number stayed the same: "about as many". Empty: not known."""
    number_nouns: tuple[str, ...] = ()
    """The nouns that mean a number: "figure", "estimate"."""
    no_number: tuple[str, ...] = ()
    """Patterns of what says that there is no number, with {number} for any of those nouns. Empty: not known."""
    money_words: tuple[str, ...] = ()
    """How the words begin that say that a text is about money: "tax", "dollar"."""
    repeated_words: tuple[str, ...] = ()
    """Words that may follow themselves: "that that", "nous nous"."""
    uncontracted: str = ""
    """A pattern of two words that are written as one: "de el". Empty: there are none."""
    disagreeing: str = ""
    """A pattern of an article that does not fit the number after it: "las 1.5 millones". Empty: there are none."""
    reported: Forms
    """ "as reported by {reporters}", for "one" reporter, several ("other") and very "many"."""


def word_by_pattern(turns: Turns, text: str) -> str:
    """The word of the first pattern that a text matches; "" if none does."""
    return next((word for pattern, word in turns if re.search(pattern, text)), "")
