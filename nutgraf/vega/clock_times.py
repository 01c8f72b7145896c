"""Keeps times as written in the data, whatever the machine's time zone, and reads years as years."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from nutgraf.errors import FigureError, Problem
from nutgraf.vega.spec_data import plain_name
from nutgraf.vega.spec_views import channels, views

_ZONE = re.compile(r"(?<=\d)(?:Z|[+-]\d\d:?\d\d)$")
_SUMMER = datetime.timedelta(hours=1)
_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d.*")


def with_plain_times(spec: dict[str, Any], where: str) -> dict[str, Any]:
    """The spec with the zone removed from the times of temporal channels, and four-digit integers read as years.

    Pictures are drawn in UTC, so a time without a zone is drawn as written: 22:00 in New York is 10 PM.
    """
    times, others = _fields(spec)
    if not times or "datasets" not in spec:
        return spec
    keep_instants = _asks_for_utc(spec)
    ready = {}
    for name, rows in spec["datasets"].items():
        if isinstance(rows, list):
            years = {field for field in times if _are_years(rows, field)}
            _refuse_two_readings(years & others, where)
            if not keep_instants:
                _refuse_two_clocks(rows, times, where)
            rows = [_read(row, times, years, keep_instants) for row in rows]
        ready[name] = rows
    return {**spec, "datasets": ready}


def _fields(spec: dict[str, Any]) -> tuple[set[str], set[str]]:
    """The columns that are drawn as times, and those that a number or a formula uses."""
    times: set[str] = set()
    others: set[str] = set()
    for view in views(spec):
        for _, one in channels(view.encoding):
            if isinstance(one.get("field"), str):
                is_time = one.get("type") == "temporal" or "timeUnit" in one
                (times if is_time else others if one.get("type") == "quantitative" else set()).add(
                    plain_name(one["field"])
                )
        for transform, _ in view.before:
            if "timeUnit" in transform:
                times.add(plain_name(str(transform.get("field"))))
            else:
                others |= set(_said(transform))
    return times, others


def _said(part: Any) -> Iterator[str]:
    """Every string in a transform, and every word of its formulas."""
    if isinstance(part, str):
        yield part
        yield from re.findall(r"\w+", part)
    elif isinstance(part, (list, Mapping)):
        for item in part.values() if isinstance(part, Mapping) else part:
            yield from _said(item)


def _are_years(rows: list[Any], field: str) -> bool:
    values = [row.get(field) for row in rows if isinstance(row, dict) and row.get(field) is not None]
    return bool(values) and all(
        isinstance(value, (int, float)) and not isinstance(value, bool) and 1000 <= value < 3000 and value == int(value)
        for value in values
    )


def _refuse_two_readings(fields: set[str], where: str) -> None:
    for field in sorted(fields):
        what = f"the column {field!r} is drawn as dates in one place and used as a number in another"
        fix = f"draw it as years ({field}:O), or add a column of dates with pandas.to_datetime"
        raise FigureError(Problem(where, what, fix))


def _refuse_two_clocks(rows: list[Any], fields: set[str], where: str) -> None:
    """Times of several zones, each drawn in local time, may come out in the wrong order."""
    for field in sorted(fields):
        texts = [row.get(field) for row in rows if isinstance(row, dict)]
        zoned = [text for text in texts if isinstance(text, str) and _TIME.fullmatch(text) and _ZONE.search(text)]
        try:
            at = sorted({datetime.datetime.fromisoformat(text) for text in zoned})
        except ValueError:
            continue  # another check reports what is not a date
        clocks = [time.replace(tzinfo=None) for time in at]
        if any(before - after > _SUMMER for before, after in pairwise(clocks)):
            fix = f"convert it to one zone: frame[{field!r}] = pandas.to_datetime(frame[{field!r}], utc=True)"
            raise FigureError(Problem(where, f"the column {field!r} has times of different zones", fix))


def _asks_for_utc(part: Any) -> bool:
    """Whether the chart itself asks for UTC, in a time unit or a scale."""
    if isinstance(part, list):
        return any(_asks_for_utc(item) for item in part)
    if not isinstance(part, Mapping):
        return False
    unit = part.get("timeUnit")
    unit = unit.get("unit", "utc" if unit.get("utc") else "") if isinstance(unit, Mapping) else unit
    if str(unit).startswith("utc") or part.get("type") == "utc":
        return True
    return any(_asks_for_utc(item) for name, item in part.items() if name not in ("datasets", "data"))


def _read(row: Any, times: set[str], years: set[str], keep_instants: bool) -> Any:
    if not isinstance(row, dict):
        return row
    ready = dict(row)
    for field in times & set(row):
        value = row[field]
        if field in years and value is not None:
            ready[field] = str(int(value))
        elif value == "":
            ready[field] = None
        elif isinstance(value, str) and not keep_instants and _TIME.fullmatch(value):
            ready[field] = _ZONE.sub("", value)
    return ready
