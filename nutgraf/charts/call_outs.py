"""Call-outs: words near a mark, with a leader that crosses no other mark."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from nutgraf.charts.canvas import Box, Canvas
from nutgraf.charts.house_style import LINE, SMALL
from nutgraf.charts.note_places import AIR, MarkPlaces, Note, is_free
from nutgraf.charts.text_layout import balanced, lines_of, width

_AWAY = (12, 20, 30, 44, 60, 80, 104, 130)  # pixels from a mark to its call-out
_OUT = 8  # pixels between two attempts to lead out of a map
_AROUND = (-90, 90, -45, 45, -135, 135, 0, 180, -65, 65, -115, 115)  # degrees; above and below first


def call_out(one: Note, target: Box, canvas: Canvas, places: MarkPlaces) -> list[str]:
    """Writes the words near the mark with a leader to it; if no place is free, gives them for below the chart."""
    paces = range(_AWAY[0], int(canvas.width / 3), _OUT) if canvas.is_map else _AWAY
    rooms = (104.0, 76.0) if canvas.is_phone else (160.0, 120.0, 90.0)
    others = [box for box in canvas.taken if not box.touches(target)]
    for away in paces:
        for text in dict.fromkeys(balanced(one.text, room, SMALL) for room in rooms):
            if box := _free_box(text, target, away, others, canvas, places.plot):
                leader = _leader(target, box)
                if canvas.is_map:
                    canvas.rule(leader, "paper", thick=3)
                canvas.rule(leader, "ink" if canvas.is_map else "muted")
                middle = (box.top + box.bottom) / 2
                canvas.text((box.left + box.right) / 2, middle, text, role="ink", align="center", size=SMALL)
                return []
    return [f"{one.name}: {one.text}"]


def name_from_afar(name: str, target: Box, canvas: Canvas, plot: Box, *, row: int) -> bool:
    """Writes the name of a mark in a free place with a leader, which crosses pale marks where it must; False if none.

    Words are never on a mark, and a leader crosses no words.
    """
    for others in ([box for box in canvas.taken if not box.touches(target)], list(canvas.words)):
        for away in range(_AWAY[0], int(canvas.width), _OUT):
            if box := _free_box(name, target, away, others, canvas, plot):
                canvas.rule(_leader(target, box), "ink", over=True)
                x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
                canvas.text(x, y, name, align="center", bold=True, size=SMALL, row=row)
                return True
    return False


def _free_box(text: str, target: Box, away: float, others: Sequence[Box], canvas: Canvas, plot: Box) -> Box | None:
    """The first place for the words at this distance that is free, with a leader that crosses none of the others."""
    for box in _boxes(text, target, away):
        if is_free(box, canvas, plot) and not any(_crosses(_leader(target, box), taken) for taken in others):
            return box
    return None


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
    gap_x, gap_y = (to_x - from_x) / length * AIR, (to_y - from_y) / length * AIR
    return Box(from_x + gap_x, from_y + gap_y, to_x - gap_x / 2, to_y - gap_y / 2)


def _crosses(leader: Box, taken: Box) -> bool:
    steps = max(2, round(math.hypot(leader.right - leader.left, leader.bottom - leader.top) / 3))
    for step in range(steps + 1):
        x = leader.left + (leader.right - leader.left) * step / steps
        y = leader.top + (leader.bottom - leader.top) * step / steps
        if taken.left - 1 <= x <= taken.right + 1 and taken.top - 1 <= y <= taken.bottom + 1:
            return True
    return False
