"""The cells of a table that is a figure: text, or numbers with bars, shades or small lines."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from nutgraf.charts.canvas import Box, Canvas
from nutgraf.charts.checked_columns import money_format, numbers, value_labels, word, words
from nutgraf.charts.house_style import SMALL
from nutgraf.charts.number_formats import fitting, formatted
from nutgraf.charts.page_numbers import page_date
from nutgraf.charts.round_numbers import step_of, thresholds
from nutgraf.charts.text_layout import balanced, width

_RAMPS = {1: (3,), 2: (2, 4), 3: (1, 3, 5), 4: (1, 2, 4, 5), 5: (1, 2, 3, 4, 5)}
_BAR, _LINE = 56.0, 64.0  # the least pixels of a bar and of a small line
_AIR = 6.0
_HEAD = 76.0  # a longer heading is broken into lines

CellForm = Literal["number", "text", "bar", "heat", "line"]


@dataclass(frozen=True)
class TableColumn:
    """The heading of a column, and what its cells show.

    `kind` is "number", "text", "bar" for a bar next to each number, "heat" for shades behind them, or "line" for a
    small line through the numbers of a list in each cell, all rows on one scale, with the last number printed. `label`
    names a column with the words to print; without it `number_format` prints the number. Neighbors with the same `span`
    share a heading above theirs.
    """

    title: str
    kind: CellForm = "number"
    number_format: str = ""
    label: str | None = None
    span: str = ""


@dataclass(frozen=True)
class CellColumn:
    """A column with its texts, its numbers, and the least width that it needs."""

    name: str
    title: str
    span: str
    kind: CellForm
    texts: Sequence[str]
    values: Sequence[float]
    series: Sequence[Sequence[float | None]]

    @property
    def is_line(self) -> bool:
        return self.kind == "line"

    @property
    def align(self) -> Literal["left", "right"]:
        return "left" if self.kind == "text" else "right"

    def listed(self, nth: int) -> str:
        """The numbers of a small line, for the data table."""
        return "; ".join("–" if value is None else f"{value:.12g}" for value in self.series[nth])

    @property
    def head(self) -> str:
        """The heading in lines."""
        return balanced(self.title, max(_HEAD, self._content), SMALL, bold=True)

    @property
    def room(self) -> float:
        return max(self._content, width(self.head, SMALL, bold=True))

    @property
    def _text(self) -> float:
        return max(width(text, SMALL, bold=True) for text in self.texts)

    @property
    def _content(self) -> float:
        return self._text + {"bar": _BAR, "line": _LINE, "heat": 2 * _AIR}.get(self.kind, 0.0)

    def draw(self, canvas: Canvas, box: Box, nth: int, row: int, *, bold: bool) -> None:
        """A cell of a row of the frame, in a box; `row` is its place in the data table."""
        middle, role, align = (box.top + box.bottom) / 2, "ink", self.align
        x = box.left if align == "left" else box.right
        if self.kind == "heat" and (shade := self._shade(nth)):
            canvas.rect(box, shade, row=row)
            role, x = f"on-{shade}", box.right - _AIR
        elif self.kind == "bar":
            self._bar(canvas, Box(box.left, middle - 7, box.right - self._text - _AIR, middle + 7), nth, row, bold=bold)
        elif self.is_line:
            self._line(canvas, Box(box.left, box.top + 3, box.right - self._text - _AIR - 4, box.bottom - 3), nth)
        if canvas.is_mirrored and align == "right":  # digits run from the left all the same: their last ones line up
            x, align = x - self._text, "left"
        canvas.text(x, middle, self.texts[nth], align=align, size=SMALL, role=role, bold=bold, row=row)

    def _shade(self, nth: int) -> str:
        known = [value for value in self.values if value == value]
        if self.values[nth] != self.values[nth]:
            return ""
        edges = thresholds(known)
        return f"ramp-{_RAMPS[len(edges) + 1][step_of(self.values[nth], edges)]}"

    def _bar(self, canvas: Canvas, box: Box, nth: int, row: int, *, bold: bool) -> None:
        known = [value for value in self.values if value == value]
        low, high = min(0.0, *known, 0.0), max(0.0, *known, 0.0)
        value, span = self.values[nth], (high - low) or 1.0
        zero = box.left + -low / span * (box.right - box.left)
        if low < 0:
            canvas.rule(Box(zero, box.top - 3, zero, box.bottom + 3), "rule")
        if value == value and value:
            left, right = sorted((zero, zero + value / span * (box.right - box.left)))
            canvas.rect(Box(left, box.top, right, box.bottom), "look" if bold else "one", row=row)

    def _line(self, canvas: Canvas, box: Box, nth: int) -> None:
        """The series of a cell, all cells on one scale; a blank leaves a gap."""
        known = [value for series in self.series for value in series if value is not None]
        low, high = min(known), max(known)
        longest = max(len(series) for series in self.series)
        run: list[tuple[float, float]] = []
        for place, value in enumerate([*self.series[nth], None]):
            if value is None:
                canvas.line(run, "look", thick=1.6)
                if len(run) == 1:
                    canvas.rect(Box(run[0][0] - 1.5, run[0][1] - 1.5, run[0][0] + 1.5, run[0][1] + 1.5), "look")
                run = []
                continue
            along = place / (longest - 1) if longest > 1 else 0.5
            if canvas.is_mirrored:  # time runs from the left, as in every chart
                along = 1 - along
            x = box.left + along * (box.right - box.left)
            run.append((x, box.bottom - (value - low) / ((high - low) or 1.0) * (box.bottom - box.top)))


def cell_column(drawn: pd.DataFrame, given: Sequence[Any], name: str, asked: TableColumn) -> CellColumn:
    """A column of the frame as cells. Raises for words where numbers are asked for, and for a line without a list."""
    if asked.label is not None and asked.label not in drawn.columns:
        raise ValueError(f"table_chart: the frame has no column {asked.label!r} for the labels of {name!r}")
    values: list[float] = [float("nan")] * len(drawn)
    series: list[list[float | None]] = [[] for _ in given]
    if asked.kind == "line":
        series = [_series(name, cell) for cell in given]
        ends = [next((value for value in reversed(cells) if value is not None), None) for cells in series]
        held = [end for end in ends if end is not None]
        if not held:
            raise ValueError(f"table_chart: column {name!r} has no numbers to draw lines through")
        form = asked.number_format or fitting(held)
        texts = [formatted(end, form) if end is not None else "–" for end in ends]
    elif asked.kind == "text":
        texts = [_day_or_word(value) or "–" for value in drawn[name]]
    else:
        column = numbers("table_chart", drawn, name)
        values = list(column)
        form = money_format("table_chart", drawn, name, asked.number_format)
        texts = [text or "–" for text in value_labels(drawn, column, None, form)]
    if asked.label is not None:
        texts = [text or "–" for text in words(drawn, asked.label)]
    return CellColumn(name, asked.title, asked.span, asked.kind, texts, values, series)


def _day_or_word(value: Any) -> str:
    """A text; a day without hours in the page's language."""
    is_day = isinstance(value, datetime.date) and value == value and word(value).count("-") == 2
    return page_date(value) if is_day and " " not in word(value) else word(value)


def _series(name: str, cell: Any) -> list[float | None]:
    if not isinstance(cell, (list, tuple)):
        raise ValueError(f"table_chart: column {name!r} draws a line, so each cell is a list of numbers, not {cell!r}")
    numbers_ = [getattr(value, "value", value) for value in cell]
    return [None if value is None or value != value else float(value) for value in numbers_]
