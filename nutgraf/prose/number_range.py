"""The filter that writes a range: its two ends, with the unit once where the language says it once."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from nutgraf.facts import currency_of
from nutgraf.facts.units import alike
from nutgraf.prose.context import current_context
from nutgraf.prose.number_filters import CountedNouns, count, money, percent, points
from nutgraf.prose.qualifiers import qualified
from nutgraf.prose.values import FormatError, Phrase, amount_of, phrase

_SHARES = {"percent": percent, "ratio": percent, "points": points}


def range(  # noqa: A001  its name in a template, where {% for … in range(3) %} stays what it is
    low: Any, high: Any, one: str | CountedNouns | None = None, many: str | None = None, *, between: bool = False
) -> Markup:
    """$12 billion to $39 billion; 12,000 a 39,000 millones de dólares; 16 to 20 people: two numbers of one unit.

    With `between`: between $12 billion and $39 billion.
    """
    _refuse_unlike(low, high)
    printing = current_context()
    rules = printing.language.rules
    end = _with_unit(high, one, many)
    start = _without_unit(low, high) if _said_once(high, end) else _with_unit(low)
    before, word = rules.between if between and all(rules.between) else ("", rules.range_words[0])
    space = "" if word == "–" else " "
    return Markup(f"{before} {printing.put(start)}{space}{word}{space}{printing.put(end)}".strip())


def _refuse_unlike(low: Any, high: Any) -> None:
    """Raises FormatError for two numbers in different units, and for a range that ends below its start."""
    start, end = amount_of(low), amount_of(high)
    if not alike(_unit(low), _unit(high)):
        what = f"a range of {_unit(low) or 'a plain number'} and {_unit(high) or 'a plain number'}"
        raise FormatError(what, "give it two numbers in one unit")
    if start.value > end.value:
        raise FormatError(f"a range from {start.value} to {end.value}", "write the smaller number first")


def _said_once(value: Any, end: Phrase) -> bool:
    """Whether the unit follows the number, and the language says it only at the end of a range."""
    once = current_context().language.rules.range_unit_once
    return once and _unit(value) not in _SHARES and end.text[:1].isdigit()


def _with_unit(value: Any, one: str | CountedNouns | None = None, many: str | None = None) -> Phrase:
    if _unit(value) in _SHARES:
        return _SHARES[_unit(value)](value)
    return money(value) if currency_of(_unit(value)) else count(value, one, many)


def _without_unit(low: Any, high: Any) -> Phrase:
    language, last = current_context().language, amount_of(high).value
    written = phrase(low, lambda amount: language.without_unit(amount.value, amount.step, before=last))
    return qualified(written, language)


def _unit(value: Any) -> str:
    return getattr(amount_of(value).subject, "unit", "") or ""
