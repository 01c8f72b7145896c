"""Finds the views of a Vega-Lite spec that draw marks, each with its channels, rows and known fields."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from nutgraf.vega.spec_data import SpecData, after_transform, table_of

COMPOSED = ("layer", "hconcat", "vconcat", "concat")
_WORDS = {"layer": "layer", "hconcat": "chart", "vconcat": "chart", "concat": "chart"}


@dataclass(frozen=True)
class SpecView:
    """A view that draws one kind of mark; `place` identifies it: "layer 2" or "chart 1, layer 3"."""

    place: str
    spec: Mapping[str, Any]
    encoding: Mapping[str, Any]
    table: SpecData
    before: tuple[tuple[Mapping[str, Any], SpecData], ...]
    """Its transforms, each with its input table; each lookup source is a separate step."""
    data: Any = None
    """The source of its rows, in the notation of the spec."""

    @property
    def transforms(self) -> list[Mapping[str, Any]]:
        """The transforms of its data, in the notation of the spec."""
        return [transform for transform, _ in self.before if set(transform) != {"fields"}]

    @property
    def mark(self) -> str:
        """The kind of mark."""
        mark = self.spec.get("mark", "")
        return str(mark.get("type", "")) if isinstance(mark, dict) else str(mark)


def views(spec: Mapping[str, Any]) -> list[SpecView]:
    """Every view that draws marks, in the order of the spec."""
    datasets = spec.get("datasets", {})
    return list(_views(spec, "", {}, _Ground(SpecData(open=True), ()), datasets))


@dataclass(frozen=True)
class _Ground:
    table: SpecData
    before: tuple[tuple[Mapping[str, Any], SpecData], ...]
    data: Any = None


def _views(
    view: Mapping[str, Any], place: str, encoding: Mapping[str, Any], ground: _Ground, datasets: Mapping[str, Any]
) -> Iterator[SpecView]:
    if "data" in view:
        ground = _Ground(table_of(view["data"], datasets), (), view["data"])
    table, before = ground.table, list(ground.before)
    for transform in view.get("transform", []):
        before.append((transform, table))
        source = transform.get("from", {}) if "lookup" in transform else {}
        if "data" in source:
            taken = {"fields": [source.get("key"), *source.get("fields", [])]}
            before.append((taken, table_of(source["data"], datasets)))
        table = after_transform(transform, table)
    ground = _Ground(table, tuple(before), ground.data)
    own = {**encoding, **view.get("encoding", {})}
    if isinstance(view.get("facet"), dict):
        facet = view["facet"]
        own |= {"facet": facet} if "field" in facet else facet
    if "mark" in view:
        yield SpecView(place, view, own, table, ground.before, ground.data)
    for name in COMPOSED:
        for number, inner in enumerate(view.get(name, []), 1):
            where = f"{_WORDS[name]} {number}"
            yield from _views(inner, f"{place}, {where}" if place else where, own, ground, datasets)
    if isinstance(view.get("spec"), dict):
        yield from _repeated(view, place, own, ground, datasets)


def _repeated(
    view: Mapping[str, Any], place: str, own: Mapping[str, Any], ground: _Ground, datasets: Mapping[str, Any]
) -> Iterator[SpecView]:
    """The view that is drawn for each facet, or for each repeated field."""
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
    """A spec with a field in place of each reference to `repeat`."""
    if isinstance(part, list):
        return [with_repeated(item, fields) for item in part]
    if not isinstance(part, dict):
        return part
    if set(part) == {"repeat"} and part["repeat"] in fields:
        return fields[part["repeat"]]
    return {name: item if name in ("data", "datasets") else with_repeated(item, fields) for name, item in part.items()}


def without_repeats(view: dict[str, Any]) -> dict[str, Any]:
    """The view with a chart, or a layer, for each repeated field."""
    ready = {name: [without_repeats(each) for each in view[name]] for name in COMPOSED if name in view}
    repeat = view.get("repeat")
    if not repeat:
        inner = {"spec": without_repeats(view["spec"])} if isinstance(view.get("spec"), dict) else {}
        return {**view, **ready, **inner}
    lists = repeat if isinstance(repeat, dict) else {"repeat": repeat}
    order = [name for name in ("repeat", "row", "column", "layer") if name in lists]  # as Vega-Lite draws them
    filled = [
        without_repeats(_named_apart(with_repeated(view["spec"], dict(zip(order, fields, strict=True))), number))
        for number, fields in enumerate(itertools.product(*(lists[name] for name in order)))
    ]
    rest = {name: part for name, part in view.items() if name not in ("repeat", "spec")}
    if "layer" in lists:
        return {**rest, "layer": filled}
    columns = {} if "repeat" in lists else {"columns": len(lists.get("column", [""]))}
    return {"align": "all", **rest, **columns, "concat": filled}


def _named_apart(view: dict[str, Any], number: int) -> dict[str, Any]:
    """One of several copies of a view: no two views may have one name, and the first keeps it."""
    if not number:
        return view
    ready = {name: [_named_apart(each, number) for each in view[name]] for name in COMPOSED if name in view}
    inner = {"spec": _named_apart(view["spec"], number)} if isinstance(view.get("spec"), dict) else {}
    named = {"name": f"{view['name']}_{number}"} if "name" in view else {}
    return {**view, **ready, **inner, **named}


def is_house_chart(spec: Mapping[str, Any]) -> bool:
    """Whether a chart comes unchanged from nutgraf.charts, which fits its own width and checks its rows.

    It has as many layers as it was made with; one more is the reporter's. (Data do not tell: Altair names them all.)
    """
    meta = spec.get("usermeta", {}).get("nutgraf", {})
    return "layers" in meta and len(spec.get("layer", [])) == meta["layers"]


def channels(encoding: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every definition of a channel, including those in its conditions."""
    for name, given in encoding.items():
        for one in given if isinstance(given, list) else [given]:
            if isinstance(one, dict):
                yield name, one
                conditions = one.get("condition", [])
                for condition in conditions if isinstance(conditions, list) else [conditions]:
                    if isinstance(condition, dict):
                        yield name, condition
