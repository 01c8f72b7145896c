"""Years and dates as positions on an axis: plain numbers, so that no time zone can shift a day."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from nutgraf.charts.checked_columns import word
from nutgraf.charts.text_layout import width


@dataclass(frozen=True)
class Positions:
    """The position of each row on the axis; `dated` if the numbers are days since 1970."""

    values: pd.Series[float]
    dated: bool
    format: str = "%Y"

    @property
    def expression(self) -> str:
        """The Vega expression of an axis label, in the language of the drawing."""
        if self.dated:
            return f"utcFormat(datum.value * 864e5, '{self.format}')"
        return f"format(datum.value, '.{self._decimals}~f')" if self._decimals else "format(datum.value, 'd')"

    def widest(self, size: float) -> float:
        """The pixels that the longest axis label takes; month names in other languages are longer."""
        if not self.dated:
            return max(width(f"{place:.{self._decimals}f}", size) for place in self.values)
        return 1.2 * max(width(written(day, self.format), size) for day in self.values)

    @property
    def _decimals(self) -> int:
        """A position between two years is labeled with its exact value."""
        return next((n for n in range(4) if all(round(place, n) == place for place in self.values)), 4)


def positions(chart: str, frame: pd.DataFrame, column: str, form: str = "") -> Positions:
    """Years stay numbers; dates, also written as ISO text, become days, labeled as exactly as tells them apart."""
    if form:
        _check_format(chart, form)
    found = _known(chart, frame, column)
    if pd.api.types.is_datetime64_any_dtype(found):
        return _of_days(_days(found), form)
    numbers = pd.to_numeric(found, errors="coerce").astype("float64")
    if numbers.map(math.isinf).any():
        raise ValueError(f"{chart}: column {column!r} holds infinity; look for a division by zero")
    if numbers.notna().all():
        return Positions(numbers, False)
    return _of_days(_days(_dates(chart, found, column)), form)


def _of_days(days: pd.Series[float], form: str) -> Positions:
    """Days with the given format, or else the first of year, month and day that labels no two of them alike."""
    apart = sorted(set(days))
    forms = ("%Y", "%b %Y", "%Y-%m-%d")
    fine = (each for each in forms if len({written(day, each) for day in apart}) == len(apart))
    return Positions(days, True, form or next(fine, forms[-1]))


def moments(chart: str, frame: pd.DataFrame, column: str, form: str) -> tuple[pd.Series[float], list[str]]:
    """Days since 1970, and for each the format with only the known parts: a year, a month, or a day."""
    _check_format(chart, form)
    found = _known(chart, frame, column)
    if pd.api.types.is_datetime64_any_dtype(found):
        return _days(found), [form] * len(found)
    written_ = pd.Series([word(value) for value in found], index=found.index)
    days = _days(_dates(chart, written_, column))
    return days, [_FORMS.get(len(text), str)(form) for text in written_]


def _check_format(chart: str, form: str) -> None:
    """A format without any part of a date would print the same text at every date."""
    if not re.search(r"%[-_0]?[a-zA-Z]", form):
        raise ValueError(f"{chart}(date_format={form!r}): no part of a date is in it; write one such as '%B %Y'")


def coarser(form: str) -> str:
    """A format without its day: "%-d de %B de %Y" is "%B de %Y"."""
    return re.sub(r"[\W_]+$", "", re.sub(r"%-?[dej][^%]*", "", form)) or form


_FORMS: dict[int, Callable[[str], str]] = {len("2024"): lambda form: "%Y", len("2024-03"): coarser}
"""The change to a format by the precision of an ISO date."""


def _known(chart: str, frame: pd.DataFrame, column: str) -> pd.Series[Any]:
    """The column without blanks; quarters and months as their first day."""
    found = frame[column]
    if found.isna().any():
        row = list(found.isna()).index(True) + 1
        raise ValueError(f"{chart}: column {column!r} is blank in row {row}; leave that row out")
    return found.dt.to_timestamp() if isinstance(found.dtype, pd.PeriodDtype) else found


def _dates(chart: str, found: pd.Series[Any], column: str) -> pd.Series[pd.Timestamp]:
    dates = pd.to_datetime(found, errors="coerce", format="ISO8601")
    if dates.isna().any():
        wrong = found[dates.isna()].iloc[0]
        raise ValueError(f"{chart}: {wrong!r} in column {column!r} is neither a year nor a date")
    return dates


def written(day: float, form: str) -> str:
    """An approximate label, for measuring: the drawing writes it in the language of its page."""
    return (datetime.datetime(1970, 1, 1) + datetime.timedelta(days=day)).strftime(form.replace("%-", "%"))


def thinned(places: Sequence[float], room: float, least: float) -> list[float]:
    """The positions to label along `room` pixels, at least so many pixels apart, with the first and the last."""
    ordered = sorted(set(places))
    if len(ordered) < 2:
        return ordered
    scale = room / (ordered[-1] - ordered[0])
    kept = [ordered[-1]]
    for place in reversed(ordered[1:-1]):
        if (kept[-1] - place) * scale >= least and (place - ordered[0]) * scale >= least:
            kept.append(place)
    return [ordered[0], *reversed(kept)]


def _days(dates: pd.Series[pd.Timestamp]) -> pd.Series[float]:
    bare = dates.dt.tz_localize(None) if dates.dt.tz is not None else dates
    # In seconds, because nanoseconds overflow for early dates such as 1066.
    return (bare.astype("datetime64[s]") - pd.Timestamp("1970-01-01")).dt.total_seconds() / 86_400
