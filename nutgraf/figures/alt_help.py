"""Says what an alt text could say of a chart of nutgraf.charts: how many rows it has, and which are the ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from numbers import Real
from typing import Any

from nutgraf.errors import Problem
from nutgraf.missing_value import is_missing


def with_alt_help(problems: Sequence[Problem], chart: Any) -> list[Problem]:
    """The problems, those about an alt text with what the chart shows."""
    outline = _outline(chart)
    return [
        replace(each, fix=f"{each.fix}; {outline}") if outline and each.about.argument == "alt" else each
        for each in problems
    ]


def _outline(chart: Any) -> str:
    """The rows of a chart in words: its numbers are not among them, since an alt text prints them as facts."""
    usermeta: Any = getattr(chart, "usermeta", None)
    frame: Any = getattr(chart, "data", None)
    meta = usermeta.get("nutgraf", {}) if isinstance(usermeta, dict) else {}
    if not meta.get("columns") or not hasattr(frame, "columns"):
        return ""
    called = [" ".join(str(row[name]) for name in meta["names"] if name in row) for row in frame.to_dict("records")]
    said = f"the chart has {len(called)} row{'s' * (len(called) != 1)}"
    measure = next((name for name in meta["columns"] if name not in meta["names"] and name in frame), None)
    if measure is None or not all(called):
        return said
    pairs = zip(frame[measure], called, strict=True)
    held = [(value, name) for value, name in pairs if isinstance(value, Real) and not is_missing(value)]
    if not held:
        return said
    if len(held) > 1:
        largest, smallest = max(held, key=_value)[1], min(held, key=_value)[1]
        said += f", the largest {measure!r} is that of {largest}, the smallest that of {smallest}"
    lacking = len(called) - len(held)
    return said + (f", and {lacking} without a number" if lacking else "")


def _value(pair: tuple[Any, str]) -> float:
    return float(pair[0])
