"""The filters of {{ value | filter }}: the table of all of them, and those for dates, lists and words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date as Date
from typing import Any

from markupsafe import Markup

from nutgraf.facts import Fact, Facts
from nutgraf.prose import attribution, comparing, number_filters, number_range
from nutgraf.prose.as_text import TEXT_FILTERS, refuse_traced
from nutgraf.prose.context import current_context
from nutgraf.prose.number_filters import whole_number
from nutgraf.prose.values import (
    Exempt,
    FormatError,
    Markdown,
    Phrase,
    Quantity,
    amount_of,
    in_language,
    is_date,
    plain_phrase,
)


def date(value: Any, precision: str = "") -> Phrase:
    """Feb. 27, 2025; 27 de febrero de 2025. Precision: day, month, year or approx."""
    if not (isinstance(value, str) or is_date(value)):
        raise FormatError(f"{value!r} is not a date", "give it a date or a text like 2025-02-27")
    try:
        return plain_phrase(current_context().language.date(value, precision))
    except ValueError as error:
        raise FormatError(str(error), "precision is day, month, year or approx") from error


def year(value: Any) -> str:
    """2022: the year of a fact or of a date, or a number that is a year."""
    found = (value.year or value.as_of) if isinstance(value, Fact) else value
    if isinstance(found, Date):
        return str(found.year)
    text = str(found if isinstance(found, str) or found is None else whole_number(found))
    if not text[:4].isdigit():
        raise FormatError(f"{value!r} has no year", "write the year in words")
    return text[:4] if text[4:5] in ("", "-") and text[5:7].isdigit() and len(text) in (7, 10) else text


def listed(value: Any, word: str = "and") -> Markup:
    """A, B and C; A, B y C. With "or": A, B or C."""
    printing = current_context()
    if isinstance(value, str) or not hasattr(value, "__iter__"):
        raise FormatError(f"{value!r} is not a list", "give it a list of words or facts")
    if word not in ("and", "or"):
        raise FormatError(f"a list is joined by and or or, not {word!r}", 'listed, or listed("or")')
    return printing.listed(list(value), word)


def markdown(value: Any) -> Markdown:
    """Text that is already Markdown, printed as it is."""
    chosen = in_language(value, current_context().language) if isinstance(value, dict) else value
    return Markdown(chosen)


def not_a_fact(value: Any, reason: Any = "") -> Phrase:
    """A number that is not a fact, with the reason for the fact sheet: {{ "five" | not_a_fact("an idiom") }}."""
    language = current_context().language
    words, why = (in_language(each, language) if isinstance(each, dict) else each for each in (value, reason))
    if not isinstance(why, str) or not why.strip():
        raise FormatError("not_a_fact gives no reason", 'say why it is not a fact: not_a_fact("a rule of law")')
    said = words if isinstance(words, Phrase) else None
    subject = said.amount.subject if said else words
    if isinstance(subject, (Fact, Facts)):
        raise FormatError("a fact has a source and needs no exemption", "print it without not_a_fact")
    if isinstance(words, str):
        refuse_traced(words)
    text = said.text if said else words if isinstance(words, str) else language.number(amount_of(words).value)
    return Phrase(text, Quantity(None, None, Exempt(" ".join(why.split()))))


def capitalize(value: Any) -> Any:
    """The text with its first letter capitalized and the rest unchanged."""
    return _changed(value, lambda text: text[:1].upper() + text[1:])


def lower(value: Any) -> Any:
    """Small letters."""
    return _changed(value, str.lower)


def upper(value: Any) -> Any:
    """Capital letters."""
    return _changed(value, str.upper)


def join(value: Any, between: str = "") -> Markup:
    """The parts joined by a separator; facts stay facts."""
    return Markup(between).join(current_context().put(part) for part in value)


def _changed(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, dict):
        value = in_language(value, current_context().language)
    return (
        value.changed(change)
        if isinstance(value, Phrase)
        else type(value)(change(value))
        if isinstance(value, str)
        else value
    )


_ALL: tuple[Callable[..., Any], ...] = (
    *(number_filters.money, number_filters.count, number_filters.with_unit, number_range.range),
    *(number_filters.spelled, number_filters.ordinal, number_filters.percent, number_filters.points),
    *(date, year, listed, markdown, not_a_fact, capitalize, lower, upper, join),
    *(attribution.credit, attribution.via, attribution.cite, comparing.roughly, comparing.compare, comparing.rank),
)
FILTERS: Mapping[str, Callable[..., Any]] = {**{each.__name__: each for each in _ALL}, **TEXT_FILTERS}
