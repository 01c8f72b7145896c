"""Whether a question written in code can be answered at all: asked before anything runs, and never noted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nutgraf.data.package import Package
from nutgraf.data.select import as_lists, check_values
from nutgraf.data.sound_content import read_content
from nutgraf.errors import DataError, NutgrafError, Problem, did_you_mean

_UNIT = 'give the field its unit in data/datapackage.json: "nutgraf": {"unit": "EUR"}'


def would_find(package: Package, name: str, where: Mapping[str, Any]) -> None:
    """Raise what a question would: no such table or column, a value of another type, a word that is nowhere in it.

    A value that is None is not known yet; of a list some may be missing.
    """
    table = package.table(name)
    problems: list[Problem] = []
    for column, value in where.items():
        try:
            table.column(column)
            if value is not None:
                asked = as_lists(table, {column: value})
                if not isinstance(value, (list, tuple)):
                    check_values(package, table, asked)
        except NutgrafError as error:
            problems += error.problems
    if problems:
        raise DataError(*problems)


def would_read(package: Package, name: str, column: str | None) -> None:
    """Raise what reading facts would: a table or a column that holds none, for no unit says what they count."""
    table = package.table(name)
    chosen = column or table.value
    if column:
        table.column(column)
    if chosen and chosen in table.fact_columns:
        return
    what = f"column {chosen!r} holds no facts: it has no unit" if chosen else "no column of it holds facts"
    raise DataError(
        Problem(
            f"table {name}",
            what,
            did_you_mean(chosen, table.fact_columns, f"; or {_UNIT}") if table.fact_columns else _UNIT,
        )
    )


def held_sources(package: Package) -> frozenset[str]:
    """The ids of all sources; DataError that says how to write their table where there is none."""
    if "sources" not in package.tables:
        columns = "source_id, publisher, title, published, url, terms and checked_against"
        fix = f"describe data/sources.csv in it, with the columns {columns}: every fact names one of its rows"
        raise DataError(Problem("data/datapackage.json", "there is no table of sources", fix))
    return frozenset(str(record["source_id"]) for record in read_content(package, package.table("sources")).records)
