"""How a language writes the numbers of a drawing: separators, the percent sign, amounts of money."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from nutgraf.language.cldr import locale_data
from nutgraf.language.currency import currency_sign
from nutgraf.language.formatter import LEFT_TO_RIGHT, MINUS, Language


@dataclass(frozen=True)
class NumberStyle:
    """The marks around the digits of a number."""

    decimal: str
    thousands: str
    grouping: tuple[int, ...]
    """The digits of each group, from the right; the last one repeats."""
    percent: tuple[str, str]
    """What comes before and after a percentage: "" and "%"."""
    money: tuple[str, str]
    """What comes before and after an amount: "$" and "", or "" and " €"."""
    minus: str = MINUS

    def digits(self, text: str) -> str:
        """Digits that Python wrote as "1,234.5": "1.234,5"."""
        whole, dot, rest = text.partition(".")
        if "," in whole:
            whole = self.thousands.join(_groups(whole.replace(",", ""), self.grouping))
        return whole + (self.decimal if dot else "") + rest

    def for_d3(self) -> dict[str, Any]:
        """The same as the number locale of d3, which has no sign before a percentage."""
        return {
            "decimal": self.decimal,
            "thousands": self.thousands,
            "grouping": list(self.grouping),
            "currency": list(self.money),
            "percent": self.percent[1] or "%",
            "minus": self.minus,
        }


def number_style(language: Language, currency: str) -> NumberStyle:
    """The style of a language's locale, for amounts of this currency."""
    rules = language.rules
    minus = f"{LEFT_TO_RIGHT}{MINUS}" if language.right_to_left else MINUS
    return _style(rules.locale, rules.percent, minus, currency)


@cache
def _style(locale: str, percent: str, minus: str, currency: str) -> NumberStyle:
    data = locale_data(locale)
    symbols = data.number_symbols["latn"]
    before, _, after = percent.partition("{number}")
    first, *others = data.decimal_formats[None].grouping
    return NumberStyle(
        decimal=symbols["decimal"],
        thousands=symbols["group"],
        grouping=(first,) if set(others) <= {first} else (first, *others),
        percent=(before, after),
        money=_around_money(locale, currency),
        minus=minus,
    )


def _around_money(locale: str, currency: str) -> tuple[str, str]:
    """What CLDR has before and after an amount; the code of a currency does not touch its digits."""
    pattern = locale_data(locale).currency_formats["standard"]
    before, after = pattern.prefix[0], pattern.suffix[0]
    sign = currency_sign(locale, currency)
    return before.replace("¤", sign).replace("\xa0\xa0", "\xa0"), after.replace("¤", sign.strip())


def _groups(digits: str, sizes: tuple[int, ...]) -> list[str]:
    found: list[str] = []
    while digits:
        size = sizes[min(len(found), len(sizes) - 1)]
        found.insert(0, digits[-size:])
        digits = digits[:-size]
    return found
