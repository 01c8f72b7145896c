"""The fields that the channels of a view draw, and those that a transform aggregates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from nutgraf.vega.spec_data import plain_name
from nutgraf.vega.spec_views import SpecView

PLACED = (
    *("x", "y", "x2", "y2", "xOffset", "yOffset", "xError", "yError", "theta", "theta2", "radius", "radius2"),
    *("longitude", "latitude", "longitude2", "latitude2", "size", "color", "fill", "stroke", "opacity", "strokeWidth"),
)
NAMED = (*PLACED, "shape", "text", "row", "column", "facet")
REPLACING = ("aggregate", "density", "regression", "loess", "quantile", "pivot")
USING = ("aggregate", "joinaggregate", "window")
_FIELDS = ("density", "regression", "loess", "on", "quantile", "value")
_COUNTS = ("count", "distinct", "valid", "missing")


def drawn_fields(view: SpecView, among: Sequence[str]) -> dict[str, str]:
    """The fields that channels draw, with their type; one that only a condition names may never be drawn."""
    found = {}
    for name, one in view.encoding.items():
        if name not in among or not isinstance(one, Mapping) or not isinstance(one.get("field"), str):
            continue
        if one.get("aggregate") not in _COUNTS and not {"condition", "impute"} & set(one):
            found[plain_name(one["field"])] = str(one.get("type"))
    return found


def taken_fields(step: Mapping[str, Any]) -> list[str]:
    """The fields that a transform aggregates."""
    found = [one for name in USING for one in step.get(name, []) if isinstance(one, Mapping)]
    fields = [one.get("field") for one in found if one.get("op") not in _COUNTS] + [step.get(name) for name in _FIELDS]
    return [plain_name(field) for field in fields if isinstance(field, str)]
