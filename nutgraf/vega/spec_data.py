"""The data of a view: its rows before transforms, and the fields that its transforms add."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_PATH = re.compile(r"\\(.)")


@dataclass(frozen=True)
class SpecData:
    """The data of a view: its rows before transforms, and the fields that transforms add.

    `made` are fields whose values only Vega knows; `replaced` means that transforms replace the rows.
    """

    rows: tuple[Any, ...] = ()
    columns: frozenset[str] = frozenset()
    made: frozenset[str] = frozenset()
    replaced: bool = False
    open: bool = False
    """Whether it may have fields that are unknown until it is drawn."""

    def has(self, field: str) -> bool:
        """Whether a field, in the notation of a spec, is in the table."""
        if self.open or plain_name(field) in self.columns | self.made:
            return True
        first, *rest = path(field)
        if first in self.made:
            return True
        return first in self.columns and bool(rest) and any(_holds(row.get(first), rest) for row in self.dicts())

    @property
    def is_blank(self) -> bool:
        """Whether it has neither rows nor fields."""
        return not (self.open or self.columns or self.made)

    def dicts(self) -> Iterator[Mapping[str, Any]]:
        """The rows that have columns."""
        return (row for row in self.rows if isinstance(row, dict))

    def choices(self, field: str) -> set[str]:
        """Likely spellings of a misspelled field."""
        first, *rest = path(field)
        inner = {f"{first}.{name}" for row in self.dicts() if isinstance(row.get(first), dict) for name in row[first]}
        return inner if rest and inner else {name for name in self.columns | self.made if not name.startswith("_")}

    def values(self, field: str) -> list[Any]:
        """The values of a field that is a column of the data; none if a transform computes it."""
        name = plain_name(field)
        if self.replaced or name in self.made:
            return []
        if name in self.columns:
            return [row.get(name) for row in self.dicts()]
        return [_reached(row, path(field)) for row in self.dicts()]


def plain_name(field: str) -> str:
    """A field with its dots and brackets unescaped."""
    return _PATH.sub(r"\1", field)


def path(field: str) -> list[str]:
    """The path of a field into a value: `a.b` and `a['b']` are a, then b."""
    steps = re.findall(r"(?:\\.|[^.\[\]\\])+", field)
    return [plain_name(step.strip("'\"")) for step in steps] or [field]


def _holds(value: Any, rest: list[str]) -> bool:
    return _reached(value, rest) is not None


def _reached(value: Any, steps: list[str]) -> Any:
    for step in steps:
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and step.isdecimal() and int(step) < len(value):
            value = value[int(step)]
        else:
            return None
    return value


def table_of(data: Any, datasets: Mapping[str, Any]) -> SpecData:
    if not isinstance(data, dict):
        return SpecData()
    if "sequence" in data:
        return SpecData(made=frozenset({data["sequence"].get("as", "data")}))
    if "graticule" in data or "sphere" in data:
        return SpecData(open=True)
    values = datasets.get(data.get("name", "")) if "values" not in data else data["values"]
    rows = _rows(values, data.get("format") or {})
    if rows is None:
        return SpecData(open=True)
    if any(not isinstance(row, dict) for row in rows):
        rows = tuple(row if isinstance(row, dict) else {"data": row} for row in rows)
    return SpecData(rows, frozenset(name for row in rows for name in row))


def _rows(values: Any, how: Mapping[str, Any]) -> tuple[Any, ...] | None:
    kind = how.get("type", "json")
    if isinstance(values, str):
        if kind in ("csv", "tsv", "dsv"):
            between = {"csv": ",", "tsv": "\t"}.get(kind) or how.get("delimiter", ",")
            read = csv.DictReader(io.StringIO(values, newline=""), delimiter=between)
            return tuple({name: _number(cell) for name, cell in row.items()} for row in read)
        try:
            values = json.loads(values)
        except ValueError:
            return None
    if kind == "topojson" and isinstance(values, dict):
        shape = values.get("objects", {}).get(how.get("feature", how.get("mesh", "")), {})
        return tuple(
            {**each, "type": "Feature", "geometry": None} for each in shape.get("geometries", [shape] if shape else [])
        )
    for step in str(how.get("property", "")).split("."):
        values = values.get(step) if step and isinstance(values, dict) else values
    if isinstance(values, dict):
        return (values,)
    return tuple(values) if isinstance(values, list) else None


def _number(cell: str) -> Any:
    """A cell of delimited text as Vega parses it."""
    try:
        return float(cell)
    except (TypeError, ValueError):
        return cell or None


def _listed(given: Any) -> list[str]:
    return [each for each in (given if isinstance(given, list) else [given]) if isinstance(each, str)]


def after_transform(transform: Mapping[str, Any], table: SpecData) -> SpecData:
    """The table after one transform."""
    names = frozenset(_named_by(transform))
    if "pivot" in transform:
        pivoted = frozenset(str(value) for value in table.values(str(transform["pivot"])))
        known = not table.replaced and str(transform["pivot"]) not in table.made
        return SpecData(made=pivoted | frozenset(_listed(transform.get("groupby", []))), replaced=True, open=not known)
    if {"aggregate", "density", "regression", "loess", "quantile"} & set(transform):
        kept = frozenset(map(plain_name, _listed(transform.get("groupby", []))))
        return SpecData(made=kept | names, replaced=True, open=table.open)
    opened = table.open or ("lookup" in transform and "param" in transform.get("from", {}))
    replaced = table.replaced or bool({"fold", "flatten", "impute"} & set(transform))
    return SpecData(table.rows, table.columns, table.made | names, replaced, opened)


def _named_by(transform: Mapping[str, Any]) -> Iterator[str]:
    """The fields that a transform adds."""
    yield from _listed(transform.get("as", []))
    for name in ("aggregate", "joinaggregate", "window"):
        for one in transform.get(name, []):
            yield from _listed(one.get("as", []))
    if "lookup" in transform and "as" not in transform:
        source = transform.get("from", {})
        yield from (plain_name(field).split(".")[-1] for field in source.get("fields", []))
        yield from (plain_name(field) for field in source.get("fields", []))
    if "as" in transform:
        return
    if "fold" in transform:
        yield from ("key", "value")
    elif "flatten" in transform:
        yield from _listed(transform["flatten"])
    elif "density" in transform:
        yield from ("value", "density")
    elif "quantile" in transform:
        yield from ("prob", "value")
    elif "regression" in transform or "loess" in transform:
        yield str(transform.get("on", ""))
        yield str(transform.get("regression", transform.get("loess", "")))
        yield from ("coef", "rSquared")
