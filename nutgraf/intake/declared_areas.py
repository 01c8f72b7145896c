"""The areas of a table: a whole that is never added to its parts nor ranked with them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from nutgraf.errors import Problem, did_you_mean
from nutgraf.intake.column_values import TypedColumn
from nutgraf.intake.given import Given
from nutgraf.intake.grid import CellGrid, shown, trimmed
from nutgraf.intake.interview import Interview


@dataclass(frozen=True)
class TableAreas:
    """The name of the areas that a table's are of, and their whole where it is declared with this table."""

    name: str = ""
    new_whole: str = ""


def with_whole_kept(grid: CellGrid, given: Given) -> Given:
    """The options, the rows of `--whole` among those to keep: they are no slip, though they look like totals."""
    if given.whole is None:
        return given
    rows = {number for number, cells in grid.rows if given.whole in [shown(trimmed(cell)) for cell in cells]}
    return replace(given, keep_rows=given.keep_rows | rows)


def declare_areas(
    where: str,
    columns: Sequence[TypedColumn],
    area: str,
    package: Mapping[str, Any],
    given: Given,
    interview: Interview,
) -> TableAreas:
    """The areas that `--areas` and `--whole` name; without them, none are declared. Raises UsageError."""
    if given.whole is None and given.areas is None:
        return TableAreas()
    option = "--whole" if given.whole is not None else "--areas"
    if not area:
        interview.refuse(Problem(option, "the table has no column of areas", "name it with --area"))
        interview.settle()
    declared: Mapping[str, Any] = package.get("nutgraf", {}).get("areas", {})
    name = given.areas or area
    cells = next((column.cells for column in columns if column.name == area), ())
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        interview.refuse(Problem("--areas", f"{name!r} is no name", "small letters, digits and _, a letter first"))
    elif name in declared:
        whole = declared[name].get("whole")
        if given.whole is not None and whole != given.whole:
            what = f"the data package has the areas {name!r}, whose whole is {whole or 'in a table'}"
            interview.refuse(Problem("--whole", what, "leave --whole out, or choose another name with --areas"))
    elif given.whole is None:
        new = "name the area that contains the others with --whole, or leave --areas out"
        fix = did_you_mean(name, declared, f" Or {new}") if declared else new
        interview.refuse(Problem("--areas", f"the data package declares no areas {name!r}", fix))
    elif given.whole not in cells:
        what = f"the column {area} holds no {given.whole!r}"
        interview.refuse(Problem(where, what, did_you_mean(given.whole, sorted(set(cells)))))
    interview.settle()
    return TableAreas(name, "" if name in declared else given.whole or "")
