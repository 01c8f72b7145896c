"""The range of each number: from two columns, or from the facts that the numbers are."""

from __future__ import annotations

from typing import Any

import pandas as pd

from nutgraf.charts.checked_columns import numbers


def asked_ranges(
    chart: str,
    drawn: pd.DataFrame,
    column: str,
    ends: tuple[str | None, str | None],
    *,
    margins: bool,
    size: str = "_size",
) -> list[str]:
    """The same for a chart that draws ranges only where it is asked to; without them, each number is both ends."""
    if margins and any(ends):
        raise ValueError(f"{chart}: give low= and high=, or margins=True for those of the facts in column {column!r}")
    if margins or any(ends):
        return with_ranges(chart, drawn, column, *ends, size)
    drawn["_low"] = drawn["_high"] = drawn[size]
    return []


def with_ranges(
    chart: str, drawn: pd.DataFrame, column: str, low: str | None, high: str | None, size: str = "_size"
) -> list[str]:
    """Adds `_low` and `_high` to a checked frame; gives the columns that hold them, for the data table.

    A row without a range has the number itself as both. Raises if only one end is given, if no row has a range, and for
    a number outside of its range.
    """
    if (low is None) != (high is None):
        raise ValueError(f"{chart}: give both low= and high=, or neither where column {column!r} holds facts")
    if low is not None and high is not None:
        ends = numbers(chart, drawn, low), numbers(chart, drawn, high)
        columns = [low, high]
    else:
        ends = _of_facts(chart, drawn, column)
        columns = ["low", "high"]
        drawn["low"], drawn["high"] = ends
    drawn["_low"], drawn["_high"] = (end.where(end.notna(), drawn[size]) for end in ends)
    wrong = drawn[(drawn["_low"] > drawn[size]) | (drawn["_high"] < drawn[size])]
    if len(wrong):
        row = wrong.index[0] + 1
        raise ValueError(f"{chart}: the number in row {row} is outside of its range; look at low= and high=")
    return columns


def _of_facts(chart: str, drawn: pd.DataFrame, column: str) -> tuple[pd.Series[float], pd.Series[float]]:
    for name in ("low", "high"):
        if name in drawn.columns:
            raise ValueError(f"{chart}: the frame has a column {name!r}; pass {name}={name!r}")
    facts = drawn.get(f"_{column}_fact", pd.Series([None] * len(drawn)))
    found = [_published_range(fact) for fact in facts]
    if not any(found):
        what = f"{chart}: no number of column {column!r} has a range or a margin of error on file"
        raise ValueError(f"{what}; pass the columns that hold it as low= and high=")
    low, high = ([pair[end] if pair else None for pair in found] for end in (0, 1))
    return pd.Series(low, dtype="float64"), pd.Series(high, dtype="float64")


def _published_range(fact: Any) -> tuple[float, float] | None:
    """The range or margin of error of a fact, without that of its rounding alone."""
    if fact is None or (fact.moe is None and fact.spread is None and (fact.low is None or fact.high is None)):
        return None
    low, high = fact.bounds()
    return float(low), float(high)
