"""Arithmetic on facts: computes the value, its interval, its rounding step, its sources and its derivation in words."""

from __future__ import annotations

import operator
import warnings
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, TypeVar

from nutgraf.errors import FactError
from nutgraf.facts import intervals
from nutgraf.facts.compatibility import NO_RULES, BasisRules, FactWarning, first_conflict, misfit
from nutgraf.facts.fact_data import FactData
from nutgraf.facts.intervals import FactValue

F = TypeVar("F", bound=FactData)
Operation = Callable[[Any, Any], Any]
_SHOWN = 4  # parts of a sum that its derivation spells out


def allow(left: FactData, right: FactData, *, same_year: bool, refuse: Callable[[str, str], FactError]) -> BasisRules:
    """The combination rules of both facts. Raises FactError where they forbid it; warns where they are silent."""
    rules = left.rules if left.rules is not NO_RULES else right.rules
    if why := first_conflict(rules, left.bases, right.bases):
        raise refuse(f"these two do not go together: {why}", "show them side by side, each with its source")
    if found := misfit(rules, left.bases, right.bases):
        warnings.warn(f"{found[0]} and {found[1]} rest on different bases; say so", FactWarning, stacklevel=5)
    elif same_year and left.year and right.year and left.year != right.year:
        warnings.warn(f"numbers of {left.year} and {right.year} are combined; say so", FactWarning, stacklevel=5)
    return rules


def from_two(parts: tuple[F, F], sign: str, unit: str, how: tuple[Operation, BasisRules]) -> F:
    """The sum, difference, product or quotient of two facts."""
    left, right = parts
    work, rules = how
    value = intervals.decimal_op(work, left.value, right.value)
    return type(left)(
        **shared(parts),
        key=f"{_inside(left)} {sign} {_inside(right)}",
        value=value,
        unit=unit,
        rounded_to=_finer(parts) if sign in "+−" and is_own_margin(*parts) else _step(parts, value, adds=sign in "+−"),
        raw_step=None if sign in "+−" else _raw_step(parts, value),
        spread=intervals.interval_op(work, left.bounds(), right.bounds()),
        qualifier=_qualifier(parts, sign),
        derivation=f"{_shown(left)} {sign} {_shown(right)}",
        rules=rules,
    )


def is_own_margin(fact: FactData, other: FactData) -> bool:
    """Whether the other is the margin of error of this number: what they give is an end of it, as sure as both."""
    rows = {(each.table, tuple(sorted(each.key.items()))) for each in (*fact.inputs, *other.inputs)}
    return fact.moe is not None and other.value == fact.moe and len(rows) == len(fact.inputs) == 1


def _finer(parts: tuple[F, F]) -> FactValue:
    return min(part.printed_step() for part in parts)


def change(later: F, earlier: F, rules: BasisRules) -> F:
    """The change from the earlier fact to the later, in percent of the earlier."""

    def percent(a: Any, b: Any) -> Any:
        return (a - b) / b * 100

    times = intervals.decimal_op(operator.truediv, later.value, earlier.value)
    return type(later)(
        **shared((later, earlier)),
        key=f"{_inside(later)} change from {_inside(earlier)}",
        value=intervals.decimal_op(percent, later.value, earlier.value),
        unit="percent",
        rounded_to=intervals.ceil_to_power_of_ten(_step((later, earlier), times * 100, adds=False)),
        spread=intervals.interval_op(percent, later.bounds(), earlier.bounds()),
        qualifier="about" if later.qualifier or earlier.qualifier else "",
        derivation=f"({_shown(later)} − {_shown(earlier)}) ÷ {_shown(earlier)}",
        rules=rules,
    )


def scaled(fact: F, number: FactValue, sign: str) -> F:
    """A fact multiplied or divided by a plain number, which is taken as exact: twelve months, a thousand."""
    work = operator.mul if sign == "×" else operator.truediv
    factor = Decimal(str(number)) if sign == "×" else 1 / Decimal(str(number))
    done = rescaled(fact, str(factor))
    return replace(
        done,
        value=intervals.decimal_op(work, fact.value, number),
        key=f"{_inside(fact)} {sign} {number}",
        derivation=f"{_shown(fact)} {sign} {number:,}",
    )


def shifted(fact: F, number: FactValue, sign: str) -> F:
    """A ratio plus or minus a plain number: one and a half times is a half more."""
    work = operator.add if sign == "+" else operator.sub
    low, high = (intervals.decimal_op(work, bound, number) for bound in fact.bounds())
    return replace(
        fact,
        key=f"{_inside(fact)} {sign} {number}",
        value=intervals.decimal_op(work, fact.value, number),
        spread=(low, high),
        derivation=f"{fact.derivation or brief(fact)} {sign} {number}",
    )


def rescaled(fact: F, factor: str) -> F:
    """The same fact in another unit: a ratio as a percentage."""
    by = float(factor)
    low, high = sorted(intervals.decimal_op(operator.mul, bound, by) for bound in fact.bounds())
    step = abs(intervals.decimal_op(operator.mul, fact.raw_uncertainty(), by))
    return type(fact)(
        **shared((fact,)),
        key=fact.key,
        value=intervals.decimal_op(operator.mul, fact.value, by),
        unit=fact.unit,
        rounded_to=intervals.ceil_to_power_of_ten(step),
        raw_step=step,
        spread=(low, high),
        qualifier=fact.qualifier if by > 0 else _about(fact.qualifier),
        derivation=fact.derivation,
        rules=fact.rules,
    )


