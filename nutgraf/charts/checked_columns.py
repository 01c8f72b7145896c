"""The checks of every chart's frame: columns exist, values can be drawn, nothing is duplicated."""

from __future__ import annotations

import datetime
import decimal
import fractions
import math
from collections.abc import Iterable
from typing import Any

import pandas as pd

from nutgraf.charts.number_formats import all_formatted, fitting, in_currency_of
from nutgraf.errors import nearest
from nutgraf.missing_value import is_missing


def checked_frame(chart: str, frame: pd.DataFrame, **columns: str | None) -> pd.DataFrame:
    """A copy of the frame that can be drawn. Raises if it lacks a column that the chart needs."""
    if not isinstance(frame, pd.DataFrame):
        raise ValueError(f"{chart} draws a pandas DataFrame, not a {type(frame).__name__}")
    _refuse_names(chart, frame)
    for role, column in columns.items():
        if column is not None and column not in frame.columns:
            raise ValueError(f"{chart}({role}={column!r}): {_likely(column, frame)}")
        if column is not None and role != column:  # the columns of a table may hold lists, which it draws as lines
            _refuse_kinds(chart, frame, column)
    if frame.empty:
        raise ValueError(f"{chart}: the frame has no rows, so there is nothing to draw")
    drawn = frame.reset_index(drop=True).copy()
    for column in list(drawn.columns):
        if drawn[column].dtype == object:
            _lay_bare(drawn, column)
    return drawn


def numbers(chart: str, frame: pd.DataFrame, column: str) -> pd.Series[float]:
    """A column as plain numbers; blanks stay blank. Raises for times and infinity."""
    timed = any(isinstance(value, (datetime.date, datetime.timedelta)) for value in frame[column])
    if frame[column].dtype.kind in "mM" or timed:
        raise ValueError(f"{chart}: column {column!r} holds times; make numbers of them, such as days, before drawing")
    try:
        found = pd.to_numeric(frame[column]).astype("float64")
    except (TypeError, ValueError) as error:
        raise ValueError(f"{chart}: column {column!r} holds something that is not a number ({error})") from error
    if any(math.isinf(value) for value in found):
        where = f"row {next(n for n, value in enumerate(found, 1) if math.isinf(value))}"
        raise ValueError(f"{chart}: column {column!r} holds infinity in {where}; look for a division by zero")
    if found.isna().all():
        raise ValueError(f"{chart}: column {column!r} is blank in every row, so there is nothing to draw")
    return found


def flags(chart: str, frame: pd.DataFrame, column: str | None) -> pd.Series[bool]:
    """A column of booleans, where a blank is false. Raises for the words "yes" and "no", which would both be true."""
    if column is None:
        return pd.Series(False, index=frame.index)
    for value in frame[column]:
        if not is_missing(value) and value not in (True, False):
            raise ValueError(f"{chart}: column {column!r} holds {value!r}; make it True or False before drawing")
    return frame[column].map(lambda value: not is_missing(value) and bool(value)).astype(bool)


def words(frame: pd.DataFrame, column: str) -> list[str]:
    """A column as text to print; a blank prints nothing."""
    return [word(value) for value in frame[column]]


def names(chart: str, frame: pd.DataFrame, column: str) -> list[str]:
    """A column as the names of the marks. Raises for a blank name."""
    found = words(frame, column)
    if "" in found:
        raise ValueError(f"{chart}: column {column!r} is blank in row {found.index('') + 1}; name it, or leave it out")
    return found


def word(value: Any) -> str:
    """A value as text: whole numbers without a decimal point, days without a time."""
    if is_missing(value):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime.datetime):
        midnight = value.time() == datetime.time()
        return value.date().isoformat() if midnight else value.strftime("%Y-%m-%d %H:%M")
    return str(value)


def value_labels(frame: pd.DataFrame, values: pd.Series[float], label: str | None, form: str) -> list[str]:
    """The label of each value: from the label column if there is one, else the formatted number."""
    if label is not None:
        return words(frame, label)
    return all_formatted(values, form or fitting(values))


