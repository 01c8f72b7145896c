"""Number formats: with enough decimals to distinguish values, and exact on axes and keys."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Any

from nutgraf.charts.page_numbers import page_style
from nutgraf.facts import currency_of
from nutgraf.language import NumberStyle, is_currency

_MOST = 12  # decimals
_PLACES = re.compile(r"\.(\d+)")
_CURRENCY = re.compile(r"\$|[A-Z]{3}(?=[,.\d])")
_DUST = 1e-12  # of the largest number: smaller differences are rounding errors


def fitting(values: Iterable[float]) -> str:
    """The default number format: integers without decimals, shares with enough digits to distinguish them."""
    held = [abs(float(value)) for value in values if value == value and value is not None]
    if all(value.is_integer() for value in held):
        return ",.0f"
    largest = max(held)
    smallest = min(value for value in held if value > largest * _DUST)
    wanted = max(2 - math.floor(math.log10(largest)), -math.floor(math.log10(smallest)))
    return f",.{max(0, min(wanted, _decimals(held)))}f"


def exactly(marks: Iterable[float], form: str) -> str:
    """A format that keeps round numbers exact: an axis from 0 to 5 shows 2.5, not 2."""
    asked = list(marks)
    found = _PLACES.search(form)
    whole = form if found else f"{form.rstrip('dfn')}.0f"
    for places in range(int(found[1]) if found else 0, _MOST + 1):
        wider = _PLACES.sub(f".{places}", whole)
        if all(_reads(mark, wider) for mark in asked):
            return wider if places or found else form
    return form


def formatted(value: float, form: str, *, trim: bool = False) -> str:
    """A number in one of the few formats that Python and d3 write alike, as the page's language writes it.

    `$` before the format is the currency of the site, and a code, as in "EUR,.0f", another one. `trim` leaves out
    zeros at the end, as round numbers of an axis have.
    """
    return _written(value, form, _style(form), trim=trim)


def all_formatted(values: Iterable[float], form: str) -> list[str]:
    """Each number as `formatted` writes it."""
    style = _style(form)
    return [_written(value, form, style) for value in values]


def _style(form: str) -> NumberStyle:
    return page_style(_currency_and_spec(form)[0].strip("$"))


def _written(value: float, form: str, style: NumberStyle, *, trim: bool = False) -> str:
    if value is None or value != value:
        return "–"
    currency, spec = _currency_and_spec(form)
    plain = spec.removeprefix("+")
    if spec != plain and (value < 0 or not re.search("[1-9]", _digits(value, plain, form))):
        spec = plain  # a loss has the sign of its own, and zero has none
    text, percent, _ = _digits(abs(value), spec, form).partition("%")
    if trim and "." in text:
        text = text.rstrip("0").rstrip(".")
    is_zero = not text.strip("+0.,")  # as written: a loss of a tenth is no "−0"
    before, after = style.percent if percent else style.money if currency else ("", "")
    sign = style.minus if value < 0 and not is_zero else ""
    return f"{sign}{before}{style.digits(text.lstrip('+') if is_zero else text)}{after}"


def in_currency_of(facts: Iterable[Any], form: str) -> str:
    """A format that begins with `$`, in the currency of facts if they have one. Raises for facts in two currencies."""
    if not form.startswith("$"):
        return form
    held = sorted({currency_of(fact.unit) for fact in facts if fact is not None} - {""})
    if len(held) > 1:
        raise ValueError(f"the facts are in {' and '.join(held)}; convert them, or draw them in two charts")
    return f"{held[0]}{form[1:]}" if held else form


def _currency_and_spec(form: str) -> tuple[str, str]:
    """The sign or code of a currency before a format, and the format."""
    found = _CURRENCY.match(form)
    if found and found[0] != "$" and not is_currency(found[0]):
        raise ValueError(f"{form!r} begins with {found[0]!r}, which is no currency: write a code such as EUR")
    currency = found[0] if found else ""
    return currency, form[len(currency) :]


def _digits(size: float, spec: str, form: str) -> str:
    """The digits, halves up as in d3 and in prose; Python's own formats round halves to the even digit."""
    try:
        with localcontext(rounding=ROUND_HALF_UP):
            exact = Decimal(float(size))
            return f"{int(exact.to_integral_value()):{spec}}" if spec.endswith("d") else f"{exact:{spec}}"
    except ValueError as error:
        raise ValueError(f"{form!r} is not a number format: write one such as ',.0f', '$,.1f' or '.1%'") from error


def _decimals(held: list[float]) -> int:
    dust = max(held) * _DUST
    return next((n for n in range(_MOST) if all(math.isclose(round(one, n), one, abs_tol=dust) for one in held)), _MOST)


def _reads(mark: float, form: str) -> bool:
    """Whether a number as written is exact."""
    text = _digits(mark, _currency_and_spec(form)[1], form).replace(",", "").rstrip("%")
    try:
        value = float(text)
    except ValueError:
        return False
    return math.isclose(value / (100 if form.endswith("%") else 1), mark, rel_tol=1e-9, abs_tol=1e-12)
