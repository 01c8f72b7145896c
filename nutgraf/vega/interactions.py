"""Finds the interactions that a static picture leaves out: it shows the initial state and does not respond."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def left_out(spec: dict[str, Any]) -> tuple[str, ...]:
    """The interactions of a chart that a page does not have, in plain words."""
    return tuple(dict.fromkeys(_left_out(spec)))


def _left_out(part: Any) -> Iterator[str]:
    if isinstance(part, list):
        for item in part:
            yield from _left_out(item)
    if not isinstance(part, dict):
        return
    params = part.get("params")
    for param in params if isinstance(params, list) else ():  # a regression has params=True, for its coefficients
        if isinstance(param, dict):
            yield from _of_param(param)
    marked = part["mark"] if isinstance(part.get("mark"), dict) else {}
    channels = {**marked, **part.get("encoding", {})}
    if channels.get("tooltip"):
        yield "tooltips"
    if channels.get("href"):
        yield "links"
    for name, item in part.items():
        if name not in ("data", "datasets", "encoding", "mark", "params", "usermeta", "config"):
            yield from _left_out(item)


def _of_param(param: dict[str, Any]) -> Iterator[str]:
    bind = param.get("bind")
    if bind == "scales":
        yield "zooming"
    elif bind == "legend" or ("select" in param and not bind):
        yield "selecting"
    elif bind:
        yield "sliders and menus"
