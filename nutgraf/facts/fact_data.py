"""What a fact knows of its number: how it was published, how sure it is, and where it comes from."""

from __future__ import annotations

from dataclasses import dataclass

from nutgraf.facts import intervals, units
from nutgraf.facts.compatibility import NO_RULES, BasisRules
from nutgraf.facts.intervals import FactValue, Interval
from nutgraf.facts.source import Input, Source


@dataclass(frozen=True, kw_only=True, eq=False)
class FactData:
    """A number with its unit, its rounding and its sources; a Fact is this with arithmetic."""

    value: FactValue
    """The number itself."""
    unit: str = ""
    """What it counts or measures: "EUR", "percent", "persons"."""
    key: str = ""
    """The name of the fact: its table and the row it is in, or how it was computed."""
    rounded_to: FactValue | None = None
    """The step its publisher rounded to; of a computed fact, the coarsest step its parts allow."""
    raw_step: FactValue | None = None
    """Of a product or a quotient, that step before it became a decimal place, for what is computed from it."""
    low: FactValue | None = None
    """The lower end of the range that its publisher gives."""
    high: FactValue | None = None
    """The upper end of that range."""
    qualifier: str = ""
    """A word that its publisher puts before it, such as "about" or "more than"."""
    year: int | None = None
    """The year it is for."""
    year_note: str = ""
    """What kind of year that is, where it is not a plain one."""
    as_of: str = ""
    """The day, month or year it is for, as ISO 8601 text."""
    publisher: str = ""
    """Who estimated or counted it; of a computed fact, all of them, with "; " between."""
    checked_against: str = ""
    """Where it was seen: "publisher" or "reported"."""
    sources: tuple[Source, ...] = ()
    """The publications it was seen in."""
    inputs: tuple[Input, ...] = ()
    """The cells of tables that went into it."""
    derivation: str = ""
    """How it was computed, in words; empty for a number on file."""
    area: str = ""
    """The area it is for, such as a country, a region or a city."""
    within: tuple[str, ...] = ()
    """The areas that contain its area, the nearest first, as the data package says."""
    is_whole: bool = False
    """Whether its area is a whole that no other area contains."""
    published_as: str = ""
    """The words it was published in, where the table keeps them."""
    measure: str = ""
    """What is measured, without the area: facts of one measure may be added and ranked."""
    moe: FactValue | None = None
    """The margin of error that its publisher gives."""
    spread: Interval | None = None
    """The interval of a computed fact; read it with bounds()."""
    bases: tuple[str, ...] = ()
    """The population, method and edition it rests on; facts on bases that clash are not combined."""
    rules: BasisRules = NO_RULES
    """Which bases clash and which fit, as the data package says."""

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

    def printed_step(self) -> FactValue:
        """The finest step it may be printed to."""
        return self.rounded_to if self.rounded_to is not None else intervals.least_significant_step(self.value)

    def uncertainty(self) -> FactValue:
        """The step used in computations: its rounding, or half its published range if that is wider."""
        low, high = (self.low, self.high) if self.low is not None and self.high is not None else (0, 0)
        return max(self.printed_step(), self.moe or 0, (high - low) / 2)

    def raw_uncertainty(self) -> FactValue:
        """Its uncertainty, of a product or a quotient not yet a decimal place: one of three factors is rounded once."""
        return self.raw_step if self.raw_step is not None else self.uncertainty()

    @property
    def publishers(self) -> tuple[str, ...]:
        """The publishers of the numbers that went into it, each once."""
        return tuple(dict.fromkeys(part for part in self.publisher.split("; ") if part))
