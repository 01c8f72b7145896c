"""What a fact knows of its number: how it was published, how sure it is, and where it comes from."""

from __future__ import annotations

from dataclasses import dataclass

from nutgraf.facts import intervals, units
from nutgraf.facts.compatibility import NO_RULES, BasisRules
from nutgraf.facts.intervals import Interval, Number
from nutgraf.facts.source import Input, Source


@dataclass(frozen=True, kw_only=True, eq=False)
class FactData:
    """A number with its unit, its rounding and its sources; a Fact is this with arithmetic."""

    value: Number
    unit: str = ""
    key: str = ""
    rounded_to: Number | None = None
    """The step its publisher rounded to; of a computed fact, the coarsest step its parts allow."""
    low: Number | None = None
    high: Number | None = None
    qualifier: str = ""
    year: int | None = None
    year_note: str = ""
    as_of: str = ""
    publisher: str = ""
    checked_against: str = ""
    sources: tuple[Source, ...] = ()
    inputs: tuple[Input, ...] = ()
    derivation: str = ""
    area: str = ""
    published_as: str = ""
    measure: str = ""
    """What is measured, without the area: figures of one measure may be added and ranked."""
    moe: Number | None = None
    spread: Interval | None = None
    """The interval of a computed fact; read it with bounds()."""
    bases: tuple[str, ...] = ()
    rules: BasisRules = NO_RULES

    # --- how sure ---

    def bounds(self) -> Interval:
        """Its interval, as published (low and high, margin of error, rounding) or computed from its parts."""
        if self.spread is not None:
            return self.spread
        if self.low is not None and self.high is not None:
            return self.low, self.high
        if self.moe is not None:
            half = max(self.moe, (self.rounded_to or 0) / 2)
            return self.value - half, self.value + half
        step = self.rounded_to if self.rounded_to is not None else intervals.least_significant_step(self.value)
        exact = step == 1 and isinstance(self.value, int) and units.is_counted(self.unit) and not self.qualifier
        return intervals.published_interval(self.value, 0 if exact else step, self.qualifier)

    def printed_step(self) -> Number:
        """The finest step it may be printed to."""
        return self.rounded_to if self.rounded_to is not None else intervals.least_significant_step(self.value)

    def uncertainty(self) -> Number:
        """The step used in computations: its rounding, or half its published range if that is wider."""
        low, high = (self.low, self.high) if self.low is not None and self.high is not None else (0, 0)
        return max(self.printed_step(), self.moe or 0, (high - low) / 2)

    @property
    def publishers(self) -> tuple[str, ...]:
        """The publishers of the numbers that went into it, each once."""
        return tuple(dict.fromkeys(part for part in self.publisher.split("; ") if part))
