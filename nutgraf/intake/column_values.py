"""A column as found in a file, and as it is written into the table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from nutgraf.intake.grid import SheetValue

_YEAR = re.compile(
    r"((fiscal|tax|calendar|school)_)?(years?|fy|ano|anio|an|annee|jahr|anno|jaar|ar|rok|god|vuosi|ev|yil|(ال)?(سنة|عام)|ה?שנה)"
)
"""The word for a year, as names of columns have it: without accents, and in Latin letters where those can be read."""


@dataclass(frozen=True)
class TypedColumn:
    """A column as it is written into the table."""

    name: str
    title: str
    type: str
    cells: tuple[str, ...]
    missing: tuple[str, ...] = ()
    """The marks in it that mean a blank."""
    unit: str = ""
    """The unit that signs in its cells mean."""
    limits: tuple[str, ...] = ()
    """For each cell the word that makes its number a limit, such as "less than", or ""."""

    @property
    def is_number(self) -> bool:
        return self.type in ("number", "integer")

    @property
    def limit_column(self) -> str:
        """The name of the column with the words of its limits; "" where it has none."""
        return f"{self.name}_limit" if any(self.limits) else ""

    @property
    def is_year(self) -> bool:
        """Whether it holds years, by its name and its values."""
        plain_years = all(re.fullmatch(r"1\d{3}|2\d{3}", cell) for cell in self.values)
        return self.type == "integer" and bool(_YEAR.fullmatch(self.name)) and plain_years

    @property
    def may_be_shares_of_one(self) -> bool:
        """Whether its numbers have no sign and may be shares of 1 as well as percentages: none is larger than 1."""
        numbers = [Decimal(value) for value in self.values]
        return (
            not self.unit
            and sum(number % 1 != 0 for number in numbers) > 1
            and all(abs(number) <= 1 for number in numbers)
        )

    @property
    def values(self) -> list[str]:
        """Its cells without the blank ones."""
        return [cell for cell in self.cells if cell and cell not in self.missing]


@dataclass(frozen=True)
class FoundColumn:
    """A column as found: its cells with the rows that they are in."""

    where: str
    name: str
    title: str
    numbers: tuple[int, ...]
    cells: tuple[SheetValue, ...]
    missing: tuple[str, ...]
    limits: tuple[str, ...] = ()

    @property
    def known(self) -> list[tuple[int, SheetValue]]:
        return [
            (number, cell)
            for number, cell in zip(self.numbers, self.cells, strict=True)
            if cell != "" and cell not in self.missing
        ]

    def typed(self, kind: str, cells: Sequence[str], unit: str = "") -> TypedColumn:
        used = tuple(mark for mark in self.missing if mark in cells)
        return TypedColumn(self.name, self.title, kind, tuple(cells), used, unit, self.limits)
