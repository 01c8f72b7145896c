"""A number as it stands in a sentence: where, what it says, and why it need not be traced."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["figure", "words", "fraction", "multiple", "range", "ordinal"]


@dataclass(frozen=True, slots=True)
class Number:
    """Text from `start` to `end` that says a number; `exempt` is empty where it must lead to a fact.

    `value` is what it says (the lower end of a range, whose upper end is `high`), `step` is how far the printed text is
    rounded: 100,000 for "5.8 million". A third is 0.333…, a multiple is the factor, a place in a ranking is the place.
    """

    start: int
    end: int
    text: str
    kind: Kind
    value: float | None
    unit: str = ""
    exempt: str = ""
    high: float | None = None
    step: float = 0.0