def money_format(chart: str, frame: pd.DataFrame, column: str, form: str) -> str:
    """The number format for a column: `$` is the currency of its facts, or else of the site."""
    try:
        return in_currency_of(frame.get(f"_{column}_fact", ()), form)
    except ValueError as error:
        raise ValueError(f"{chart}: column {column!r}: {error}") from None


def highlighted(chart: str, highlight: Any, names: Iterable[Any], column: str) -> set[Any]:
    """The rows to highlight. Raises for a name that no row has."""
    if highlight is None:
        return set()
    asked = set(highlight) if isinstance(highlight, (list, tuple, set, frozenset)) else {highlight}
    known = list(dict.fromkeys(names))
    for name in sorted(asked - set(known), key=str):
        near = nearest(str(name), map(str, known))
        advice = f"did you mean {near!r}?" if near else "pass highlight=None where the row is not drawn"
        raise ValueError(f"{chart}(highlight={name!r}): no row of {column!r} has that name; {advice}")
    return asked


def refuse_duplicates(chart: str, frame: pd.DataFrame, columns: list[str]) -> None:
    """Raises if two rows have the same place in the chart: one would be drawn over the other."""
    twice = frame[frame.duplicated(columns)]
    if not twice.empty:
        named = ", ".join(f"{column}={_plain(twice.iloc[0][column])!r}" for column in columns)
        raise ValueError(f"{chart}: more than one row has {named}; choose one before drawing")


def _refuse_names(chart: str, frame: pd.DataFrame) -> None:
    """The problem of ambiguous column names."""
    if frame.columns.nlevels > 1:
        raise ValueError(f"{chart}: the frame's columns have names on several levels; give it one row of names")
    twice = frame.columns[frame.columns.duplicated()]
    if len(twice):
        raise ValueError(f"{chart}: the frame has two columns named {twice[0]!r}; rename one of them")


def _refuse_kinds(chart: str, frame: pd.DataFrame, column: str) -> None:
    """What would be printed as code: (0, 5], {'a': 1}."""
    for row, value in enumerate(frame[column].array, 1):
        if isinstance(value, pd.Interval):
            fix = "name the classes with labels= in pd.cut, or count them with histogram"
            raise ValueError(f"{chart}: column {column!r} holds intervals; {fix}")
        if isinstance(value, (dict, list, set, tuple, bytes, complex)):
            kind = type(value).__name__
            raise ValueError(f"{chart}: column {column!r} holds a {kind} in row {row}; make it a text or a number")


def _likely(column: str, frame: pd.DataFrame) -> str:
    if column in frame.index.names:
        return f"{column!r} is the index of the frame; use frame.reset_index()"
    known = [str(name) for name in frame.columns]
    if near := nearest(column, known, 0.5):
        return f"the frame has no column {column!r}; did you mean {near!r}?"
    return f"the frame has no column {column!r}; it has {', '.join(repr(name) for name in known)}"


def _lay_bare(drawn: pd.DataFrame, column: str) -> None:
    """Replaces facts by their numbers, and keeps the facts in another column."""
    cells = list(drawn[column])
    drawn[column] = [_plain(cell) for cell in cells]
    if any(hasattr(cell, "rounded_to") for cell in cells):
        drawn[f"_{column}_fact"] = [cell if hasattr(cell, "rounded_to") else None for cell in cells]


def _plain(value: Any) -> Any:
    """A value that a chart can plot: the number of a fact."""
    if is_missing(value):
        return None
    if isinstance(value, (str, int, float, bool, datetime.date, datetime.time, datetime.timedelta)):
        return value
    number = getattr(value, "value", None)
    if isinstance(number, (int, float)):
        return number
    if isinstance(value, (decimal.Decimal, fractions.Fraction)):
        return float(value)
    return _plain(value.item()) if hasattr(value, "item") else str(value)
