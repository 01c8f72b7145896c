"""Reads a Parquet file, with DuckDB where it is installed."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

from nutgraf.errors import DataError, Problem
from nutgraf.intake.grid import CellGrid, SheetValue


def read_parquet(name: str, path: Path) -> CellGrid:
    """The rows of a Parquet file. Raises DataError where it cannot be read, or DuckDB is not installed."""
    try:
        import duckdb
    except ImportError as error:
        fix = "install it: pip install 'nutgraf[parquet]'; or save the file as CSV"
        raise DataError(Problem(name, "a Parquet file is read with DuckDB, which is not installed", fix)) from error
    try:
        with duckdb.connect() as connection:
            found = connection.execute("SELECT * FROM read_parquet(?)", [str(path)])
            columns = [column[0] for column in found.description]
            rows = found.fetchall()
    except duckdb.Error as error:
        what = f"the file cannot be read: {str(error).splitlines()[0].replace(str(path), name)}"
        raise DataError(Problem(name, what, "look at the file, or ask for it again")) from error
    listed = [tuple(_cell(name, column, value) for column, value in zip(columns, row, strict=True)) for row in rows]
    return CellGrid(name, tuple(enumerate([tuple(columns), *listed], 1)), headed=True)


def _cell(name: str, column: str, value: Any) -> SheetValue:
    if value is None or (isinstance(value, float) and value != value):
        return ""
    if isinstance(value, bool | str | Decimal | datetime | date | time):
        return value
    if isinstance(value, int):
        return Decimal(value)
    if isinstance(value, float):
        return Decimal(repr(value))
    what = f"its values are of the type {type(value).__name__}, and no number, text or date"
    raise DataError(
        Problem(f"{name}, column {column}", what, "leave the column out in a notebook, and add that notebook")
    )
