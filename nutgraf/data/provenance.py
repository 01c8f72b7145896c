"""Traces the rows of a frame back to rows of data/, to find every use of a fact."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from nutgraf.data.package import Package, Table
from nutgraf.data.package_file import find_package, open_package
from nutgraf.data.sound_content import read_content
from nutgraf.errors import NutgrafError

if TYPE_CHECKING:
    import pandas as pd

RowRef = tuple[str, Mapping[str, Any]]
"""A table, and the primary key of a row in it."""


def source_rows(frame: pd.DataFrame) -> list[list[RowRef]]:
    """The rows of data/ behind each row of a frame, by its keys; none if the frame has lost them.

    A merged frame no longer names its table, but its rows keep their key and source.
    """
    try:
        package = open_package(find_package())
        tables = list(_likely(package, frame))
        known = [_by_key(package, table) for table in tables]
    except NutgrafError:
        return [[] for _ in range(len(frame))]
    found: list[list[RowRef]] = []
    for row in (dict(zip(frame.columns, cells, strict=True)) for cells in frame.itertuples(index=False)):
        keys = [tuple(_plain(row[name]) for name in table.identity) for table in tables]
        found.append(
            [
                (table.name, dict(zip(table.identity, key, strict=True)))
                for table, key, records in zip(tables, keys, known, strict=True)
                if key in records and _same_source(table, records[key], row)
            ]
        )
    return found


def _likely(package: Package, frame: pd.DataFrame) -> Iterator[Table]:
    """The table that the frame names, else every table whose key and source columns it has."""
    named = package.tables.get(frame.attrs.get("table", ""))
    for table in [named] if named else package.tables.values():
        source = table.roles.get("source")
        own = table is named or (table.fact_columns and source in frame.columns)
        if own and table.identity and set(table.identity) <= set(frame.columns):
            yield table


def _by_key(package: Package, table: Table) -> dict[tuple[Any, ...], Mapping[str, Any]]:
    return {tuple(record[name] for name in table.identity): record for record in read_content(package, table).records}


def _same_source(table: Table, record: Mapping[str, Any], row: Mapping[str, Any]) -> bool:
    source = table.roles.get("source")
    return source is None or source not in row or record[source] == _plain(row[source])


def _plain(value: Any) -> Any:
    if value is None or type(value).__name__ in ("NAType", "NaTType") or value != value:
        return ""
    value = value.item() if hasattr(value, "item") else value
    return int(value) if isinstance(value, float) and value.is_integer() else value
