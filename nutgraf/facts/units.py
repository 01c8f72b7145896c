"""Unit arithmetic: euros over people are euros per person, rates do not add, and euros are not dollars."""

from __future__ import annotations

from collections.abc import Mapping

from nutgraf.language import MEASURES, is_currency

RATES = frozenset({"percent", "points", "rank"})
_SMALL = frozenset({"usd", "eur", "gbp", "jpy"})
"""Currencies whose codes may be in small letters."""
_NAMED = frozenset({*RATES, "", "ratio", "money", "areas", "persons", "person", "people"})
"""What every language of the kit has words for, apart from money and measures."""


class UnitClash(Exception):
    """Units that cannot be combined: why, and what to do instead."""

    def __init__(self, why: str, fix: str) -> None:
        super().__init__(why)
        self.why, self.fix = why, fix


def added(left: str, right: str, singulars: Mapping[str, str]) -> str:
    """The unit of a sum."""
    _same(left, right, "add")
    if left in RATES:
        raise UnitClash("rates and shares cannot be added", "add the amounts that they are taken from")
    return left


def subtracted(left: str, right: str, singulars: Mapping[str, str]) -> str:
    """The unit of a difference."""
    _same(left, right, "subtract")
    if left == "rank":
        raise UnitClash("the difference of two ranks means nothing", "subtract the amounts that are ranked")
    return "points" if left == "percent" else left


def multiplied(left: str, right: str, singulars: Mapping[str, str]) -> str:
    """The unit of a product; `singulars` has the name of one of each unit of the data package."""
    for a, b in ((left, right), (right, left)):
        if a in ("ratio", "percent") and b not in RATES:
            return b
        if "_per_" in a:
            top, _, bottom = a.partition("_per_")
            if bottom == one_of(b, singulars):
                return top
    why = f"{_said(left)} times {_said(right)} is not an amount of anything"
    raise UnitClash(why, "multiply by a number, a share or a rate, such as returns_per_person")


def divided(left: str, right: str, singulars: Mapping[str, str]) -> str:
    """The unit of a quotient; a ratio where both are the same."""
    if "rank" in (left, right):
        raise UnitClash("a rank cannot be divided", "divide the amounts that are ranked")
    if alike(left, right):
        return "ratio"
    if right == "ratio":
        return left
    if left in RATES or right in RATES or left == "ratio":
        raise UnitClash(f"{_said(left)} divided by {_said(right)} means nothing", "take the amounts themselves")
    if "_per_" in left:
        raise UnitClash(f"{_said(left)} is a rate already", "divide the amounts that it is taken from")
    return f"{left}_per_{one_of(right, singulars)}"


def is_counted(unit: str) -> bool:
    """Whether the unit counts whole things: people, returns; not euros or percent."""
    return not (currency_of(unit) or unit in RATES or unit in ("ratio", "") or "_per_" in unit)


def currency_of(unit: str) -> str:
    """The code of the currency that an amount or a rate is in: "EUR" of EUR and EUR_per_person; "" of no money."""
    code = unit.partition("_per_")[0]
    if code in _SMALL:
        return code.upper()
    return code if is_currency(code) else ""


def alike(left: str, right: str) -> bool:
    """Whether two units are the same; a currency is, in small letters too."""
    return left == right or (left.upper() == right.upper() and bool(currency_of(left)) and bool(currency_of(right)))


def has_own_nouns(unit: str) -> bool:
    """Whether pages name it without a noun of the newsroom: money, percent, persons, years."""
    return unit in _NAMED or unit in MEASURES or bool(currency_of(unit))


def _same(left: str, right: str, verb: str) -> None:
    if not alike(left, right):
        raise UnitClash(f"{_said(left)} and {_said(right)} do not {verb}", f"{verb} facts of one unit, or print both")


def one_of(unit: str, singulars: Mapping[str, str]) -> str:
    """One of a unit, as rates have it: "person" for persons."""
    return singulars.get(unit) or ("person" if unit == "people" else unit.removesuffix("s"))


def _said(unit: str) -> str:
    top, per, bottom = unit.partition("_per_")
    words = f"{currency_of(unit) or top}{per}{bottom}"
    return words.replace("_", " ") or "a number without a unit"
