"""What a new version of a table changes: rows that are new, rows that are gone, and cells that moved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nutgraf.data.content import bytes_of
from nutgraf.data.package import Table
from nutgraf.data.raw_table import read_written

RowCells = Mapping[str, str]
"""One row: its cells by column, as written, a blank as ""."""


def rows_on_file(table: Table) -> list[RowCells]:
    """The rows that a table has now, as written: no cell is read as a number or a date."""
    names = list(table.columns)
    return [dict(zip(names, line.cells, strict=True)) for line in read_written(table, bytes_of(table)).lines]


@dataclass(frozen=True)
class CellRevision:
    """One cell that has another value now."""

    row: str
    """The row in words, by its key: "usps=TN, year=2023"."""
    column: str
    was: str
    now: str


@dataclass(frozen=True)
class Revisions:
    """All that differs between two versions of a table."""

    added: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    changed: tuple[CellRevision, ...] = ()

    @property
    def any(self) -> bool:
        """Whether something differs."""
        return bool(self.added or self.lost or self.changed)

    @property
    def summary(self) -> str:
        """How many rows and cells differ: "2 cells revised, 1 row new"."""
        counts = (
            (len(self.changed), "cell revised", "cells revised"),
            (len(self.added), "row new", "rows new"),
            (len(self.lost), "row gone", "rows gone"),
        )
        return ", ".join(f"{count:,} {one if count == 1 else many}" for count, one, many in counts if count)


RowKey = tuple[str, ...]


def keyed(table: Table, rows: Sequence[RowCells]) -> dict[RowKey, RowCells]:
    """The rows by their key; by all their cells where the table has no key."""
    names = table.identity or tuple(table.columns)
    return {tuple(row[name] for name in names): row for row in rows}


def row_named(table: Table, key: RowKey) -> str:
    """A row in words, by its key."""
    names = table.identity or tuple(table.columns)
    return ", ".join(f"{name}={cell}" for name, cell in zip(names, key, strict=True))


def revisions(table: Table, before: Sequence[RowCells], after: Sequence[RowCells]) -> Revisions:
    """What differs between two versions, in the order of the rows."""
    old, new = keyed(table, before), keyed(table, after)
    changed = [
        CellRevision(row_named(table, key), column, old[key].get(column, ""), cell)
        for key, row in new.items()
        if key in old
        for column, cell in row.items()
        if old[key].get(column, "") != cell
    ]
    return Revisions(
        tuple(row_named(table, key) for key in new if key not in old),
        tuple(row_named(table, key) for key in old if key not in new),
        tuple(changed),
    )


def in_known_order(table: Table, before: Sequence[RowCells], after: Sequence[RowCells]) -> list[RowCells]:
    """The new rows in the order that they had, those that are new at the end.

    A row that is as it was is the row of before itself, so that two versions of a long table take the space of one.
    """
    known = keyed(table, before)
    places = {key: place for place, key in enumerate(known)}
    names = table.identity or tuple(table.columns)
    last = len(places)

    def placed(row: RowCells) -> tuple[int, RowCells]:
        key = tuple(row[name] for name in names)
        was = known.get(key)
        return places.get(key, last), was if was == row else row

    return [row for _, row in sorted(map(placed, after), key=lambda each: each[0])]
