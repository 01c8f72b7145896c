"""Lays out small multiples and charts in rows and columns: as many per row as stay readable at the width."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nutgraf.errors import FigureError, Problem
from nutgraf.vega.spec_data import plain_name
from nutgraf.vega.spec_views import COMPOSED
from nutgraf.vega.title_wrapping import with_broken_titles

_SPACING = 20
_LEAST = 92
"""A chart in a row with less room than this, without its axes, moves to its own row."""
_LEAST_OF_GRID = 36
"""If rows and columns both have a meaning, no plot can move; a plot narrower than this is unreadable."""
_BAND = 9
_TALLEST = 300
FACETS = ("row", "column", "facet")


def is_composed(spec: Mapping[str, Any]) -> bool:
    """Whether a chart has several plots: facets, repeats, charts in rows and columns."""
    if any(name in spec for name in ("hconcat", "vconcat", "concat", "spec")):
        return True
    return any(channel in spec.get("encoding", {}) for channel in FACETS)


def arranged(spec: dict[str, Any], width: int, where: str, margin: float, counted: Mapping[str, int]) -> dict[str, Any]:
    """The composed chart with a width for each plot, less `margin` pixels for axes and legends.

    `counted` is the number of distinct values of each field.
    """
    ready = _Arranged(width, where, margin, counted).view(copy.deepcopy(_without_data(spec)), width)
    kept: dict[str, Any] = {name: spec[name] for name in ("data", "datasets") if name in spec}
    return {**ready, **kept, "autosize": {"type": "pad"}}


def _without_data(spec: dict[str, Any]) -> dict[str, Any]:
    return {name: part for name, part in spec.items() if name not in ("data", "datasets")}


@dataclass(frozen=True)
class _Arranged:
    width: int
    where: str
    margin: float
    counted: Mapping[str, int]

    def view(self, view: dict[str, Any], room: float) -> dict[str, Any]:
        """Lays out a view of a spec in the room that it has."""
        if "hconcat" in view:
            return self._side_by_side(view, room)
        if "vconcat" in view:
            return {**view, "vconcat": [self.view(each, room) for each in view["vconcat"]]}
        if "concat" in view:
            columns = self._columns(len(view["concat"]), view.get("columns"), room, self.margin)
            each = (room - (columns - 1) * _SPACING) / columns
            return {**view, "columns": columns, "concat": [self.view(one, each) for one in view["concat"]]}
        if isinstance(view.get("repeat"), (list, dict)):
            return self._repeat(view, room)
        if "facet" in view:
            return self._facet(view, room)
        return self._plot(view, room)

    def _side_by_side(self, view: dict[str, Any], room: float) -> dict[str, Any]:
        """One row if every chart has room, else one below another."""
        charts = view["hconcat"]
        free = room - (len(charts) - 1) * _SPACING - len(charts) * self.margin
        asked = [_asked(chart) for chart in charts]
        shares = [free * one / sum(asked) for one in asked]
        if min(share / min(1, one / _TALLEST) for share, one in zip(shares, asked, strict=True)) < _LEAST:
            rest = {name: part for name, part in view.items() if name != "hconcat"}
            return {**rest, "vconcat": [self.view(chart, room) for chart in charts]}
        return {
            **view,
            "hconcat": [self.view(chart, share + self.margin) for chart, share in zip(charts, shares, strict=True)],
        }

    def _repeat(self, view: dict[str, Any], room: float) -> dict[str, Any]:
        repeat = view["repeat"]
        if isinstance(repeat, list):
            columns = self._columns(len(repeat), view.get("columns"), room, self.margin)
            ready = {**view, "columns": columns}
        else:
            columns, ready = len(repeat.get("column", [""])), view
        each = (room - (columns - 1) * _SPACING) / columns
        if isinstance(repeat, dict) and each - self.margin < _LEAST_OF_GRID:
            raise FigureError(self._too_many(columns))
        return {**ready, "spec": self._lower(self.view(view["spec"], each), columns)}

    def _facet(self, view: dict[str, Any], room: float) -> dict[str, Any]:
        facet = view["facet"]
        if "field" in facet:
            columns = self._columns(
                self._values(facet), view.get("columns"), room - self.margin, 0, self._least(view["spec"])
            )
            ready = {**view, "columns": columns}
        elif "column" in facet and "row" not in facet and self._is_tight(facet["column"], view["spec"], room):
            columns = self._columns(
                self._values(facet["column"]), None, room - self.margin, 0, self._least(view["spec"])
            )
            ready = {**view, "facet": facet["column"], "columns": columns}
        else:
            columns = self._values(facet["column"]) if "column" in facet else 1
            ready = view
        each = self._one_of(columns, room)
        return {**ready, "spec": self._lower(self.view(view["spec"], each + self.margin), columns)}

    def _plot(self, view: dict[str, Any], room: float) -> dict[str, Any]:
        encoding = dict(view.get("encoding", {}))
        columns = 1
        if "column" in encoding and "row" not in encoding and self._is_tight(encoding["column"], view, room):
            encoding["facet"] = encoding.pop("column")
        if "facet" in encoding:
            asked = encoding["facet"].get("columns")
            columns = self._columns(self._values(encoding["facet"]), asked, room - self.margin, 0, self._least(view))
            encoding["facet"] = {**encoding["facet"], "columns": columns}
        elif "column" in encoding:
            columns = self._values(encoding["column"])
        wide = max(1.0, self._one_of(columns, room))
        title_room = room if columns > 1 else max(wide, _LEAST)
        ready = {**with_broken_titles(without_widths(view), title_room), "width": round(wide, 1)}
        if encoding:
            ready["encoding"] = encoding
        return self._lower(ready, columns if {"facet", "row", "column"} & set(encoding) else 0)

    def _one_of(self, columns: int, room: float) -> float:
        each = (room - self.margin - (columns - 1) * _SPACING) / columns
        if columns > 1 and each < _LEAST_OF_GRID / 2:
            raise FigureError(self._too_many(columns))
        return each

    def _is_tight(self, column: dict[str, Any], view: dict[str, Any], room: float) -> bool:
        """Whether plots in one row would be too narrow: bars need less room than lines do."""
        columns = self._values(column)
        return (room - self.margin - (columns - 1) * _SPACING) / columns < self._least(view)

    def _least(self, view: Mapping[str, Any]) -> float:
        """The least width of a plot: a few bars need less than a line."""
        x = view.get("encoding", {}).get("x", {})
        if isinstance(x, dict) and x.get("type") in ("nominal", "ordinal") and not x.get("bin"):
            return min(_LEAST, max(24, _BAND * self.counted.get(plain_name(str(x.get("field"))), 9)))
        return _LEAST

    def _values(self, channel: Mapping[str, Any]) -> int:
        return max(1, self.counted.get(plain_name(str(channel.get("field"))), 1))

    def _columns(self, number: int, asked: Any, room: float, margin: float, least: float = _LEAST) -> int:
        """The number of plots in a row: at most what was asked for, and none too narrow to read."""
        most = int((room + _SPACING) // (least + margin + _SPACING))
        return max(1, min(number, most, asked if isinstance(asked, int) and asked > 0 else number))

    def _lower(self, view: dict[str, Any], columns: int) -> dict[str, Any]:
        """Plots in a grid are at most as tall as they are wide, unless the chart sets their height."""
        wide = view.get("width")
        if columns and "height" not in view and isinstance(wide, (int, float)) and _is_continuous(view):
            return {**view, "height": round(min(_TALLEST, max(_LEAST, 0.8 * wide)))}
        return view

    def _too_many(self, columns: int) -> Problem:
        return Problem(self.where, f"{columns} plots in a row do not fit into {self.width} px", _FIX_GRID)


_FIX_GRID = "facet by one column (facet='…', columns=3), draw fewer, or stack them (row='…')"


def _asked(chart: Mapping[str, Any]) -> float:
    """The width that a chart asks for."""
    width = chart.get("width")
    return float(width) if isinstance(width, (int, float)) and width > 0 else float(_TALLEST)


def _is_continuous(view: Mapping[str, Any]) -> bool:
    """Whether a plot has no bands on y."""
    for part in (view, *view.get("layer", [])):
        y = part.get("encoding", {}).get("y", {})
        if isinstance(y, dict) and y.get("type") in ("nominal", "ordinal") and not y.get("bin"):
            return False
    return True


def without_widths(view: dict[str, Any]) -> dict[str, Any]:
    """The view with the widths of its layers removed."""
    inner = {name: [_narrowed(each) for each in view[name]] for name in COMPOSED if name in view}
    return {**view, **inner}


def _narrowed(view: dict[str, Any]) -> dict[str, Any]:
    return {name: part for name, part in without_widths(view).items() if name not in ("width",)}
