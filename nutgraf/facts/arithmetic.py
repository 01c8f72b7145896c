"""Arithmetic on facts: computes the value, its interval, its rounding step, its sources and its derivation in words."""

from __future__ import annotations

import operator
import warnings
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from nutgraf.facts import intervals
from nutgraf.facts.compatibility import NO_RULES, BasisRules, FactWarning, first_conflict, misfit
from nutgraf.facts.intervals import Number

if TYPE_CHECKING:
    from nutgraf.errors import FactError
    from nutgraf.facts.fact import Fact

Work = Callable[[Any, Any], Any]
_SHOWN = 4  # parts of a sum that its derivation spells out


def allow(left: Fact, right: Fact, *, same_year: bool, refuse: Callable[[str, str], FactError]) -> BasisRules:
    """The combination rules of both facts. Raises FactError where they forbid it; warns where they are silent."""
    rules = left.rules if left.rules is not NO_RULES else right.rules
    if why := first_conflict(rules, left.bases, right.bases):
        raise refuse(f"these two do not go together: {why}", "show them side by side, each with its source")
    if found := misfit(rules, left.bases, right.bases):
        warnings.warn(f"{found[0]} and {found[1]} rest on different bases; say so", FactWarning, stacklevel=5)
    elif same_year and left.year and right.year and left.year != right.year:
        warnings.warn(f"figures of {left.year} and {right.year} are combined; say so", FactWarning, stacklevel=5)
    return rules


def from_two(parts: tuple[Fact, Fact], sign: str, unit: str, how: tuple[Work, BasisRules]) -> Fact:
    """The sum, difference, product or quotient of two facts."""
    left, right = parts
    work, rules = how
    value = intervals.decimal_op(work, left.value, right.value)
    return derived(
        parts,
        key=f"{_inside(left)} {sign} {_inside(right)}",
        value=value,
        unit=unit,
        rounded_to=_step(parts, value, adds=sign in "+−"),
        spread=intervals.interval_op(work, left.bounds(), right.bounds()),
        qualifier=_qualifier(parts, sign),
        derivation=f"{_shown(left)} {sign} {_shown(right)}",
        rules=rules,
    )


def change(later: Fact, earlier: Fact, rules: BasisRules) -> Fact:
    """The change from the earlier fact to the later, in percent of the earlier."""

    def percent(a: Any, b: Any) -> Any:
        return (a - b) / b * 100

    times = intervals.decimal_op(operator.truediv, later.value, earlier.value)
    return derived(
        (later, earlier),
        key=f"{_inside(later)} change from {_inside(earlier)}",
        value=intervals.decimal_op(percent, later.value, earlier.value),
        unit="percent",
        rounded_to=intervals.ceil_to_power_of_ten(_step((later, earlier), times * 100, adds=False)),
        spread=intervals.interval_op(percent, later.bounds(), earlier.bounds()),
        qualifier="about" if later.qualifier or earlier.qualifier else "",
        derivation=f"({_shown(later)} − {_shown(earlier)}) ÷ {_shown(earlier)}",
        rules=rules,
    )


def scaled(fact: Fact, number: Number, sign: str) -> Fact:
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


def shifted(fact: Fact, number: Number, sign: str) -> Fact:
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


def rescaled(fact: Fact, factor: str) -> Fact:
    """The same fact in another unit: a ratio as a percentage."""
    by = float(factor)
    low, high = sorted(intervals.decimal_op(operator.mul, bound, by) for bound in fact.bounds())
    return derived(
        (fact,),
        key=fact.key,
        value=intervals.decimal_op(operator.mul, fact.value, by),
        unit=fact.unit,
        rounded_to=intervals.ceil_to_power_of_ten(abs(intervals.decimal_op(operator.mul, fact.uncertainty(), by))),
        spread=(low, high),
        qualifier=fact.qualifier if by > 0 else _about(fact.qualifier),
        derivation=fact.derivation,
        rules=fact.rules,
    )


def negated(fact: Fact) -> Fact:
    """The fact with its sign reversed."""
    done = rescaled(fact, "-1")
    return replace(done, rounded_to=fact.rounded_to, key=f"−{_inside(fact)}", derivation=f"−{_shown(fact)}")


