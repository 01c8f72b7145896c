"""Layers that a reporter adds to a chart of nutgraf.charts keep the order of its rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

_NAMES = ("nominal", "ordinal")


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
