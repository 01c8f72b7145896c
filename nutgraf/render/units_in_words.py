"""A number with its unit in the language of the page: what the tables call `usd` is "dólares" to a reader."""

from __future__ import annotations

from collections.abc import Mapping

from nutgraf.facts import currency_of
from nutgraf.language import Language, measure_nouns
from nutgraf.language.currency import money_words

UnitNouns = Mapping[str, Mapping[str, str]]
"""The nouns that the data package declares, by unit and plural form."""


def with_unit(number: str, value: int | float, unit: str, nouns: UnitNouns, lang: Language) -> str:
    """A written number with its unit; the name of one without a noun in the language is in brackets: “12 (jars)”."""
    if unit == "percent":
        return lang.rules.percent.format(number=number)
    if unit == "rank" and value > 0 and float(value).is_integer():
        return lang.ordinal(int(value), digits=True)
    if unit == "ratio":
        return number
    amount, _, one = (unit, "", "") if unit in nouns else unit.partition("_per_")
    words = f"{number} {_noun(amount, value, nouns, lang) or _bare(amount, number)}".strip()
    return (
        lang.say("{amount} per {unit}", amount=words, unit=_noun(one, 1, nouns, lang) or _bare(one)) if one else words
    )


def _noun(unit: str, value: int | float, nouns: UnitNouns, lang: Language) -> str:
    if unit in nouns:
        return lang.plural(value, nouns[unit])
    if unit == "points":
        return lang.plural(value, lang.rules.points)
    if unit == "areas":
        return lang.say("area", many="areas", n=int(value))
    if unit in ("persons", "person", "people"):
        return lang.say("person", many="persons", n=int(value))
    if code := currency_of(unit):
        return lang.plural(value, money_words(lang.rules, code).nouns)
    found = measure_nouns(lang.rules.locale, unit)
    return lang.plural(value, found) if found else ""


def _bare(unit: str, number: str = "") -> str:
    name = unit.replace("_", " ")
    return f"({name})" if number and name else name
