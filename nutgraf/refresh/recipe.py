"""Makes a table of the file as fetched: read as `nutgraf data add` reads, then shaped as the data package declares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from nutgraf.data import Package
from nutgraf.data.package import Table
from nutgraf.errors import DataError, Problem, did_you_mean
from nutgraf.intake import Interview, Question
from nutgraf.intake.column_values import TypedColumn
from nutgraf.intake.grid import CellGrid
from nutgraf.intake.notebook_frame import run_for_frame
from nutgraf.intake.receive import read_bytes
from nutgraf.intake.scaled_columns import scale_columns
from nutgraf.intake.table_layout import lay_out
from nutgraf.intake.typed_columns import type_columns
from nutgraf.refresh.declared_refresh import Lookup, Melt, Refresh
from nutgraf.refresh.revisions import RowCells, rows_on_file

_NOTES = "notes below the table"
_CORRECTION = "correction"  # a column that no publisher sends: `upstream_corrections` fills it


class _DeclaredAnswers(Interview):
    """Takes nothing for granted: what the declaration leaves out is refused, apart from notes below the table."""

    def answer(self, question: Question) -> str:
        if question.what == _NOTES and question.likely is not None:
            return question.likely
        return super().answer(question)


def is_notebook(source: str) -> bool:
    """Whether a table comes from a notebook."""
    return source.endswith(".ipynb") and "://" not in source


def rows_of_file(package: Package, table: Table, declared: Refresh, name: str, written: bytes) -> list[RowCells]:
    """The rows of the table that a file holds. Raises DataError or UsageError with what cannot be read."""
    interview = _DeclaredAnswers()
    grid = read_bytes(name, written, declared.read.given(frozenset(), frozenset()), interview)
    interview.settle()
    columns = _typed(grid, table, declared)
    del grid  # a table of a million rows is not kept in two forms
    return _shaped(package, table, declared, columns)


def rows_of_notebook(package: Package, table: Table, declared: Refresh, path: Path) -> list[RowCells]:
    """The rows of the table that a notebook leaves. Raises RunError where it stops, and DataError."""
    _, grid = run_for_frame(path, declared.source, declared.frame)
    return _shaped(package, table, declared, _typed(grid, table, declared))


def _typed(grid: CellGrid, table: Table, declared: Refresh) -> list[TypedColumn]:
    interview = _DeclaredAnswers()
    numbers = frozenset(number for number, _ in grid.rows)
    given = declared.read.given(numbers, frozenset())
    laid = lay_out(grid, given, interview)
    present = {heading.name for heading in laid.headings}
    texts = {column.name for column in table.columns.values() if column.is_text}
    given = replace(given, text=frozenset(present & {*texts, *declared.read.text, *declared.keep}))
    columns = scale_columns(laid, type_columns(laid, given, interview), given, interview)
    interview.settle()
    return columns


def _shaped(package: Package, table: Table, declared: Refresh, columns: Sequence[TypedColumn]) -> list[RowCells]:
    cells = [["" if cell in one.missing else cell for cell in one.cells] for one in columns]
    names = [one.name for one in columns]
    rows: list[RowCells] = [dict(zip(names, row, strict=True)) for row in zip(*cells, strict=True)]
    where = f"data/datapackage.json, {table.name}, nutgraf.refresh"
    rows = _kept(where, rows, declared.keep, names)
    if declared.melt:
        rows = _melted(where, rows, declared.melt, names)
    blank = {table.roles[_CORRECTION]: ""} if _CORRECTION in table.roles else {}
    rows = [{**blank, **row, **declared.set} for row in rows]
    for column, lookup in declared.lookup.items():
        rows = _looked_up(where, package, rows, column, lookup)
    return _fitted(table, declared, rows)


def _kept(where: str, rows: list[RowCells], keep: Mapping[str, Sequence[str]], names: Sequence[str]) -> list[RowCells]:
    for column in keep:
        if column not in names:
            raise DataError(Problem(f"{where}.keep", f"the file has no column {column!r}", did_you_mean(column, names)))
    return [row for row in rows if all(row[column] in values for column, values in keep.items())]


def _melted(where: str, rows: list[RowCells], melt: Melt, names: Sequence[str]) -> list[RowCells]:
    for column in melt.columns:
        if column not in names:
            what = f"the file has no column {column!r}"
            raise DataError(Problem(f"{where}.melt", what, did_you_mean(column, names)))
    return [
        {
            **{name: cell for name, cell in row.items() if name not in melt.columns},
            **dict.fromkeys([melt.into] if isinstance(melt.into, str) else melt.into, said),
            melt.values: row[column],
        }
        for row in rows
        for column, said in melt.columns.items()
    ]


def _looked_up(where: str, package: Package, rows: list[RowCells], column: str, lookup: Lookup) -> list[RowCells]:
    other = package.table(lookup.table)
    for name in (*lookup.by, lookup.take):
        other.column(name)
    known = {tuple(line[name] for name in lookup.by): line[lookup.take] for line in rows_on_file(other)}
    found: list[RowCells] = []
    unknown: list[str] = []
    for row in rows:
        if lacking := [name for name in lookup.by.values() if name not in row]:
            what = f"the file has no column {lacking[0]!r}"
            raise DataError(Problem(f"{where}.lookup.{column}", what, did_you_mean(lacking[0], row)))
        asked = tuple(row[name] for name in lookup.by.values())
        if asked not in known:
            unknown.append(", ".join(asked))
        found.append({**row, column: known.get(asked, "")})
    if unknown:
        shown = "; ".join(dict.fromkeys(unknown[:6])) + (f"; … ({len(unknown)} rows)" if len(unknown) > 6 else "")
        fix = 'leave such rows out with "keep", or add them there'
        raise DataError(Problem(f"{where}.lookup.{column}", f"the table {lookup.table} does not have {shown}", fix))
    return found


def _fitted(table: Table, declared: Refresh, rows: list[RowCells]) -> list[RowCells]:
    """The rows with the columns of the table, in its order; what is new or gone is refused."""
    names, wanted = list(rows[0]) if rows else [], list(table.columns)
    problems = [
        Problem(f"table {table.name}", f"the file no longer has the column {name!r}", _renamed(name, names, wanted))
        for name in wanted
        if rows and name not in names
    ]
    unknown = [name for name in names if name not in wanted and name not in declared.drop]
    if unknown and "*" not in declared.drop:
        what = f"the file has a column that the table does not have: {', '.join(unknown)}"
        fix = 'add it to the schema, or leave it out with "drop" in the declaration'
        problems.append(Problem(f"table {table.name}", what, fix))
    if problems:
        raise DataError(*problems)
    return [{name: row[name] for name in wanted} for row in rows]


def _renamed(name: str, names: Sequence[str], wanted: Sequence[str]) -> str:
    new = [one for one in names if one not in wanted]
    said = f"if it has a new name, declare it under read.rename; new are {', '.join(new)}" if new else ""
    return said or "look at the file"
