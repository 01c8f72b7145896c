"""Row: one row of a table, for loops in prose; its numbers with a unit are Facts. Rows: several, to be counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from nutgraf.data.cell_fact import fact_of_cell, source_of
from nutgraf.data.content import Record
from nutgraf.data.package import Package, Table
from nutgraf.errors import did_you_mean
from nutgraf.facts import Fact, Input, Source

_WIDEST = 60


class Row(Mapping[str, Any]):
    """One row of a table, by the names of its columns: row.usps, row.event_date, row["usps"].

    A number with a unit is a Fact, None where it is blank; row.value is that of the column that plays the part of
    value. A date is a date, and text is text.
    """

    def __init__(self, package: Package, table: Table, record: Record) -> None:
        self._package, self._table, self._record = package, table, record

    @property
    def source(self) -> Source | None:
        """Where the row was seen."""
        column = self._table.roles.get("source")
        return source_of(self._package, self._record[column]) if column else None

    def __getitem__(self, name: str) -> Any:
        column = self._table.value if name == "value" and "value" not in self._record else name
        if column not in self._record:
            raise KeyError(name)
        if column in self._table.figures:
            return fact_of_cell(self._package, self._table, self._record, column)
        return self._record[column]

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
        filled = {name: self._record[name] for name in names if self._record[name] not in (None, "")}
        return f"<Row of {self._table.name}: {', '.join(f'{name}={_shown(value)}' for name, value in filled.items())}>"


def _shown(value: Any) -> str:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return f"{value:,}"
    shown = repr(value) if isinstance(value, str) else str(value)
    return shown if len(shown) <= _WIDEST else f"{shown[:_WIDEST]}…"


class Rows(list[Row]):
    """Rows in the order of their table, as a list."""

    def __init__(self, rows: Iterable[Row], table: Table, asked: Mapping[str, Any]) -> None:
        super().__init__(rows)
        self._table = table
        self._asked = {name: "|".join(map(str, values)) for name, values in asked.items()}

    def count(self, value: Any = None) -> Any:
        """How many they are, as a Fact that rests on the table as a whole."""
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
