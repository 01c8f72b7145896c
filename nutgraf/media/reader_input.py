"""A number that a reader fills in, and its values as plain numbers."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from nutgraf.errors import FigureError, Problem


@dataclass(frozen=True)
class ReaderInput:
    """A number that a reader fills in: the label of its field, and the values for which the table has a row.

    A reader may enter any number from the smallest to the largest of these, and finds the first one in the field.
    """

    label: str | Mapping[str, str]
    """The words at its field, or those of each language."""
    values: Sequence[float]
    """The values for which the table has a row."""
    unit: str = ""
    """What it counts or measures: "EUR"; without it, it multiplies, as twelve months do."""

    @property
    def step(self) -> float:
        """The step of the numbers that a reader may enter."""
        places = max(decimal_places(Decimal(str(value))) for value in self.values)
        return float(f"1e-{places}") if places else 1


def with_numbers(name: str, each: Any) -> ReaderInput:
    """An input with plain numbers, those of a column or an array too. Raises FigureError for anything else."""
    if not isinstance(each, ReaderInput):
        fix = f'write {name}=ReaderInput("Label", [1, 12])'
        raise FigureError(Problem("calculator", f"{name!r} is not an input", fix))
    given = each.values if isinstance(each.values, Iterable) and not isinstance(each.values, str) else ()
    values = [value.item() if hasattr(value, "item") else value for value in given]
    are_numbers = all(type(value) in (int, float) and math.isfinite(value) for value in values)
    if len(set(values)) < 2 or not are_numbers:
        fix = f'write ReaderInput("{name}", [1, 12])'
        raise FigureError(Problem("calculator", f"the input {name!r} needs two numbers at least", fix))
    return replace(each, values=values)


def decimal_places(step: Decimal) -> int:
    """The decimals of a step."""
    return max(0, -int(step.normalize().as_tuple().exponent))
