"""Breaks the titles inside a chart into lines that fit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nutgraf.vega.spec_views import COMPOSED
from nutgraf.vega.text_metrics import TextStyle

_SET = (("text", "fontSize", 13, True), ("subtitle", "subtitleFontSize", 11, False))


def with_broken_titles(view: dict[str, Any], room: float, config: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The view with its title, and those of its layers, broken into lines that fit."""
    config = view.get("config", {}).get("title", {}) if config is None else config
    ready = dict(view)
    if "layer" in view:
        ready["layer"] = [with_broken_titles(each, room, config) for each in view["layer"]]
    title = view.get("title")
    if isinstance(title, (str, list)):
        title = {"text": title}
    if isinstance(title, dict):
        ready["title"] = _broken(title, room, config)
    return ready


def _broken(title: dict[str, Any], room: float, config: Mapping[str, Any]) -> dict[str, Any]:
    ready = dict(title)
    for name, size, usual, bold in _SET:
        said, given = title.get(name), title.get(size, config.get(size, usual))
        if isinstance(said, (str, list)) and isinstance(given, (int, float)):
            face = TextStyle(given, given, "", bold=bold)
            parts = said if isinstance(said, list) else [said]
            lines = [line for part in parts for line in face.lines(str(part), room) or [""]]
            ready[name] = lines if len(lines) > 1 else "".join(lines)
    return ready


_AXIS = TextStyle(11, 13, "", bold=True)


def with_broken_axis_titles(view: dict[str, Any], room: float) -> dict[str, Any]:
    """The view with the titles under its plots broken into lines that fit."""
    ready = dict(view)
    x = view.get("encoding", {}).get("x")
    if isinstance(x, dict):
        ready["encoding"] = {**view["encoding"], "x": _with_lines(x, room)}
    for name in COMPOSED:
        if name in view:
            ready[name] = [with_broken_axis_titles(each, room) for each in view[name]]
    if isinstance(view.get("spec"), dict):
        ready["spec"] = with_broken_axis_titles(view["spec"], room)
    return ready


def _with_lines(channel: dict[str, Any], room: float) -> dict[str, Any]:
    ready = dict(channel)
    if isinstance(channel.get("title"), str):
        ready["title"] = _AXIS.lines(channel["title"], room)
    axis = channel.get("axis")
    if isinstance(axis, dict) and isinstance(axis.get("title"), str):
        ready["axis"] = {**axis, "title": _AXIS.lines(axis["title"], room)}
    return ready
