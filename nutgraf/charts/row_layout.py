"""Rows of marks with their names next to them, or above them where a phone has no room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nutgraf.charts.bar_rows import FEW, GAP, ROOM, rows_of
from nutgraf.charts.canvas import Canvas
from nutgraf.charts.house_style import LINE, NARROW, TEXT, WIDE
from nutgraf.charts.label_room import Reach, domain, pixels
from nutgraf.charts.text_layout import balanced, lines_of, width

_THICK, _THIN = 18.0, 15.0  # a mark; a thin one in many rows, or under its name
_BETWEEN, _CLOSE = 12, 8  # pixels between two rows, and between two of many
_UNDER_NAME, _FOOT = 11, 5.5  # around a mark under its name, and below it


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

    def write_names(self, canvas: Canvas, bold: Sequence[bool], nth: Sequence[int] = ()) -> None:
        """Writes the names; `nth` are the numbers of their rows in the data table, if each has one of its own."""
        for row, (name, strong) in enumerate(zip(self.names, bold, strict=True)):
            own = nth[row] if nth else None
            if self.above:
                canvas.text(0, self.tops[row] - 2 - lines_of(name) * LINE / 2, name, bold=strong, row=own)
            else:
                canvas.text(self.gutter - GAP, self.middle(row), name, align="right", bold=strong, row=own)


def row_layout(
    canvas: Canvas, names: Sequence[str], reaches: Sequence[Reach], *, tall: float = 0, top: float = 0
) -> RowLayout:
    """The rows from top to bottom, with bars as thick as usual or marks `tall` pixels high; `reaches` must fit."""
    many = len(names) > FEW
    side, above, gutter = _panel_names(canvas, names) if canvas.is_panel else _page_names(canvas, names, reaches)
    tall = tall or (_THIN if above or many else _THICK)
    tops, edge = [], top
    for name in side:
        lines = lines_of(name) * LINE
        step = lines + tall + _UNDER_NAME if above else max(tall + (_CLOSE if many else _BETWEEN), lines + _CLOSE)
        tops.append(edge + (step - tall - _FOOT if above else (step - tall) / 2))
        edge += step
    left = canvas.width - gutter
    low, high = domain(reaches, left)
    return RowLayout(tuple(side), above, gutter, tall, tuple(tops), edge, low, high, left)


def _page_names(canvas: Canvas, names: Sequence[str], reaches: Sequence[Reach]) -> tuple[Sequence[str], bool, float]:
    """The names of a page, whether they are above the marks, and the width that they take from these."""
    rows = rows_of(names, lambda room: pixels(reaches, room))
    side = 0 if canvas.is_phone else 1
    return (rows.narrow, rows.wide)[side], rows.above and canvas.is_phone, rows.gutters[side]


def _panel_names(canvas: Canvas, names: Sequence[str]) -> tuple[Sequence[str], bool, float]:
    """The same in one of small multiples."""
    room = min(ROOM[NARROW] if canvas.is_phone else ROOM[WIDE], canvas.width * 0.42)
    side = [balanced(name, room, TEXT, bold=True) for name in names]
    if any(lines_of(name) > 2 or width(name, TEXT, bold=True) > room for name in side):
        return [balanced(name, canvas.width, TEXT, bold=True) for name in names], True, 0.0
    return side, False, max(width(name, TEXT, bold=True) for name in side) + GAP
