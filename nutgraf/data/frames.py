"""Tables as pandas frames that remember where they came from, and facts drawn from frames computed out of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nutgraf.data.lookup import Question

if TYPE_CHECKING:
    import pandas as pd

    from nutgraf.facts import Fact


def table(name: str, *, rows: str = "preferred", **where: Any) -> pd.DataFrame:
    """A table with the types of its schema; rows="all" keeps the rows that are not preferred.

    `frame.attrs` holds the table's name and the ids of its sources; rows that must not be published are never in it.
    """
    import pandas as pd

    asked = Question(name, where)
    records = asked.chosen(rows)
    columns = {
        column.name: _series(pd, column.type, [record[column.name] for record in records])
        for column in asked.table.columns.values()
    }
    frame = pd.DataFrame(columns)
    cited = asked.table.roles.get("source")
    frame.attrs = {
        "table": name,
        "sources": sorted({record[cited] for record in records}) if cited else [],
        "value": asked.table.value,
    }
    return frame


def drawn(frame: pd.DataFrame, column: str, *, how: str = "sum", unit: str = "") -> Fact:
    """A Fact from a column of a computed frame."""
    raise NotImplementedError


def _series(pd: Any, kind: str, values: list[Any]) -> Any:
    if kind == "date":
        return pd.to_datetime(pd.Series(values, dtype="object"))
    if kind == "string":
        return pd.Series([value or None for value in values], dtype="str")
    if kind == "integer":
        return pd.Series(values, dtype="Int64" if None in values else "int64")
    if kind == "number":
        return pd.Series(values, dtype="float64")
    return pd.Series(values, dtype="boolean" if None in values else "bool")
