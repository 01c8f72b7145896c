"""What a resource of the data package declares of its refresh: where it comes from, how it is read, what must hold."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from nutgraf.errors import DataError, Problem, did_you_mean
from nutgraf.intake import Given, numbers_of_tables, row_numbers

if TYPE_CHECKING:
    from pathlib import Path

    from pydantic_core import ErrorDetails

FixedCells = dict[str, str]
_Count = Annotated[int, Field(ge=0)]


class _Declared(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Reading(_Declared):
    """How the rows of the file are read: the options of `nutgraf data add`, by their names."""

    sheet: str | None = Field(default=None, description="The sheet of a workbook.")
    table: int | str | None = Field(
        default=None, description="The number of the table on a web page or in a PDF; `1-3` for one over several pages."
    )
    header: list[int] | None = Field(default=None, description="The rows of headings, counted from 1.")
    skip_row: list[int | str] = Field(default=[], description="Rows to leave out, such as 57 or `57-60`.")
    keep_row: list[int | str] | str = Field(
        default=[],
        description="Rows to keep that look like totals or notes; `all` keeps every row, for `keep` to choose from.",
    )
    rename: FixedCells = Field(default={}, description="New names of columns, by heading or number.")
    scale: FixedCells = Field(default={}, description="What numbers are given in: `thousand`, `million`.")
    text: list[str] = Field(default=[], description="Columns of text, apart from those that the schema has as text.")
    missing: dict[str, list[str]] = Field(default={}, description="Marks that mean a blank, by column.")
    date_format: FixedCells = Field(default={}, description="How dates are written, by column.")
    decimal: str | None = Field(default=None, description="The decimal mark in numbers that are text.")
    encoding: str | None = Field(default=None, description="The encoding of the file.")
    delimiter: str | None = Field(default=None, description="What separates its columns.")

    def given(self, rows: frozenset[int], texts: frozenset[str]) -> Given:
        """The options as `nutgraf data add` has them; `rows` are all rows of the file, `texts` its columns of text."""
        kept = rows if self.keep_row == "all" else _rows("keep_row", self.keep_row)
        return Given(
            sheet=self.sheet,
            tables=numbers_of_tables(None if self.table is None else str(self.table)),
            header=tuple(self.header) if self.header is not None else None,
            skip_rows=_rows("skip_row", self.skip_row),
            keep_rows=kept,
            rename=self.rename,
            scale=self.scale,
            text=texts,
            missing={name: tuple(marks) for name, marks in self.missing.items()},
            date_format=self.date_format,
            decimal=self.decimal,
            encoding=self.encoding,
            delimiter=self.delimiter,
        )


def _rows(option: str, rows: list[int | str] | str) -> frozenset[int]:
    return row_numbers(option, [str(row) for row in ([rows] if isinstance(rows, str) else rows)])


class Melt(_Declared):
    """Columns of the file that hold one number each for a year or a group: each becomes a row."""

    columns: FixedCells = Field(description="What each column is of: `POPESTIMATE2023` is `2023`.")
    into: str | list[str] = Field(description="The column that says so, or several that say the same.")
    values: str = Field(description="The column with the numbers.")


class Lookup(_Declared):
    """A column that another table has for the same rows."""

    table: str = Field(description="The other table.")
    by: FixedCells = Field(description="Its columns, and the columns of this table that they are equal to.")
    take: str = Field(description="Its column that is taken.")


class RowCount(_Declared):
    """How many rows there may be."""

    min: _Count = Field(default=0, description="The fewest.")
    max: _Count | None = Field(default=None, description="The most.")


class Sum(_Declared):
    """Rows that add up to another."""

    column: str = Field(description="The column of numbers.")
    whole: FixedCells = Field(description="What identifies the row with the sum, such as `usps` is `US`.")
    by: list[str] = Field(default=[], description="Columns of which each value has a sum of its own, such as the year.")
    without: dict[str, list[str]] = Field(default={}, description="Rows that are not part of it.")
    within: float = Field(default=0, ge=0, description="How far the sum may be off, for numbers that are rounded.")


class Contract(_Declared):
    """What a new version must hold, apart from the schema."""

    rows: RowCount = Field(default=RowCount(), description="How many rows there may be.")
    entities: list[str] = Field(
        default=[],
        description="The columns that identify what rows are about; by default its area, or else its key.",
    )
    lost: list[FixedCells] = Field(
        default=[], description="Rows or entities that may go: the cells that identify them."
    )
    blanks: _Count = Field(default=0, description="How many numbers may become blank.")
    change: dict[str, float] = Field(
        default={}, description="By how many percent a number of a column may change; 50 where it is not given."
    )
    outliers: float = Field(
        default=8, gt=0, description="How many times the usual distance from the median change is an outlier."
    )
    sums: list[Sum] = Field(default=[], description="Rows that add up to another.")


class Refresh(_Declared):
    """Where a table comes from, and how it is refreshed."""

    source: str = Field(
        alias="from",
        min_length=1,
        description="An address on the web, a file of the project, an address of fsspec such as `s3://…`, or a "
        "notebook `get-*.ipynb`.",
    )
    mirrors: list[str] = Field(default=[], description="Other addresses of the same file, tried in their order.")
    redirects: list[str] = Field(default=[], description="Other hosts that the address may redirect to.")
    private: list[str] = Field(default=[], description="Hosts on a private network that may be asked.")
    checksum: str = Field(default="", description="The SHA-256 of the file, or the address of the file with it.")
    proxy: str = Field(default="", description="The proxy; that of the environment where it is not given.")
    tries: int = Field(default=4, ge=1, le=20, description="How many times it is tried.")
    seconds: float = Field(default=120, gt=0, description="How long one try may take.")
    megabytes: float = Field(default=200, gt=0, description="How large the file may be, packed or not.")
    member: str = Field(default="", description="The file in a zip archive; its only one where it is not given.")
    frame: str | None = Field(
        default=None, description="The data frame of a notebook; that of its last line by default."
    )
    read: Reading = Field(default=Reading(), description="How the rows are read.")
    melt: Melt | None = Field(default=None, description="Columns that become rows.")
    keep: dict[str, list[str]] = Field(default={}, description="The rows that are taken: the values of columns.")
    set: FixedCells = Field(default={}, description="Columns that have one value in every row.")
    lookup: dict[str, Lookup] = Field(default={}, description="Columns that another table has.")
    drop: list[str] = Field(
        default=[], description="Columns of the file to leave out; `*` is all that the table lacks."
    )
    contract: Contract = Field(default=Contract(), description="What a new version must hold.")

    @property
    def most(self) -> int:
        """The largest size, in bytes."""
        return int(self.megabytes * 1_000_000)


def read_declared(package: Path) -> dict[str, Refresh]:
    """The tables that declare a refresh, in the order of the data package.

    Raises DataError with everything that is wrong with the declarations.
    """
    described = json.loads(package.read_text("utf-8-sig"))
    found: dict[str, Refresh] = {}
    problems: list[Problem] = []
    for resource in described["resources"]:
        own = resource.get("nutgraf")
        declared = own.get("refresh") if isinstance(own, dict) else None
        if declared is None:
            continue
        try:
            found[resource["name"]] = Refresh.model_validate(declared)
        except ValidationError as error:
            where = f"data/datapackage.json, {resource['name']}, nutgraf.refresh"
            problems += [_problem(where, one) for one in error.errors()]
    if problems:
        raise DataError(*problems)
    return found


_PARTS: Mapping[str, type[BaseModel]] = {
    **{"read": Reading, "melt": Melt, "lookup": Lookup, "contract": Contract},
    **{"rows": RowCount, "sums": Sum},
}


def _problem(where: str, error: ErrorDetails) -> Problem:
    path = [str(part) for part in error["loc"]]
    if error["type"] == "extra_forbidden":
        model = next((_PARTS[part] for part in reversed(path[:-1]) if part in _PARTS), Refresh)
        names = [field.alias or name for name, field in model.model_fields.items()]
        place = ".".join([where, *path[:-1]])
        return Problem(place, f"{path[-1]!r} is not understood", did_you_mean(path[-1], names))
    if error["type"] == "missing":
        return Problem(".".join([where, *path[:-1]]), f"{path[-1]!r} is missing", "see docs/reference/refreshes.md")
    said: Any = error["msg"]
    what = f"it is {error['input']!r}: {said[:1].lower()}{said[1:]}"
    return Problem(".".join([where, *path]), what, "see docs/reference/refreshes.md")
