"""Stacked bars and pairs of dots with notes, drawn in pixels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from nutgraf.charts.canvas import Box, Canvas
from nutgraf.charts.house_style import TEXT
from nutgraf.charts.label_room import Reach, bar
from nutgraf.charts.note_places import MarkPlaces
from nutgraf.charts.plans import ChartPlan
from nutgraf.charts.row_layout import RowLayout, row_layout
from nutgraf.charts.text_layout import width

_TALL = 18.0
_DOT = 5
_DOTS = (("_first", "rest"), ("_second", "look"))


@dataclass(frozen=True, kw_only=True)
class StackPlan(ChartPlan):
    """A bar in each row, made of the rows of the frame with the same `_row`."""

    def draw(self, canvas: Canvas, rows: pd.DataFrame) -> MarkPlaces:
        ends = self.data.groupby("_row", sort=False)["_size"].sum()
        room = max(width(text, TEXT, bold=True) for text in self.data["_total"])
        order = list(dict.fromkeys(rows["_row"]))
        layout = row_layout(canvas, order, [bar(end, room) for end in ends], _TALL)
        named: dict[str, Box] = {}
        for row, name in enumerate(order):
            end, top = 0.0, layout.tops[row]
            parts = rows[rows["_row"] == name].to_dict("records")
            for item in parts:
                start, end = end, end + (item["_size"] if item["_size"] > 0 else 0.0)
                self._part(canvas, item, Box(layout.x(start), top, layout.x(end), top + _TALL))
            text = canvas.text(layout.x(end) + 6, layout.middle(row), parts[-1]["_total"], bold=True)
            named[name] = Box(layout.x(0), top, max(text.right, layout.x(end)), top + _TALL)
        layout.write_names(canvas, [False] * len(order))
        canvas.height = layout.bottom
        return MarkPlaces(Box(layout.gutter, 0, canvas.width, layout.bottom), across=layout.x, named=named)

    def _part(self, canvas: Canvas, item: dict[Any, Any], box: Box) -> None:
        if box.right <= box.left:
            return
        canvas.rect(box, item["_role"], row=item["_nth"], edge="paper")
        if width(item["_said"], TEXT) + 8 <= box.right - box.left:
            middle = (box.left + box.right) / 2, (box.top + box.bottom) / 2
            canvas.text(*middle, item["_said"], align="center", role="on-series", row=item["_nth"])


@dataclass(frozen=True, kw_only=True)
class DotPlan(ChartPlan):
    """Two dots on a line in each row."""

    def draw(self, canvas: Canvas, rows: pd.DataFrame) -> MarkPlaces:
        held = self.data[self.data["_first"].notna() | self.data["_second"].notna()]
        layout = row_layout(canvas, list(rows["_row"]), [_reach(item) for item in held.to_dict("records")], _TALL)
        named = {}
        for row, item in enumerate(rows.to_dict("records")):
            named[item["_row"]] = self._row(canvas, layout, item, layout.middle(row))
        layout.write_names(canvas, list(rows["_look"]))
        canvas.height = layout.bottom
        return MarkPlaces(Box(layout.gutter, 0, canvas.width, layout.bottom), across=layout.x, named=named)

    def _row(self, canvas: Canvas, layout: RowLayout, item: dict[Any, Any], middle: float) -> Box:
        known = [(name, role) for name, role in _DOTS if item[name] == item[name]]
        if not known:
            return canvas.text(layout.gutter + 6, middle, "–", row=item["_nth"])
        if len(known) == 2:
            left, right = sorted(layout.x(item[name]) for name, _ in known)
            canvas.rule(Box(left, middle, right, middle), "rule", row=item["_nth"], thick=2)
        boxes = []
        for name, role in known:
            x, side = layout.x(item[name]), item[f"{name}_side"]
            canvas.point(x, middle, role, row=item["_nth"])
            align, color = ("right" if side < 0 else "left"), ("muted" if role == "rest" else role)
            at = x + side * (_DOT + 5)
            boxes.append(canvas.text(at, middle, item[f"{name}_said"], align=align, role=color, row=item["_nth"]))
        return Box(min(box.left for box in boxes), middle - 7, max(box.right for box in boxes), middle + 7)


def _reach(item: dict[Any, Any]) -> Reach:
    """The dots and the numbers next to them."""
    room = {-1: _DOT + 3.0, 1: _DOT + 3.0}
    values = []
    for name, _ in _DOTS:
        if item[name] == item[name]:
            values.append(item[name])
            room[item[f"{name}_side"]] = width(item[f"{name}_said"], TEXT) + _DOT + 8
    return Reach(min(values), max(values), room[-1], room[1])
