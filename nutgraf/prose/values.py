"""A value on its way into a sentence: first a Quantity, then a Phrase."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import date
from math import isfinite
from numbers import Number
from typing import Any

from nutgraf.facts import Fact, Facts, currency_of
from nutgraf.language import Language
from nutgraf.language.rounding import round_to
from nutgraf.missing_value import is_missing
from nutgraf.prose.counting import Counted


class FormatError(Exception):
    """A value that cannot be printed in a sentence; the renderer adds the sentence."""

    def __init__(self, what: str, fix: str) -> None:
        super().__init__(what)
        self.what, self.fix = what, fix


class NothingToPrint(FormatError):
    """A missing value: a fact that no row gives."""


class Markdown(str):
    """Text that is already Markdown and is printed unchanged."""

    __slots__ = ()


@dataclass(frozen=True)
class Exempt:
    """Why a number typed by hand is not a fact: an idiom, a rule of law."""

    reason: str


@dataclass(frozen=True)
class Quantity:
    """A number for a sentence: its rounding step, its qualifier, and the fact that it comes from."""

    value: Any
    step: Any
    subject: Any
    word: str = ""


@dataclass(frozen=True)
class Phrase:
    """The words for a fact or a number; printing them makes the claim."""

    text: str
    amount: Quantity
    write: Callable[[Quantity], str] | None = None

    def whole(self, language: Language) -> str:
        """The words with the qualifier: "nearly $97 billion"."""
        return language.joined(self.amount.word, self.text)

    def changed(self, change: Callable[[str], str]) -> Phrase:
        """The same claim with its words changed, for example to capitals."""
        word = self.amount.word
        if not word:
            return replace(self, text=change(self.text))
        return replace(self, amount=replace(self.amount, word=change(word)))

    def __str__(self) -> str:
        mark = AS_MARK.get()
        return mark(self) if mark else f"{self.amount.word} {self.text}".strip()


AS_MARK: ContextVar[Callable[[Phrase], str] | None] = ContextVar("nutgraf_as_mark", default=None)
"""How the current rendering marks a phrase that one of Jinja's filters converts to text."""


def amount_of(value: Any) -> Quantity:
    """The number in a value. Raises FormatError with the reason if there is none."""
    if isinstance(value, Quantity):
        return value
    if isinstance(value, Phrase) and not isinstance(value.amount.subject, (Exempt, type(None))):
        return value.amount
    if isinstance(value, Facts):
        value = value.count()
    if isinstance(value, Counted):
        value = value.fact
    if isinstance(value, Fact):
        return Quantity(value.value, value.rounded_to, _sure(value))
    if is_number(value):
        return Quantity(value, None, value)
    if is_missing(value):
        raise NothingToPrint(
            f"nothing to print: the value is {value}", "test it first: {% if … %}, or use missing=None"
        )
    raise FormatError(f"{_shown(value)} is not a number", "give the filter a fact or a number")


def phrase(value: Any, write: Callable[[Quantity], str]) -> Phrase:
    """A number in one form, which `roughly` can write again."""
    amount = amount_of(value)
    return Phrase(write(amount), amount, write)


def _sure(fact: Fact) -> Fact:
    """The fact. Raises FormatError if its bounds leave nothing to print."""
    low, high = fact.bounds()
    if not (isfinite(low) or isfinite(high)):  # "at least 40" has one bound
        raise FormatError("this fact may have any value: it is divided by one that may be zero", "leave it out")
    if fact.unit == "rank" and low != high:
        raise FormatError(
            f"its rank may be anything from {low} to {high}", "try {{ fact | rank(facts) }}, or leave the rank out"
        )
    if fact.rounded_to and fact.value and not round_to(fact.value, fact.rounded_to):
        raise FormatError(
            f"{fact.value} is known to the nearest {fact.rounded_to} only, and would print as 0", "leave it out"
        )
    return fact


def written_by_unit(subject: Any, language: Language) -> Callable[[Quantity], str]:
    """The default format of a value: an amount of money in its currency, percent as percent."""
    unit = getattr(subject, "unit", "").split("_per_")[0]
    if currency := currency_of(unit):
        return lambda amount: language.money(amount.value, amount.step, currency=currency)
    write = {"percent": language.percent, "points": language.points}.get(unit, language.number)
    return lambda amount: write(amount.value, amount.step)


def plain_phrase(text: str) -> Phrase:
    """Generated words without a claim, such as a date or a credit; capitalized at the start of a paragraph."""
    return Phrase(text, Quantity(None, None, None))


def is_number(value: Any) -> bool:
    return isinstance(value, Number) and not isinstance(value, bool) and not is_missing(value)


def in_language(value: Mapping[Any, Any], language: Language) -> Any:
    """The text of {"en": …, "es": …} in the page's language."""
    if not value or not all(isinstance(key, str) and 2 <= len(key) <= 3 and key.islower() for key in value):
        raise FormatError(
            f"{_shown(value)} cannot be printed in a sentence",
            'name one of its values, {{ words.title }}; or give it a text for each language, {"en": "…"}',
        )
    if language.code not in value:
        raise FormatError(f"these words have no {language.code!r}: {_shown(value)}", f'add "{language.code}": "…"')
    return value[language.code]


def is_date(value: Any) -> bool:
    return isinstance(value, date) and not is_missing(value)


def _shown(value: Any) -> str:
    text = repr(value) if isinstance(value, (str, int, float, dict)) else f"a {type(value).__name__}"
    return text if len(text) < 80 else f"{text[:76]} …"
