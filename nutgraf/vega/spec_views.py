"""The views of a Vega-Lite spec that draw marks, each with its channels, its rows and the fields that it knows."""

from __future__ import annotations

import csv
import itertools
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

COMPOSED = ("layer", "hconcat", "vconcat", "concat")
_WORDS = {"layer": "layer", "hconcat": "chart", "vconcat": "chart", "concat": "chart"}
_PATH = re.compile(r"\\(.)")


@dataclass(frozen=True)
class SpecData:
    """What a view draws from: its rows as they are on hand, and the fields that transforms add to them.

    `made` are fields whose values only Vega knows; `replaced` says that the rows are no longer those of the data.
    """

    rows: tuple[Any, ...] = ()
    columns: frozenset[str] = frozenset()
    made: frozenset[str] = frozenset()
    replaced: bool = False
    open: bool = False
    """Whether it may hold fields that cannot be known without drawing."""

    def has(self, field: str) -> bool:
        """Whether a field, written as a spec writes it, is in the table."""
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
        """Its rows that have columns."""
        return (row for row in self.rows if isinstance(row, dict))

    def choices(self, field: str) -> set[str]:
        """What a misspelt field may have meant."""
        first, *rest = path(field)
        inner = {f"{first}.{name}" for row in self.dicts() if isinstance(row.get(first), dict) for name in row[first]}
        return inner if rest and inner else {name for name in self.columns | self.made if not name.startswith("_")}

    def values(self, field: str) -> list[Any]:
        """The values of a field that is a column of the data; none where a transform makes it."""
        name = plain_name(field)
        if self.replaced or name in self.made:
            return []
        if name in self.columns:
            return [row.get(name) for row in self.dicts()]
        return [_reached(row, path(field)) for row in self.dicts()]


@dataclass(frozen=True)
class SpecView:
    """A view that draws one kind of mark; `place` says which one it is, as "layer 2" or "chart 1, layer 3"."""

    place: str
    spec: Mapping[str, Any]
    encoding: Mapping[str, Any]
    table: SpecData
    before: tuple[tuple[Mapping[str, Any], SpecData], ...]
    """Its transforms, each with the table that it works on; what a lookup takes is a step of its own."""

    @property
    def mark(self) -> str:
        """The kind of mark."""
        mark = self.spec.get("mark", "")
        return str(mark.get("type", "")) if isinstance(mark, dict) else str(mark)


def views(spec: Mapping[str, Any]) -> list[SpecView]:
    """Every view that draws, in the order of the spec."""
    datasets = spec.get("datasets", {})
    return list(_views(spec, "", {}, _Ground(SpecData(open=True), ()), datasets))


@dataclass(frozen=True)
class _Ground:
    table: SpecData
    before: tuple[tuple[Mapping[str, Any], SpecData], ...]


def _views(
    view: Mapping[str, Any], place: str, encoding: Mapping[str, Any], ground: _Ground, datasets: Mapping[str, Any]
) -> Iterator[SpecView]:
    if "data" in view:
        ground = _Ground(_table(view["data"], datasets), ())
    table, before = ground.table, list(ground.before)
    for transform in view.get("transform", []):
        before.append((transform, table))
        source = transform.get("from", {}) if "lookup" in transform else {}
        if "data" in source:
            taken = {"fields": [source.get("key"), *source.get("fields", [])]}
            before.append((taken, _table(source["data"], datasets)))
        table = _after(transform, table)
    ground = _Ground(table, tuple(before))
    own = {**encoding, **view.get("encoding", {})}
    if isinstance(view.get("facet"), dict):
        facet = view["facet"]
        own |= {"facet": facet} if "field" in facet else facet
    if "mark" in view:
        yield SpecView(place, view, own, table, ground.before)
    for name in COMPOSED:
        for number, inner in enumerate(view.get(name, []), 1):
            where = f"{_WORDS[name]} {number}"
            yield from _views(inner, f"{place}, {where}" if place else where, own, ground, datasets)
    if isinstance(view.get("spec"), dict):
        yield from _repeated(view, place, own, ground, datasets)


def _repeated(
    view: Mapping[str, Any], place: str, own: Mapping[str, Any], ground: _Ground, datasets: Mapping[str, Any]
) -> Iterator[SpecView]:
    """The view that is drawn again for each facet, or once for each field that it is repeated for."""
    repeat = view.get("repeat")
    lists = repeat if isinstance(repeat, dict) else {"repeat": repeat} if isinstance(repeat, list) else {}
    if not lists:
        yield from _views(view["spec"], place, own, ground, datasets)
    for name, fields in lists.items():
        for field in fields:
            others = {other: each[0] for other, each in lists.items() if each}
            filled = with_repeated(view["spec"], {**others, name: field})
            yield from _views(filled, place, own, ground, datasets)


def with_repeated(part: Any, fields: Mapping[str, str]) -> Any:
    """A spec with a field in each place that says it is to be repeated."""
    if isinstance(part, list):
        return [with_repeated(item, fields) for item in part]
    if not isinstance(part, dict):
        return part
    if set(part) == {"repeat"} and part["repeat"] in fields:
        return fields[part["repeat"]]
    return {name: item if name in ("data", "datasets") else with_repeated(item, fields) for name, item in part.items()}


def without_repeats(view: dict[str, Any]) -> dict[str, Any]:
    """The view with a chart, or a layer, for each field that it is repeated for."""
    ready = {name: [without_repeats(each) for each in view[name]] for name in COMPOSED if name in view}
    repeat = view.get("repeat")
    if not repeat:
        inner = {"spec": without_repeats(view["spec"])} if isinstance(view.get("spec"), dict) else {}
        return {**view, **ready, **inner}
    lists = repeat if isinstance(repeat, dict) else {"repeat": repeat}
    filled = [
        without_repeats(with_repeated(view["spec"], dict(zip(lists, fields, strict=True))))
        for fields in itertools.product(*lists.values())
    ]
    rest = {name: part for name, part in view.items() if name not in ("repeat", "spec")}
    return {**rest, "layer" if "layer" in lists else "concat": filled}


def channels(encoding: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every definition of a channel, those of its conditions too."""
    for name, given in encoding.items():
        for one in given if isinstance(given, list) else [given]:
            if isinstance(one, dict):
                yield name, one
                conditions = one.get("condition", [])
                for condition in conditions if isinstance(conditions, list) else [conditions]:
                    if isinstance(condition, dict):
                        yield name, condition


def plain_name(field: str) -> str:
    """A field without what escapes its dots and brackets."""
    return _PATH.sub(r"\1", field)


def path(field: str) -> list[str]:
    """The steps of a field that reaches into a value: `a.b` and `a['b']` are a, then b."""
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


def _table(data: Any, datasets: Mapping[str, Any]) -> SpecData:
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
            read = csv.DictReader(values.splitlines(), delimiter=between)
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
    """A cell of delimited text as Vega reads it."""
    try:
        return float(cell)
    except (TypeError, ValueError):
        return cell or None


def _listed(given: Any) -> list[str]:
    return [each for each in (given if isinstance(given, list) else [given]) if isinstance(each, str)]


def _after(transform: Mapping[str, Any], table: SpecData) -> SpecData:
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
