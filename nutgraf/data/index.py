"""An index of the data for checks: every number by value, unit and name, and the keys of rows."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from nutgraf.data.cache_key import CacheKey
from nutgraf.data.cell_fact import fact_of_cell
from nutgraf.data.content import Content
from nutgraf.data.package import Package, Table
from nutgraf.data.package_file import open_package
from nutgraf.data.preference import publishable
from nutgraf.data.select import as_lists, check_values, matching, preferred
from nutgraf.data.sound_content import read_content
from nutgraf.errors import DataError, NutgrafError

PUBLISHED_AS = "published_as"
"""The column with the words in which its publisher printed a number."""


def known_facts(package: Path) -> tuple[tuple[float, str, str], ...]:
    """(value, unit, name) of every preferred number that may be published, in table order."""
    opened = open_package(package)
    digests = tuple((table.name, table.digest, content.digest) for table, content in _sound(opened))
    return _listed(CacheKey(digests, opened))


def matching_keys(package: Path, table: str, where: Mapping[str, Any]) -> frozenset[tuple[tuple[str, str], ...]]:
    """The primary key, as text, of every matching row. Raises DataError for a misspelled table, column or value."""
    opened = open_package(package)
    found = opened.table(table)
    content = read_content(opened, found)
    asked = as_lists(found, where)
    rows = [content.records[number] for number in matching(content, asked)]
    if not rows:
        check_values(opened, found, asked)
    return frozenset(tuple(sorted((name, str(row[name])) for name in found.identity)) for row in rows)


def value_at(package: Path, table: str, key: Mapping[str, str], column: str) -> Any:
    """The value of a column in the row with this key, as text; None if there is nothing to publish."""
    opened = open_package(package)
    found = opened.tables.get(table)
    if found is None or not key or column not in found.columns or not set(key) <= set(found.columns):
        return None
    rows = publishable(found, read_content(opened, found).records)
    return next((row[column] for row in rows if all(str(row[name]) == value for name, value in key.items())), None)


def quote_at(package: Path, table: str, key: Mapping[str, str], column: str) -> str:
    """The words in which the number of a row was published; "" for another column, or where its table has none."""
    found = open_package(package).tables.get(table)
    if found is None or column != found.value:
        return ""
    return str(value_at(package, table, key, PUBLISHED_AS) or "")


def record_with(package: Package, table: Table, key: Mapping[str, str]) -> Mapping[str, Any] | None:
    """The row of a table with this key, as text; None if there is none, or no such column."""
    if not key or not set(key) <= set(table.columns):
        return None
    rows = read_content(package, table).records
    return next((row for row in rows if all(str(row[name]) == value for name, value in key.items())), None)


@lru_cache(maxsize=2)
def _listed(seen: CacheKey[Package]) -> tuple[tuple[float, str, str], ...]:
    found = []
    for table, content in _sound(seen.value):
        records = publishable(table, content.records)
        for column in table.fact_columns:
            for record in preferred(table, records, column):
                with contextlib.suppress(NutgrafError):  # a number without a key or a source is not a fact
                    fact = fact_of_cell(seen.value, table, record, column)
                    if fact is not None:
                        found.append((fact.value, fact.unit, fact.key))
    return tuple(found)


def _sound(package: Package) -> Iterator[tuple[Table, Content]]:
    """The readable tables; the problems of others are raised when they are read."""
    for table in package.tables.values():
        with contextlib.suppress(DataError):
            yield table, read_content(package, table)
