"""Notes on a chart: a line or a band with a word about it, or a call-out at a mark, none of which covers a mark."""

from __future__ import annotations

import difflib
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from nutgraf.charts.canvas import Box, Canvas, text_box
from nutgraf.charts.checked_columns import word
from nutgraf.charts.house_style import LINE, SMALL
from nutgraf.charts.number_formats import formatted
from nutgraf.charts.text_layout import balanced, lines_of, spread, width, wrap

_AWAY = (12, 20, 30, 44, 60, 80, 104, 130)  # pixels from a mark to its call-out
_AROUND = (-90, 90, -45, 45, -135, 135, 0, 180, -65, 65, -115, 115)  # degrees; above and below first
_AIR = 3
_ALONG = (1.0, 0.0, *(place / 20 for place in range(19, 0, -1)))  # of the width, for the words on a line


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
class Places:
    """Where the values and the named marks of a drawing are, in pixels."""

    plot: Box
    across: Callable[[Any], float] | None = None
    up: Callable[[Any], float] | None = None
    named: Mapping[str, Box] = field(default_factory=dict)
    form: str = ",.6g"
    """The format of the values upward."""


def draw_notes(chart: str, notes: Sequence[Note], canvas: Canvas, places: Places) -> None:
    """Draws the notes on a canvas that has all other marks."""
    for one in notes:
        if not isinstance(one, Note):
            raise ValueError(f"{chart}(notes=…): {one!r} is not a note; write notes=[note('…', at=…)]")
    below: list[str] = []
    _vertical(chart, [one for one in notes if one.x is not None], canvas, places)
    for one in notes:
        if one.y is not None:
            below += _horizontal(chart, one, canvas, places)
    for one in notes:
        if one.at is not None:
            below += _call_out(one, _target(chart, one, places), canvas, places)
    for text in below:
        lines = wrap(text, canvas.width, SMALL)
        canvas.text(0, canvas.height + 12 + lines_of(lines) * LINE / 2 - 4, lines, role="muted", size=SMALL)
        canvas.height += lines_of(lines) * LINE + 8


def _vertical(chart: str, notes: Sequence[Note], canvas: Canvas, places: Places) -> None:
    """Lines and bands from top to bottom, their words above the plot."""
    if not notes:
        return
    spans = [_span(chart, "x", one.x, places.across) for one in notes]
    texts = [balanced(one.text, min(150.0, canvas.width * 0.45), SMALL) for one in notes]
    rows = _in_rows([(a + b) / 2 for a, b in spans], texts, canvas.width)
    strip = sum(tall for tall, _ in rows)
    for (left, right), one in zip(spans, notes, strict=True):
        top = places.plot.top - strip + _top_of(rows, notes.index(one))
        if left == right:
            _reference(canvas, Box(left, top, left, places.plot.bottom))
        else:
            canvas.rect(Box(left, places.plot.top, right, places.plot.bottom), "grid", under=True)
    top = places.plot.top - strip
    for tall, placed in rows:
        for index, center in placed:
            middle = top + tall / 2 - 2
            canvas.text(center, middle, texts[index], role="muted", align="center", size=SMALL)
        top += tall
    canvas.down(max(0.0, strip - places.plot.top))
    _shift(places, max(0.0, strip - places.plot.top))


def _in_rows(wanted: Sequence[float], texts: Sequence[str], room: float) -> list[tuple[float, list[tuple[int, float]]]]:
    """The words in as few rows as they fit: the height of each row, and the centers of its words."""
    rows: list[tuple[float, list[tuple[int, float]]]] = []
    left = list(range(len(texts)))
    while left:
        held: list[int] = []
        for index in left:
            if sum(width(texts[one], SMALL) + 12 for one in [*held, index]) <= room:
                held.append(index)
        held = held or left[:1]
        sizes = [width(texts[index], SMALL) + 12 for index in held]
        placed = spread([wanted[index] for index in held], sizes, 0, room)
        tall = max(lines_of(texts[index]) for index in held) * LINE + 6.0
        rows.append((tall, list(zip(held, placed, strict=True))))
        left = [index for index in left if index not in held]
    return rows


def _top_of(rows: Sequence[tuple[float, list[tuple[int, float]]]], index: int) -> float:
    """How far below the top of the words above the plot a line may begin."""
    top = 0.0
    for tall, placed in rows:
        top += tall
        if any(one == index for one, _ in placed):
            break
    return top - 2


def _horizontal(chart: str, one: Note, canvas: Canvas, places: Places) -> list[str]:
    """A line or band from left to right, its words over or under it where there is room."""
    low, high = _span(chart, "y", one.y, places.up)
    plot = places.plot
    placed = _on_line(one.text, low, high, canvas, places)
    if placed:
        canvas.text(*placed, role="muted", size=SMALL)
    if low == high:
        _reference(canvas, Box(plot.left, low, plot.right, high))
    else:
        canvas.rect(Box(plot.left, low, plot.right, high), "grid", under=True)
    given = one.y if isinstance(one.y, (tuple, list)) else (one.y,)
    value = "–".join(formatted(float(each), places.form) for each in given)
    return [] if placed else [f"{value}: {one.text}"]


def _on_line(words: str, low: float, high: float, canvas: Canvas, places: Places) -> tuple[float, float, str] | None:
    """The left edge, the middle and the lines of words that are free over or under a line, or in a band."""
    room = places.plot.right - places.plot.left
    for most in (room, min(room, 170.0), min(room, 110.0)):
        text = balanced(words, most, SMALL)
        half, wide = lines_of(text) * LINE / 2 + 1, width(text, SMALL)
        over_and_under = (low - half, high + half)
        for middle in over_and_under if low == high else ((low + high) / 2, *over_and_under):
            for share in _ALONG:
                left = places.plot.left + 2 + (room - wide - 4) * share
                if _is_free(text_box(left, middle, text, size=SMALL), canvas, places):
                    return left, middle, text
    return None


