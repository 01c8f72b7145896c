"""Labels in charts: a number in its shortest form, with its publisher's qualifier, in the page's language."""

from __future__ import annotations

from typing import Any

from nutgraf.facts import currency_of
from nutgraf.language import Language, language
from nutgraf.missing_value import is_missing
from nutgraf.prose.qualifiers import publisher_qualifier
from nutgraf.prose.values import Quantity, amount_of


def labeled(value: Any, unit: str, lang: str) -> str:
    """A fact or a number as a label; "" for a blank."""
    if is_missing(value):
        return ""
    spoken = language(lang)
    amount = amount_of(value)
    word = publisher_qualifier(amount.subject, spoken)
    return spoken.joined(word, _written(amount, unit or getattr(amount.subject, "unit", ""), spoken))


def _written(amount: Quantity, unit: str, spoken: Language) -> str:
    if currency := currency_of(unit):
        return spoken.money(amount.value, amount.step, currency=currency, short=True)
    if unit == "percent":
        return spoken.percent(amount.value, amount.step)
    return spoken.number(amount.value, amount.step)
