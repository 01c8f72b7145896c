"""Row: one row of a table for loops in prose, with its numbers as Facts. Rows: several, which can be counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from nutgraf.data.cell_fact import fact_of_cell, source_of
from nutgraf.data.package import Package, Table
from nutgraf.data.preference import TableRecord
from nutgraf.errors import did_you_mean
from nutgraf.facts import Fact, Input, Source, Year

_WIDEST = 60


class Row(Mapping[str, Any]):
    """row.region is text, row.event_date a date, row.value a Fact (None where blank), row.source a Source.

    row.year is a number that is printed as it is, where its column has the type or the role of a year.
    """

    def __init__(self, package: Package, table: Table, record: TableRecord) -> None:
        self._package, self._table, self._record = package, table, record

    @property
    def source(self) -> Source | None:
        """The source of the row."""
        column = self._table.roles.get("source")
        return source_of(self._package, self._record[column]) if column else None

    def __getitem__(self, name: str) -> Any:
        column = self._table.value if name == "value" and "value" not in self._record else name
        if column not in self._record:
            raise KeyError(name)
        if column in self._table.fact_columns:
            return fact_of_cell(self._package, self._table, self._record, column)
        value = self._record[column]
        return Year(value) if isinstance(value, int) and self._table.is_year(column) else value

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        try:
            return self[name]
        except KeyError:
            advice = did_you_mean(name, self._record)
            raise AttributeError(f"table {self._table.name} has no column {name!r}; {advice}") from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._record)

    def __len__(self) -> int:
        return len(self._record)

    def __bool__(self) -> bool:
        return True

    def __hash__(self) -> int:
        return hash((self._table.name, *(str(self._record[name]) for name in self._table.identity or self._record)))

    def __repr__(self) -> str:
        names = dict.fromkeys((*self._table.identity, *self._record))
        held = [name for name in names if self._record[name] not in (None, "")]
        filled = {name: _shown(self._record[name], year=self._table.is_year(name)) for name in held}
        return f"<Row of {self._table.name}: {', '.join(f'{name}={shown}' for name, shown in filled.items())}>"


def _shown(value: Any, *, year: bool) -> str:
    if isinstance(value, (int, float)) and not isinstance(value, bool) and not year:
        return f"{value:,}"
    shown = repr(value) if isinstance(value, str) else str(value)
    return shown if len(shown) <= _WIDEST else f"{shown[:_WIDEST]}…"


class Rows(list[Row]):
    """Rows in table order, as a list."""

    def __init__(self, rows: Iterable[Row], table: Table, asked: Mapping[str, Any]) -> None:
        super().__init__(rows)
        self._table = table
        self._asked = {name: "|".join(map(str, values)) for name, values in asked.items()}

    def count(self, value: Any = None) -> Any:
        """Their number, as a Fact based on the whole table."""
        if value is not None:
            return super().count(value)
        sources = tuple(dict.fromkeys(source for row in self if (source := row.source)))
        asked = ",".join(f"{name}={wanted}" for name, wanted in self._asked.items())
        counted = Input(
            table=self._table.name,
            key=self._asked,
            column="",
            value=len(self),
            source_id=sources[0].id if len(sources) == 1 else "",
        )
        return Fact(
            value=len(self),
            unit=self._table.noun[1],
            rounded_to=1,
            key=f"count of {self._table.name}:{asked}" if asked else f"count of {self._table.name}",
            sources=sources,
            inputs=(counted,),
            derivation=f"counted: {len(self)} rows",
        )
