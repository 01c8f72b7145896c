"""Numbers of which others are parts, as the data package declares them, and the totals that are below a part."""

from __future__ import annotations

import contextlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nutgraf.data.index import record_with
from nutgraf.data.package import NAME, Package, Table
from nutgraf.data.package_file import open_package
from nutgraf.data.preference import TableRecord, publishable
from nutgraf.data.select import as_lists, check_values, matching, preferred
from nutgraf.data.sound_content import read_content
from nutgraf.errors import DataError, NutgrafError, Problem

if TYPE_CHECKING:
    from nutgraf.data.declarations import DeclaredRows


@dataclass(frozen=True)
class TotalCell:
    """One number of a total or of a part: the key of its row, and where that row is."""

    table: str
    key: Mapping[str, Any]
    column: str
    value: int | float
    unit: str
    place: str
    of: str = ""
    """What it is of, in words, with its area by name."""


@dataclass(frozen=True)
class TotalAndPart:
    """A total and one of its parts."""

    total: TotalCell
    part: TotalCell


def totals_and_parts(package: Path) -> tuple[TotalAndPart, ...]:
    """Every total with each of its parts; none of a table that cannot be read."""
    try:
        opened = open_package(package)
    except NutgrafError:
        return ()
    found: list[TotalAndPart] = []
    for declared in opened.totals:
        with contextlib.suppress(NutgrafError):  # `validate` says what is wrong with a declaration or a table
            totals = _cells(opened, declared.total, declared.same)
            for rows in declared.parts:
                found += _joined(totals, _cells(opened, rows, declared.same))
    return tuple(found)


def key_in_words(package: Path, table: str, key: Mapping[str, Any]) -> str:
    """What a row is of, in words: its key without its source, the area by its name where the table has names."""
    try:
        opened = open_package(package)
        found = opened.table(table)
        record = record_with(opened, found, {name: str(value) for name, value in key.items()})
    except NutgrafError:
        return _plain(str(value) for name, value in key.items() if "source" not in name)
    return _in_words(found, key, record or {})


def below_their_parts(package: Path) -> list[Problem]:
    """The totals in the tables that are below one of their parts, each with both rows."""
    return [
        Problem(
            f"{one.total.place}, column {one.total.column}",
            f"the total {one.total.value:,} is below its part, {one.part.value:,} in {one.part.place}",
            f"correct one of the two, or what data/{NAME} declares as totals",
        )
        for one in totals_and_parts(package)
        if one.total.value < one.part.value
    ]


def misspelled_totals(package: Package) -> Iterator[Problem]:
    """The declarations whose values are in no row."""
    for number, declared in enumerate(package.totals, 1):
        for rows in (declared.total, *declared.parts):
            table = package.tables.get(rows.table)
            if table is None:
                continue
            try:
                _column(table, rows)
                if not _matching(package, table, rows):
                    check_values(package, table, as_lists(table, rows.where))
            except NutgrafError as error:
                where = f"data/{NAME}, nutgraf.totals, {number}"
                yield from (Problem(where, f"{each.where}: {each.what}", each.fix) for each in error.problems)


def _cells(package: Package, rows: DeclaredRows, same: Sequence[str]) -> dict[tuple[Any, ...], list[TotalCell]]:
    """The numbers that a page would print, by what a total and its part have in common."""
    table = package.table(rows.table)
    column = _column(table, rows)
    content = read_content(package, table)
    places = {id(record): place for record, place in zip(content.records, content.places, strict=True)}
    found: dict[tuple[Any, ...], list[TotalCell]] = defaultdict(list)
    for record in preferred(table, publishable(table, _matching(package, table, rows)), column):
        if record[column] is not None:
            key = {name: record[name] for name in table.identity}
            unit = table.columns[column].unit or str(record.get(table.roles.get("unit", ""), ""))
            cell = TotalCell(
                table.name, key, column, record[column], unit, places[id(record)], _in_words(table, key, record)
            )
            found[tuple(record[table.column(name).name] for name in same)].append(cell)
    return found


def _in_words(table: Table, key: Mapping[str, Any], record: TableRecord) -> str:
    """The key of a row without its source, the area by its name."""
    area, name = table.roles.get("area"), str(record.get(table.name_column) or "")
    return _plain(
        name if column == area and name else str(value) for column, value in key.items() if "source" not in column
    )


def _plain(words: Iterable[str]) -> str:
    return ", ".join(words).replace("_", " ")


def _column(table: Table, rows: DeclaredRows) -> str:
    if not rows.column and not table.value:
        fix = 'name the column that holds the numbers: "column": "…"'
        raise DataError(Problem(f"table {table.name}", "the data package names no column of it as its value", fix))
    return table.column(rows.column or table.value).name


def _matching(package: Package, table: Table, rows: DeclaredRows) -> list[TableRecord]:
    content = read_content(package, table)
    return [content.records[number] for number in matching(content, as_lists(table, rows.where))]


def _joined(
    totals: Mapping[tuple[Any, ...], Sequence[TotalCell]], parts: Mapping[tuple[Any, ...], Sequence[TotalCell]]
) -> Iterator[TotalAndPart]:
    for common, found in totals.items():
        for total in found:
            yield from (TotalAndPart(total, part) for part in parts.get(common, ()) if part.unit == total.unit)
