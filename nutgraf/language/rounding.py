"""Rounding and scale: 314,200,000 becomes 314.2 and the power 6."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from math import isfinite
from numbers import Integral, Rational

Roundable = int | float | Decimal
SCALES = (0, 6, 9, 12)
WHOLE = (0,)
_WIDE = Context(prec=60)


@dataclass(frozen=True)
class Numeral:
    """A number as printed: `mantissa`, with its trailing zeros, times ten to the `power`."""

    mantissa: Decimal
    power: int

    @property
    def amount(self) -> Decimal:
        """What the words say, in full."""
        return self.mantissa.scaleb(self.power)

    @property
    def places(self) -> int:
        return max(0, -_exponent(self.mantissa))


def exact(value: Roundable) -> Decimal:
    """Any number as the decimal a person would write: 0.1 + 0.2 is 0.3."""
    if isinstance(value, Decimal):
        number = value
    elif isinstance(value, Integral):
        number = Decimal(int(value))
    elif isinstance(value, Rational):
        fraction = Fraction(value)
        number = _WIDE.divide(Decimal(fraction.numerator), Decimal(fraction.denominator))
    else:
        number = without_dust(float(value))
    if not number.is_finite():
        raise ValueError(f"{value} is not a number that can be printed")
    return number


def without_dust(value: float) -> Decimal:
    """A float rounded to fifteen significant digits, which drops binary noise."""
    if not isfinite(value) or value.is_integer():
        return Decimal(repr(value))
    return Decimal(f"{value:.15g}")


def round_to(value: Roundable, step: Roundable) -> Decimal:
    """The nearest multiple of the step, halves away from zero."""
    unit = exact(step)
    return _WIDE.multiply(
        _WIDE.divide(exact(value), unit).quantize(Decimal(1), rounding=ROUND_HALF_UP, context=_WIDE), unit
    )


def numeral(
    value: Roundable,
    *,
    step: Roundable | None = None,
    places: int | None = None,
    scales: tuple[int, ...] = SCALES,
    digits: int = 3,
    fewest: int = 0,
) -> Numeral:
    """Round a number for print: never finer than `step`, to `places` decimals or as far as readers follow.

    Readers follow three digits (1.28 million), or `digits`, with `fewest` decimals; whole numbers stay whole.
    """
    number = exact(value)
    unit = exact(step) if step else Decimal(0)
    rounded = number
    for _ in range(3):  # rounding may carry into the next scale, which rounds again, from the start
        power = _power(rounded, scales)
        fit = _places(rounded.scaleb(-power), digits, max(fewest, 1 if power else 0))
        shown = fit if places is None else places
        spare = max(0, rounded.adjusted() - power - _followed(rounded, digits) + 1) if power and places is None else 0
        shown = 0 if spare else shown  # 23,500 millones: more digits before the point than readers follow
        finest = Decimal(1).scaleb(power - shown + spare)
        again = round_to(number, max(unit, finest))
        if again == rounded:
            break
        rounded = again
    mantissa = _WIDE.divide(rounded, Decimal(1).scaleb(power))
    return Numeral(_with_zeros(mantissa, unit.scaleb(-power), shown, asked=places is not None), power)


def _power(number: Decimal, scales: tuple[int, ...]) -> int:
    return max((scale for scale in scales if abs(number) >= Decimal(1).scaleb(scale)), default=0)


def _places(mantissa: Decimal, digits: int, least: int) -> int:
    whole = not mantissa or mantissa == mantissa.to_integral_value()
    return least if whole else max(least, digits - 1 - mantissa.adjusted())


def _followed(number: Decimal, digits: int) -> int:
    """The digits of a large number that are printed, whatever its scales: 136.9 billion is 136,900 millones."""
    return max(digits, number.adjusted() % 3 + 2)


def _with_zeros(mantissa: Decimal, unit: Decimal, shown: int, *, asked: bool) -> Decimal:
    """Keep the trailing zeros that the step or the reporter justifies ("$7.0 billion"), and no others."""
    bare = mantissa.normalize(_WIDE)
    if _exponent(bare) > 0:
        bare = bare.quantize(Decimal(1), context=_WIDE)
    vouched = shown if asked and not unit else 0
    if unit:
        stated = -unit.adjusted() if unit.normalize().as_tuple().digits == (1,) else 0
        vouched = min(stated, shown) if asked else (stated if stated <= shown else 0)
    if vouched > max(0, -_exponent(bare)):
        return bare.quantize(Decimal(1).scaleb(-vouched), context=_WIDE)
    return bare


def _exponent(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0
