"""A table and its source as the data package and the list of sources hold them."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from nutgraf.data import Package
from nutgraf.errors import DataError, Problem
from nutgraf.intake.column_values import TypedColumn
from nutgraf.intake.declared_columns import Declared

_SCHEMA = "https://datapackage.org/profiles/2.0/tableschema.json"
_SOURCE_COLUMNS = ("source_id", "publisher", "title", "published", "url", "retrieved", "terms", "page")


def csv_text(columns: Sequence[TypedColumn]) -> bytes:
    """A table as CSV: UTF-8, a line feed after each row."""
    rows = zip(*(column.cells for column in columns), strict=True)
    return csv_lines([[column.name for column in columns], *rows])


def csv_lines(rows: Sequence[Sequence[str]] | Any) -> bytes:
    """Rows as CSV, that of the headings first."""
    written = io.StringIO(newline="")
    csv.writer(written, lineterminator="\n").writerows(rows)
    return written.getvalue().encode()


def table_resource(
    name: str,
    title: str,
    row: str,
    columns: Sequence[TypedColumn],
    declared: Declared,
    sources: Sequence[Mapping[str, str]],
    retrieved: date,
) -> dict[str, Any]:
    """The resource of a table, in the order that a reader of the data package expects."""
    singular, slash, plural = row.partition("/")
    own: dict[str, Any] = {"row": singular}
    if slash:
        own["noun"] = [singular, plural]
    measure = {} if declared.measure is None else {"measure": list(declared.measure)}
    listed = [
        {key: value for key, value in (("title", one.get("title")), ("path", one.get("url"))) if value}
        for one in sources
    ]
    resource = {
        "name": name,
        "type": "table",
        "path": f"{name}.csv",
        "title": title,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "retrievedDate": retrieved.isoformat(),
        "sources": [one for one in listed if one],
        "schema": {
            "$schema": _SCHEMA,
            "fields": [_field(column, declared) for column in columns],
            "missingValues": [""],
            "primaryKey": list(declared.key),
            "foreignKeys": [
                {"fields": ["source_id"], "reference": {"resource": "sources", "fields": ["source_id"]}},
            ],
        },
        "nutgraf": {**own, **declared.roles, **measure, "source": "source_id"},
    }
    return {key: value for key, value in resource.items() if value != []}


def _field(column: TypedColumn, declared: Declared) -> dict[str, Any]:
    field: dict[str, Any] = {"name": column.name}
    if column.title and column.title != column.name:
        field["title"] = column.title
    field["type"] = column.type
    if column.missing:
        field["missingValues"] = ["", *column.missing]
    if unit := declared.units.get(column.name):
        field["nutgraf"] = {"unit": unit, "rounded_to": _json_number(declared.steps[column.name])}
        if column.limit_column:
            field["nutgraf"]["qualifier"] = column.limit_column
    return field


def _json_number(number: Decimal) -> int | float:
    return int(number) if number == int(number) else float(number)


def sources_resource() -> dict[str, Any]:
    """The resource of a new list of sources."""
    fields: list[dict[str, Any]] = [{"name": name, "type": "string"} for name in _SOURCE_COLUMNS]
    fields[_SOURCE_COLUMNS.index("retrieved")]["type"] = "date"
    for required in ("source_id", "publisher", "title"):
        fields[_SOURCE_COLUMNS.index(required)]["constraints"] = {"required": True}
    return {
        "name": "sources",
        "type": "table",
        "path": "sources.csv",
        "title": "Where the numbers come from",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {"$schema": _SCHEMA, "fields": fields, "missingValues": [""], "primaryKey": ["source_id"]},
    }


def sources_text(package: Package | None, source: Mapping[str, str], retrieved: date) -> tuple[str, bytes]:
    """The name of the file with the list of sources, and the list with one more.

    Raises DataError where it is written in a way that a new row would break, or needs what is not known of a source.
    """
    row = {**source, "retrieved": retrieved.isoformat(), "checked_against": "publisher", "may_publish": "true"}
    if package is None or "sources" not in package.tables:
        return "sources.csv", csv_lines([_SOURCE_COLUMNS, [row.get(name, "") for name in _SOURCE_COLUMNS]])
    table = package.tables["sources"]
    dialect = table.dialect
    plain = (dialect.encoding, dialect.delimiter, dialect.quote, dialect.header) == ("utf-8", ",", '"', (1,))
    if len(table.paths) > 1 or not plain or table.match != "exact":
        what = "the list of sources is not plain CSV in UTF-8"
        raise DataError(Problem("data/datapackage.json, sources", what, "write the row by hand; then give --source ID"))
    own = {name: column for name, column in table.columns.items() if name not in row}
    if blank := [name for name, column in own.items() if column.constraints.get("required")]:
        what = f"each source needs {', '.join(blank)}, which this newsroom added to the list"
        raise DataError(Problem("data/sources.csv", what, "write the row of the source by hand; then give --source ID"))
    path = table.paths[0]
    present = path.read_bytes()
    ending = b"\r\n" if b"\r\n" in present else b"\n"
    added = csv_lines([[row.get(name, "") for name in table.columns]]).replace(b"\n", ending)
    whole = present if present.endswith(b"\n") else present + ending
    return path.name, whole + added
