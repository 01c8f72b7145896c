"""Fact: a number with its unit, rounding, sources and derivation."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import total_ordering
from typing import Any, cast

from nutgraf.errors import FactError, Problem
from nutgraf.facts import arithmetic, units
from nutgraf.facts.compatibility import BasisRules
from nutgraf.facts.fact_data import FactData
from nutgraf.facts.intervals import FactValue

_BARE = ("a bare number has no unit and no source", "read it as a fact")
AS_TEXT: ContextVar[Callable[[Fact], str] | None] = ContextVar("nutgraf_fact_as_text", default=None)
"""How the sentence that is being rendered prints a fact, so that "%s" % fact is traced like {{ fact }}."""
_ONE_UNIT = ("only facts of one unit can be compared", "compare amounts of the same unit, or print both")
Units = Callable[[str, str, Mapping[str, str]], str]
"""The unit of a result by the units of both facts, and the singulars of units."""
_NONE = ("this is not a fact", "ask first whether there is one: {% if … %}")


@total_ordering
@dataclass(frozen=True, kw_only=True, eq=False)
class Fact(FactData):
    """A number with a unit, rounding and source. Truthy even when zero; comparable only with facts of the same unit."""

    def surely_above(self, other: Fact) -> bool:
        """Whether it is larger, whatever the rounding and the margins of error."""
        self._like(other)
        return self.bounds()[0] > other.bounds()[1]

    def surely_below(self, other: Fact) -> bool:
        """Whether it is smaller, whatever the rounding and the margins of error."""
        return other.surely_above(self)

    # --- arithmetic ---

    def __add__(self, other: Any) -> Fact:
        if other == 0 and not isinstance(other, Fact):
            return self  # so that sum(facts) works
        return self._with(other, "+", units.added, operator.add)

    __radd__ = __add__

    def __sub__(self, other: Any) -> Fact:
        return self._with(other, "−", units.subtracted, operator.sub)

    def __mul__(self, other: Any) -> Fact:
        if _is_number(other):
            return arithmetic.scaled(self, other, "×")
        percents = [fact.unit for fact in (self, other) if isinstance(fact, Fact)].count("percent")
        done = self._with(other, "×", units.multiplied, operator.mul)
        return arithmetic.rescaled(done, "0.01") if percents else done

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Fact:
        if _is_number(other):
            return arithmetic.scaled(self, other, "÷")
        return self._with(other, "÷", units.divided, operator.truediv)

    def __rsub__(self, other: Any) -> Fact:
        raise self._problem(other, "−", *_BARE)

    def __rtruediv__(self, other: Any) -> Fact:
        raise self._problem(other, "÷", *_BARE)

    def __neg__(self) -> Fact:
        return arithmetic.negated(self)

    def __abs__(self) -> Fact:
        return arithmetic.negated(self) if self.value < 0 else self

    def share_of(self, whole: Fact) -> Fact:
        """Its share of the whole, in percent: "314.2 m ÷ 37.3 bn".

        A share below 10 percent keeps a decimal, as 1% for 0.6% would be off by most of itself; `bounds` still
        says how uncertain it is.
        """
        self._like(whole)
        share = replace(arithmetic.rescaled(self / whole, "100"), unit="percent")
        return replace(share, rounded_to=0.1) if share.value < 10 and (share.rounded_to or 0) > 0.1 else share

    def change_from(self, earlier: Fact) -> Fact:
        """The change from an earlier fact, in percent."""
        self._like(earlier)
        if earlier.value <= 0:
            why = "there is no change in percent from zero or from a negative number"
            raise self._problem(earlier, "÷", why, "print the two, or their difference: later - earlier")
        return arithmetic.change(self, earlier, self._clear(earlier, "÷", same_year=False))

    # --- order, identity and use as a number ---

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Fact):
            return self._identity() == other._identity()
        return bool(self.value == other) if _is_number(other) else NotImplemented

    def __lt__(self, other: Any) -> bool:
        if isinstance(other, Fact):
            self._like(other)
            return self.value < other.value
        return bool(self.value < other) if _is_number(other) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.value)  # a fact equals its bare number

    def __bool__(self) -> bool:
        return True

    def __float__(self) -> float:
        return float(self.value)

    def __int__(self) -> int:
        return int(self.value)

    def __round__(self, digits: int | None = None) -> FactValue:
        return round(self.value, digits)

    def __str__(self) -> str:
        printed = AS_TEXT.get()
        return str(printed(self)) if printed else self.brief()

    def __format__(self, form: str) -> str:
        if not form:
            return str(self)
        what = f"the format {form!r} turns a fact into plain digits, and its source is lost"
        fix = "print the fact itself in prose, such as {{ paid | money }}; its bare number is its .value"
        raise FactError(Problem(self.key or self.brief(), what, fix))

    def brief(self) -> str:
        """The number and its unit as a notebook shows them: "314.2 m EUR"."""
        shown = arithmetic.brief(self)
        return shown if shown.endswith("%") else f"{shown} {self.unit}".strip()

    def __repr__(self) -> str:
        how = f" = {self.derivation}" if self.derivation else ""
        rounding = f", {self.rounding()}" if self.rounding() else ""
        return f"<Fact {self.brief()}{how}{rounding}{self._publishing()} ({self.key})>"

    def rounding(self) -> str:
        """Its precision in words, as published or as its parts allow: "to 100,000"; "" if it is not known."""
        if self.rounded_to is None:
            return ""
        return "not rounded" if self.rounded_to == 1 and units.is_counted(self.unit) else f"to {self.rounded_to:,}"

    def _publishing(self) -> str:
        return f", published by {', '.join(self.publishers)}" if self.publishers else ""

    def _identity(self) -> tuple[Any, ...]:
        return self.key, self.value, self.unit, self.rounded_to, self.bounds(), self.sources, self.inputs

    def _with(self, other: Any, sign: str, unit: Units, work: Callable[[Any, Any], Any]) -> Fact:
        if not isinstance(other, Fact):
            if self.unit == "ratio" and _is_number(other) and sign in "+−":
                return arithmetic.shifted(self, other, sign)  # new / old − 1
            if hasattr(other, "__array__"):
                return cast("Fact", NotImplemented)  # a column of a frame takes it from here
            raise self._problem(other, sign, *_BARE if _is_number(other) else _NONE)
        if sign == "÷" and other.value == 0:
            raise self._problem(other, sign, "it would be divided by zero", "ask first whether it is zero")
        try:
            becomes = unit(self.unit, other.unit, {**other.rules.singulars, **self.rules.singulars})
        except units.UnitClash as clash:
            raise self._problem(other, sign, clash.why, clash.fix) from None
        return arithmetic.from_two(
            (self, other), sign, becomes, (work, self._clear(other, sign, same_year=sign != "−"))
        )

    def _like(self, other: Fact) -> None:
        if not isinstance(other, Fact) or not units.alike(self.unit, other.unit):
            raise self._problem(other, "against", *_ONE_UNIT)

    def _clear(self, other: Fact, sign: str, *, same_year: bool) -> BasisRules:
        """The rules of both, once they allow the combination."""
        return arithmetic.allow(
            self, other, same_year=same_year, refuse=lambda why, fix: self._problem(other, sign, why, fix)
        )

    def _problem(self, other: Any, sign: str, what: str, fix: str) -> FactError:
        named = other.key if isinstance(other, Fact) and other.key else f"{other!r}"
        return FactError(Problem(f"{self.key or self.value} {sign} {named}", what, fix))


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
