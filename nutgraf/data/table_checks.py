"""What only shows when a table is looked at as a whole: keys that repeat, rows that a quotation mark took in."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from nutgraf.data.cell_parser import cell_reader
from nutgraf.data.constraints import comparable
from nutgraf.data.number_parser import Slip
from nutgraf.data.package import Table
from nutgraf.data.preference import key_of, preference, publishable
from nutgraf.data.raw_table import RawLine
from nutgraf.errors import Problem

Records = Sequence[Mapping[str, Any]]


def table_problems(table: Table, parts: Sequence[bytes], lines: Sequence[RawLine], records: Records) -> list[Problem]:
    """Every row that repeats a key, and what the data package promises of the file that is not so."""
    found = list(_broken_promises(table, parts, records))
    if table.primary:
        found += _repeated(table.primary, lines, records, blank="the key is blank: ")
    found += _alike(table, lines, records)
    found += _without_zone(table, lines, records)
    found += _impossible_precision(table, lines, records)
    for names in table.unique:
        found += _repeated(names, lines, records)
    for column in table.columns.values():
        if column.constraints.get("unique") and (column.name,) not in (table.primary, *table.unique):
            found += _repeated((column.name,), lines, records)
    return found


def _repeated(names: tuple[str, ...], lines: Sequence[RawLine], records: Records, blank: str = "") -> Iterator[Problem]:
    """Rows whose key is that of a row before; a key of blanks alone is none."""
    seen: dict[tuple[Any, ...], RawLine] = {}
    for line, record in zip(lines, records, strict=True):
        key = tuple(comparable(record[name]) for name in names)
        if all(value in ("", None) for value in key):
            if blank:
                yield Problem(line.where, blank + ", ".join(names), "every row needs a key")
        elif key in seen:
            first = f"row {seen[key].row}" + (f" of {seen[key].file}" if seen[key].file != line.file else "")
            yield Problem(line.where, f"the same {', '.join(names)} as in {first}", "keep one of the two rows")
        else:
            seen[key] = line


def _alike(table: Table, lines: Sequence[RawLine], records: Records) -> Iterator[Problem]:
    """Rows for one fact of which none is preferred, so that one of them would be lost by chance."""
    if not table.key or table.key == table.primary:
        return
    may = {id(record) for record in publishable(table, records)}
    seen: dict[tuple[Any, ...], RawLine] = {}
    for line, record in zip(lines, records, strict=True):
        if id(record) not in may:
            continue
        key = (*map(comparable, key_of(table, record)), preference(table, record, table.value))
        if key in seen:
            what = f"the same {', '.join(table.key)} as in row {seen[key].row}, and neither row is preferred"
            fix = 'add what tells them apart to "key" in data/datapackage.json, or say under "prefer" which is taken'
            yield Problem(line.where, what, fix)
        else:
            seen[key] = line


def _without_zone(table: Table, lines: Sequence[RawLine], records: Records) -> Iterator[Problem]:
    """Times with a zone among times without one: they cannot be put in order."""
    for column in table.columns.values():
        if column.type not in ("time", "datetime"):
            continue
        zones = [record[column.name].tzinfo is not None for record in records if record[column.name] is not None]
        if len(set(zones)) == 2:
            with_zone = zones[0]
            for line, record in zip(lines, records, strict=True):
                value = record[column.name]
                if value is not None and (value.tzinfo is not None) != with_zone:
                    what = f"the time has {'no' if with_zone else 'a'} zone, unlike those above"
                    yield Problem(f"{line.where}, column {column.name}", what, "write all with a zone, or all without")


def _impossible_precision(table: Table, lines: Sequence[RawLine], records: Records) -> Iterator[Problem]:
    """Steps and margins of error below zero, and ranges that do not hold their number."""
    columns, roles = table.columns, table.roles
    own = (column.rounded_to for column in columns.values())
    steps = [name for name in (roles.get("roundedTo"), *own) if isinstance(name, str) and name in columns]
    margins = [roles["moe"]] if "moe" in roles else []
    distances = dict.fromkeys(margins, "a margin of error") | dict.fromkeys(steps, "a step of rounding")
    for line, record in zip(lines, records, strict=True):
        for name, what in distances.items():
            value = record[name]
            if value is not None and (value < 0 or (value == 0 and name in steps)):
                fix = "write it without a sign" if value else "leave the cell blank if it is not known"
                yield Problem(f"{line.where}, column {name}", f"{value} cannot be {what}", fix)
        ends = [(roles[role], record[roles[role]]) for role in ("low", "value", "high") if role in roles]
        known = [(name, value) for name, value in ends if value is not None]
        for (lower, least), (upper, most) in pairwise(known):
            if least > most:
                what = f"{upper} is {most}, which is below {lower}, {least}"
                fix = "the number is inside its range: correct the wrong one of them"
                yield Problem(f"{line.where}, column {upper}", what, fix)


def swallowed(table: Table, lines: Sequence[RawLine]) -> Iterator[Problem]:
    """Cells with a line break that read as the end of one row, whole rows, and the beginning of another.

    So reads what an opening quotation mark too many takes in up to the next one. A text of several lines does not: it
    is asked that each of its lines has all columns of the table, and in them what their types ask for.
    """
    readers = [cell_reader(column) for column in table.columns.values()]
    if len(readers) < 2 or all(column.is_text for column in table.columns.values()):
        return
    typed = [
        (index, reader)
        for index, (column, reader) in enumerate(zip(table.columns.values(), readers, strict=True))
        if not column.is_text
    ]
    for line in lines:
        for index, cell in enumerate(line.cells):
            if "\n" in cell and all(
                _is_row(row, typed, len(readers)) for row in _taken_apart(table, line.cells, index)
            ):
                what = "a quotation mark that opens in this row takes in the rows below it"
                yield Problem(line.where, what, "close it, or take it out")


def _taken_apart(table: Table, cells: Sequence[str], index: int) -> list[list[str]]:
    sign = table.dialect.delimiter
    first, *middle, last = (piece.rstrip("\r").split(sign) for piece in cells[index].split("\n"))
    return [[*cells[:index], *first], *middle, [*last, *cells[index + 1 :]]]


def _is_row(row: Sequence[str], typed: Sequence[tuple[int, Any]], width: int) -> bool:
    if len(row) != width:
        return False
    try:
        return any(reader(row[index]) is not None for index, reader in typed)
    except Slip:
        return False


def _broken_promises(table: Table, parts: Sequence[bytes], records: Records) -> Iterator[Problem]:
    where = f"data/{table.paths[0].name}"
    fix = "look at what changed in it, and correct the data package"
    written = b"".join(parts)
    if "bytes" in table.promised and table.promised["bytes"] != len(written):
        yield Problem(where, f"it has {len(written)} bytes, the data package says {table.promised['bytes']}", fix)
    if "rows" in table.promised and table.promised["rows"] != len(records):
        yield Problem(where, f"it has {len(records)} rows, the data package says {table.promised['rows']}", fix)
    if "hash" in table.promised:
        name, _, wanted = str(table.promised["hash"]).rpartition(":")
        if (name or "md5") not in hashlib.algorithms_guaranteed or name.startswith("shake"):
            yield Problem(where, f"its hash is of the kind {name!r}, which is not known", "use sha256, or take it out")
        elif hashlib.new(name or "md5", written).hexdigest() != wanted.lower():
            yield Problem(where, "its bytes are not those whose hash is in the data package", fix)
