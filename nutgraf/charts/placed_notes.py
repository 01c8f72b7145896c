"""Notes on charts that are not drawn on a canvas: maps, grids of tiles, timelines and squares."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import altair as alt

from nutgraf.charts.canvas import Box, canvases
from nutgraf.charts.canvas_layers import layers
from nutgraf.charts.note_places import MarkPlaces, Note
from nutgraf.charts.notes import draw_notes
from nutgraf.charts.simplify import Point, Ring

_STRIP = 6.0  # pixels: how high a strip of land is


@dataclass
class Occupied:
    """What a drawing holds: the boxes of the marks that a note can name, and what no note may cover."""

    named: Mapping[str, Box]
    taken: list[Box] = field(default_factory=list)
    """Marks and words, which no leader crosses."""
    land: list[Box] = field(default_factory=list)
    """The areas of a map, which a leader crosses and words do not."""


def placed_notes(
    chart: str, notes: Sequence[Note], heights: tuple[float, float], drawings: tuple[Occupied, Occupied]
) -> tuple[list[alt.Chart], tuple[float, float]]:
    """The layers of the notes, and the heights of the two drawings with the words below them."""
    made = canvases()
    for canvas, height, held in zip(made, heights, drawings, strict=True):
        canvas.height, canvas.is_map = height, bool(held.land)
        canvas.taken, canvas.guides = list(held.taken), list(held.land)
        draw_notes(chart, notes, canvas, MarkPlaces(Box(0, 0, canvas.width, height), named=held.named))
    return layers(made[0].marks, made[1].marks), (made[0].height, made[1].height)


def around(place: Point, reach: float) -> Box:
    """The box around a place."""
    return Box(place[0] - reach, place[1] - reach, place[0] + reach, place[1] + reach)


def strips(rings: Iterable[Ring]) -> list[Box]:
    """The land inside of rings in pixels, as boxes from left to right."""
    found: dict[int, list[tuple[float, float]]] = {}
    for ring in rings:
        ys = [y for _, y in ring]
        for row in range(int(min(ys) // _STRIP), int(max(ys) // _STRIP) + 1):
            spans = _inside(ring, (row + 0.5) * _STRIP)
            found.setdefault(row, []).extend(spans)
    return [
        Box(left, row * _STRIP, right, (row + 1) * _STRIP)
        for row, spans in sorted(found.items())
        for left, right in _joined(spans)
    ]


def _inside(ring: Ring, y: float) -> list[tuple[float, float]]:
    """The stretches of a horizontal line inside of a ring."""
    crossings = sorted(
        x + (y - top) / (bottom - top) * (other - x)
        for (x, top), (other, bottom) in zip(ring, (*ring[1:], ring[0]), strict=True)
        if (top <= y) != (bottom <= y)
    )
    return list(zip(crossings[::2], crossings[1::2], strict=True))


def _joined(spans: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    """The stretches without overlaps."""
    joined: list[tuple[float, float]] = []
    for left, right in sorted(spans):
        if joined and left <= joined[-1][1] + 1:
            joined[-1] = joined[-1][0], max(joined[-1][1], right)
        else:
            joined.append((left, right))
    return joined
