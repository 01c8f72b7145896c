"""Amounts of money: the sign or the noun of a currency in a language, and its decimals, from CLDR."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from nutgraf.language.grammar_rules import Forms, LanguageRules

_OWN = "USD"
"""The currency for which a language's rules have their own noun and sign."""
_SIGN = "$"
"""What the pattern of a language that writes signs has in place of the sign of a currency."""


_NOUN_AT = {"es": 0, "fr": 0, "pt": 0, "ar": 0, "de": -1, "en": -1}
"""Where the noun is among the words for a currency."""


@dataclass(frozen=True)
class MoneyWords:
    """How a language writes amounts of one currency: patterns of number and unit, the noun, the decimals."""

    pattern: str
    short: str
    nouns: Forms
    decimals: int


@cache
def is_currency(code: str) -> bool:
    """Whether a code is that of a currency: "EUR"."""
    if not re.fullmatch(r"[A-Z]{3}", code):
        return False
    from babel.core import get_global

    return code in get_global("all_currencies")


def money_words(rules: LanguageRules, currency: str) -> MoneyWords:
    """How a language writes amounts of this currency."""
    return _words(rules.locale, rules.money, rules.money_short, tuple(sorted(rules.currency.items())), currency)


@cache
def _words(locale: str, pattern: str, short: str, own: tuple[tuple[str, str], ...], currency: str) -> MoneyWords:
    from babel.numbers import get_currency_precision

    sign = currency_sign(locale, currency)
    nouns = dict(own) if currency == _OWN and own else currency_nouns(locale, currency)
    return MoneyWords(pattern.replace(_SIGN, sign), short.replace(_SIGN, sign), nouns, get_currency_precision(currency))


def currency_nouns(locale: str, currency: str) -> Forms:
    """The noun of a currency by plural category, looked up by the first whole number of that category.

    In the country of the locale, its currency has no nationality: "reais" in Brazil.
    """
    from babel import Locale
    from babel.numbers import get_currency_name, get_territory_currencies

    spoken = Locale.parse(locale)
    firsts = {str(spoken.plural_form(n)): n for n in range(200, -1, -1)}
    named = {category: str(get_currency_name(currency, n, spoken)) for category, n in firsts.items()}
    nouns = {"other": str(get_currency_name(currency, locale=spoken)), **named}
    if spoken.language == "pt":  # CLDR writes them as in a list: "Reais brasileiros"
        nouns = {category: noun[:1].lower() + noun[1:] for category, noun in nouns.items()}
    if spoken.territory and currency in get_territory_currencies(spoken.territory):
        nouns = {category: _without_nationality(noun, spoken.language) for category, noun in nouns.items()}
    return nouns


def _without_nationality(noun: str, spoken: str) -> str:
    """The noun of a currency that has one adjective: "pesos" of "pesos mexicanos", "Franken" of "Schweizer Franken"."""
    words = noun.split()
    place = _NOUN_AT.get(spoken)
    return words[place] if place is not None and len(words) == 2 else noun


def currency_sign(locale: str, currency: str) -> str:
    """The sign; a code in letters does not touch the number."""
    from babel.numbers import get_currency_symbol

    sign = str(get_currency_symbol(currency, locale))
    return f"{sign}\xa0" if sign[-1].isalpha() else sign
