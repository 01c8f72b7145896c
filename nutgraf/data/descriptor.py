"""The resources of a data package: usable tables, tables that are refused with a reason, and other resources."""

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
from nutgraf.data.package import NAME, Package, Table
from nutgraf.data.schema import read_schema
from nutgraf.errors import DataError, Problem, did_you_mean
from nutgraf.facts import BasisRules

Parts = Mapping[str, bytes | DataError]
"""The files that hold a schema or a dialect, by the name the data package has for them."""

_ENDINGS = {".csv": "csv", ".tsv": "tsv", ".tab": "tsv"}
_KINDS = {
    **dict.fromkeys((".xlsx", ".xls", ".xlsm", ".ods"), ("a spreadsheet", "save the sheet as CSV (UTF-8)")),
    **dict.fromkeys((".parquet", ".feather", ".arrow"), ("no delimited text", "save it as CSV with pandas")),
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
_IN_SCHEMA = ("missingValues", "primaryKey", "foreignKeys", "uniqueKeys", "fieldsMatch")
_OF_SOURCES = ("source_id", "publisher", "title")
_OWN = ("rules", "bases", "clashes", "fits")


def read_descriptor(path: Path, described: Any, parts: Parts) -> Package:
    """The package. Raises DataError if it cannot be used at all."""
    _refuse_package(described)
    own = described.get("nutgraf") or {}
    rules = BasisRules(
        clashes=tuple((*clash["between"], clash["why"]) for clash in own.get("clashes") or ()),
        fits=tuple((a, b) for a, b in own.get("fits") or ()),
    )
    combined = json.dumps([own.get("clashes"), own.get("fits")], sort_keys=True)
    tables: dict[str, Table] = {}
    refused: dict[str, tuple[Problem, ...]] = {}
    others: dict[str, Problem] = {}
    for resource in described["resources"]:
        name, where = resource["name"], f"data/{NAME}, {resource['name']}"
        if other := _no_table(resource):
            others[name] = Problem(where, *other)
            continue
        try:
            tables[name] = _table(path.parent, resource, parts, combined)
        except DataError as error:
            refused[name] = error.problems
    refused |= _dangling(tables, {*others, *refused})
    return Package(path, {name: one for name, one in tables.items() if name not in refused}, rules, refused, others)


def _refuse_package(described: Any) -> None:
    """What is wrong with a package as a whole."""
    where = f"data/{NAME}"
    if not isinstance(described, dict) or not isinstance(described.get("resources"), list):
        raise DataError(Problem(where, "this is not a data package: it has no list of 'resources'", _LIKE))
    problems = [Problem(where, *one) for one in _wrong_in_package(described)]
    seen: set[str] = set()
    for number, resource in enumerate(described["resources"], start=1):
        name = resource.get("name") if isinstance(resource, dict) else None
        if not isinstance(name, str) or not name:
            problems.append(Problem(f"{where}, resource {number}", "the resource has no name", _LIKE))
        elif name in seen:
            problems.append(Problem(where, f"two resources are named {name!r}", "give each a name of its own"))
        seen.add(str(name))
    if problems:
        raise DataError(*problems)


_LIKE = 'such as {"resources": [{"name": "taxes", "path": "taxes.csv", "schema": {"fields": […]}}]}'


def _wrong_in_package(described: Mapping[str, Any]) -> Iterator[Wrong]:
    for name in _IN_SCHEMA:
        if name in described:
            yield f"{name!r} has no meaning for the whole package", "write it into the schema of each table"
    own = described.get("nutgraf") or {}
    if not isinstance(own, dict):
        yield "'nutgraf' is not an object", "see docs/reference/data-package.md"
        return
    for name in own:
        if name not in _OWN:
            yield f"'nutgraf' has {name!r}, which is not understood", did_you_mean(name, _OWN)
    clashes, fits = own.get("clashes") or [], own.get("fits") or []
    if not isinstance(clashes, list) or not all(
        isinstance(one, dict) and _is_pair(one.get("between")) and isinstance(one.get("why"), str) for one in clashes
    ):
        yield "a clash of bases is not well formed", 'such as {"between": ["itep/*", "pew/*"], "why": "…"}'
    if not isinstance(fits, list) or not all(_is_pair(one) for one in fits):
        yield "a fit of bases is not well formed", 'such as ["itep/2022", "pew/*"]'


def _is_pair(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(isinstance(one, str) for one in value)


def _no_table(resource: Mapping[str, Any]) -> Wrong | None:
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


def _table(folder: Path, resource: Mapping[str, Any], parts: Parts, combined: str) -> Table:
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
        digest=_meant(resource, [schema, described, own, combined]),
        dialect=dialect,
        promised={name: resource[name] for name in ("hash", "bytes", "rows") if resource.get(name) is not None},
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
        raise DataError(Problem(where, f"its {kind} is not an object", _LIKE))
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
    for name in _IN_SCHEMA:
        if name in resource:
            yield f"{name!r} belongs into its schema", f'write "schema": {{"{name}": …}}'
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


def _dangling(tables: Mapping[str, Table], unread: set[str]) -> dict[str, tuple[Problem, ...]]:
    """Foreign keys to a table or column that does not exist, or to a column of another type."""
    found: dict[str, tuple[Problem, ...]] = {}
    for table in tables.values():
        where = f"data/{NAME}, {table.name}, foreignKeys"
        problems = [Problem(where, *one) for one in _wrong_references(table, tables, unread)]
        if problems:
            found[table.name] = tuple(problems)
    return found


def _wrong_references(table: Table, tables: Mapping[str, Table], unread: set[str]) -> Iterator[Wrong]:
    for reference in table.references:
        if reference.table in unread:
            yield f"it refers to {reference.table!r}, which cannot be read", f"look at {reference.table} first"
        elif reference.table not in tables:
            yield (
                f"it refers to the table {reference.table!r}, which is not there",
                did_you_mean(reference.table, tables),
            )
        else:
            other = tables[reference.table]
            for column, name in zip(reference.columns, reference.others, strict=True):
                if name not in other.columns:
                    yield f"{other.name} has no column {name!r}", did_you_mean(name, other.columns)
                elif _kind(table.columns[column].type) != _kind(other.columns[name].type):
                    types = f"{column} is {table.columns[column].type}, {other.name}.{name} {other.columns[name].type}"
                    yield f"it compares columns of two types: {types}", "give both the same type"


def _kind(of: str) -> str:
    """Types whose values are compared with each other."""
    return {"integer": "number", "year": "number", "any": "string"}.get(of, of)
