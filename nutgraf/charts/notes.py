"""Draws the notes of a chart: lines and bands with words about them, and call-outs, whose words cover no mark."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from nutgraf.charts.call_outs import call_out
from nutgraf.charts.canvas import Box, Canvas, text_box
from nutgraf.charts.checked_columns import word
from nutgraf.charts.house_style import LINE, SMALL
from nutgraf.charts.note_places import MarkPlaces, Note, is_free
from nutgraf.charts.number_formats import formatted
from nutgraf.charts.text_layout import balanced, lines_of, spread, width, wrap
from nutgraf.errors import nearest

_ALONG = (1.0, 0.0, *(place / 20 for place in range(19, 0, -1)))  # of the width, for the words on a line


def draw_notes(chart: str, notes: Sequence[Note], canvas: Canvas, places: MarkPlaces) -> None:
    """Draws the notes on a canvas that has all other marks."""
    for one in [notes] if isinstance(notes, Note) else notes:
        if isinstance(notes, Note) or not isinstance(one, Note):
            raise ValueError(f"{chart}(notes=…): {one!r} is not a note; write notes=[note('…', at=…)]")
    below: list[str] = []
    _vertical(chart, [one for one in notes if one.x is not None], canvas, places)
    for one in notes:
        if one.y is not None:
            below += _horizontal(chart, one, canvas, places)
    for one in notes:
        if one.at is not None:
            below += call_out(one, _target(chart, one, places), canvas, places)
    for text in below:
        lines = wrap(text, canvas.width, SMALL)
        canvas.text(0, canvas.height + 12 + lines_of(lines) * LINE / 2 - 4, lines, role="muted", size=SMALL)
        canvas.height += lines_of(lines) * LINE + 8


def _vertical(chart: str, notes: Sequence[Note], canvas: Canvas, places: MarkPlaces) -> None:
    """Lines and bands from top to bottom, their words above the plot."""
    if not notes:
        return
    spans = [_span(chart, "x", one.x, places.across, places.plot) for one in notes]
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


def _horizontal(chart: str, one: Note, canvas: Canvas, places: MarkPlaces) -> list[str]:
    """A line or band from left to right, its words over or under it where there is room."""
    low, high = _span(chart, "y", one.y, places.up, places.plot)
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


def _on_line(
    words: str, low: float, high: float, canvas: Canvas, places: MarkPlaces
) -> tuple[float, float, str] | None:
    """The left edge, the middle and the lines of words that are free over or under a line, or in a band."""
    room = places.plot.right - places.plot.left
    for most in (room, min(room, 170.0), min(room, 110.0)):
        text = balanced(words, most, SMALL)
        half, wide = lines_of(text) * LINE / 2 + 1, width(text, SMALL)
        over_and_under = (low - half, high + half)
        for middle in over_and_under if low == high else ((low + high) / 2, *over_and_under):
            for share in _ALONG:
                left = places.plot.left + 2 + (room - wide - 4) * share
                if is_free(text_box(left, middle, text, size=SMALL), canvas, places.plot):
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


def _target(chart: str, one: Note, places: MarkPlaces) -> Box:
    if isinstance(one.at, tuple) and len(one.at) == 2 and places.across and places.up:
        x, y = places.across(one.at[0]), places.up(one.at[1])
        _inside(chart, "at", one.at, x, y, places)
        return Box(x - 5, y - 5, x + 5, y + 5)
    found = places.named.get(word(one.at))
    if found is None:
        near = nearest(word(one.at), places.named)
        advice = f"did you mean {near!r}?" if near else "name one that is drawn"
        raise ValueError(f"{chart}: the note at {one.at!r} has no mark; {advice}")
    return found


def _span(chart: str, axis: str, given: Any, pixels: Callable[[Any], float] | None, plot: Box) -> tuple[float, float]:
    """The pixels between which a line or band is, cut at the edges of the plot."""
    if pixels is None:
        raise ValueError(f"{chart}: a note cannot be at {axis}={given!r}, for this chart has no values along {axis}")
    pair = tuple(given) if isinstance(given, (tuple, list)) else (given, given)
    if len(pair) != 2:
        raise ValueError(f"{chart}: a note is at one value or between two, not at {axis}={given!r}")
    low, high = sorted(pixels(value) for value in pair)
    start, end = (plot.left, plot.right) if axis == "x" else (plot.top, plot.bottom)
    if high < start - 1 or low > end + 1:
        raise ValueError(
            f"{chart}: the note at {axis}={given!r} is outside the chart, which ends before it; say it in the subtitle"
        )
    return (low, high) if low == high else (max(low, start), min(high, end))


def _inside(chart: str, axis: str, given: Any, x: float, y: float, places: MarkPlaces) -> None:
    plot = places.plot
    if not (plot.left - 1 <= x <= plot.right + 1 and plot.top - 1 <= y <= plot.bottom + 1):
        raise ValueError(f"{chart}: the note at {given!r} is outside the chart")


def _shift(places: MarkPlaces, down: float) -> None:
    """The places after the drawing moved down."""
    places.plot = Box(places.plot.left, places.plot.top + down, places.plot.right, places.plot.bottom + down)
    places.named = {name: Box(a, b + down, c, d + down) for name, (a, b, c, d) in places.named.items()}
    if (up := places.up) is not None:
        places.up = lambda value: up(value) + down
