"""The schema of a table with the newsroom's additions: columns, keys, references, and the role of each column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from nutgraf.data.constraints import rules_of
from nutgraf.data.fields import misspelled, read_field, read_missing
from nutgraf.data.package import Column, Reference
from nutgraf.errors import did_you_mean

if TYPE_CHECKING:
    from nutgraf.data.declarations import WrongPart

ROLES = (
    *("value", "unit", "low", "high", "moe", "roundedTo", "qualifier", "publish", "publisher", "source"),
    *("checkedAgainst", "year", "asOf", "area", "base", "correction"),
)
_LISTS = ("key", "prefer", "measure")
_WORDS = ("areas", "noun", "row", "missing", "terms", "nextExpected", "refresh")
_NUMBERS = ("value", "low", "high", "moe", "roundedTo")
_SCHEMA = (
    *("fields", "missingValues", "primaryKey", "foreignKeys", "uniqueKeys", "fieldsMatch", "name", "title"),
    *("description", "$schema", "type", "profile", "examples", "homepage", "version", "keywords", "created"),
)
_MATCHES = ("exact", "equal", "subset")


@dataclass(frozen=True)
class Schema:
    """The schema of a table."""

    columns: Mapping[str, Column] = field(default_factory=dict)
    primary: tuple[str, ...] = ()
    key: tuple[str, ...] = ()
    measure: tuple[str, ...] = ()
    prefer: tuple[str, ...] = ()
    roles: Mapping[str, str] = field(default_factory=dict)
    references: tuple[Reference, ...] = ()
    unique: tuple[tuple[str, ...], ...] = ()
    match: str = "exact"
    noun: tuple[str, str] = ("row", "rows")
    areas: str = ""


def read_schema(schema: Mapping[str, Any], own: Any, null: str | None) -> tuple[Schema, list[WrongPart]]:
    """A schema with the table's own words, `null` being one more blank; and all that is wrong with them."""
    fields = schema.get("fields")
    if not isinstance(fields, list) or not fields:
        return Schema(), [("", "its schema has no list of fields", 'such as "fields": [{"name": "state"}]')]
    missing, refused = read_missing(schema.get("missingValues", [""]))
    bad: list[WrongPart] = [("", *one) for one in [*refused, *misspelled(schema, _SCHEMA)]]
    columns: dict[str, Column] = {}
    for number, one in enumerate(fields, start=1):
        name = one.get("name") if isinstance(one, Mapping) else None
        if not isinstance(name, str) or not name:
            bad.append((f"{number}", "the field has no name", "give it the heading of its column"))
        elif name in columns:
            bad.append((name, "two fields have this name", "give each a name of its own"))
        else:
            columns[name], wrong = read_field(one, missing)
            wrong = wrong or list(_unreadable(columns[name]))
            bad += [(name, *each) for each in wrong]
    if bad:
        return Schema(), bad
    if null is not None:
        columns = {name: _also_blank(column, null) for name, column in columns.items()}
    bad = [("", *one) for one in [*_wrong_keys(schema, columns), *_wrong_roles(own, columns)]]
    return (Schema(), bad) if bad else (_read(schema, own, columns), [])


def _read(schema: Mapping[str, Any], own: Mapping[str, Any], columns: Mapping[str, Column]) -> Schema:
    primary = tuple(_names(schema.get("primaryKey")))
    key = tuple(_names(own.get("key"))) or primary
    roles = {role: own[role] for role in ROLES if role in own}
    apart = {roles.get(role) for role in ("area", "year", "asOf")}
    noun = own.get("noun", ("row", "rows"))
    match = schema.get("fieldsMatch", "exact")
    return Schema(
        columns=columns,
        primary=primary,
        key=key,
        measure=tuple(_names(own.get("measure", [name for name in key if name not in apart]))),
        prefer=tuple(_names(own.get("prefer"))),
        roles=roles,
        references=tuple(
            Reference(tuple(_names(one["fields"])), _table_of(one), tuple(_names(one["reference"]["fields"])))
            for one in _each(schema.get("foreignKeys"))
        ),
        unique=tuple(tuple(_names(one)) for one in _each(schema.get("uniqueKeys"))),
        match=match[0] if isinstance(match, list) else match,
        noun=(noun[0], noun[1]),
        areas=own.get("areas", ""),
    )


def _also_blank(column: Column, null: str) -> Column:
    from dataclasses import replace

    return replace(column, missing=column.missing | {null})


def _unreadable(column: Column) -> Iterator[tuple[str, str]]:
    """Constraints whose own values are not of the column's type."""
    try:
        rules_of(column)
    except (ValueError, TypeError) as error:
        yield f"a constraint does not fit the type {column.type}: {error}", f"write it as a {column.type}"


