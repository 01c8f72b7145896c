"""How precise a number is: its interval, and the finest step it may be printed to."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from decimal import Decimal
from itertools import product

from nutgraf.language.rounding import without_dust

FactValue = int | float
Interval = tuple[FactValue, FactValue]

_OUTWARD: dict[str, tuple[int, int]] = {"more than": (0, 2), "nearly": (2, 0)}
_AT_MOST = frozenset({"up to", "fewer than", "less than", "at most"})
_AT_LEAST = "at least"


def published_interval(value: FactValue, step: FactValue | None, qualifier: str) -> Interval:
    """The interval of a published number: half a step each way, or a full step where its qualifier calls for it.

    "Up to" and "at least" are limits: how far the number is from them, nobody says.
    """
    if value > 0 and qualifier in _AT_MOST:
        return 0, value
    if value > 0 and qualifier == _AT_LEAST:
        return value, math.inf
    half = Decimal(str(step or 0)) / 2
    down, up = _OUTWARD.get(qualifier, (1, 1))
    if value < 0:
        down, up = up, down
    number = Decimal(str(value))
    return plain(number - half * down), plain(number + half * up)


def least_significant_step(value: FactValue) -> FactValue:
    """The step of the last nonzero digit, for a number published without a step."""
    number = (without_dust(value) if isinstance(value, float) else Decimal(value)).normalize()
    return plain(Decimal(1).scaleb(int(number.as_tuple().exponent))) if number else 1


def decimal_op(work: Callable[[Decimal, Decimal], Decimal], left: FactValue, right: FactValue) -> FactValue:
    """Arithmetic in decimals, so that 9.1 - 8.9 is 0.2."""
    return plain(work(Decimal(str(left)), Decimal(str(right))))


def interval_op(work: Callable[[Decimal, Decimal], Decimal], left: Interval, right: Interval) -> Interval:
    """The interval of a result, from the corners; unbounded where the divisor may be zero."""
    if work is operator.truediv and right[0] <= 0 <= right[1]:
        return -math.inf, math.inf
    try:
        corners = [decimal_op(work, a, b) for a, b in product(left, right)]
    except ArithmeticError:  # decimals divide by zero in more ways than one
        return -math.inf, math.inf
    return min(corners), max(corners)


def ceil_to_power_of_ten(step: FactValue) -> FactValue:
    """The smallest power of ten at or above a step, because the steps of results are decimal places."""
    if not step or not math.isfinite(step):
        return 0
    exponent = math.ceil(round(math.log10(step), 9))
    return 10**exponent if exponent >= 0 else float(f"1e{exponent}")


def is_multiple(value: FactValue, step: FactValue) -> bool:
    """Whether printing the value to the step changes nothing."""
    return not step or Decimal(str(value)) % Decimal(str(step)) == 0


def relative(value: FactValue, step: FactValue) -> float:
    """A step relative to its number."""
    return abs(step / value) if value else 0.0


def plain(number: Decimal) -> FactValue:
    """An int for a whole number, else a float."""
    return int(number) if number.is_finite() and number == number.to_integral_value() else float(number)