def _reference(canvas: Canvas, line: Box) -> None:
    """A dashed line from left to right or top to bottom, open where it would cross words."""
    upright = line.left == line.right
    across = [box for box in canvas.words if box.touches(line, 1)]
    gaps = sorted((box.top - 1, box.bottom + 1) if upright else (box.left - 3, box.right + 3) for box in across)
    start, end = (line.top, line.bottom) if upright else (line.left, line.right)
    for low, high in [*gaps, (end, end)]:
        if low - start > 3:
            first, last = ((line.left, start), (line.left, low)) if upright else ((start, line.top), (low, line.top))
            canvas.guide(first, last)
        start = max(start, high)


def _call_out(one: Note, target: Box, canvas: Canvas, places: Places) -> list[str]:
    rooms = (104.0, 76.0) if canvas.is_phone else (160.0, 120.0, 90.0)
    own = [box for box in canvas.taken if box.touches(target)]
    others = [box for box in canvas.taken if not box.touches(target)]
    for away in _AWAY:
        for text in dict.fromkeys(balanced(one.text, room, SMALL) for room in rooms):
            for box in _boxes(text, target, away):
                leader = _leader(target, box)
                if not _is_free(box, canvas, places) or any(_crosses(leader, taken) for taken in others):
                    continue
                if away > _AWAY[0] or not own:
                    canvas.rule(leader, "muted")
                middle = (box.top + box.bottom) / 2
                canvas.text((box.left + box.right) / 2, middle, text, role="ink", align="center", size=SMALL)
                return []
    return [f"{one.name}: {one.text}"]


def _boxes(text: str, target: Box, away: float) -> Iterator[Box]:
    wide, tall = width(text, SMALL), lines_of(text) * LINE
    middle = (target.left + target.right) / 2, (target.top + target.bottom) / 2
    half = (target.right - target.left) / 2, (target.bottom - target.top) / 2
    for degrees in _AROUND:
        cosine, sine = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
        x = middle[0] + cosine * (half[0] + away + wide / 2)
        y = middle[1] + sine * (half[1] + away + tall / 2)
        yield Box(x - wide / 2, y - tall / 2, x + wide / 2, y + tall / 2)


def _leader(target: Box, box: Box) -> Box:
    """A line from the edge of the mark to the edge of the words."""
    to_x = min(max((target.left + target.right) / 2, box.left), box.right)
    to_y = min(max((target.top + target.bottom) / 2, box.top), box.bottom)
    from_x = min(max(to_x, target.left), target.right)
    from_y = min(max(to_y, target.top), target.bottom)
    length = math.hypot(to_x - from_x, to_y - from_y) or 1.0
    gap_x, gap_y = (to_x - from_x) / length * _AIR, (to_y - from_y) / length * _AIR
    return Box(from_x + gap_x, from_y + gap_y, to_x - gap_x / 2, to_y - gap_y / 2)


def _crosses(leader: Box, taken: Box) -> bool:
    steps = max(2, round(math.hypot(leader.right - leader.left, leader.bottom - leader.top) / 3))
    for step in range(steps + 1):
        x = leader.left + (leader.right - leader.left) * step / steps
        y = leader.top + (leader.bottom - leader.top) * step / steps
        if taken.left - 1 <= x <= taken.right + 1 and taken.top - 1 <= y <= taken.bottom + 1:
            return True
    return False


def _is_free(box: Box, canvas: Canvas, places: Places) -> bool:
    inside = box.left >= 0 and box.right <= canvas.width and box.top >= 0 and box.bottom <= places.plot.bottom
    return inside and not any(box.touches(taken, _AIR) for taken in (*canvas.taken, *canvas.guides))


def _target(chart: str, one: Note, places: Places) -> Box:
    if isinstance(one.at, tuple) and len(one.at) == 2 and places.across and places.up:
        x, y = places.across(one.at[0]), places.up(one.at[1])
        _inside(chart, "at", one.at, x, y, places)
        return Box(x - 5, y - 5, x + 5, y + 5)
    found = places.named.get(word(one.at))
    if found is None:
        near = difflib.get_close_matches(word(one.at), places.named, n=1)
        advice = f"did you mean {near[0]!r}?" if near else "name one that is drawn"
        raise ValueError(f"{chart}: the note at {one.at!r} has no mark; {advice}")
    return found


def _span(chart: str, axis: str, given: Any, pixels: Callable[[Any], float] | None) -> tuple[float, float]:
    if pixels is None:
        raise ValueError(f"{chart}: a note cannot be at {axis}={given!r}, for this chart has no values along {axis}")
    pair = tuple(given) if isinstance(given, (tuple, list)) else (given, given)
    if len(pair) != 2:
        raise ValueError(f"{chart}: a note is at one value or between two, not at {axis}={given!r}")
    low, high = sorted(pixels(value) for value in pair)
    return low, high


def _inside(chart: str, axis: str, given: Any, x: float, y: float, places: Places) -> None:
    plot = places.plot
    if not (plot.left - 1 <= x <= plot.right + 1 and plot.top - 1 <= y <= plot.bottom + 1):
        raise ValueError(f"{chart}: the note at {given!r} is outside the chart")


def _shift(places: Places, down: float) -> None:
    """The places after the drawing moved down."""
    places.plot = Box(places.plot.left, places.plot.top + down, places.plot.right, places.plot.bottom + down)
    places.named = {name: Box(a, b + down, c, d + down) for name, (a, b, c, d) in places.named.items()}
    if (up := places.up) is not None:
        places.up = lambda value: up(value) + down
