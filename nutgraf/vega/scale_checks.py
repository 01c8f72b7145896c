"""Checks that the values of a channel fit its scale: numbers are numeric, dates valid, log values above zero."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from nutgraf.errors import Problem
from nutgraf.vega.spec_views import SpecView, channels

_POSITIONS = (
    "x",
    "y",
    "x2",
    "y2",
    "xOffset",
    "yOffset",
    "theta",
    "radius",
    "size",
    "color",
    "fill",
    "stroke",
    "opacity",
)
_FROM_ZERO = ("bar", "area")
_COUNTS = ("count", "distinct", "valid", "missing", "argmin", "argmax")
_NAMES = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
# The formats that every JavaScript engine parses as the same day; others are silently left out.
_DATES = (
    r"[+-]?\d{4,6}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?([T ]\d{1,2}:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?",
    r"(0?[1-9]|1[0-2])/(0?[1-9]|[12]\d|3[01])/\d{4}( \d{1,2}:\d\d(:\d\d)?( ?[AP]M)?)?",
    r"\d{4}/(0?[1-9]|1[0-2])(/(0?[1-9]|[12]\d|3[01]))?( \d{1,2}:\d\d(:\d\d)?)?",
    rf"((mon|tue|wed|thu|fri|sat|sun)[a-z]*,? )?({_NAMES})[a-z]*\.?( \d{{1,2}},?)? \d{{4}}( \d{{1,2}}:\d\d(:\d\d)?)?",
    rf"((mon|tue|wed|thu|fri|sat|sun)[a-z]*,? )?\d{{1,2}} ({_NAMES})[a-z]*\.?,? \d{{4}}( \d{{1,2}}:\d\d(:\d\d)?)?",
)
_DATE = re.compile("|".join(f"(?:{each})" for each in _DATES), re.IGNORECASE)


def scale_problems(view: SpecView, where: str) -> Iterator[Problem]:
    """Finds values that Vega would leave out or misplace."""
    for name, one in channels(view.encoding):
        field = one.get("field")
        values = view.table.values(field) if isinstance(field, str) else []
        if one.get("type") == "quantitative" and one.get("aggregate") not in _COUNTS:
            yield from _texts_as_numbers(str(field), values, where)
        if one.get("type") == "temporal" or ("timeUnit" in one and one.get("aggregate") not in _COUNTS):
            yield from _not_dates(str(field), values, where)
        yield from _too_long(str(field), values, where)
        scale = one.get("scale")
        if isinstance(scale, dict) and scale.get("type") == "log":
            yield from _not_for_log(view, name, one, values, where)


def blank_problems(view: SpecView, where: str) -> Iterator[Problem]:
    """Finds columns that are blank in every row, so that nothing is drawn from them."""
    for name, one in view.encoding.items():
        if not isinstance(one, dict) or not isinstance(one.get("field"), str) or name not in (*_POSITIONS, "text"):
            continue
        values = view.table.values(one["field"]) if view.table.has(one["field"]) else []
        fills_in = "condition" in one or "impute" in one or one.get("aggregate") in _COUNTS
        measured = one.get("type") in ("quantitative", "temporal") or name == "text"
        if values and measured and not fills_in and all(value is None for value in values):
            what = f"the column {one['field']!r} is blank in all rows, so that its {name} draws nothing"
            yield Problem(where, what, "check the column, or leave the layer out where there is nothing to show")


def _texts_as_numbers(field: str, values: list[Any], where: str) -> Iterator[Problem]:
    texts = [value for value in values if isinstance(value, str)]
    if texts:
        what = f"the column {field!r} is drawn as numbers but holds the text {texts[0]!r}"
        fix = f"turn it into numbers in a cell, for example frame[{field!r}].str.replace(',', '').astype(float)"
        yield Problem(where, what, fix)


def _too_long(field: str, values: list[Any], where: str) -> Iterator[Problem]:
    """Whole numbers of more digits than Vega keeps, which it prints with other digits at their end."""
    for value in values:
        if isinstance(value, int) and abs(value) > 2**53 and int(Decimal(repr(float(value)))) != value:
            what = f"the column {field!r} holds {value}, of which a chart cannot draw all digits"
            yield Problem(where, what, "turn it into text if it is a code, or into a number with fewer digits")
            return


def _not_dates(field: str, values: list[Any], where: str) -> Iterator[Problem]:
    for value in values:
        if isinstance(value, str) and value and not _DATE.fullmatch(value):
            what = f"the column {field!r} is drawn as dates but holds {value!r}, which is left out"
            yield Problem(where, what, "write it as 2024-02-13, or turn the column into dates with pandas.to_datetime")
            return
        if isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < 1e10:
            what = f"the column {field!r} is drawn as dates but holds the number {value}"
            fix = "draw years as text (:O), or turn the column into dates with pandas.to_datetime"
            yield Problem(where, what, fix)
            return


def _not_for_log(view: SpecView, name: str, one: dict[str, Any], values: list[Any], where: str) -> Iterator[Problem]:
    stacked = view.mark in _FROM_ZERO and name in ("x", "y") and one.get("stack", True) not in (None, False)
    ranged = {"x": "x2", "y": "y2"}.get(name, "") in view.encoding
    binned = bool(one.get("bin"))
    if stacked and not ranged and not binned and one.get("type") == "quantitative":
        what = f"{view.mark}s begin at zero, which a log scale does not have: nothing would be drawn"
        yield Problem(where, what, "draw points or lines on the log scale, or bars on a linear one")
        return
    if any("filter" in transform for transform, _ in view.before):
        return  # the rows that remain are known once it is drawn
    low = [value for value in values if isinstance(value, (int, float)) and not isinstance(value, bool) and value <= 0]
    if low and one.get("aggregate") not in (*_COUNTS, "sum", "max"):
        what = f"the column {one.get('field')!r} is drawn on a log scale but holds {low[0]}"
        fix = "in a cell, leave out values that are not above zero, and say so, or use type='symlog'"
        yield Problem(where, what, fix)