def negated(fact: F) -> F:
    """The fact with its sign reversed."""
    done = rescaled(fact, "-1")
    return replace(
        done, rounded_to=fact.rounded_to, raw_step=fact.raw_step, key=f"−{_inside(fact)}", derivation=f"−{_shown(fact)}"
    )


def summed(parts: Sequence[F], key: str) -> F:
    """The sum of many facts of one measure."""
    value: FactValue = 0
    low: FactValue = 0
    high: FactValue = 0
    for part in parts:
        value = intervals.decimal_op(operator.add, value, part.value)
        low = intervals.decimal_op(operator.add, low, part.bounds()[0])
        high = intervals.decimal_op(operator.add, high, part.bounds()[1])
    shown = [_shown(part) for part in parts]
    if len(shown) > _SHOWN:
        shown = [*shown[:2], "…", shown[-1]]
    words = " + ".join(shown) + (f" ({len(parts)} numbers)" if len(parts) > _SHOWN else "")
    return type(parts[0])(
        **shared(parts),
        key=key,
        value=value,
        unit=parts[0].unit,
        rounded_to=_step(parts, value, adds=True),
        spread=(low, high),
        qualifier=_qualifier(parts, "+"),
        derivation=words,
        rules=parts[0].rules,
    )


def shared(parts: Iterable[FactData]) -> dict[str, Any]:
    """What a fact keeps of its parts: their sources, inputs and publishers, the year and area they have in common."""
    known = list(parts)
    publishers = dict.fromkeys(name for part in known for name in part.publishers)
    checked = {part.checked_against for part in known if part.checked_against}
    return {
        "year": _shared(part.year for part in known),
        "year_note": _shared(part.year_note for part in known) or "",
        "as_of": _shared(part.as_of for part in known) or "",
        "publisher": "; ".join(publishers),
        "checked_against": "reported" if "reported" in checked else "".join(checked),
        "sources": tuple(dict.fromkeys(source for part in known for source in part.sources)),
        "inputs": tuple(dict.fromkeys(each for part in known for each in part.inputs)),
        "area": _shared(part.area for part in known) or "",
        "within": _shared(part.within for part in known) or (),
        "bases": tuple(sorted({base for part in known for base in part.bases})),
    }


def brief(fact: FactData) -> str:
    """The number in a derivation: 314.2 m, 37.3 bn, 85,000, 8.4%."""
    step = fact.printed_step()
    if step == 1:
        return f"{fact.value:,}".replace("-", "−")
    for size, name in ((10**12, "tn"), (10**9, "bn"), (10**6, "m")):
        if abs(fact.value) >= size:
            return f"{_digits(fact.value / size, step / size)} {name}"
    return _digits(fact.value, step) + ("%" if fact.unit == "percent" else "")


def _digits(value: FactValue, step: FactValue) -> str:
    if not step:
        return f"{value:,}".replace("-", "−")
    places = max(0, -int(Decimal(str(step)).normalize().as_tuple().exponent))
    return f"{round(Decimal(str(value)), places):,f}".replace("-", "−")


def _step(parts: Sequence[FactData], value: FactValue, *, adds: bool) -> FactValue:
    """A sum is as coarse as its coarsest part; a product or quotient has as many digits as its least precise part."""
    if adds:
        coarsest = max(part.uncertainty() for part in parts)
        return coarsest if intervals.is_multiple(value, coarsest) else intervals.ceil_to_power_of_ten(coarsest)
    return intervals.ceil_to_power_of_ten(_raw_step(parts, value)) or max(part.printed_step() for part in parts)


def _raw_step(parts: Sequence[FactData], value: FactValue) -> FactValue:
    """The step of a product or a quotient, as its least precise part has it."""
    return max(intervals.relative(part.value, part.raw_uncertainty()) for part in parts) * abs(value)


_LIMITS = ("up to", "more than", "fewer than", "less than", "at least", "at most")


def _qualifier(parts: Sequence[FactData], sign: str) -> str:
    """The qualifier of a result: a sum keeps one that all its parts share; anything else keeps only "about".

    A limit less an exact number is a limit too: "up to $194 million" less $157 million is "up to" $37 million.
    """
    words = {part.qualifier for part in parts if part.qualifier}
    if not words:
        return ""
    if sign == "−" and parts[0].qualifier in _LIMITS and not any(part.qualifier for part in parts[1:]):
        return parts[0].qualifier
    return words.pop() if sign == "+" and len(words) == 1 else "about"


def _about(word: str) -> str:
    return "about" if word else ""


def _shown(part: FactData) -> str:
    if part.derivation:
        return f"({part.derivation})"
    return f"({brief(part)})" if part.value < 0 else brief(part)


def _inside(part: FactData) -> str:
    return f"({part.key})" if part.derivation else part.key


def _shared(values: Iterable[Any]) -> Any:
    found = {value for value in values if value}
    return found.pop() if len(found) == 1 else None
