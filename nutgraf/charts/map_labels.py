"""Places names next to the marks of a map so that none covers another, in both widths."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import altair as alt

from nutgraf.charts.canvas import Box as PixelBox
from nutgraf.charts.canvas import text_box
from nutgraf.charts.house_style import LINE, NARROW, ROLES, TEXT, WIDE, inline, page
from nutgraf.charts.placed_notes import Occupied, around
from nutgraf.charts.simplify import Point
from nutgraf.charts.text_layout import width

_NEAR = 4.0  # pixels between a mark and its name
LabelBox = tuple[float, float, float, float]


class Labeled(NamedTuple):
    """A mark with its place and radius in the narrow and wide drawing, and its name; "" for none."""

    name: str
    places: tuple[Point, Point]
    radii: tuple[float, float]
    bold: bool = False


def placed_labels(marks: Sequence[Labeled], heights: tuple[float, float], top: float) -> list[dict[str, Any]]:
    """A row for each name that has room in one of the drawings: where it begins, and whether it is shown, in each."""
    rows: list[dict[str, Any]] = [{"_said": mark.name, "_bold": mark.bold} for mark in marks]
    for side, (name, across) in enumerate((("_narrow", NARROW), ("_wide", WIDE))):
        taken = [_around(mark.places[side], mark.radii[side]) for mark in marks]
        for row, mark in zip(rows, marks, strict=True):
            spot = _free_spot(mark, side, taken, (0.0, top, across - 2.0, heights[side])) if mark.name else None
            row |= {f"{name}_shown": spot is not None, f"{name}_x": 0.0, f"{name}_y": 0.0}
            if spot is not None:
                taken.append(spot)
                row |= {f"{name}_x": round(spot[0], 1), f"{name}_y": round((spot[1] + spot[3]) / 2, 1)}
    return [row for row in rows if row["_narrow_shown"] or row["_wide_shown"]]


def label_layers(rows: Sequence[dict[str, Any]]) -> list[alt.Chart]:
    """The names, each with an outline that keeps it legible on borders."""
    if not rows:
        return []
    placed = (
        alt.Chart(inline(list(rows)))
        .transform_filter(page("_narrow_shown", "_wide_shown"))
        .transform_calculate(_x=page("_narrow_x", "_wide_x"), _y=page("_narrow_y", "_wide_y"))
        .encode(x=alt.value(0), y=alt.value(0), text=alt.Text("_said", type="nominal"))
    )
    settings: dict[str, Any] = {
        "align": "left",
        "baseline": "middle",
        "dx": alt.ExprRef(expr="datum._x"),
        "dy": alt.ExprRef(expr="datum._y"),
        "fontWeight": alt.ExprRef(expr="datum._bold ? 'bold' : 'normal'"),
    }
    outline = placed.mark_text(stroke=ROLES["paper"], strokeWidth=3, fill=ROLES["paper"], **settings)
    return [outline, placed.mark_text(fill=ROLES["ink"], **settings)]


def occupied_by(
    names: Sequence[str], marks: Sequence[Labeled], labels: Sequence[dict[str, Any]], top: float
) -> tuple[Occupied, Occupied]:
    """What the two drawings hold: the key above, the marks, each with its name for notes, and the labels."""
    found = []
    for side, (name, width_) in enumerate((("_narrow", NARROW), ("_wide", WIDE))):
        boxes = [around(mark.places[side], max(mark.radii[side], 2)) for mark in marks]
        words = [
            text_box(row[f"{name}_x"], row[f"{name}_y"], row["_said"], bold=row["_bold"])
            for row in labels
            if row[f"{name}_shown"]
        ]
        key = [PixelBox(0, 0, width_, top - 2)] if top else []
        found.append(Occupied(dict(zip(names, boxes, strict=True)), [*key, *boxes, *words]))
    return found[0], found[1]


def _free_spot(mark: Labeled, side: int, taken: Sequence[LabelBox], room: LabelBox) -> LabelBox | None:
    """The first of the spots around a mark that covers nothing."""
    for box in _spots(mark, side):
        inside = box[0] >= room[0] and box[1] >= room[1] and box[2] <= room[2] and box[3] <= room[3]
        if inside and not any(_overlap(box, other) for other in taken):
            return box
    return None


def _spots(mark: Labeled, side: int) -> Iterator[LabelBox]:
    (x, y), away = mark.places[side], mark.radii[side] + _NEAR
    wide, half = width(mark.name, TEXT, bold=mark.bold), LINE / 2
    slant = away * 0.7
    for left, middle in (
        (x + away, y),
        (x - away - wide, y),
        (x - wide / 2, y - away - half),
        (x - wide / 2, y + away + half),
        (x + slant, y - slant - half / 2),
        (x + slant, y + slant + half / 2),
        (x - slant - wide, y - slant - half / 2),
        (x - slant - wide, y + slant + half / 2),
    ):
        yield left, middle - half, left + wide, middle + half


def _around(place: Point, radius: float) -> LabelBox:
    return place[0] - radius, place[1] - radius, place[0] + radius, place[1] + radius


def _overlap(one: LabelBox, other: LabelBox) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
