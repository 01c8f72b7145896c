"""Foreign keys: finds rows that refer to a row that does not exist."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from nutgraf.data.cache_key import CacheKey
from nutgraf.data.constraints import comparable
from nutgraf.data.content import Content, parse
from nutgraf.data.package import Package, Reference, Table
from nutgraf.errors import DataError, Problem, did_you_mean


def broken_references(package: Package, table: Table, content: Content) -> tuple[Problem, ...]:
    """Every row of a table with a broken reference."""
    found: list[Problem] = []
    for reference in table.references:
        try:
            other = package.table(reference.table)
            rows = content if other.name == table.name else parse(other)
        except DataError as error:
            found.append(_unknown(table, reference, error.problems[0]))
        else:
            found += _broken(_as_key(content, table), _as_key(rows, other), reference)
    return tuple(found)


def _unknown(table: Table, reference: Reference, why: Problem) -> Problem:
    what = f"{', '.join(reference.columns)} cannot be looked up in {reference.table}: {why.what}"
    return Problem(
        f"data/{table.paths[0].name}", what, f"{why.where}: {why.fix}" if why.fix else f"look at {why.where}"
    )


def _as_key(content: Content, table: Table) -> CacheKey[Content]:
    return CacheKey((table.name, content.digest, table.digest), content)


@lru_cache(maxsize=128)
def _broken(rows: CacheKey[Content], others: CacheKey[Content], reference: Reference) -> tuple[Problem, ...]:
    known = {tuple(comparable(record[name]) for name in reference.others) for record in others.value.records}
    return tuple(_lost(rows.value, known, reference))


def _lost(content: Content, known: set[tuple[Any, ...]], reference: Reference) -> Iterator[Problem]:
    names = ", ".join(reference.columns)
    for record, place in zip(content.records, content.places, strict=True):
        values = tuple(comparable(record[name]) for name in reference.columns)
        if all(value in ("", None) for value in values) or values in known:
            continue
        shown = ", ".join(repr(record[name]) for name in reference.columns)
        near = did_you_mean(str(values[0]), [str(one[0]) for one in known]) if len(values) == 1 else ""
        yield Problem(f"{place}, column {names}", f"{shown} is not in the table {reference.table}", near)
