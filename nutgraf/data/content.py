"""What is in a table's files: typed rows, read again at each call and parsed only when the bytes are new."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from nutgraf.data.cells import cell_reader
from nutgraf.data.numerals import Slip
from nutgraf.data.ordinary import read_file
from nutgraf.data.package import Column, Package, Table
from nutgraf.data.rules import rules_of
from nutgraf.data.whole import problems_of_whole, swallowed
from nutgraf.data.written import Line, read_written
from nutgraf.errors import DataError, Problem

Record = Mapping[str, Any]
"""One row: column -> value of the schema's type; a blank is "" in columns of text and None elsewhere."""


@dataclass(frozen=True)
class Content:
    """The rows of a table as they are now; `lines` are the same rows as written, for fingerprints.

    `problems` are all that is wrong with them; what cannot be read is None.
    """

    records: tuple[Record, ...]
    lines: tuple[str, ...]
    digest: str
    places: tuple[str, ...] = ()
    """Where each row is: its file and its number in it."""
    problems: tuple[Problem, ...] = ()


def read_content(package: Package, table: Table) -> Content:
    """A table's rows as they are now. A row that breaks its schema stops it, with every bad row of the table."""
    from nutgraf.data.references import broken_references

    content = parse(table)
    problems = content.problems or broken_references(package, table, content)
    if problems:
        raise DataError(*problems)
    return content


def parse(table: Table) -> Content:
    """A table's rows with all that is wrong with each of them; DataError where there is nothing to read."""
    parts = [read_file(path, f"data/{path.name}", "the data package names it; put it back") for path in table.paths]
    return _parsed(tuple(parts), _Schema(table))


class _Schema:
    """A table as an argument that caches compare by its digest alone."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Schema) and self.table.digest == other.table.digest

    def __hash__(self) -> int:
        return hash(self.table.digest)


@lru_cache(maxsize=64)
def _parsed(parts: tuple[bytes, ...], schema: _Schema) -> Content:
    table = schema.table
    written = read_written(table, parts)
    problems, columns = list(written.problems), list(table.columns.values())
    values = [
        list(_column(column, [(line, line.cells[index]) for line in written.lines], problems.append))
        for index, column in enumerate(columns)
    ]
    names = list(table.columns)
    records = tuple(dict(zip(names, row, strict=True)) for row in zip(*values, strict=True))
    problems += swallowed(table, written.lines)
    if not problems:
        problems += problems_of_whole(table, parts, written.lines, records)
    return Content(
        records=records,
        lines=tuple("\x1f".join(line.cells) for line in written.lines),
        digest=hashlib.sha256(b"\x1c".join(parts)).hexdigest(),
        places=tuple(line.where for line in written.lines),
        problems=tuple(problems),
    )


def _column(column: Column, cells: Sequence[tuple[Line, str]], tell: Callable[[Problem], None]) -> Iterator[Any]:
    """The values of a column; a cell that breaks its declarations is a problem, and no value."""
    read, rules, required = cell_reader(column), rules_of(column), column.constraints.get("required")
    for line, text in cells:
        what = fix = ""
        value: Any = None
        try:
            value = read(text)
        except Slip as slip:
            what, fix = f"{text!r} {slip.what}", slip.fix
        if not what and text in column.missing:
            if required:
                what, fix = "the cell is blank", "every row needs a value here"
        elif not what and (broken := next((rule for rule in rules if not rule.keeps(value)), None)):
            words, fix = broken.words(text)
            what = f"{text!r} {words}"
        if what:
            tell(Problem(f"{line.where}, column {column.name}", what, fix))
        yield value if not what else None
