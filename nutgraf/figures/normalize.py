"""Normalizes a Vega-Lite spec: plain values, names that are the same in every run, and only columns that are drawn."""

from __future__ import annotations

import datetime
import decimal
import hashlib
import json
import re
from collections.abc import Container
from typing import Any

from nutgraf.errors import FigureError, Problem
from nutgraf.figures.axis_labels import with_plain_axes
from nutgraf.vega import refuse_undrawable
from nutgraf.vega.clock_times import with_plain_times
from nutgraf.vega.field_escaping import escape_fields
from nutgraf.vega.spec_checks import refuse_unsound

# Altair before 6.2 numbers views and parameters per process.
_COUNTED = re.compile(r"(view|param)_\d+")
_VIEWS = ("layer", "hconcat", "vconcat", "concat")


def normalized(spec: dict[str, Any], where: str) -> dict[str, Any]:
    """The spec without names that vary between runs, and without unused columns."""
    refuse_undrawable(spec, where)
    ready = {**spec, "datasets": {name: _cells(rows, where) for name, rows in spec.get("datasets", {}).items()}}
    ready = with_plain_times(escape_fields(ready, where), where)
    refuse_unsound(ready, where)
    ready = with_plain_axes(ready)
    text = outline(_counted_from_one(ready))
    datasets: dict[str, Any] = {}
    for name, rows in ready["datasets"].items():
        kept = _needed(rows, text) if isinstance(rows, list) else rows
        digest = hashlib.sha256(json.dumps(kept, ensure_ascii=False).encode()).hexdigest()
        datasets[f"data-{digest[:16]}"] = kept
        text = text.replace(json.dumps(name), json.dumps(f"data-{digest[:16]}"))
    settled_spec: dict[str, Any] = json.loads(text)
    if datasets:
        settled_spec["datasets"] = datasets
    return settled_spec


def outline(spec: dict[str, Any]) -> str:
    """The spec as JSON text, without its data."""
    return json.dumps({name: part for name, part in spec.items() if name != "datasets"}, ensure_ascii=False)


def says(text: str, column: Any) -> bool:
    """Whether a spec uses a column, whether or not its name is escaped."""
    written = json.dumps(str(column), ensure_ascii=False)[1:-1]
    return written.replace("\\", "") in text.replace("\\", "")


def _needed(rows: list[Any], text: str) -> list[Any]:
    """The cells of rows that the drawing uses, without columns that the spec never names."""
    columns = dict.fromkeys(column for row in rows if isinstance(row, dict) for column in row)
    drawn = {column for column in columns if says(text, column)}
    return [_cells_of(row, drawn) if isinstance(row, dict) and "geometry" not in row else row for row in rows]


def _cells_of(row: dict[str, Any], columns: Container[str]) -> dict[str, Any]:
    return {column: value for column, value in row.items() if column in columns}


def _cells(value: Any, where: str) -> Any:
    """Data with JSON values only."""
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, float):
        return value if value - value == 0 else None
    if isinstance(value, dict):
        return {str(name): _cells(item, where) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_cells(item, where) for item in value]
    return _cell(value, where)


def _cell(value: Any, where: str) -> Any:
    if hasattr(value, "sources") and hasattr(value, "value"):
        return _cells(value.value, where)
    if type(value).__name__ in ("NAType", "NaTType"):
        return None
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, decimal.Decimal):
        return float(value)
    if hasattr(value, "to_timestamp"):
        return str(value.to_timestamp().isoformat())
    if hasattr(value, "item"):
        return _cells(value.item(), where)
    fix = "turn the column into numbers, text or dates before making the chart"
    raise FigureError(Problem(where, f"the chart cannot draw a {type(value).__name__}: {str(value)[:40]!r}", fix))


def _counted_from_one(spec: dict[str, Any]) -> dict[str, Any]:
    """Renumbers the names that Altair generates, per spec; other things with the same name stay unchanged."""
    own: dict[str, str] = {}
    for name in _names(spec):
        if _COUNTED.fullmatch(name):
            own.setdefault(name, f"{name.partition('_')[0]}_{len(own) + 1}")
    renamed: dict[str, Any] = _renamed(spec, own) if any(old != new for old, new in own.items()) else spec
    return renamed


def _names(view: dict[str, Any]) -> list[str]:
    """The names of a view, of its parameters and of the views in it."""
    found = [str(part["name"]) for part in (view, *view.get("params", [])) if "name" in part]
    inner = [each for name in _VIEWS for each in view.get(name, [])]
    return found + [name for each in (*inner, view.get("spec")) if isinstance(each, dict) for name in _names(each)]


def _renamed(part: Any, own: dict[str, str], key: str = "") -> Any:
    if isinstance(part, list):
        return [_renamed(item, own, key) for item in part]
    if isinstance(part, dict):
        return {
            name: item if name in ("datasets", "data") else _renamed(item, own, name) for name, item in part.items()
        }
    if not isinstance(part, str):
        return part
    if key in ("name", "param", "views"):
        return own.get(part, part)
    if key in ("expr", "test", "filter", "calculate", "labelExpr", "signal"):
        return _IN_FORMULA.sub(lambda match: own.get(match[0], match[0]), part)
    return part


# The name in a formula, but not a column of that name: datum.param_1, datum['param_1'].
_IN_FORMULA = re.compile(r"(?<![\w.'\"])(?:view|param)_\d+(?![\w'\"])")
