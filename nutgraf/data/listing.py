"""What is on file, for those who check pages: every figure by value, unit and name, and the keys of rows."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from nutgraf.data.content import read_content
from nutgraf.data.figure import figure_of
from nutgraf.data.package import Package, open_package
from nutgraf.data.select import as_lists, matching, preferred, publishable, refuse_misspelt


def on_file(package: Path) -> tuple[tuple[float, str, str], ...]:
    """(value, unit, name) of every preferred figure, in the order of the tables."""
    opened = open_package(package)
    return _listed(_Seen(opened, tuple(read_content(opened, table).digest for table in opened.tables.values())))


def keys_of(package: Path, table: str, where: Mapping[str, Any]) -> frozenset[tuple[tuple[str, str], ...]]:
    """The primary key, as text, of every row that answers; a misspelt table, column or value is refused."""
    opened = open_package(package)
    found = opened.table(table)
    content = read_content(opened, found)
    asked = as_lists(found, where)
    rows = [content.records[number] for number in matching(content, asked)]
    if not rows:
        refuse_misspelt(opened, found, asked)
    return frozenset(tuple(sorted((name, str(row[name])) for name in found.primary)) for row in rows)


def held(package: Path, table: str, key: Mapping[str, str], column: str) -> Any:
    """What stands in a column of the row with this key, given as text; None where there is nothing to publish."""
    opened = open_package(package)
    found = opened.tables.get(table)
    if found is None or column not in found.columns or not set(key) <= set(found.columns):
        return None
    rows = publishable(found, read_content(opened, found).records)
    return next((row[column] for row in rows if all(str(row[name]) == value for name, value in key.items())), None)


class _Seen:
    """A package as an argument that caches compare by the content of its tables."""

    def __init__(self, package: Package, digests: tuple[str, ...]) -> None:
        self.package, self.digests = package, digests

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Seen) and self.digests == other.digests

    def __hash__(self) -> int:
        return hash(self.digests)


@lru_cache(maxsize=2)
def _listed(seen: _Seen) -> tuple[tuple[float, str, str], ...]:
    found = []
    for table in seen.package.tables.values():
        records = publishable(table, read_content(seen.package, table).records)
        for column in table.figures:
            for record in preferred(table, records, column):
                fact = figure_of(seen.package, table, record, column)
                if fact is not None:
                    found.append((fact.value, fact.unit, fact.key))
    return tuple(found)
