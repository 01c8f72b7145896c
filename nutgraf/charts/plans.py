"""Finishes the charts that are drawn in pixels: two widths, notes, and a key of their colors."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import altair as alt
import pandas as pd

from nutgraf.charts.canvas import Box, Canvas, canvas_chart, canvases
from nutgraf.charts.house_style import LINE, SERIES, TEXT
from nutgraf.charts.note_places import MarkPlaces, Note
from nutgraf.charts.notes import draw_notes
from nutgraf.charts.text_layout import width

_SWATCH = 16


@dataclass(frozen=True, kw_only=True)
class ChartPlan(ABC):
    """What a chart draws, with the scales for all of its rows."""

    chart: str
    data: pd.DataFrame
    columns: Sequence[str]
    measures: int = 1
    key: Mapping[str, str] = field(default_factory=dict)
    """The names of the colors and their roles; empty if the marks are named in place."""

    @property
    def panel_key(self) -> Mapping[str, str]:
        """The key of small multiples."""
        return self.key

    @abstractmethod
    def draw(self, canvas: Canvas, rows: pd.DataFrame) -> MarkPlaces:
        """Draws some of the rows and sets the height of the canvas."""


@dataclass(frozen=True, kw_only=True)
class ClassPlan(ChartPlan):
    """A chart of numbers in classes: their edges, and the format of the edges."""

    edges: tuple[float, ...]
    form: str


def finished(plan: ChartPlan, *, notes: Sequence[Note] = (), find: str = "") -> alt.LayerChart:
    """The chart of a plan."""
    drawings = canvases()
    for canvas in drawings:
        places = plan.draw(canvas, plan.data)
        draw_notes(plan.chart, notes, canvas, places)
        color_key(canvas, plan.key)
    return canvas_chart(drawings, data=plan.data, columns=plan.columns, measures=plan.measures, find=find)


def color_key(canvas: Canvas, key: Mapping[str, str]) -> None:
    """The names of the colors above the drawing, each with a swatch, in as many lines as they need."""
    if key:
        canvas.down(key_height(canvas, key))
        write_key(canvas, key)


def key_height(canvas: Canvas, key: Mapping[str, str]) -> float:
    """The pixels that a key takes above a drawing."""
    return (_key_places(canvas, key)[-1][1] + 1) * (LINE + 4) + 8.0


def write_key(canvas: Canvas, key: Mapping[str, str]) -> None:
    """A key at the top of a drawing that leaves it room."""
    for (left, line), (name, role) in zip(_key_places(canvas, key), key.items(), strict=True):
        middle = 8.0 + line * (LINE + 4)
        canvas.rect(Box(left, middle - 5.5, left + 11, middle + 5.5), role)
        canvas.text(left + _SWATCH, middle, name, role="muted" if role == "rest" else role, bold=True)


def _key_places(canvas: Canvas, key: Mapping[str, str]) -> list[tuple[float, int]]:
    """The left edge and the line of each name."""
    placed, left, line = [], 0.0, 0
    for name in key:
        size = _SWATCH + width(name, TEXT, bold=True) + 14
        if left and left + size > canvas.width + 14:
            left, line = 0.0, line + 1
        placed.append((left, line))
        left += size
    return placed


def series_roles(chart: str, names: Sequence[str], look: set[Any], what: str) -> dict[str, str]:
    """The role of each series: colors of their own, or one color for those to look at. Raises for too many."""
    if look:
        return {name: "look" if name in look else "rest" for name in names}
    if len(names) > len(SERIES):
        raise ValueError(f"{chart}: {len(names)} {what} cannot be distinguished by color; name one to highlight=")
    return dict(zip(names, SERIES if len(names) > 1 else ("look",), strict=False))
