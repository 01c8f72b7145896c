"""Marks placed in pixels: a drawing for one width, and the chart of two such drawings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, NamedTuple

import altair as alt
import pandas as pd

from nutgraf.charts.canvas_layers import layers
from nutgraf.charts.house_style import LINE, NARROW, ROLES, TEXT, WIDE, house_chart
from nutgraf.charts.text_layout import lines_of, width
from nutgraf.letter_widths import is_measured

PHONE = 500  # pixels: a narrower drawing is for a phone


class Box(NamedTuple):
    """A rectangle in pixels."""

    left: float
    top: float
    right: float
    bottom: float

    def touches(self, other: Box, air: float = 0) -> bool:
        return (
            self.left - air < other.right
            and other.left - air < self.right
            and self.top - air < other.bottom
            and other.top - air < self.bottom
        )


@dataclass
class Canvas:
    """The marks of a drawing `width` pixels wide, from top to bottom `height` pixels.

    `row` is the number of the row in the data table that a mark shows; a mark without it has no row.
    """

    width: float
    height: float = 0.0
    marks: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    taken: list[Box] = field(default_factory=list)
    """What no label may cover."""
    words: list[Box] = field(default_factory=list)
    """What no line of a note may cross."""
    guides: list[Box] = field(default_factory=list)
    """Lines of notes, which a leader may cross and words may not."""
    is_panel: bool = False
    """Whether it is one of small multiples, which share the key of their colors."""
    is_mirrored: bool = False
    """Whether it is drawn to be mirrored, for a language that is written right to left."""
    is_map: bool = False
    """Whether leaders cross areas, over which they have an edge of paper."""

    @property
    def is_phone(self) -> bool:
        return self.width < PHONE

    def rect(self, box: Box, role: str, *, row: int | None = None, edge: str = "", under: bool = False) -> None:
        """A bar, a cell or, `under` everything else, a band. `edge` is the role of its outline."""
        item = _box(box) | {"_fill": ROLES[role], "_edge": ROLES[edge] if edge else None, "_nth": row}
        self._add("bands" if under else "rects", item)
        if not under:
            self.taken.append(box)

    def rule(self, box: Box, role: str, *, row: int | None = None, thick: float = 1.0, over: bool = False) -> None:
        """A straight line, from the left top of the box to its right bottom; `over` the bars, or under them."""
        item = _box(box) | {"_line": ROLES[role], "_thick": thick, "_nth": row}
        self._add("upper_rules" if over else "rules", item)
        if row is not None:
            left, right = sorted((box.left, box.right))
            self.taken.append(Box(left, min(box.top, box.bottom) - 2, right, max(box.top, box.bottom) + 2))

    def line(
        self, points: Sequence[tuple[float, float]], role: str, *, dashed: bool = False, thick: float = 2.2
    ) -> None:
        """A line through points; none for a single one."""
        self._path(points, role, "dashes" if dashed else "lines", thick)
        for before, after in pairwise(points):
            self.taken += _along(before, after)

    def guide(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        """A dashed line that marks a value."""
        self._path((start, end), "muted", "dashes", 1.5)
        self.guides += _along(start, end)

    def _path(self, points: Sequence[tuple[float, float]], role: str, name: str, thick: float) -> None:
        if len(points) < 2:
            return
        run = len({item["_run"] for item in self.marks.get(name, [])})
        for order, (x, y) in enumerate(points):
            self._add(name, {"_x": x, "_y": y, "_line": ROLES[role], "_thick": thick, "_run": run, "_order": order})

    def area(self, points: Sequence[tuple[float, float, float]], role: str, *, pale: bool = False) -> None:
        """An area between two edges: x, top and bottom of each point. A pale one is an uncertainty."""
        name = "pale_areas" if pale else "areas"
        run = len({item["_run"] for item in self.marks.get(name, [])})
        self.taken += [
            Box(one[0], min(one[1], other[1]) - 1, other[0], max(one[2], other[2]))
            for one, other in pairwise(_filled_in(points))
        ]
        for order, (x, top, bottom) in enumerate(points):
            self._add(name, {"_x": x, "_y": top, "_y2": bottom, "_fill": ROLES[role], "_run": run, "_order": order})

    def point(
        self, x: float, y: float, role: str, *, row: int | None = None, hollow: bool = False, small: bool = False
    ) -> None:
        """A point; a `small` one leaves the bar of its uncertainty to be seen."""
        item = {"_x": x, "_y": y, "_fill": ROLES["paper" if hollow else role], "_line": ROLES[role], "_nth": row}
        self._add("small_points" if small else "points", item)
        self.taken.append(Box(x - 4, y - 4, x + 4, y + 4))

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        role: str = "ink",
        align: str = "left",
        bold: bool = False,
        size: float = TEXT,
        row: int | None = None,
    ) -> Box:
        """Words whose middle line is at `y`; the box that they take."""
        box = text_box(x, y, text, align=align, bold=bold, size=size)
        if text:
            item = {"_x": x, "_y": y - (lines_of(text) - 1) * LINE / 2, "_said": text, "_fill": ROLES[role]}
            look = {"_weight": "bold" if bold else "normal", "_size": size, "_nth": row}
            self._add(f"texts_{align}", item | look)
            self.taken.append(box)
            self.words.append(box)
        return box

    def date(self, x: float, y: float, day: float, expression: str, room: float) -> None:
        """A year or a day under an axis, which the drawing writes in the language of its page."""
        item = {"_x": x, "_y": y, "value": day, "_form": expression}
        self._add("dates", item)
        self.taken.append(Box(x - room / 2, y - LINE / 2, x + room / 2, y + LINE / 2))

    def paste(self, other: Canvas, left: float, top: float) -> None:
        """Another drawing inside this one, moved to a place."""
        for name, items in other.marks.items():
            runs = max((item.get("_run", -1) for item in self.marks.get(name, [])), default=-1) + 1
            for item in items:
                self._add(name, _moved(item, left, top, runs))
        self.taken += [Box(a + left, b + top, c + left, d + top) for a, b, c, d in other.taken]
        self.words += [Box(a + left, b + top, c + left, d + top) for a, b, c, d in other.words]
        self.guides += [Box(a + left, b + top, c + left, d + top) for a, b, c, d in other.guides]

    def mirror(self) -> None:
        """Puts everything on the other side: what begins at the left then begins at the right."""
        sides = {"texts_left": "texts_right", "texts_right": "texts_left"}
        self.marks = {
            sides.get(name, name): [
                {key: self.width - value if key in ("_x", "_x2") else value for key, value in item.items()}
                for item in items
            ]
            for name, items in self.marks.items()
        }
        for boxes in (self.taken, self.words, self.guides):
            boxes[:] = [Box(self.width - box.right, box.top, self.width - box.left, box.bottom) for box in boxes]

    def down(self, pixels: float) -> None:
        """Moves everything down, for a heading above it."""
        before = Canvas(self.width, self.height, self.marks, self.taken, self.words, self.guides)
        self.marks, self.taken, self.words, self.guides = {}, [], [], []
        self.paste(before, 0, pixels)
        self.height += pixels

    def _add(self, name: str, item: dict[str, Any]) -> None:
        self.marks.setdefault(name, []).append(item)


def text_box(x: float, y: float, text: str, *, align: str = "left", bold: bool = False, size: float = TEXT) -> Box:
    """The rectangle of words whose middle is at `y`."""
    wide, half = width(text, size, bold=bold), lines_of(text) * LINE / 2
    left = x - {"left": 0.0, "center": wide / 2, "right": wide}[align]
    return Box(left, y - half, left + wide, y + half)


def canvases() -> tuple[Canvas, Canvas]:
    """An empty narrow and an empty wide drawing."""
    return Canvas(NARROW - 2), Canvas(WIDE - 2)


def canvas_chart(
    drawings: tuple[Canvas, Canvas], *, data: pd.DataFrame, columns: Sequence[str], measures: int = 1, find: str = ""
) -> alt.LayerChart:
    """The chart of a narrow and a wide drawing."""
    heights = drawings[0].height, drawings[1].height
    made = layers(drawings[0].marks, drawings[1].marks)
    chart = house_chart(made, data=data, columns=columns, heights=heights, measures=measures, find=find)
    said = (
        item["_said"] for canvas in drawings for name in canvas.marks for item in canvas.marks[name] if "_said" in item
    )
    if not all(map(is_measured, said)):
        chart.usermeta["nutgraf"]["placed"] = True
    return chart


def _box(box: Box) -> dict[str, Any]:
    return {"_x": box.left, "_y": box.top, "_x2": box.right, "_y2": box.bottom}


def _moved(item: dict[str, Any], left: float, top: float, runs: int) -> dict[str, Any]:
    moved = dict(item)
    for name, by in (("_x", left), ("_x2", left), ("_y", top), ("_y2", top)):
        if name in moved:
            moved[name] += by
    if "_run" in moved:
        moved["_run"] += runs
    return moved


def _filled_in(points: Sequence[tuple[float, float, float]]) -> list[tuple[float, float, float]]:
    """The edges of an area at places a few pixels apart."""
    found = list(points[:1])
    for before, after in pairwise(points):
        steps = max(1, round((after[0] - before[0]) / 6))
        for step in range(1, steps + 1):
            x, top, bottom = (one + (other - one) * step / steps for one, other in zip(before, after, strict=True))
            found.append((x, top, bottom))
    return found


def _along(before: tuple[float, float], after: tuple[float, float]) -> list[Box]:
    """Small boxes along a line."""
    steps = max(1, round(max(abs(after[0] - before[0]), abs(after[1] - before[1])) / 6))
    found = []
    for step in range(steps + 1):
        x = before[0] + (after[0] - before[0]) * step / steps
        y = before[1] + (after[1] - before[1]) * step / steps
        found.append(Box(x - 2, y - 2, x + 2, y + 2))
    return found
