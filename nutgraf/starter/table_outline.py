"""What the first cells of a notebook have to know of the table that they read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nutgraf import data
from nutgraf.errors import Problem, UsageError, did_you_mean
from nutgraf.project import Project

_TIMES = ("date", "datetime", "yearmonth")
_ASIDE = ("source", "publish", "qualifier", "checkedAgainst")
"""The roles of columns that say how a number was published, and not what it is about."""


@dataclass(frozen=True)
class TableOutline:
    """A table as one list of numbers: one for each value of `names`, with the rest of its key fixed."""

    table: str
    value: str
    """The column of the numbers."""
    names: str
    """The column that names them."""
    fixed: Mapping[str, Any]
    """The other columns of the key, each with one of its values."""
    are_years: bool
    """Whether `names` are years, as numbers."""
    values: tuple[Any, ...]
    """What is in the column `names`."""
    heading: str = ""
    """What the column of the numbers is called where people read it."""
    label: str = ""
    """The column with the names of codes in `names`, such as that of states for TN."""

    @property
    def over_years(self) -> bool:
        """Whether the numbers make a line."""
        return self.are_years and len(self.values) > 1


def tables_with_facts(project: Project) -> dict[str, tuple[str, ...]]:
    """The columns of the key of each table that a notebook can begin with, by its name."""
    tables = data.open_package(project.data_package).tables.values() if project.data_package.exists() else ()
    return {each.name: tuple(each.identity) for each in tables if each.identity and each.fact_columns}


def outline(project: Project, name: str, matrix: str = "") -> TableOutline:
    """The outline of a table of the project, by the values of the column `matrix` if one is given.

    Raises UsageError if the data package has no such table or column, or if its numbers cannot be facts.
    """
    package = data.open_package(project.data_package)
    table = package.table(name)
    key = [column for column in table.identity if column not in {table.roles.get(role) for role in _ASIDE}]
    if not key or not table.fact_columns:
        lacking = "no key" if table.fact_columns else "no column of numbers with a unit"
        raise UsageError(Problem(f"data/datapackage.json, {name}", f"it has {lacking}, so it has no facts", _FIX))
    if matrix and matrix not in key:
        apart = "it is not in the key, so its values do not tell the rows apart"
        what = f"--matrix {matrix}: {apart}" if matrix in table.columns else f"no column {matrix!r}"
        raise UsageError(Problem(f"table {name}", what, did_you_mean(matrix, key)))
    value = table.value or table.fact_columns[0]
    data.would_read(package, name, value)
    years = [column for column in key if table.is_year(column)]
    last = [table.roles.get("publisher"), *years]
    by_name = [column for column in (table.roles.get("area"), *key) if column in key and column not in last]
    names = matrix or str((by_name or key)[0])
    fixed: dict[str, Any] = {}
    for column in [*years, *key]:
        if column != names and column not in fixed:
            found = data.column_values(package, name, column, fixed)
            if not found:
                raise UsageError(Problem(f"table {name}", f"column {column!r} has no values", "fill it in"))
            fixed[column] = max(found) if column in years or table.columns[column].type in _TIMES else found[0]
    values = tuple(data.column_values(package, name, names, fixed))
    if not values:
        raise UsageError(Problem(f"table {name}", "it has no rows", "add some to its file"))
    are_years = names in years and all(isinstance(one, int) for one in values)
    label = _label(package, name, names, values, fixed) if matrix else ""
    return TableOutline(name, value, names, dict(_plain(fixed)), are_years, values, table.columns[value].title, label)


def _label(package: data.Package, name: str, names: str, values: Sequence[Any], fixed: Mapping[str, Any]) -> str:
    """The first column of texts that has a name of its own for each code; "" if the values are no codes."""
    if not all(isinstance(value, str) and value == value.upper() for value in values):
        return ""
    table = package.table(name)
    aside = {names, *(table.roles.get(role) for role in _ASIDE)}
    for column in table.columns.values():
        if column.type != "string" or column.name in aside:
            continue
        called = [data.column_values(package, name, column.name, {**fixed, names: value}) for value in values]
        texts = [each[0] for each in called if len(each) == 1]
        if len(set(texts)) == len(values) and any(text != text.upper() for text in texts):
            return str(column.name)
    return ""


def _plain(fixed: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Values as code and front matter write them: days as text."""
    for column, value in fixed.items():
        yield column, value.isoformat() if hasattr(value, "isoformat") else value


_FIX = "declare its primaryKey, and the unit of the column that holds the numbers: see data/README.md"
