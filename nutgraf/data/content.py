"""What stands in a table's file: typed rows, read again at each call and parsed only when the bytes are new."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from nutgraf.data.package import Column, Package, Table
from nutgraf.errors import DataError, Problem

Record = Mapping[str, Any]
"""One row: column -> value of the schema's type; a blank is "" in columns of text and None elsewhere."""


@dataclass(frozen=True)
class Content:
    """The rows of a table as they are now; `lines` are the same rows as written, for fingerprints."""

    records: tuple[Record, ...]
    lines: tuple[str, ...]
    digest: str


def read_content(package: Package, table: Table) -> Content:
    """A table's rows as they are now. A row that breaks its schema stops it, with every bad row of every table."""
    content, sound = parse(table)
    if not sound:
        from nutgraf.data.validate import validate

        raise DataError(*validate(package.path))
    return content


def parse(table: Table) -> tuple[Content, bool]:
    """A table's rows, and whether they keep its schema."""
    try:
        written = table.path.read_bytes()
    except OSError as error:
        problem = Problem(
            f"data/{table.path.name}", "the file cannot be read", "the data package names it; put it back"
        )
        raise DataError(problem) from error
    return _parsed(written, _Schema(table))


def typed(column: Column, text: str) -> Any:
    """A cell as its column's type; ValueError where it is none."""
    if column.type == "string":
        return text
    if text == "":
        return None
    if column.type == "integer":
        return int(text)
    if column.type == "number":
        return float(text) if "." in text or "e" in text.lower() else int(text)
    if column.type == "boolean":
        return {"true": True, "false": False}[text.lower()]
    return date.fromisoformat(text) if column.type == "date" else text


class _Schema:
    """A table as an argument that caches compare by its digest alone."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Schema) and self.table.digest == other.table.digest

    def __hash__(self) -> int:
        return hash(self.table.digest)


@lru_cache(maxsize=64)
def _parsed(written: bytes, schema: _Schema) -> tuple[Content, bool]:
    from nutgraf.data.rules import is_sound

    table = schema.table
    try:
        reader = csv.DictReader(io.StringIO(written.decode("utf-8-sig"), newline=""))
        raw = list(reader)
        records = [{name: typed(column, row[name]) for name, column in table.columns.items()} for row in raw]
    except (UnicodeDecodeError, csv.Error, KeyError, ValueError, TypeError, AttributeError):
        return Content((), (), ""), False
    lines = tuple("\x1f".join(row[name] for name in table.columns) for row in raw)
    content = Content(tuple(records), lines, hashlib.sha256(written).hexdigest())
    ragged = list(reader.fieldnames or ()) != list(table.columns) or any(None in row for row in raw)
    return content, not ragged and is_sound(table, raw, records)
