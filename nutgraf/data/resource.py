"""One resource of a data package: a table with everything that determines how it is read, or why it is none."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any

from nutgraf.data.csv_dialect import read_dialect
from nutgraf.data.data_files import misplaced, read_json
from nutgraf.data.fields import Wrong, misspelled
from nutgraf.data.package import NAME, Table
from nutgraf.data.schema import read_schema
from nutgraf.errors import DataError, Problem

Parts = Mapping[str, bytes | DataError]
"""The files that hold a schema or a dialect, by the name the data package has for them."""
_ENDINGS = {".csv": "csv", ".tsv": "tsv", ".tab": "tsv"}
_KINDS = {
    **dict.fromkeys((".xlsx", ".xls", ".xlsm", ".ods"), ("a spreadsheet", "make a table of it with nutgraf data add")),
    **dict.fromkeys(
        (".parquet", ".feather", ".arrow"), ("no delimited text", "make a table of it with nutgraf data add")
    ),
    **dict.fromkeys((".geojson", ".topojson", ".gpkg", ".shp"), ("a map and no table", "read it with geopandas")),
    **dict.fromkeys((".gz", ".zip", ".bz2", ".xz"), ("packed", "unpack it, and name the file that comes out")),
    ".pdf": ("a document and no table", "copy its tables into CSV files"),
    ".json": ("JSON and no delimited text", "save it as CSV"),
}
_RESOURCE = (
    *("name", "path", "data", "type", "title", "description", "format", "mediatype", "encoding", "bytes", "hash"),
    *("sources", "licenses", "homepage", "schema", "dialect", "profile", "compression", "scheme", "rows", "fields"),
    *("jsonSchema", "extrapaths", "innerpath", "nutgraf", "$schema"),
)
IN_SCHEMA = ("missingValues", "primaryKey", "foreignKeys", "uniqueKeys", "fieldsMatch")
_OF_SOURCES = ("source_id", "publisher", "title")
EXAMPLE = 'such as {"resources": [{"name": "taxes", "path": "taxes.csv", "schema": {"fields": […]}}]}'


def not_a_table(resource: Mapping[str, Any]) -> Wrong | None:
    """Why a resource is not a readable table, and the fix; None if it is one."""
    if resource.get("data") is not None:
        return "its data are written into the data package itself", "put them into a CSV file, and name it as its path"
    path = resource.get("path")
    first = path[0] if isinstance(path, list) and path else path
    if isinstance(first, str):
        ending = PurePosixPath(first).suffix.lower()
        kind = _KINDS.get(ending)
        if kind and (ending not in (".json",) or resource.get("format") not in ("csv", "tsv")):
            return f"{first} is {kind[0]}", kind[1]
    if resource.get("compression"):
        return f"its file is packed ({resource['compression']})", "unpack it, and take 'compression' out"
    form = str(resource.get("format", "")).lower()
    if form and form not in ("csv", "tsv"):
        return f"its format is {resource['format']!r}", "save it as CSV, or say that its format is csv"
    if isinstance(first, str) and not form and PurePosixPath(first).suffix.lower() not in _ENDINGS:
        return f"{first} is not a .csv file", 'if it is delimited text, add "format": "csv"'
    if not resource.get("schema"):
        fix = 'describe them: "schema": {"fields": [{"name": "state", "type": "string"}, …]}'
        return "the data package does not say what its columns hold", fix
    return None


def read_table(folder: Path, resource: Mapping[str, Any], parts: Parts, combined: str) -> Table:
    """A table, or a DataError with everything in its description that is not supported."""
    where = f"data/{NAME}, {resource['name']}"
    schema = _part(resource.get("schema"), "schema", where, parts)
    described = _part(resource.get("dialect") or {}, "dialect", where, parts)
    paths = resource["path"] if isinstance(resource.get("path"), list) else [resource.get("path")]
    more = resource.get("extrapaths") or []
    paths = [*paths, *(more if isinstance(more, list) else [more])]
    tabs = _format(resource, paths[0] if paths else "") == "tsv"
    dialect, wrong = read_dialect(described, resource.get("encoding"), tabs=tabs)
    own = resource.get("nutgraf") or {}
    own = {name: value for name, value in own.items() if value is not None} if isinstance(own, dict) else {}
    read, bad = read_schema(schema, own, dialect.null)
    problems = [Problem(where, *one) for one in [*_wrong_in_resource(resource, paths), *wrong]]
    problems += [Problem(f"{where}, field {name}" if name else where, what, fix) for name, what, fix in bad]
    name = resource["name"]
    lacking = [one for one in _OF_SOURCES if one not in read.columns] if name == "sources" and not bad else []
    if lacking:
        what = f"the table of sources has no column {', '.join(lacking)}"
        problems.append(Problem(where, what, "it needs source_id, publisher and title"))
    if problems:
        raise DataError(*problems)
    return Table(
        name=name,
        paths=tuple(folder / str(path) for path in paths),
        columns=read.columns,
        primary=read.primary or (("source_id",) if name == "sources" else ()),
        key=read.key,
        measure=read.measure,
        prefer=read.prefer,
        roles=read.roles,
        references=tuple(one if one.table else replace(one, table=name) for one in read.references),
        unique=read.unique,
        match=read.match,
        noun=read.noun,
        areas=read.areas,
        digest=_meant(resource, [schema, described, {name: own[name] for name in own if name != "refresh"}, combined]),
        dialect=dialect,
        promised={name: resource[name] for name in ("hash", "bytes", "rows") if resource.get(name) is not None},
        title=title.strip() if isinstance(title := resource.get("title"), str) else "",
    )


def _meant(resource: Mapping[str, Any], parts: list[Any]) -> str:
    """The fingerprint of everything that determines how the rows are read."""
    how = {name: resource.get(name) for name in ("encoding", "path", "extrapaths", "format", "hash", "bytes", "rows")}
    return hashlib.sha256(json.dumps([*parts, how], sort_keys=True).encode()).hexdigest()


def _part(part: Any, kind: str, where: str, parts: Parts) -> Mapping[str, Any]:
    """A schema or a dialect, written here or in a file of its own."""
    if isinstance(part, str):
        if reason := misplaced(part):
            raise DataError(Problem(where, f"its {kind} cannot be read: {reason}", f"put the {kind} into data/"))
        found = parts[part]
        if isinstance(found, DataError):
            raise found
        part = read_json(found, f"data/{part}")
    if not isinstance(part, dict):
        raise DataError(Problem(where, f"its {kind} is not an object", EXAMPLE))
    return part


def _format(resource: Mapping[str, Any], path: Any) -> str:
    form = str(resource.get("format", "")).lower()
    return form or _ENDINGS.get(PurePosixPath(str(path)).suffix.lower(), "")


def _wrong_in_resource(resource: Mapping[str, Any], paths: list[Any]) -> Iterator[Wrong]:
    if not paths:
        yield "it names no file", 'such as "path": "taxes.csv"'
    for path in paths:
        if reason := misplaced(path):
            yield reason, "put the file into data/, and name it from there"
    for name in IN_SCHEMA:
        if name in resource:
            yield f"{name!r} belongs in its schema", f'write "schema": {{"{name}": …}}'
    yield from misspelled(resource, _RESOURCE)
    for name in ("innerpath", "jsonSchema"):
        if resource.get(name):
            yield f"{name!r} is not understood for a table", "take it out"
    if resource.get("scheme", "file") not in ("", "file"):
        yield f"its scheme is {resource['scheme']!r}: a build reads files alone", "save the file in data/"
    for name in ("bytes", "rows"):
        if resource.get(name) is not None and type(resource[name]) is not int:
            yield f"{name!r} is {resource[name]!r}", "give a whole number, or take it out"
    own = resource.get("nutgraf") or {}
    if not isinstance(own, dict):
        yield "'nutgraf' is not an object", "see docs/reference/data-package.md"
