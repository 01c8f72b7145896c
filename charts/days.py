"""Years and dates as places on an axis: plain numbers, so that no time zone can move a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from charts.text import width


@dataclass(frozen=True)
class Positions:
    """Where each row stands on the axis; `dated` when the numbers are days since 1970."""

    values: pd.Series[float]
    dated: bool
    format: str = "%Y"

    @property
    def expression(self) -> str:
        """What Vega prints for a place on the axis, in the language of the drawing."""
        if self.dated:
            return f"utcFormat(datum.value * 864e5, '{self.format}')"
        return "format(datum.value, 'd')"

    def widest(self, size: float) -> float:
        """The pixels that the longest name of a place takes; month names of other languages run longer."""
        if not self.dated:
            return max(width(f"{place:.0f}", size) for place in self.values)
        return 1.2 * max(width(written(day, self.format), size) for day in self.values)


def positions(chart: str, frame: pd.DataFrame, column: str, form: str = "%Y") -> Positions:
    """Years stay numbers; dates, also written as ISO text, become days."""
    found = frame[column]
    if pd.api.types.is_datetime64_any_dtype(found):
        return Positions(_days(found), True, form)
    numbers = pd.to_numeric(found, errors="coerce")
    if numbers.notna().all():
        return Positions(numbers.astype("float64"), False)
    dates = pd.to_datetime(found, errors="coerce", format="ISO8601")
    if dates.isna().any():
        wrong = found[dates.isna()].iloc[0]
        raise ValueError(f"{chart}: {wrong!r} in column {column!r} is neither a year nor a date")
    return Positions(_days(dates), True, form)


def written(day: float, form: str) -> str:
    """About what a date will look like, for measuring: the drawing writes it in the language of its page."""
    return (pd.Timestamp(0) + pd.Timedelta(days=day)).strftime(form.replace("%-", "%"))


def thinned(places: Sequence[float], room: float, least: float) -> list[float]:
    """The places to name along `room` pixels, at least so many pixels apart; the first and the last always."""
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
    return (bare - pd.Timestamp(0)) / pd.Timedelta(days=1)
