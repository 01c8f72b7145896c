"""Escapes columns whose names Vega would read as a path into a value, so that they are drawn like any other."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from nutgraf.errors import FigureError, Problem

_SPECIAL = re.compile(r"[.\[\]'\"\\]")
_LISTS = ("groupby", "fields", "fold", "flatten")
_FIELDS = (
    "field",
    "lookup",
    "key",
    "pivot",
    "value",
    "density",
    "quantile",
    "regression",
    "loess",
    "on",
    "stack",
    "impute",
)
_TITLED = {"sum": "Sum of {}", "count": "Count of Records", "distinct": "Distinct {}"}


def escape_fields(spec: dict[str, Any], where: str) -> dict[str, Any]:
    """The spec with each such column escaped wherever it is used, and its plain name as the title.

    Raises FigureError for a name with a backslash.
    """
    columns = {str(name) for rows in _tables(spec) for row in rows if isinstance(row, dict) for name in row}
    if any(":" in name for name in columns):
        spec = _with_plain_colons(spec)
    odd = {name for name in columns if _SPECIAL.search(name) or "\n" in name}
    if not odd:
        return spec
    for name in sorted(odd):
        if "\\" in name and _names(spec, name):
            fix = "rename the column before making the chart"
            raise FigureError(
                Problem(where, f"the column {name!r} has a backslash in its name, which charts cannot read", fix)
            )
    ready: dict[str, Any] = _spelled(spec, odd)
    return ready


def _with_plain_colons(part: Any, key: str = "") -> Any:
    """The spec with `a:b` for `a\\:b`, which Altair's shorthand asks for and Vega-Lite would print."""
    if isinstance(part, list):
        return [_with_plain_colons(item, key) for item in part]
    if isinstance(part, str):
        return part.replace("\\:", ":") if key in (*_FIELDS, *_LISTS) else part
    if not isinstance(part, dict):
        return part
    return {
        name: item if name in ("datasets", "data") else _with_plain_colons(item, name) for name, item in part.items()
    }


def _tables(spec: Any) -> list[list[Any]]:
    """All rows of a spec, including those written into a view."""
    if isinstance(spec, list):
        return [rows for item in spec for rows in _tables(item)]
    if not isinstance(spec, Mapping):
        return []
    own = [rows for rows in spec.get("datasets", {}).values() if isinstance(rows, list)]
    data = spec.get("data")
    if isinstance(data, Mapping) and isinstance(data.get("values"), list):
        own.append(data["values"])
    inner = (part for name, part in spec.items() if name not in ("datasets", "data"))
    return own + [rows for part in inner for rows in _tables(part)]


def _names(part: Any, column: str) -> bool:
    if isinstance(part, Mapping):
        return any(_names(item, column) for name, item in part.items() if name not in ("datasets", "values"))
    return any(_names(item, column) for item in part) if isinstance(part, list) else part == column


def _spelled(part: Any, odd: set[str], key: str = "") -> Any:
    if isinstance(part, list):
        return (
            [_escaped(item) if key in _LISTS and item in odd else _spelled(item, odd, key) for item in part]
            if all(isinstance(item, str) for item in part)
            else [_spelled(item, odd, key) for item in part]
        )
    if not isinstance(part, dict):
        return part
    ready = {
        name: item
        if name in ("datasets", "data")
        else _escaped(item)
        if name in _FIELDS and isinstance(item, str) and item in odd and not (name == "value" and "pivot" not in part)
        else _spelled(item, odd, name)
        for name, item in part.items()
    }
    if part.get("field") in odd and "type" in part and "title" not in part:
        ready["title"] = _title(part)
    return ready


def _escaped(name: str) -> str:
    return _SPECIAL.sub(lambda match: f"\\{match[0]}", name)


def _title(channel: Mapping[str, Any]) -> str:
    """Vega-Lite's default title of an axis, without the escape characters."""
    name = " ".join(str(channel["field"]).split())
    kind = channel.get("aggregate")
    if isinstance(kind, str):
        return _TITLED.get(kind, f"{kind.capitalize()} of {{}}").format(name)
    if channel.get("bin"):
        return f"{name} (binned)"
    unit = channel.get("timeUnit")
    return f"{name} ({unit})" if isinstance(unit, str) else name
