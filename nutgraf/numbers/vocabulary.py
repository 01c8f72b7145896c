"""What the number finder needs from a language, from its file: number words, and the nouns that numbers name."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Literal

from nutgraf.language_files import kit_section, language_codes, language_state, own_section, section, typed
from nutgraf.regional_locale import regional_locale

WordSet = frozenset[str]
Phrases = tuple[tuple[str, ...], ...]
Values = Mapping[str, int | float]


@dataclass(frozen=True, kw_only=True)
class Vocabulary:
    """The number words of one language, and the nouns after or before which a number only names.

    In its file, words are written in small letters and separated by spaces, phrases by semicolons.
    """

    # digits
    notation: Literal["point", "comma", "mixed"]
    """The decimal sign: 1,234.5, or 1.234,5, or either as the newsroom has it."""
    groups: str = ""
    """Further signs between groups of three digits, such as spaces."""
    ordinal_suffixes: WordSet = frozenset()
    """Letters that make digits an ordinal: "12th", "3e"."""
    elided: WordSet = frozenset()
    """Words that join the next one with an apostrophe: "d’un", "l’article"."""
    ordinal_period_after: WordSet = frozenset()
    """Words after which a number with a period is an ordinal: "am 3. Mai"."""
    letters: Values = field(default_factory=dict)
    """Capital letters that multiply: "5.8 M"."""
    close_letters: Values = field(default_factory=dict)
    """The same, only after a no-break space."""
    small_letters_are_units: bool = True
    """Whether "5m" is five meters, not five million."""

    # cardinals in words
    small: Values = field(default_factory=dict)
    """Words below a hundred, and hundreds that are one word."""
    runs: tuple[str, ...] = ()
    """Zero, one, two … as written, of several words too: "vingt et un"."""
    hundreds: WordSet = frozenset()
    """Words that multiply by a hundred: "deux cents"."""
    openers: WordSet = frozenset()
    """Scales and hundreds that may begin a number: "mil", "cent"."""
    compound_hundred: str = ""
    """What is written together with the number before and after it: "dreihundertzwölf"."""
    compound_thousand: str = ""
    scales: Values
    """Words that multiply what precedes them."""
    abbreviated_scales: WordSet = frozenset()
    """Those that may have a period: "3 Mio. Euro"."""
    joins: WordSet = frozenset()
    """Words inside a cardinal: "two hundred and six", "treinta y uno"."""
    alone: WordSet = frozenset()
    """Words for one, which count only with something after them."""
    dozens: Values = field(default_factory=dict)
    halves: Phrases = ()
    """ "and a half", after a number."""
    half_after_noun: bool = False
    """Whether it also follows the noun: "cinco horas y media"."""
    percent: Phrases = ()
    money: Mapping[str, str] = field(default_factory=dict)
    """Words for money, and the unit that they say."""
    of: WordSet = frozenset()
    """What joins a scale to what is counted: "millones de dólares"."""

    # ordinals, shares and multiples
    ordinals: Values = field(default_factory=dict)
    parts: Values = field(default_factory=dict)
    """What the lower number of a fraction is called."""
    multiples: Values = field(default_factory=dict)
    guarded_multiples: Values = field(default_factory=dict)
    """Those that multiply only in company: "double the amount", "el doble"."""
    times: WordSet = frozenset()
    """ "times", after a factor."""

    # proportions and ranges
    proportions: Phrases = ()
    """ "out of", "de cada"."""
    single_proportions: Phrases = ()
    """Those that need the number one before them: "uno en diez"."""
    between: WordSet = frozenset({"-", "–", "—"})
    """What joins the ends of a range."""
    and_words: WordSet = frozenset()
    """Those of them that do so only after `before_and`."""
    before_and: WordSet = frozenset()
    or_words: WordSet = frozenset()
    from_words: WordSet = frozenset()

    # what needs no fact
    months: WordSet
    weekdays: WordSet = frozenset()
    year_after: WordSet = frozenset()
    """Words that precede a year: "in 2022", "fiscal 2022"."""
    counted: WordSet = frozenset()
    """Nouns after a bare 2000 that make it a count."""
    plural_after_year: bool = False
    """Whether any plural in -s after it does."""
    named: WordSet = frozenset()
    """Nouns that a number names, whatever their case: "page 14"."""
    named_capital: WordSet = frozenset()
    """Those that name only with a capital: "District 7"."""
    nouns_have_capitals: bool = False
    carry: WordSet = frozenset()
    """Words that carry a name on: "grades 3 through 8"."""
    before_digit: WordSet = frozenset()
    """Words before a digit spoken of as such: "a 9"."""
    articles: WordSet = frozenset()
    """Words before "two" that make it refer back: "the two said"."""
    first_and_last: WordSet = frozenset()
    """Words between them: "the other two"."""
    after_pronoun: WordSet = frozenset()
    """Words after "the two" that are no noun it counts."""
    idioms: Phrases = ()
    """Runs of words in which a number word counts nothing."""
    abbreviations: WordSet = frozenset()
    """Words whose period ends no sentence."""

    rules: Literal["common", "english", "spanish"] = "common"
    """Which grammar of dates, shares and ranks reads the language; only its own reads it as well as a person would."""
    lists: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Words that this grammar asks for, by name."""

    def __getitem__(self, name: str) -> frozenset[str]:
        """The words of one of the lists; none where the language has no such list."""
        return self.lists.get(name, frozenset())

    def begins(self, low: str) -> bool:
        """Whether a number may begin at a word."""
        compounds = (self.compound_hundred, self.compound_thousand)
        return (
            low in self._triggers
            or any(compound and compound in low for compound in compounds)
            or low.startswith(tuple(self["rank_stems"]))
        )

    @cached_property
    def cardinals(self) -> Values:
        """Number words, also of several words (without hyphens), with their value."""
        runs = {" ".join(run.casefold().replace("-", " ").split()): n for n, run in enumerate(self.runs)}
        return {**runs, **self.small}

    @cached_property
    def longest_cardinal(self) -> int:
        """The most words that a number below a hundred has."""
        return max((run.count(" ") + 1 for run in self.cardinals), default=0)

    @cached_property
    def _triggers(self) -> frozenset[str]:
        values = (self.small, self.multiples, self.guarded_multiples, self.ordinals)
        words = frozenset(word for each in values for word in each)
        runs = frozenset(run.partition(" ")[0] for run in self.cardinals)
        own = self["triggers"] | self["half_nouns"] | self["half_adjectives"] | self["share_articles"]
        return words | runs | self.months | self.openers | own


