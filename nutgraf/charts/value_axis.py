"""The axes of charts drawn in pixels: round numbers on the left, years or numbers below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nutgraf.charts.canvas import Box, Canvas
from nutgraf.charts.date_positions import Positions, thinned
from nutgraf.charts.house_style import SMALL
from nutgraf.charts.number_formats import formatted
from nutgraf.charts.text_layout import width

AXIS_ROOM = 24.0


@dataclass(frozen=True)
class Axis:
    """Values along a stretch of pixels."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """The pixel of a value."""
        if self.low == self.high:
            return (self.start + self.end) / 2
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)


def axis_text(mark: float, form: str) -> str:
    """A round number without trailing zeros."""
    return formatted(mark, form, trim=True)


def left_room(marks: Sequence[float], form: str) -> float:
    """The pixels that the numbers of a left axis take."""
    return max(width(axis_text(mark, form), SMALL) for mark in marks) + 8


def left_axis(canvas: Canvas, up: Axis, marks: Sequence[float], form: str, *, left: float, right: float) -> None:
    """Lines across the plot, each with its number on the left."""
    for mark in marks:
        y = up.at(mark)
        canvas.rule(Box(left, y, right, y), "rule" if mark == 0 else "grid")
        canvas.text(left - 8, y, axis_text(mark, form), role="muted", align="right", size=SMALL)


def bottom_dates(canvas: Canvas, across: Axis, days: Positions, y: float) -> None:
    """Years or dates below the plot, as many as fit."""
    room = days.widest(SMALL)
    ends = sorted((across.start, across.end))
    for place in thinned(list(days.values), ends[1] - ends[0], room + 10):
        x = min(max(across.at(place), room / 2), canvas.width - room / 2)
        canvas.date(x, y + 14, place, days.expression, room)


def bottom_numbers(canvas: Canvas, across: Axis, marks: Sequence[float], form: str, *, top: float, y: float) -> None:
    """Lines down the plot, each with its number below."""
    last = -1.0
    for mark in marks:
        x, text = across.at(mark), axis_text(mark, form)
        half = width(text, SMALL) / 2
        canvas.rule(Box(x, top, x, y), "rule" if mark == 0 else "grid")
        x = min(max(x, half), canvas.width - half)
        if x - half > last + 6 or last < 0:
            canvas.text(x, y + 14, text, role="muted", align="center", size=SMALL)
            last = x + half
