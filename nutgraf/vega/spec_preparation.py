"""Prepares a spec for one width: its font, its size, its title broken into lines that fit."""

from __future__ import annotations

import copy
from typing import Any

from nutgraf.errors import FigureError, Problem
from nutgraf.vega.composition import is_composed, without_widths
from nutgraf.vega.house_layers import in_house_order
from nutgraf.vega.spec_views import COMPOSED, is_house_chart, views
from nutgraf.vega.title_wrapping import with_broken_titles

FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
_EDGE = 8
_INSIDE = 1
_NO_NUMBER = "#ddd"
"""The color of what has no number for its color, such as an area on a map; a page has a role for it."""


def ready_to_draw(spec: dict[str, Any], width: int) -> dict[str, Any]:
    """The spec for a width; a chart of several plots still needs its layout."""
    refuse_undrawable(spec, "a chart")
    meta = spec.get("usermeta", {}).get("nutgraf", {})
    ready = in_house_order(copy.copy(spec))
    if not is_composed(spec):
        ready = without_widths(ready)
        ready["width"] = width
        ready["autosize"] = {"type": "fit-x", "contains": "padding"}
    if meta.get("placed"):
        # Vega would make room for words in other scripts, which it takes for twice as wide as they are.
        ready["autosize"], ready["width"] = {"type": "none"}, width - 2 * _INSIDE
    if str(width) in meta.get("heights", {}):
        ready["height"] = meta["heights"][str(width)]
    ready["params"] = [
        {**param, "value": width} if param.get("name") == "page_width" else param for param in spec.get("params", [])
    ]
    # Without a font that vl-convert bundles, text is measured with the fonts of the machine.
    ready["config"] = {"font": FONT, **keep_blank_rows(spec), "aria": False}
    ready.setdefault("padding", {"left": _INSIDE, "right": _INSIDE, "top": 4, "bottom": 4})
    return with_broken_titles(ready, width - _EDGE)


def keep_blank_rows(spec: dict[str, Any]) -> dict[str, Any]:
    """The config of a spec, with which a row without a number keeps its label, or its shape in a color of its own.

    Vega-Lite would leave both out in silence. What the chart itself says of blanks stays.
    """
    config: dict[str, Any] = spec.get("config", {})
    if is_house_chart(spec) or "invalid" in config.get("mark", {}) or _sets_invalid(spec):
        return config
    marks = {"invalid": "break-paths-show-domains", **config.get("mark", {})}
    scales = {"invalid": {name: {"value": _NO_NUMBER} for name in ("color", "fill")}, **config.get("scale", {})}
    return {**config, "mark": marks, "scale": scales}


def _sets_invalid(spec: dict[str, Any]) -> bool:
    """Whether a mark has a setting for blanks, with which Vega-Lite takes none for all marks."""
    marks = (view.spec.get("mark") for view in views(spec))
    return any(isinstance(mark, dict) and "invalid" in mark for mark in marks)


def refuse_undrawable(spec: dict[str, Any], where: str) -> None:
    """Refuses a spec whose data or images are elsewhere: it cannot be drawn faithfully."""
    if any(spec.get(name) == [] for name in COMPOSED):
        raise FigureError(Problem(where, "the composed chart contains no charts", "add charts to it"))
    for address in _addresses(spec):
        fix = "load the table in a cell and pass its frame to the chart"
        raise FigureError(Problem(where, f"the chart takes its data from {address!r}", fix))
    if _has_images(spec):
        fix = "draw its data with points, text or shapes; a photograph is not a figure"
        raise FigureError(Problem(where, "the chart shows image files (mark_image), which a page cannot carry", fix))


def _addresses(spec: Any) -> list[str]:
    """Every URL that a spec would fetch."""
    if isinstance(spec, list):
        return [address for item in spec for address in _addresses(item)]
    if not isinstance(spec, dict):
        return []
    data = spec.get("data")
    own = [data["url"]] if isinstance(data, dict) and "url" in data else []
    inner = (item for name, item in spec.items() if name not in ("datasets", "values"))
    return own + [address for item in inner for address in _addresses(item)]


def _has_images(spec: Any) -> bool:
    if isinstance(spec, list):
        return any(_has_images(item) for item in spec)
    if not isinstance(spec, dict):
        return False
    mark = spec.get("mark")
    if mark == "image" or (isinstance(mark, dict) and mark.get("type") == "image"):
        return True
    return any(_has_images(item) for name, item in spec.items() if name not in ("datasets", "data", "usermeta"))