def summed(parts: Sequence[Fact], key: str) -> Fact:
    """The sum of many facts of one measure."""
    value: Number = 0
    low: Number = 0
    high: Number = 0
    for part in parts:
        value = intervals.decimal_op(operator.add, value, part.value)
        low = intervals.decimal_op(operator.add, low, part.bounds()[0])
        high = intervals.decimal_op(operator.add, high, part.bounds()[1])
    shown = [_shown(part) for part in parts]
    if len(shown) > _SHOWN:
        shown = [*shown[:2], "…", shown[-1]]
    words = " + ".join(shown) + (f" ({len(parts)} figures)" if len(parts) > _SHOWN else "")
    return derived(
        parts,
        key=key,
        value=value,
        unit=parts[0].unit,
        rounded_to=_step(parts, value, adds=True),
        spread=(low, high),
        qualifier=_qualifier(parts, "+"),
        derivation=words,
        rules=parts[0].rules,
    )


def derived(parts: Iterable[Fact], **fields: Any) -> Fact:
    """A fact that keeps what its parts have in common: sources, inputs, publishers, year and area."""
    from nutgraf.facts.fact import Fact

    known = list(parts)
    publishers = dict.fromkeys(name for part in known for name in part.publishers)
    checked = {part.checked_against for part in known if part.checked_against}
    return Fact(
        year=_shared(part.year for part in known),
        year_note=_shared(part.year_note for part in known) or "",
        as_of=_shared(part.as_of for part in known) or "",
        publisher="; ".join(publishers),
        checked_against="reported" if "reported" in checked else "".join(checked),
        sources=tuple(dict.fromkeys(source for part in known for source in part.sources)),
        inputs=tuple(dict.fromkeys(each for part in known for each in part.inputs)),
        area=_shared(part.area for part in known) or "",
        bases=tuple(sorted({base for part in known for base in part.bases})),
        **fields,
    )


def brief(fact: Fact) -> str:
    """The number in a derivation: 314.2 m, 37.3 bn, 85,000, 8.4%."""
    step = fact.printed_step()
    if step == 1:
        return f"{fact.value:,}".replace("-", "−")
    for size, name in ((10**12, "tn"), (10**9, "bn"), (10**6, "m")):
        if abs(fact.value) >= size:
            return f"{_digits(fact.value / size, step / size)} {name}"
    return _digits(fact.value, step) + ("%" if fact.unit == "percent" else "")


def _digits(value: Number, step: Number) -> str:
    if not step:
        return f"{value:,}".replace("-", "−")
    places = max(0, -int(Decimal(str(step)).normalize().as_tuple().exponent))
    return f"{round(Decimal(str(value)), places):,f}".replace("-", "−")


def _step(parts: Sequence[Fact], value: Number, *, adds: bool) -> Number:
    """A sum is as coarse as its coarsest part; a product or quotient has as many digits as its least precise part."""
    if adds:
        coarsest = max(part.uncertainty() for part in parts)
        return coarsest if intervals.is_multiple(value, coarsest) else intervals.ceil_to_power_of_ten(coarsest)
    part = max(intervals.relative(part.value, part.uncertainty()) for part in parts)
    return intervals.ceil_to_power_of_ten(part * abs(value)) or max(part.printed_step() for part in parts)


def _qualifier(parts: Sequence[Fact], sign: str) -> str:
    """The qualifier of a result: a sum keeps one that all its parts share; anything else keeps only "about"."""
    words = {part.qualifier for part in parts if part.qualifier}
    if not words:
        return ""
    return words.pop() if sign == "+" and len(words) == 1 else "about"


def _about(word: str) -> str:
    return "about" if word else ""


def _shown(part: Fact) -> str:
    if part.derivation:
        return f"({part.derivation})"
    return f"({brief(part)})" if part.value < 0 else brief(part)


def _inside(part: Fact) -> str:
    return f"({part.key})" if part.derivation else part.key


def _shared(values: Iterable[Any]) -> Any:
    found = {value for value in values if value}
    return found.pop() if len(found) == 1 else None