def _names(value: Any) -> list[str]:
    """One column or several."""
    return list(value) if isinstance(value, list) else [value] if value else []


def _each(value: Any) -> list[Any]:
    """The keys in a list of them; what is no list is looked at as one that is not well formed."""
    return value if isinstance(value, list) else [value] if value else []


def _table_of(foreign: Mapping[str, Any]) -> str:
    """The table that is referred to; "" for the table itself."""
    return str(foreign["reference"].get("resource") or "")


def _wrong_keys(schema: Mapping[str, Any], columns: Mapping[str, Column]) -> Iterator[tuple[str, str]]:
    for part, keys in (("primaryKey", [schema.get("primaryKey")]), ("uniqueKeys", _each(schema.get("uniqueKeys")))):
        for key in keys:
            yield from _wrong_columns(part, key or [], columns)
    for foreign in _each(schema.get("foreignKeys")):
        reference = foreign.get("reference") if isinstance(foreign, Mapping) else None
        if not isinstance(reference, Mapping) or not (
            _names(foreign.get("fields")) and _names(reference.get("fields"))
        ):
            fix = 'such as {"fields": ["region"], "reference": {"resource": "regions", "fields": ["code"]}}'
            yield "a foreign key is not well formed", fix
        elif len(_names(foreign["fields"])) != len(_names(reference["fields"])):
            yield "a foreign key compares unlike numbers of columns", "name as many columns on both sides"
        elif reference.get("package") or foreign.get("predicate"):
            yield "a foreign key leads out of this data package", "take it out"
        else:
            yield from _wrong_columns("foreignKeys", foreign["fields"], columns)
            if not all(isinstance(name, str) for name in _names(reference["fields"])):
                yield f"a foreign key refers to the columns {reference['fields']!r}", "name them"
    match = schema.get("fieldsMatch", "exact")
    if (match[0] if isinstance(match, list) and len(match) == 1 else match) not in _MATCHES:
        yield f"fieldsMatch is {match!r}, which is not understood", f"choose one of {', '.join(_MATCHES)}"


def _wrong_columns(part: str, names: Any, columns: Mapping[str, Column]) -> Iterator[tuple[str, str]]:
    if not isinstance(names, str | list) or not all(isinstance(name, str) for name in names):
        yield f"{part} is {names!r}", "name a column, or a list of columns"
        return
    for name in _names(names):
        if name not in columns:
            yield f"{part} names the column {name!r}, which is not there", did_you_mean(name, columns)
        elif columns[name].is_container:
            yield f"{part} names the column {name!r}, which holds several values per row", "name another column"


def _wrong_roles(own: Mapping[str, Any], columns: Mapping[str, Column]) -> Iterator[tuple[str, str]]:
    known = (*ROLES, *_LISTS, *_WORDS)
    for name, value in own.items():
        if name not in known:
            yield f"'nutgraf' has {name!r}, which is not understood", did_you_mean(name, known)
        elif name in _LISTS:
            yield from _wrong_columns(f"nutgraf.{name}", value, columns)
        elif name in ROLES and not (isinstance(value, str) and value in columns):
            also = '; one unit for a whole column is written into its field: "nutgraf": {"unit": "EUR"}'
            fix = did_you_mean(str(value), columns, also if name == "unit" else "")
            yield f"nutgraf.{name} names the column {value!r}, which is not there", fix
        elif name in _NUMBERS and columns[value].type not in ("number", "integer"):
            yield f"nutgraf.{name} names {value!r}, which has the type {columns[value].type}", 'make it "number"'
        elif name == "publish" and columns[value].type != "boolean":
            yield f"nutgraf.publish names {value!r}, which has the type {columns[value].type}", 'make it "boolean"'
        elif name == "areas" and not (isinstance(value, str) and "area" in own):
            yield f"nutgraf.areas is {value!r}", 'name areas of the package, and the column that has them as "area"'
        elif name == "noun" and not (isinstance(value, list) and len(value) == 2):
            yield "nutgraf.noun is not two words", 'such as "noun": ["region", "regions"]'
    for column in columns.values():
        yield from _wrong_step(column, columns)


def _wrong_step(column: Column, columns: Mapping[str, Column]) -> Iterator[tuple[str, str]]:
    step, named = column.rounded_to, f"the rounded_to of {column.name}"
    if isinstance(step, str):
        if step and step not in columns:
            yield f"{named} is {step!r}, which is not a column", did_you_mean(step, columns)
        elif step and columns[step].type not in ("number", "integer"):
            yield f"{named} names {step!r}, which has the type {columns[step].type}", 'make it "number"'
    elif step is not None and (isinstance(step, bool) or not isinstance(step, int | float) or step <= 0):
        yield f"{named} is {step!r}, which is not a step", "write a number above zero, such as 1000, or leave it out"
