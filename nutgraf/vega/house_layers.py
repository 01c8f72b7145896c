"""Layers that a reporter adds to a chart of nutgraf.charts: they keep the order of its rows, and need its scales."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from nutgraf.errors import Problem

_NAMES = ("nominal", "ordinal")
_AXES = ("x", "y")
_PLACES = ("longitude", "latitude")


def in_house_order(spec: dict[str, Any]) -> dict[str, Any]:
    """The spec with the rows of a chart of nutgraf.charts in their own order.

    Vega-Lite sorts a scale by the alphabet as soon as one of the layers that share it asks for no order.
    """
    return _ordered(spec) if "nutgraf" in spec.get("usermeta", {}) and "layer" in spec else spec


def _ordered(view: dict[str, Any]) -> dict[str, Any]:
    ready = dict(view)
    if "layer" in view:
        ready["layer"] = [_ordered(layer) for layer in view["layer"]]
    if "encoding" in view:
        encoding = view["encoding"]
        ready["encoding"] = {**encoding, **{name: {"sort": None, **encoding[name]} for name in _loose_axes(encoding)}}
    return ready


def _loose_axes(encoding: Mapping[str, Any]) -> Iterator[str]:
    for name in ("x", "y"):
        if isinstance(encoding.get(name), dict) and encoding[name].get("type") in _NAMES:
            yield name


def unplaced_layers(spec: Mapping[str, Any], where: str) -> Iterator[Problem]:
    """The problems of added layers in a chart that is drawn in pixels or on a map of its own.

    They would get a scale of their own, and be drawn at the wrong place without a word.
    """
    made = spec.get("usermeta", {}).get("nutgraf", {}).get("layers")
    layers = spec.get("layer", [])
    if made is None or len(layers) <= made:
        return
    scaled = {axis for axis in _AXES if any(_is_scaled(layer, axis) for layer in layers[:made])}
    for layer in layers[made:]:
        own = [axis for axis in _AXES if _is_scaled(layer, axis)]
        own += [name for name in _PLACES if name in layer.get("encoding", {})]
        for name in own:
            if name not in scaled:
                what = f"a layer has values along {name}, and the chart that it is added to has no such axis"
                fix = "say it with notes=[note(…, at=…)] of the chart, or draw both as a chart of your own"
                yield Problem(where, what, fix)


def _is_scaled(layer: Mapping[str, Any], axis: str) -> bool:
    """Whether a layer has values on an axis; a place in pixels is none."""
    given = layer.get("encoding", {}).get(axis)
    if not isinstance(given, Mapping) or ("scale" in given and given["scale"] is None):
        return False
    return any(name in given for name in ("field", "datum", "aggregate"))
