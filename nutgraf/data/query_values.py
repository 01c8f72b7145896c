"""Converts a query's value to the type of its column; refuses what cannot be right."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from nutgraf.data.cell_parser import described, value_reader
from nutgraf.data.number_parser import Slip
from nutgraf.data.package import Column, Table
from nutgraf.errors import FactError, Problem


def as_value(table: Table, column: Column, value: Any) -> Any:
    """The value in its column's type. Raises FactError if it cannot be converted."""
    refuse_container(table, column)
    value = _of_python(value)
    if value is None or (isinstance(value, str) and value == ""):
        return "" if column.is_text else None
    try:
        return _typed(column, value)
    except (Slip, TypeError) as error:
        what = f"{column.name}={value!r}: the column holds {_plural(column)}"
        fix = getattr(error, "fix", "") if isinstance(value, str) else ""
        raise FactError(Problem(f"table {table.name}", what, fix or f"give it {_one(column)}")) from None


def refuse_container(table: Table, column: Column) -> None:
    """Refuse to select rows by a column whose cells hold several values."""
    if column.is_container or column.type == "geopoint":
        what = f"the column {column.name!r} holds {described(column)} per row"
        raise FactError(Problem(f"table {table.name}", what, "ask by another column, and choose among the rows"))


def _of_python(value: Any) -> Any:
    """A NumPy or pandas value as a plain Python value."""
    if type(value).__name__ in ("NAType", "NaTType") or value != value:
        return None
    if hasattr(value, "to_pydatetime"):
        return value.to_pydatetime()
    return value.item() if hasattr(value, "item") else value


def _typed(column: Column, value: Any) -> Any:
    if column.is_text:
        return _as_text(column, value)
    if isinstance(value, str):
        return value_reader(column)(value) if not column.format.startswith("%") else _by_either(column, value)
    if column.type == "boolean":
        return _only(value, bool)
    if column.type in ("integer", "number", "year"):
        return _as_number(value)
    if column.type == "date" and isinstance(value, datetime):
        return value.date()
    kinds = {"date": date, "datetime": datetime, "time": time, "duration": timedelta}
    return _only(value, kinds.get(column.type, ()))


def _as_text(column: Column, value: Any) -> str:
    """A string; a number is refused, because it has lost the leading zeros of a code."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    if not isinstance(value, str):
        raise TypeError
    return str(value)


def _by_either(column: Column, value: str) -> Any:
    """A date as the column writes it, or as ISO 8601 does."""
    try:
        return value_reader(column)(value)
    except Slip:
        kinds: dict[str, Any] = {"date": date, "datetime": datetime, "time": time}
        try:
            return kinds[column.type].fromisoformat(value)
        except ValueError:
            raise TypeError from None


def _as_number(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float):
        value = getattr(value, "value", None)  # a Fact
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise TypeError
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _only(value: Any, kind: Any) -> Any:
    if not isinstance(value, kind):
        raise TypeError
    return value


def _plural(column: Column) -> str:
    return f"{column.type}s" if column.type not in ("string", "any") else "text"


def _one(column: Column) -> str:
    article = "an" if column.type[:1] in "aeiou" else "a"
    return f"{article} {column.type}" if column.type not in ("string", "any") else f"text: {column.name}='…'"
