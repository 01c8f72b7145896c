"""The resources of a data package: usable tables, tables that are refused with a reason, and other resources."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nutgraf.data.fields import Wrong
from nutgraf.data.package import NAME, Package, Table
from nutgraf.data.resource import EXAMPLE, IN_SCHEMA, Parts, not_a_table, read_table
from nutgraf.errors import DataError, Problem, did_you_mean
from nutgraf.facts import BasisRules
from nutgraf.site_defaults import SiteDefaults

if TYPE_CHECKING:
    from nutgraf.data.declarations import Declarations

_NO_SITE = SiteDefaults()

_WORLD = ("areas", "units", "publishers")
_DECLARED = (*_WORLD, "kinds", "totals")
# A package comes from anywhere: no name leads out of a folder, or is one that nobody can read or type.
_FOLDER_NAME = re.compile(
    r"(?![.\s])[^/\\\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]+(?<!\s)"
)
_LONGEST = 200
_OWN = ("rules", "bases", "clashes", "fits", *_DECLARED)


def read_descriptor(path: Path, described: Any, parts: Parts, site: SiteDefaults = _NO_SITE) -> Package:
    """The package of a site. Raises DataError if it cannot be used at all."""
    _refuse_package(described)
    own = described.get("nutgraf") or {}
    world, declared = _world(own, site)
    rules = BasisRules(
        clashes=tuple((*clash["between"], clash["why"]) for clash in own.get("clashes") or ()),
        fits=tuple((a, b) for a, b in own.get("fits") or ()),
        singulars={name: unit.one for name, unit in declared.units.items() if unit.one} if declared else {},
    )
    combined = json.dumps([own.get("clashes"), own.get("fits"), world, site.currency], sort_keys=True)
    tables: dict[str, Table] = {}
    refused: dict[str, tuple[Problem, ...]] = {}
    others: dict[str, Problem] = {}
    for resource in described["resources"]:
        name, where = resource["name"], f"data/{NAME}, {resource['name']}"
        if other := not_a_table(resource):
            others[name] = Problem(where, *other)
            continue
        try:
            tables[name] = read_table(path.parent, resource, parts, combined)
        except DataError as error:
            refused[name] = error.problems
    refused |= _dangling(tables, {*others, *refused})
    if declared:
        _refuse_columns(declared, tables, {*others, *refused})
    refused |= _lost_areas(tables, world.get("areas") or {})
    sound = {name: one for name, one in tables.items() if name not in refused}
    package = Package(path, sound, rules, refused, others, site.currency)
    if declared is None:
        return package
    nouns: dict[str, Any] = {name: unit.nouns for name, unit in declared.units.items()}
    return replace(
        package,
        areas=declared.areas,
        nouns=nouns,
        publishers=declared.publishers,
        kinds=tuple(declared.kinds),
        totals=tuple(declared.totals),
    )


def _world(own: Mapping[str, Any], site: SiteDefaults) -> tuple[dict[str, Any], Declarations | None]:
    """Areas, units and publishers as written, which change what a table gives, and all declarations as read.

    These are None where there are none, since their models load slowly.
    """
    written = {name: own[name] for name in _DECLARED if own.get(name) is not None}
    if not written:
        return {}, None
    from nutgraf.data.declarations import read_declarations

    declared, bad = read_declarations(written, site.country)
    _refuse_declarations(bad)
    world = {name: each for name, each in written.items() if name in _WORLD}
    return ({**world, "country": site.country} if world else {}), declared


def _refuse_columns(declared: Declarations, tables: Mapping[str, Table], unread: set[str]) -> None:
    from nutgraf.data.declarations import wrong_columns

    _refuse_declarations(wrong_columns(declared, {name: one.columns for name, one in tables.items()}, unread))


def _refuse_declarations(bad: Iterable[tuple[str, str, str]]) -> None:
    if problems := [Problem(f"data/{NAME}, nutgraf.{where}", what, fix) for where, what, fix in bad]:
        raise DataError(*problems)


def _lost_areas(tables: Mapping[str, Table], areas: Mapping[str, Any]) -> dict[str, tuple[Problem, ...]]:
    """Tables whose system of areas is not declared."""
    return {
        name: (
            Problem(
                f"data/{NAME}, {name}, nutgraf.areas",
                f"no areas are declared as {table.areas!r}",
                did_you_mean(table.areas, areas) if areas else 'declare them for the package: "areas": {…}',
            ),
        )
        for name, table in tables.items()
        if table.areas and table.areas not in areas
    }


def _refuse_package(described: Any) -> None:
    """What is wrong with a package as a whole."""
    where = f"data/{NAME}"
    if not isinstance(described, dict) or not isinstance(described.get("resources"), list):
        raise DataError(Problem(where, "this is not a data package: it has no list of 'resources'", EXAMPLE))
    problems = [Problem(where, *one) for one in _wrong_in_package(described)]
    seen: set[str] = set()
    for number, resource in enumerate(described["resources"], start=1):
        name = resource.get("name") if isinstance(resource, dict) else None
        if not isinstance(name, str) or not name:
            problems.append(Problem(f"{where}, resource {number}", "the resource has no name", EXAMPLE))
        elif not _FOLDER_NAME.fullmatch(name) or len(name.encode("utf-8", "replace")) > _LONGEST:
            what = f"the table is named {name[:40]!r}, which cannot be the name of the folder with its versions"
            fix = "name it with letters, digits, hyphens and underscores, such as median-pay"
            problems.append(Problem(f"{where}, resource {number}", what, fix))
        elif name in seen:
            problems.append(Problem(where, f"two resources are named {name!r}", "give each a name of its own"))
        seen.add(str(name))
    if problems:
        raise DataError(*problems)


def _wrong_in_package(described: Mapping[str, Any]) -> Iterator[Wrong]:
    for name in IN_SCHEMA:
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
        yield "a clash of bases is not well formed", 'such as {"between": ["survey/*", "census/*"], "why": "…"}'
    if not isinstance(fits, list) or not all(_is_pair(one) for one in fits):
        yield "a fit of bases is not well formed", 'such as ["survey/2024", "census/*"]'


def _is_pair(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(isinstance(one, str) for one in value)


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
