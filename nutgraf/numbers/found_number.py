"""A number in a sentence: its place, its value, and why it need not be traced."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

NumberKind = Literal["digits", "words", "fraction", "multiple", "range", "ordinal"]


@dataclass(frozen=True, slots=True)
class Number:
    """A number in the text from `start` to `end`; `exempt` is empty if it must come from a fact.

    `value` is what it says (the lower end of a range, whose upper end is `high`), `step` is how far the printed text is
    rounded: 100,000 for "5.8 million". A third is 0.333…, a multiple is the factor, a place in a ranking is the place.
    """

    start: int
    end: int
    text: str
    kind: NumberKind
    value: float | None
    unit: str = ""
    exempt: str = ""
    high: float | None = None
    step: float = 0.0
