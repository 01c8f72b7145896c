"""A value on its way into a sentence: first an Amount, then what is Said of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import date
from math import isfinite, isnan
from numbers import Number
from typing import Any

from nutgraf.facts import Fact, Facts
from nutgraf.language import Language
from nutgraf.language.rounding import round_to
from nutgraf.prose.counting import Counted


class FormatError(Exception):
    """A value that a sentence cannot hold; the text being rendered adds the sentence."""

    def __init__(self, what: str, fix: str) -> None:
        super().__init__(what)
        self.what, self.fix = what, fix


class NothingToPrint(FormatError):
    """A value that is none: a figure that no row gives."""


class Markdown(str):
    """Text that is Markdown already, and is printed untouched."""

    __slots__ = ()


@dataclass(frozen=True)
class Exempt:
    """What a number typed by hand is instead of a figure: an idiom, a rule of law."""

    reason: str


@dataclass(frozen=True)
class Quantity:
    """A number as a sentence takes it: rounded to a step, with a word before it, and the fact it comes from."""

    value: Any
    step: Any
    subject: Any
    word: str = ""


@dataclass(frozen=True)
class Phrase:
    """Words that stand for a fact or a number; printing them makes the claim."""

    text: str
    amount: Quantity
    write: Callable[[Quantity], str] | None = None

    def whole(self, language: Language) -> str:
        """The words with the one before the number: "nearly $97 billion"."""
        return language.joined(self.amount.word, self.text)

    def changed(self, change: Callable[[str], str]) -> Phrase:
        """The same claim with its words put differently: in capitals, say."""
        word = self.amount.word
        if not word:
            return replace(self, text=change(self.text))
        return replace(self, amount=replace(self.amount, word=change(word)))

    def __str__(self) -> str:
        mark = AS_MARK.get()
        return mark(self) if mark else f"{self.amount.word} {self.text}".strip()


AS_MARK: ContextVar[Callable[[Phrase], str] | None] = ContextVar("nutgraf_as_mark", default=None)
"""How the text that is being rendered takes up a phrase that a filter of Jinja's makes into text."""


def amount_of(value: Any) -> Quantity:
    """The number in a value, or a plain reason why there is none."""
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
    if is_nothing(value):
        raise NothingToPrint(f"nothing to print: the value is {value}", "ask first: {% if … %}, or use missing=None")
    raise FormatError(f"{_shown(value)} is not a number", "give the filter a fact or a number")


def phrase(value: Any, write: Callable[[Quantity], str]) -> Phrase:
    """A number said in one way, which `roughly` may ask to say again."""
    amount = amount_of(value)
    return Phrase(write(amount), amount, write)


def _sure(fact: Fact) -> Fact:
    """The fact, if its bounds leave something to print."""
    low, high = fact.bounds()
    if not (isfinite(low) and isfinite(high)):
        raise FormatError("this figure may be anything: it is divided by one that may be zero", "leave it out")
    if fact.unit == "rank" and low != high:
        raise FormatError(
            f"its place may be anything from {low} to {high}", "try {{ fact | rank(facts) }}, or say no rank"
        )
    if fact.rounded_to and fact.value and not round_to(fact.value, fact.rounded_to):
        raise FormatError(
            f"{fact.value} is known to the nearest {fact.rounded_to} only, and would print as 0", "leave it out"
        )
    return fact


def written_by_unit(subject: Any, language: Language) -> Callable[[Quantity], str]:
    """How a value is written where the reporter did not say: dollars as money, percent as percent."""
    unit = getattr(subject, "unit", "").split("_per_")[0]
    write = {"usd": language.money, "percent": language.percent, "points": language.points}.get(unit, language.number)
    return lambda amount: write(amount.value, amount.step)


def plain_phrase(text: str) -> Phrase:
    """Words of the kit that claim no number, a date or a credit: like all of ours, a capital opens a paragraph."""
    return Phrase(text, Quantity(None, None, None))


def is_number(value: Any) -> bool:
    return isinstance(value, Number) and not isinstance(value, bool) and not is_nothing(value)


def is_nothing(value: Any) -> bool:
    """None, and the several ways in which data say that a cell is empty."""
    if value is None or type(value).__name__ in ("NAType", "NaTType"):
        return True
    return isinstance(value, float) and isnan(value)


def in_language(value: Mapping[Any, Any], language: Language) -> Any:
    """What a {"en": …, "es": …} says in the page's language."""
    if not value or not all(isinstance(key, str) and 2 <= len(key) <= 3 and key.islower() for key in value):
        raise FormatError(
            f"{_shown(value)} cannot be printed in a sentence",
            'name one of its values, {{ words.title }}; or give it a text for each language, {"en": "…"}',
        )
    if language.code not in value:
        raise FormatError(f"these words have no {language.code!r}: {_shown(value)}", f'add "{language.code}": "…"')
    return value[language.code]


def is_date(value: Any) -> bool:
    return isinstance(value, date) and not is_nothing(value)


def _shown(value: Any) -> str:
    text = repr(value) if isinstance(value, (str, int, float, dict)) else f"a {type(value).__name__}"
    return text if len(text) < 80 else f"{text[:76]} …"
