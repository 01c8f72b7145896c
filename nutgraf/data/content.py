"""The content of a table's files: typed rows, reread on each call and parsed only if the bytes changed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from nutgraf.data.cache_key import CacheKey
from nutgraf.data.cell_parser import cell_reader, described
from nutgraf.data.constraints import rules_of
from nutgraf.data.data_files import read_file
from nutgraf.data.number_parser import Slip
from nutgraf.data.package import Column, Table
from nutgraf.data.preference import TableRecord
from nutgraf.data.raw_table import RawLine, RowPlaces, read_written
from nutgraf.data.table_checks import swallowed, table_problems
from nutgraf.errors import Problem

"""One row: column -> value of the schema's type; a blank is "" in columns of text and None elsewhere."""


@dataclass(frozen=True)
class Content:
    """The current rows of a table; `lines` are the same rows as written, for fingerprints.

    `problems` lists everything wrong with them; unreadable cells are None.
    """

    records: tuple[TableRecord, ...]
    lines: tuple[str, ...]
    digest: str
    places: Sequence[str] = ()
    """Where each row is: its file and its number in it."""
    problems: tuple[Problem, ...] = ()

    @cached_property
    def _rows_by_value(self) -> dict[str, dict[Any, list[int]]]:
        return {}

    def rows_by_value(self, column: str) -> Mapping[Any, Sequence[int]]:
        """The numbers of the rows that hold each value of a column, in order: read once, however often it is asked."""
        if column not in self._rows_by_value:
            found: dict[Any, list[int]] = {}
            for number, record in enumerate(self.records):
                found.setdefault(record[column], []).append(number)
            self._rows_by_value[column] = found
        return self._rows_by_value[column]


def parse(table: Table) -> Content:
    """A table's rows and their problems. Raises DataError if there is nothing to read."""
    return _parsed(bytes_of(table), CacheKey(table.digest, table))


def bytes_of(table: Table) -> tuple[bytes, ...]:
    """The files of a table. Raises DataError if one cannot be read."""
    fix = "the data package names it; put it back"
    return tuple(read_file(path, f"data/{path.name}", fix) for path in table.paths)


@lru_cache(maxsize=64)
def _parsed(parts: tuple[bytes, ...], schema: CacheKey[Table]) -> Content:
    table = schema.value
    written = read_written(table, parts)
    problems = list(written.problems)
    values = [
        _column(column, index, written.lines, problems.append) for index, column in enumerate(table.columns.values())
    ]
    names = list(table.columns)
    records = tuple(dict(zip(names, row, strict=True)) for row in zip(*values, strict=True))
    problems += swallowed(table, written.lines)
    if not problems:
        problems += table_problems(table, parts, written.lines, records)
    return Content(
        records=records,
        lines=tuple("\x1f".join(line.cells) for line in written.lines),
        digest=hashlib.sha256(b"\x1c".join(parts)).hexdigest(),
        places=RowPlaces(written.lines),
        problems=tuple(problems),
    )


def _column(column: Column, index: int, lines: Sequence[RawLine], report: Callable[[Problem], None]) -> list[Any]:
    """The values of a column, each distinct text parsed once; a bad cell is a problem and has no value."""
    read = _cell_reader(column)
    known: dict[str, Any] = {}
    values: list[Any] = []
    for line in lines:
        text = line.cells[index]
        if text not in known:
            try:
                known[text] = read(text)
            except Slip as slip:
                fix = slip.fix or f"write {described(column)}, or leave the cell blank"
                report(Problem(f"{line.where}, column {column.name}", slip.what, fix))
                values.append(None)
                continue
        values.append(known[text])
    return values


def _cell_reader(column: Column) -> Callable[[str], Any]:
    """Parses a cell and checks its column's constraints; a bad cell gives a Slip."""
    read, rules, required = cell_reader(column), rules_of(column), column.constraints.get("required")

    def read_cell(text: str) -> Any:
        try:
            value = read(text)
        except Slip as slip:
            raise Slip(f"{text!r} {slip.what}", slip.fix) from None
        if text in column.missing:
            if required:
                raise Slip("the cell is blank", "every row needs a value here")
        elif broken := next((rule for rule in rules if not rule.keeps(value)), None):
            words, fix = broken.words(text)
            raise Slip(f"{text!r} {words}", fix)
        return value

    return read_cell
