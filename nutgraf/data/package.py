"""The data package as data/datapackage.json describes it: tables, columns and the part each column plays."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from nutgraf.errors import DataError, Problem, did_you_mean
from nutgraf.facts import Rules

NAME = "datapackage.json"


@dataclass(frozen=True)
class Column:
    """One column: its type, its constraints and, where it holds figures of its own, how they are to be read."""

    name: str
    type: str
    constraints: Mapping[str, Any]
    unit: str = ""
    qualifier: str = ""
    rounded_to: str | int | float | None = None


@dataclass(frozen=True)
class Table:
    """One table: its columns, its keys and the part each column plays ("value", "area", "source" …)."""

    name: str
    path: Path
    columns: Mapping[str, Column]
    primary: tuple[str, ...]
    key: tuple[str, ...]
    measure: tuple[str, ...]
    prefer: tuple[str, ...]
    roles: Mapping[str, str]
    refers: Mapping[str, tuple[str, str]]
    noun: tuple[str, str]
    digest: str

    @property
    def value(self) -> str:
        """The column of its figures; "" where it has none."""
        return self.roles.get("value", "")

    @property
    def figures(self) -> tuple[str, ...]:
        """Every column that holds figures."""
        played = [self.roles[role] for role in ("value", "low", "high", "moe") if role in self.roles]
        return tuple(dict.fromkeys([*played, *(one.name for one in self.columns.values() if one.unit)]))

    def column(self, name: str) -> Column:
        """A column by its name, or an error with the likely one."""
        if name not in self.columns:
            raise DataError(Problem(f"table {self.name}", f"no column {name!r}", did_you_mean(name, self.columns)))
        return self.columns[name]


@dataclass(frozen=True)
class Package:
    """Every table, and which bases of figures may be combined."""

    path: Path
    tables: Mapping[str, Table]
    rules: Rules

    def table(self, name: str) -> Table:
        """A table by its name, or an error with the likely one."""
        if name not in self.tables:
            raise DataError(Problem("data/" + NAME, f"no table {name!r}", did_you_mean(name, self.tables)))
        return self.tables[name]


def find_package(start: Path | None = None) -> Path:
    """The data package of the project around a folder, which is the working folder unless one is given."""
    folder = (start or Path.cwd()).resolve()
    for above in (folder, *folder.parents):
        for path in (above / "data" / NAME, above / NAME):
            if path.is_file():
                return path
    what = f"no data/{NAME} in this folder or above it"
    raise DataError(Problem(str(folder), what, "run the notebook from a folder inside the project"))


def open_package(path: Path) -> Package:
    """The package as it is now: the file is read again each time, and parsed only when its bytes are new."""
    try:
        text = path.read_bytes()
    except OSError as error:
        problem = Problem(f"data/{NAME}", "the data package cannot be read", "see docs/reference.md, The data package")
        raise DataError(problem) from error
    return _parsed(path, text)


@lru_cache(maxsize=8)
def _parsed(path: Path, text: bytes) -> Package:
    try:
        described = json.loads(text)
        shared = described.get("nutgraf", {})
        rules = Rules(
            clashes=tuple((*clash["between"], clash["why"]) for clash in shared.get("clashes", ())),
            fits=tuple((a, b) for a, b in shared.get("fits", ())),
        )
        combined = json.dumps([shared.get("clashes"), shared.get("fits")], sort_keys=True)
        tables = [_table(path.parent, resource, combined) for resource in described["resources"]]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        what = f"this is not a data package: {type(error).__name__} {error}"
        raise DataError(Problem(f"data/{NAME}", what, "run frictionless validate data/datapackage.json")) from error
    return Package(path, {table.name: table for table in tables}, rules)


def _table(folder: Path, resource: dict[str, Any], combined: str) -> Table:
    schema, custom = resource["schema"], resource.get("nutgraf", {})
    columns = {field["name"]: _column(field) for field in schema["fields"]}
    primary = schema.get("primaryKey", [])
    primary = (primary,) if isinstance(primary, str) else tuple(primary)
    key = tuple(custom.get("key", primary))
    roles = {role: name for role, name in custom.items() if isinstance(name, str) and name in columns}
    apart = {roles.get(role) for role in ("area", "year", "asOf")}
    refers = {
        foreign["fields"][0]: (foreign["reference"]["resource"], foreign["reference"]["fields"][0])
        for foreign in schema.get("foreignKeys", ())
        if isinstance(foreign["fields"], list)
    }
    noun = custom.get("noun", ["row", "rows"])
    meant = json.dumps([schema, custom, combined], sort_keys=True).encode()
    return Table(
        name=resource["name"],
        path=folder / resource["path"],
        columns=columns,
        primary=primary,
        key=key,
        measure=tuple(custom.get("measure", [name for name in key if name not in apart])),
        prefer=tuple(name for name in custom.get("prefer", ()) if name in columns),
        roles=roles,
        refers=refers,
        noun=(noun[0], noun[1]),
        digest=hashlib.sha256(meant).hexdigest(),
    )


def _column(field: dict[str, Any]) -> Column:
    own = field.get("nutgraf", {})
    return Column(
        name=field["name"],
        type=field.get("type", "string"),
        constraints=field.get("constraints", {}),
        unit=own.get("unit", ""),
        qualifier=own.get("qualifier", ""),
        rounded_to=own.get("rounded_to"),
    )
