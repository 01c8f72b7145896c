"""A note on a chart, the places that it can name, and whether words may be somewhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from nutgraf.charts.canvas import Box, Canvas
from nutgraf.charts.checked_columns import word

AIR = 3  # pixels around words


@dataclass(frozen=True)
class Note:
    """Words about a place in a chart."""

    text: str
    at: Any = None
    x: Any = None
    y: Any = None

    @property
    def name(self) -> str:
        """The place in words."""
        parts = self.at if isinstance(self.at, tuple) else (self.at,)
        return word(parts[0])


def note(text: str, *, at: Any = None, x: Any = None, y: Any = None) -> Note:
    """Words for `notes=[…]` of a chart: a call-out, a line or a band.

    `at` is the name of a mark, or its `(x, y)`: a call-out with a leader. `x` or `y` is a value on that axis: a line
    through it; a pair of values: a band between them. Words that have no room next to their mark without covering
    another are below the chart, after the name of the mark. Raises ValueError for a note without words or place.
    """
    given = [place for place in (at, x, y) if place is not None]
    if not str(text).strip():
        raise ValueError("note: it has no words; write what the reader should know")
    if len(given) != 1:
        raise ValueError(f"note({text!r}): give one place: at= a mark, or x= or y= a value or a pair of values")
    return Note(str(text), at, x, y)


@dataclass
class MarkPlaces:
    """Where the values and the named marks of a drawing are, in pixels."""

    plot: Box
    across: Callable[[Any], float] | None = None
    up: Callable[[Any], float] | None = None
    named: Mapping[str, Box] = field(default_factory=dict)
    form: str = ",.6g"
    """The format of the values upward."""


def is_free(box: Box, canvas: Canvas, plot: Box) -> bool:
    """Whether words in this box are in the drawing, above the axis, and cover nothing."""
    inside = box.left >= 0 and box.right <= canvas.width and box.top >= 0 and box.bottom <= plot.bottom
    return inside and not any(box.touches(taken, AIR) for taken in (*canvas.taken, *canvas.guides))
