"""Tables as pandas frames with the types of their schema, which remember where they came from."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from nutgraf.data.package import Column
from nutgraf.data.queries import Query
from nutgraf.data.select import in_key

if TYPE_CHECKING:
    import pandas as pd

_LARGEST = 2**63
"""What pandas has no whole number for."""


def table(name: str, *, rows: str = "preferred", **where: Any) -> pd.DataFrame:
    """A table with the types of its schema; rows="all" keeps the rows that are not preferred.

    Rows that must not be published are never in it. `frame.attrs` holds the table's name and its sources, and
    keeps them through filtering and grouping; `nutgraf.fact_from` makes a Fact of what is computed.
    """
    import pandas as pd

    asked = Query(name, where)
    records = asked.chosen(rows)
    roles = asked.table.roles
    frame = pd.DataFrame(
        {
            column.name: _series(pd, column, [record[column.name] for record in records])
            for column in asked.table.columns.values()
        }
    )
    frame.attrs = {
        "table": name,
        "where": in_key(name, asked.asked),
        "sources": _distinct(records, roles.get("source")),
        "publishers": _distinct(records, roles.get("publisher")),
        "bases": _distinct(records, roles.get("base")),
        "checked_against": _distinct(records, roles.get("checkedAgainst")),
        "precision": _precision(records, asked.table.value, roles.get("roundedTo")),
    }
    return frame


def _distinct(records: Any, column: str | None) -> list[str]:
    return sorted({record[column] for record in records if record[column]}) if column else []


def _precision(records: Any, value: str, step: str | None) -> list[float]:
    """The coarsest step of the table's facts, and the coarsest as a part of its fact."""
    pairs = [(record[step], record[value]) for record in records if step and record.get(value)]
    return [max(pair[0] for pair in pairs), max(abs(pair[0] / pair[1]) for pair in pairs)] if pairs else []


def _series(pd: Any, column: Column, values: list[Any]) -> Any:
    """A column with the type of its schema; a blank stays one, and no hour, zone or digit is lost."""
    kind = column.type
    if kind == "date":
        return pd.to_datetime(pd.Series(values, dtype="object"))
    if kind in ("string", "any", "yearmonth"):
        return pd.Series([value or None for value in values], dtype="str")
    if kind in ("integer", "year"):
        return _whole(pd, values)
    if kind == "number":
        return pd.Series(values, dtype="float64")
    if kind == "boolean":
        return pd.Series(values, dtype="boolean" if None in values else "bool")
    if kind == "datetime":  # pandas has one zone for a column: where the file has several, it is UTC
        zones = {value.utcoffset() for value in values if value is not None}
        return pd.to_datetime(pd.Series(values, dtype="object"), utc=len(zones) > 1)
    if kind == "duration" and all(value is None or isinstance(value, timedelta) for value in values):
        return pd.to_timedelta(pd.Series(values, dtype="object"))
    return pd.Series(values, dtype="object")


def _whole(pd: Any, values: list[Any]) -> Any:
    if any(value is not None and abs(value) >= _LARGEST for value in values):
        return pd.Series(values, dtype="object")
    return pd.Series(values, dtype="Int64" if None in values else "int64")
