"""Facts: several facts of one measure, to add, count and rank."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, overload

from nutgraf.errors import FactError, Problem
from nutgraf.facts import arithmetic
from nutgraf.facts.compatibility import NO_RULES
from nutgraf.facts.fact import Fact
from nutgraf.facts.source import Source

_SHOWN = 60

_FIX = (
    "choose one of them; if they are parts of one total, say so with `measure` in the data package, "
    "or --area or --add-over of nutgraf data add"
)


class Facts(Sequence[Fact]):
    """Facts in the order of their table, each with its area."""

    def __init__(self, facts: Iterable[Fact], *, where: str = "", noun: str = "areas") -> None:
        self._facts = tuple(facts)
        self.where = where
        """How they were selected, in words."""
        self.noun = noun
        """What they are called when they are counted."""

    def total(self) -> Fact:
        """Their sum. Raises FactError for rates, for mixed measures and where an area is listed with a part of it."""
        self._not_empty("add")
        first = self._facts[0]
        for other in self._facts[1:]:
            _ = first + other  # refuses units and bases that cannot be added, each against the first
        self._one_measure("add")
        areas = self._areas_of_one_level("add")
        if len(set(areas)) < len(areas):
            twice = next(area for area in areas if areas.count(area) > 1)
            raise self._problem(f"{twice} is in it twice", "choose one year, one publisher or one edition")
        return self._facts[0] if len(self) == 1 else arithmetic.summed(self._facts, f"total of {self.where}")

    def count(self, value: Any = None) -> Any:
        """How many they are, as a Fact."""
        if value is not None:
            return self._facts.count(value)
        return Fact(
            **arithmetic.shared(self._facts),
            key=f"count of {self.where}",
            value=len(self),
            unit=self.noun,
            rounded_to=1,
            derivation=f"counted: {len(self)} with a number",
            rules=self._facts[0].rules if self._facts else NO_RULES,
        )

    def largest(self, n: int = 1) -> Facts:
        """The n largest, largest first; ties keep the order of the table."""
        return self._with(sorted(self._facts, key=lambda fact: -fact.value)[:n], f"{n} largest")

    def smallest(self, n: int = 1) -> Facts:
        """The n smallest, the smallest first."""
        return self._with(sorted(self._facts, key=lambda fact: fact.value)[:n], f"{n} smallest")

    def rank_of(self, fact: Fact, *, order: str = "largest") -> Fact:
        """Its rank, 1 for the largest; bounds() gives the ranks that rounding leaves possible."""
        if fact not in self._facts:
            raise self._problem(f"{fact.key} is not among them", "rank it among facts of its own kind")
        self._one_measure("rank")
        self._areas_of_one_level("rank")
        if order not in ("largest", "smallest"):
            raise self._problem(f"no order {order!r}", "largest or smallest")
        others = [other for other in self._facts if other != fact]
        sign = 1 if order == "largest" else -1
        place = 1 + sum(sign * (other.value - fact.value) > 0 for other in others)
        surely = [other.surely_above(fact) if sign == 1 else other.surely_below(fact) for other in others]
        never = [other.surely_below(fact) if sign == 1 else other.surely_above(fact) for other in others]
        best, worst = 1 + sum(surely), 1 + sum(not each for each in never)
        ranked = Fact(
            **arithmetic.shared((fact, *others)),
            key=f"rank of {fact.key} among {self.where}",
            value=place,
            unit="rank",
            rounded_to=1,
            spread=(min(best, place), max(worst, place)),
            derivation=f"{order} first: {place} of {len(self)}",
            rules=fact.rules,
        )
        return replace(ranked, area=fact.area)

    @property
    def parts(self) -> Facts:
        """The facts of the smallest areas: without the whole, and without areas that contain another one here."""
        wholes = {area for fact in self._facts for area in fact.within}
        smallest = (fact for fact in self._facts if not fact.is_whole and fact.area not in wholes)
        return self._with(smallest, "parts")

    def of(self, area: str) -> Fact | None:
        """The fact of one area, or None."""
        return next((fact for fact in self._facts if fact.area == area), None)

    @property
    def areas(self) -> tuple[str, ...]:
        """The areas that have a fact."""
        return tuple(fact.area for fact in self._facts)

    @property
    def sources(self) -> tuple[Source, ...]:
        """Every source, once."""
        return tuple(dict.fromkeys(source for fact in self._facts for source in fact.sources))

    def __len__(self) -> int:
        return len(self._facts)

    @overload
    def __getitem__(self, index: int) -> Fact: ...
    @overload
    def __getitem__(self, index: slice) -> Facts: ...
    def __getitem__(self, index: int | slice) -> Fact | Facts:
        if isinstance(index, slice):
            return self._with(self._facts[index], f"{index.start or 0} to {index.stop or len(self)}")
        return self._facts[index]

    def __iter__(self) -> Iterator[Fact]:
        return iter(self._facts)

    def __repr__(self) -> str:
        width = max((len(fact.area) for fact in self._facts), default=0)
        areas = [f"{fact.area:{width}}  " if width else "" for fact in self._facts[:_SHOWN]]
        lines = [f"  {area}{fact.brief()}" for area, fact in zip(areas, self._facts, strict=False)]
        more = [f"  … and {len(self) - _SHOWN} more"] if len(self) > _SHOWN else []
        return "\n".join([f"<{len(self)} facts: {self.where}>", *lines, *more])

    def _with(self, facts: Iterable[Fact], which: str) -> Facts:
        return Facts(facts, where=f"{which} of {self.where}", noun=self.noun)

    def _one_measure(self, verb: str) -> None:
        measures = sorted({fact.measure for fact in self._facts})
        if len(measures) > 1:
            raise self._problem(f"facts of several kinds would be {verb}ed: {', '.join(measures)}", _FIX)

    def _areas_of_one_level(self, verb: str) -> list[str]:
        areas = [fact.area for fact in self._facts if fact.area]
        listed = set(areas)
        for fact in self._facts:
            if whole := next((area for area in fact.within if area in listed), ""):
                what = f"{whole} would be {verb}ed with a part of it, {fact.area}"
                raise self._problem(what, "take .parts first, or choose areas of one level")
        return areas

    def _not_empty(self, verb: str) -> None:
        if not self._facts:
            raise self._problem(f"there is nothing to {verb}", "ask first: {% if facts %}")

    def _problem(self, what: str, fix: str) -> FactError:
        return FactError(Problem(self.where or "these facts", what, fix))