CURRENCY = {"$": "usd", "€": "eur", "£": "gbp", "¥": "jpy", "¢": "cent"}
GLYPHS = {glyph: unicodedata.numeric(glyph) for glyph in "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅐⅛⅜⅝⅞⅑⅒"}


def vocabulary(lang: str) -> Vocabulary | None:
    """The number words of a language; None if no file has any, and its numbers are not read.

    Raises UsageError for a file with a wrong key or value.
    """
    return _vocabulary(lang, language_state())


def readable_languages() -> tuple[str, ...]:
    """The languages whose numbers are read, in order; in a text of any other none is found."""
    return tuple(code for code in language_codes() if vocabulary(code))


@lru_cache(maxsize=64)
def _vocabulary(lang: str, _: object) -> Vocabulary | None:
    given = section(lang, "numbers")
    if not given:
        return None
    grammar = section(lang, "grammar").get("cardinals", {})
    digits = _regional_digits(lang, str(given.get("groups", "")))
    given |= {key: value for key, value in digits.items() if key not in own_section(lang, "numbers")}
    if given.get("rules", "common") == "common" and "runs" not in given and isinstance(grammar, dict):
        given["runs"] = next(iter(grammar.values()), ())
    return typed(Vocabulary, lang, "numbers", given)


def _regional_digits(lang: str, groups: str) -> dict[str, str]:
    """The decimal sign and the signs between groups, where the site's country, or the project's file, has others."""
    usual = kit_section(lang, "grammar").get("locale")
    found = own_section(lang, "grammar").get("locale") or (regional_locale(lang, usual) if usual else usual)
    if not usual or found == usual:
        return {}
    from babel.numbers import get_decimal_symbol, get_group_symbol

    decimal, group = get_decimal_symbol(found), get_group_symbol(found)
    changed = {} if decimal == get_decimal_symbol(usual) else {"notation": "comma" if decimal == "," else "point"}
    more = "" if group in ".," or group in groups else {"’": "’'"}.get(group, group)
    return {**changed, "groups": groups + more} if more else changed


def split(words: str) -> frozenset[str]:
    """The words of a text as a set."""
    return frozenset(words.split())
