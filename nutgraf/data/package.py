"""The data package described by data/datapackage.json: tables, columns and the role of each column."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nutgraf.data.csv_dialect import Dialect
from nutgraf.errors import DataError, Problem, did_you_mean
from nutgraf.facts import BasisRules

if TYPE_CHECKING:
    from nutgraf.data.declarations import AreaSystem, DeclaredKind, PublisherTable, Total

NAME = "datapackage.json"
_DIGITS = frozenset({"date", "time", "datetime", "year", "yearmonth", "duration", "geopoint"})
_SOURCES_FIX = (
    "it says where numbers come from: make data/sources.csv with the columns source_id, publisher, title, published, "
    f"url and terms, and describe it in data/{NAME}"
)


@dataclass(frozen=True)
class Column:
    """One column: its type, its constraints and, if it holds numbers of its own, their unit and rounding."""

    name: str
    type: str
    constraints: Mapping[str, Any]
    unit: str = ""
    qualifier: str = ""
    rounded_to: str | int | float | None = None
    format: str = "default"
    missing: frozenset[str] = frozenset({""})
    declared: Mapping[str, Any] = field(default_factory=dict)
    """Its field in the schema, as written."""

    @property
    def title(self) -> str:
        """What it is called where people read it: as the data package declares it, else its name."""
        declared = self.declared.get("title")
        return declared.strip() if isinstance(declared, str) and declared.strip() else self.name.replace("_", " ")

    @property
    def is_container(self) -> bool:
        """Whether a cell holds several values, so that rows cannot be selected by it."""
        return self.type in ("object", "array", "list", "geojson")

    @property
    def is_text(self) -> bool:
        """Whether its values are kept as text, a blank as "" and not as None."""
        return self.type in ("string", "any")

    @property
    def is_written_plainly(self) -> bool:
        """Whether its values are plain numbers in the standard's default format."""
        return self.type in _DIGITS and self.format == "default"


@dataclass(frozen=True)
class Reference:
    """Columns whose values must be in columns of another table, or of the same."""

    columns: tuple[str, ...]
    table: str
    others: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """One table: its columns, its keys and the role of each column ("value", "area", "source" …)."""

    name: str
    paths: tuple[Path, ...]
    columns: Mapping[str, Column]
    primary: tuple[str, ...]
    key: tuple[str, ...]
    measure: tuple[str, ...]
    prefer: tuple[str, ...]
    roles: Mapping[str, str]
    noun: tuple[str, str]
    digest: str
    areas: str = ""
    """The system of areas that its areas are of."""
    references: tuple[Reference, ...] = ()
    unique: tuple[tuple[str, ...], ...] = ()
    """Columns that tell rows apart, apart from the primary key."""
    match: str = "exact"
    """How headings answer to columns: in the same order, or by name alone."""
    dialect: Dialect = field(default_factory=Dialect)
    promised: Mapping[str, Any] = field(default_factory=dict)
    """What the data package says of the file as a whole: its hash, its length, its rows."""
    title: str = ""
    """What it shows, as the data package declares it; "" if it does not."""

    @property
    def identity(self) -> tuple[str, ...]:
        """The columns of the primary key; () if the data package names none."""
        source = self.roles.get("source")
        return self.primary or tuple(dict.fromkeys([*self.key, *([source] if source and self.key else [])]))

    @property
    def refers(self) -> Mapping[str, tuple[str, str]]:
        """The table and column that a single column refers to."""
        single = (one for one in self.references if len(one.columns) == 1)
        return {one.columns[0]: (one.table, one.others[0]) for one in single}

    @property
    def name_column(self) -> str:
        """The first column with the names of what its rows are of, such as `area_name`; "" if it has none."""
        return next((name for name in self.columns if name == "name" or name.endswith(("_name", "name_en"))), "")

    @property
    def value(self) -> str:
        """Its value column; "" if it has none."""
        return self.roles.get("value", "")

    @cached_property
    def fact_columns(self) -> tuple[str, ...]:
        """Every column that holds numbers that can be facts."""
        played = [self.roles[role] for role in ("value", "low", "high", "moe") if role in self.roles]
        return tuple(dict.fromkeys([*played, *(one.name for one in self.columns.values() if one.unit)]))

    def is_year(self, column: str) -> bool:
        """Whether the numbers in a column are years, by its type or its role."""
        return self.columns[column].type == "year" or column == self.roles.get("year")

    def column(self, name: str) -> Column:
        """A column by its name, or an error with the likely one."""
        if name not in self.columns:
            raise DataError(Problem(f"table {self.name}", f"no column {name!r}", did_you_mean(name, self.columns)))
        return self.columns[name]


@dataclass(frozen=True)
class Package:
    """Every table, and which bases may be combined.

    `refused` holds the tables whose description is not supported, `others` the resources that are not tables: both
    are ignored until a notebook reads one.
    """

    path: Path
    tables: Mapping[str, Table]
    rules: BasisRules
    refused: Mapping[str, tuple[Problem, ...]] = field(default_factory=dict)
    others: Mapping[str, Problem] = field(default_factory=dict)
    currency: str = "USD"
    """The currency of columns whose unit is "money"."""
    areas: Mapping[str, AreaSystem] = field(default_factory=dict)
    """The systems of areas, by name."""
    nouns: Mapping[str, Mapping[str, Mapping[str, str]]] = field(default_factory=dict)
    """The nouns of units, by unit, language and plural form."""
    publishers: PublisherTable | None = None
    kinds: tuple[DeclaredKind, ...] = ()
    totals: tuple[Total, ...] = ()
    """Numbers of which others are parts."""

    def table(self, name: str) -> Table:
        """A table by its name, or an error with what is wrong with it, or with the likely name."""
        if name in self.refused:
            raise DataError(*self.refused[name])
        if name in self.others:
            raise DataError(self.others[name])
        if name not in self.tables:
            fix = did_you_mean(name, self.tables)
            raise DataError(Problem(f"data/{NAME}", f"no table {name!r}", _SOURCES_FIX if name == "sources" else fix))
        return self.tables[name]
