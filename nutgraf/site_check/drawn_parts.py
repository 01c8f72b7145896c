"""Checks that the parts of a total that a figure draws add up to it, or that the figure draws what is left."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from nutgraf.errors import Problem
from nutgraf.site_check.built_site import BuiltPage, BuiltSite
from nutgraf.site_check.independent_tables import CsvRow, IndependentTables, number, plain

_SEVERAL = 2
"""Parts that a reader adds up."""


class _Cell(NamedTuple):
    """A number, and the step that its publisher rounded it to."""

    value: Decimal
    step: Decimal


def drawn_parts_make_their_total(site: BuiltSite) -> Iterator[Problem]:
    """No figure has two parts or more of a declared total that fall short of it, unless it has the rest as well."""
    tables = IndependentTables(site.project.data_package)
    declared = tables.declared("totals")
    for page in site.pages:
        for figure in page.sheet.get("figures", ()):
            yield from (problem for each in declared for problem in _short(tables, page, figure, each))


def is_row_of(row: CsvRow, table: str, declared: Mapping[str, Any]) -> bool:
    """Whether a row of a table is one of the rows that a total or a part is declared as."""
    wanted = declared.get("where", {})
    return table == declared["table"] and all(plain(row.get(name)) == plain(value) for name, value in wanted.items())


def _short(
    tables: IndependentTables, page: BuiltPage, figure: Mapping[str, Any], each: Mapping[str, Any]
) -> Iterator[Problem]:
    """The sums in a figure that fall short of one declared total."""
    drawn: dict[tuple[str, ...], dict[int, _Cell]] = defaultdict(dict)
    whole: set[tuple[str, ...]] = set()
    for read in (read for row in figure["rows"] for read in row["inputs"] if read["key"]):
        for row in tables.answers({**read, "column": "*"}):
            common = _common(row, each)
            if is_row_of(row, read["table"], each["total"]):
                whole.add(common)
            for nth, part in enumerate(each["parts"]):
                if is_row_of(row, read["table"], part):
                    drawn[common][nth] = _cell(tables, row, part)
    for common, parts in drawn.items():
        total = next(_totals(tables, each, common), None)
        if len(parts) < _SEVERAL or common in whole or total is None:
            continue
        added = sum((part.value for part in parts.values()), Decimal(0))
        rounding = sum((cell.step for cell in (total, *parts.values())), Decimal(0)) / 2
        if total.value - added > rounding:
            what = f"“{figure['title']}” has parts of {total.value:,f} that add up to {added:,f}"
            fix = "draw what is left as a part of its own: the total minus the others"
            yield Problem(f"{page.address}, figure {figure['name']}", what, fix)


def _common(row: CsvRow, each: Mapping[str, Any]) -> tuple[str, ...]:
    """What a total and its parts have in common."""
    return tuple(plain(row.get(name)) for name in each.get("same", ()))


def _totals(tables: IndependentTables, each: Mapping[str, Any], common: tuple[str, ...]) -> Iterator[_Cell]:
    table = each["total"]["table"]
    for row in tables.rows(table):
        if is_row_of(row, table, each["total"]) and _common(row, each) == common and tables.is_publishable(table, row):
            yield _cell(tables, row, each["total"])


def _cell(tables: IndependentTables, row: CsvRow, declared: Mapping[str, Any]) -> _Cell:
    table = declared["table"]
    column = declared.get("column") or tables.role(table, "value")
    step = number(row.get(tables.role(table, "roundedTo")))
    return _Cell(number(row.get(column)) or Decimal(0), step or Decimal(0))
