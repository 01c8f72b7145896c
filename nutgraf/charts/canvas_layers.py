"""The layers of a chart whose marks are placed in pixels."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal

import altair as alt

from nutgraf.charts.house_style import ROLES, SMALL, inline, row_number

Marks = Mapping[str, list[dict[str, Any]]]
DrawLayer = Callable[[alt.Chart, str], alt.Chart]

_FILL = alt.Fill("_fill", type="nominal", scale=None)
_LINE = alt.Stroke("_line", type="nominal", scale=None)
_THICK = alt.ExprRef(expr="datum._thick")


def layers(narrow: Marks, wide: Marks) -> list[alt.Chart]:
    """A layer for each kind of mark in the two drawings, of which the page shows one."""
    made = []
    for name, draw in _KINDS.items():
        items = [
            {**item, "_small": small}
            for small, marks in ((True, narrow), (False, wide))
            for item in marks.get(name, [])
        ]
        for form in dict.fromkeys(item.get("_form", "") for item in items):
            held = [_rounded(item) for item in items if item.get("_form", "") == form]
            base = alt.Chart(inline(held)).transform_filter("datum._small == (page_width < 500)")
            made.append(draw(base, form))
    return made


def _rounded(item: dict[str, Any]) -> dict[str, Any]:
    """Pixels to a hundredth, so that every machine writes the same."""
    return {
        name: round(value, 2) if isinstance(value, float) and name != "value" else value
        for name, value in item.items()
        if name != "_form"
    }


def _place(*, x2: bool = False, y2: bool = False) -> dict[str, Any]:
    placed: dict[str, Any] = {"x": alt.X(**_channel("_x")), "y": alt.Y(**_channel("_y"))}
    if x2:
        placed["x2"] = alt.X2("_x2")
    if y2:
        placed["y2"] = alt.Y2("_y2")
    return placed


def _channel(name: str) -> dict[str, Any]:
    return {"shorthand": name, "type": "quantitative", "scale": None, "axis": None}


def _bands(base: alt.Chart, _: str) -> alt.Chart:
    drawn: alt.Chart = base.mark_rect(opacity=1).encode(**_place(x2=True, y2=True), fill=_FILL)
    return drawn


def _rects(base: alt.Chart, _: str) -> alt.Chart:
    edge = alt.Stroke("_edge", type="nominal", scale=None)
    marked = base.mark_rect(opacity=1, strokeWidth=1.5, aria=True)
    drawn: alt.Chart = marked.encode(**_place(x2=True, y2=True), fill=_FILL, stroke=edge, description=row_number())
    return drawn


def _rules(base: alt.Chart, _: str) -> alt.Chart:
    marked = base.mark_rule(strokeWidth=_THICK, aria=True)
    drawn: alt.Chart = marked.encode(**_place(x2=True, y2=True), stroke=_LINE, description=row_number())
    return drawn


def _lines(base: alt.Chart, _: str) -> alt.Chart:
    return _path(base.mark_line(strokeWidth=2.2, strokeJoin="round"))


def _dashes(base: alt.Chart, _: str) -> alt.Chart:
    return _path(base.mark_line(strokeWidth=1.5, strokeDash=[3, 4]))


def _path(marked: alt.Chart) -> alt.Chart:
    order = alt.Order("_order", type="quantitative")
    drawn: alt.Chart = marked.encode(**_place(), stroke=_LINE, detail=alt.Detail("_run", type="nominal"), order=order)
    return drawn


def _areas(base: alt.Chart, _: str) -> alt.Chart:
    return _surface(base.mark_area(opacity=1, stroke=ROLES["paper"], strokeWidth=1))


def _pale_areas(base: alt.Chart, _: str) -> alt.Chart:
    return _surface(base.mark_area(opacity=0.22))


def _surface(marked: alt.Chart) -> alt.Chart:
    detail = alt.Detail("_run", type="nominal")
    drawn: alt.Chart = marked.encode(**_place(y2=True), fill=_FILL, detail=detail)
    return drawn


def _points(size: float, edge: float) -> DrawLayer:
    def draw(base: alt.Chart, _: str) -> alt.Chart:
        marked = base.mark_circle(size=size, strokeWidth=edge, opacity=1, aria=True)
        drawn: alt.Chart = marked.encode(**_place(), fill=_FILL, stroke=_LINE, description=row_number())
        return drawn

    return draw


def _texts(align: Literal["left", "center", "right"]) -> DrawLayer:
    def draw(base: alt.Chart, _: str) -> alt.Chart:
        weight, size = alt.ExprRef(expr="datum._weight"), alt.ExprRef(expr="datum._size")
        marked = base.mark_text(align=align, baseline="middle", fontWeight=weight, fontSize=size, aria=True)
        said = alt.Text("_said", type="nominal")
        drawn: alt.Chart = marked.encode(**_place(), text=said, color=_text_color(), description=row_number())
        return drawn

    return draw


def _text_color() -> alt.Color:
    return alt.Color("_fill", type="nominal", scale=None)


def _dates(base: alt.Chart, form: str) -> alt.Chart:
    written = base.transform_calculate(_said=form)
    marked = written.mark_text(align="center", baseline="middle", fontSize=SMALL, fill=ROLES["muted"])
    drawn: alt.Chart = marked.encode(**_place(), text=alt.Text("_said", type="nominal"))
    return drawn


# In the order in which they are painted.
_KINDS: dict[str, DrawLayer] = {
    "bands": _bands,
    "pale_areas": _pale_areas,
    "rules": _rules,
    "areas": _areas,
    "rects": _rects,
    "upper_rules": _rules,
    "dashes": _dashes,
    "lines": _lines,
    "points": _points(50, 2),
    "small_points": _points(14, 1.2),
    "texts_left": _texts("left"),
    "texts_center": _texts("center"),
    "texts_right": _texts("right"),
    "dates": _dates,
}
