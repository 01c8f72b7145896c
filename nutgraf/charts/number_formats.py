"""Number formats: with enough decimals to distinguish values, and exact on axes and keys."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable

_MOST = 12  # decimals
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
    found = re.search(r"\.(\d+)", form)
    whole = form if found else f"{form.rstrip('dfn')}.0f"
    for places in range(int(found[1]) if found else 0, _MOST + 1):
        wider = re.sub(r"\.\d+", f".{places}", whole)
        if all(_reads(mark, wider) for mark in asked):
            return wider if places or found else form
    return form


def formatted(value: float, form: str) -> str:
    """A number in the few formats that Python and d3 write alike, with an optional `$` before it."""
    if value is None or value != value:
        return "–"
    sign, size = ("−", -value) if value < 0 else ("", value)
    money, spec = ("$", form[1:]) if form.startswith("$") else ("", form)
    if sign:
        spec = spec.removeprefix("+")
    try:
        return sign + money + (f"{round(size):{spec}}" if spec.endswith("d") else f"{size:{spec}}")
    except ValueError as error:
        raise ValueError(f"{form!r} is not a number format: write one such as ',.0f', '$,.1f' or '.1%'") from error


def _decimals(held: list[float]) -> int:
    dust = max(held) * _DUST
    return next((n for n in range(_MOST) if all(math.isclose(round(one, n), one, abs_tol=dust) for one in held)), _MOST)


def _reads(mark: float, form: str) -> bool:
    """Whether a number as written is exact."""
    text = re.sub(r"[^\d.−]", "", formatted(mark, form)).replace("−", "-")
    try:
        value = float(text)
    except ValueError:
        return False
    return math.isclose(value / (100 if form.endswith("%") else 1), mark, rel_tol=1e-9, abs_tol=1e-12)
