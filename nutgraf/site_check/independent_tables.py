"""Reads the tables of data/ with frictionless, a second parser that reveals errors of ours."""

from __future__ import annotations

import datetime
import json
from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

from nutgraf.errors import DataError, Problem
from nutgraf.lazy_imports import defer_formats

CsvRow = Mapping[str, Any]


class IndependentTables:
    """Every table of a data package, read on first use."""

    def __init__(self, package: Path) -> None:
        self._package = package
        self._rows: dict[str, list[CsvRow]] = {}
        self._found: dict[tuple[str, tuple[str, ...]], defaultdict[tuple[str, ...], list[CsvRow]]] = {}

    @cached_property
    def _resources(self) -> Mapping[str, Any]:
        from frictionless import FrictionlessException, Package

        try:
            with defer_formats():  # frictionless imports jsonschema when it first validates
                return {resource.name: resource for resource in Package(str(self._package)).resources}
        except FrictionlessException as error:
            raise DataError(Problem("data/datapackage.json", str(error), "look it over with: nutgraf check")) from error

    @cached_property
    def _loaded(self) -> Mapping[str, Any]:
        loaded: Mapping[str, Any] = json.loads(self._package.read_text(encoding="utf-8"))
        return loaded

    @cached_property
    def _described(self) -> Mapping[str, Any]:
        return {resource.get("name", ""): resource for resource in self._loaded.get("resources", ())}

    def declared(self, name: str) -> list[Mapping[str, Any]]:
        """A list that the data package declares of the newsroom's own world, such as its totals."""
        return list(self._loaded.get("nutgraf", {}).get(name) or ())

    def rows(self, table: str) -> list[CsvRow]:
        """The rows of a table; empty if there is no such table. Raises DataError where its file cannot be read."""
        from frictionless import FrictionlessException

        if table not in self._rows:
            try:
                resource = self._resources.get(table)
                self._rows[table] = [] if resource is None else [row.to_dict() for row in resource.read_rows()]
            except FrictionlessException as error:
                raise DataError(
                    Problem(f"data/, table {table}", str(error), "look it over with: nutgraf check")
                ) from error
        return self._rows[table]

    def role(self, table: str, name: str) -> str:
        """The column that the data package declares for a role, such as source or publish; "" if none."""
        roles = self._described.get(table, {}).get("nutgraf", {})
        return str(roles.get(name) or "") if isinstance(roles, dict) else ""

    def answers(self, claimed: Mapping[str, Any]) -> list[CsvRow]:
        """The rows of a claim's input: those with its key, or with one of its values."""
        table, key = claimed["table"], claimed["key"]
        if not claimed.get("column"):
            wanted = {name: plain(value).split("|") for name, value in key.items()}
            return [row for row in self.rows(table) if all(plain(row.get(name)) in wanted[name] for name in wanted)]
        names = tuple(key)
        if (table, names) not in self._found:
            found = self._found[table, names] = defaultdict(list)
            for row in self.rows(table):
                found[tuple(plain(row.get(name)) for name in names)].append(row)
        return self._found[table, names][tuple(map(plain, key.values()))]

    def counts(self, claimed: Mapping[str, Any]) -> set[int]:
        """How many rows match: all that may be published, or one of those with the same fact."""
        table = claimed["table"]
        rows = [row for row in self.answers(claimed) if self.is_publishable(table, row)]
        key = self._described.get(table, {}).get("nutgraf", {}).get("key") or ()
        distinct = {tuple(plain(row.get(name)) for name in key) for row in rows} if key else ()
        return {len(rows), len(distinct)} if key else {len(rows)}

    def is_publishable(self, table: str, row: CsvRow) -> bool:
        """Whether the data package allows a row on a page."""
        column = self.role(table, "publish")
        return not column or bool(row.get(column))


def number(value: Any) -> Decimal | None:
    """A value as a number; None if it is not one."""
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        return None
    return Decimal(str(value))


def plain(value: Any) -> str:
    """A value as it is written in a key."""
    if value is None:
        return ""
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    amount = number(value)
    return str(value) if amount is None or not amount.is_finite() else f"{amount.normalize():f}"
