"""Rows of marks with their names next to them, or above them where a phone has no room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nutgraf.charts.bar_rows import GAP, ROOM
from nutgraf.charts.canvas import Canvas
from nutgraf.charts.house_style import LINE, NARROW, TEXT, WIDE
from nutgraf.charts.label_room import Reach, domain
from nutgraf.charts.text_layout import balanced, lines_of, width

_BETWEEN = 12


@dataclass(frozen=True)
class RowLayout:
    """The names in lines, the top and the middle of the marks of each row, and the scale of the values."""

    names: tuple[str, ...]
    above: bool
    gutter: float
    tall: float
    tops: tuple[float, ...]
    bottom: float
    low: float
    high: float
    room: float

    def x(self, value: float) -> float:
        """The pixel of a value."""
        return self.gutter + (value - self.low) / (self.high - self.low) * self.room

    def middle(self, row: int) -> float:
        return self.tops[row] + self.tall / 2

    def write_names(self, canvas: Canvas, bold: Sequence[bool]) -> None:
        for row, (name, strong) in enumerate(zip(self.names, bold, strict=True)):
            if self.above:
                canvas.text(0, self.tops[row] - 2 - lines_of(name) * LINE / 2, name, bold=strong)
            else:
                canvas.text(self.gutter - GAP, self.middle(row), name, align="right", bold=strong)


def row_layout(canvas: Canvas, names: Sequence[str], reaches: Sequence[Reach], tall: float) -> RowLayout:
    """The rows from top to bottom; `tall` is the height of the marks of one, `reaches` what their widths must hold."""
    most = ROOM[NARROW] if canvas.is_phone else ROOM[WIDE]
    room = min(most, canvas.width * 0.42)
    side = tuple(balanced(name, room, TEXT, bold=True) for name in names)
    above = any(lines_of(name) > 2 or width(name, TEXT, bold=True) > room for name in side)
    if above:
        side = tuple(balanced(name, canvas.width, TEXT, bold=True) for name in names)
    gutter = 0.0 if above else max(width(name, TEXT, bold=True) for name in side) + GAP
    tops, edge = [], 0.0
    for name in side:
        over = lines_of(name) * LINE + 4.0 if above else 0.0
        step = tall if above else max(tall, lines_of(name) * LINE)
        tops.append(edge + over + (step - tall) / 2)
        edge += over + step + _BETWEEN
    left = canvas.width - gutter
    low, high = domain(reaches, left)
    return RowLayout(side, above, gutter, tall, tuple(tops), edge - _BETWEEN + 4, low, high, left)
