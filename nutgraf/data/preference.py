"""Chooses the preferred row for a fact, and which rows may be published."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from nutgraf.data.package import Table

TableRecord = Mapping[str, Any]


def publishable(table: Table, records: Iterable[TableRecord]) -> list[TableRecord]:
    """The rows that may be published."""
    column = table.roles.get("publish")
    return [record for record in records if column is None or record[column]]


def key_of(table: Table, record: TableRecord) -> tuple[Any, ...]:
    """The values that identify which fact a row holds."""
    return tuple(record[name] for name in table.key)


def preference(table: Table, record: TableRecord, column: str) -> tuple[Any, ...]:
    """The sort key of rows for one fact: rows with a number first, then by the data package's preference."""
    ranks: list[Any] = [record.get(column) is None]
    for name in table.prefer:
        value = record[name]
        order = list(table.columns[name].constraints.get("enum", ()))
        if name == table.roles.get("checkedAgainst"):
            ranks.append((order.index(value) if value in order else len(order), str(value)))
        elif name == table.roles.get("qualifier"):
            ranks.append(value != "")
        else:
            ranks.append((value is None, value if value is not None else 0))
    return tuple(ranks)
