"""A table as a figure: numbers with bars, shades or small lines in their cells; on a phone, a block for each row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Any

import altair as alt
import pandas as pd

from nutgraf.charts.canvas import Box, Canvas, canvas_chart, canvases
from nutgraf.charts.cell_drawings import CellColumn, TableColumn, cell_column
from nutgraf.charts.chart_options import chart_function
from nutgraf.charts.checked_columns import checked_frame, highlighted, refuse_duplicates, words
from nutgraf.charts.checked_columns import names as row_names
from nutgraf.charts.house_style import LINE, SMALL
from nutgraf.charts.page_numbers import page_is_right_to_left
from nutgraf.charts.text_layout import balanced, lines_of, width

_TALL = 26.0  # a row
_BETWEEN = 14.0  # columns
_NAMES = 0.36  # the share of the width that the names may take
_SPAN_LINES = 3


@chart_function(ranges="give the ends of a range columns of their own", notes="say it in `notes=` of the figure")
def table_chart(
    frame: pd.DataFrame,
    *,
    name: str,
    columns: Mapping[str, str | TableColumn],
    group: str | None = None,
    highlight: Any = None,
    sort: str | None = None,
    find: str = "",
) -> alt.LayerChart:
    """A row for each value of column `name`, with the columns of `columns`, each under its heading.

    A heading is a text, or a `TableColumn` that also asks for bars, shades or small lines in the cells, and for a
    heading that spans several columns. `group` names a column whose values are headings of groups of rows. `sort` names
    the column with the largest number to come first, within each group. On a phone where the columns have no room, each
    row is a block of lines. A blank is a dash. In a language that is written right to left, the names are at the right.
    """
    drawn = checked_frame("table_chart", frame, name=name, group=group, sort=sort, **{key: key for key in columns})
    if not columns:
        raise ValueError("table_chart: columns= names no columns; write columns={'column': 'Heading'}")
    refuse_duplicates("table_chart", drawn, [name])
    cells = [
        cell_column(drawn, list(frame[column]), column, TableColumn(asked) if isinstance(asked, str) else asked)
        for column, asked in columns.items()
    ]
    drawn["_name"], drawn["_group"] = row_names("table_chart", drawn, name), words(drawn, group) if group else ""
    look = highlighted("table_chart", highlight, drawn[name], name)
    first = {called: place for place, called in enumerate(dict.fromkeys(drawn["_group"]))}
    order = list(range(len(drawn)))
    if sort is not None:
        largest = pd.to_numeric(drawn[sort]).astype("float64").fillna(float("-inf"))
        order.sort(key=lambda nth: -largest[nth])
    order.sort(key=lambda nth: first[drawn["_group"][nth]])
    rows = [
        _Row(place, nth, drawn["_name"][nth], drawn["_group"][nth], drawn[name][nth] in look)
        for place, nth in enumerate(order)
    ]
    drawings = canvases()
    for canvas in drawings:
        canvas.is_mirrored = page_is_right_to_left()
        _draw(canvas, rows, cells)
        if canvas.is_mirrored:
            canvas.mirror()
    data = drawn.iloc[order].reset_index(drop=True)
    for column in cells:
        if column.is_line:
            data[column.name] = [column.listed(nth) for nth in order]
    return canvas_chart(drawings, data=data, columns=[name, *columns], measures=len(columns), find=find)


@dataclass(frozen=True)
class _Row:
    place: int  # in the drawing, and in its data table
    nth: int  # in the frame
    name: str
    group: str
    look: bool


def _draw(canvas: Canvas, rows: Sequence[_Row], cells: Sequence[CellColumn]) -> None:
    names = [balanced(row.name, canvas.width * _NAMES, SMALL, bold=True) for row in rows]
    gutter = max(width(name, SMALL, bold=True) for name in names) + _BETWEEN
    spare = canvas.width - gutter - sum(column.room for column in cells) - _BETWEEN * (len(cells) - 1)
    edges = [gutter]
    for column in cells:
        edges.append(edges[-1] + column.room + spare / len(cells) + _BETWEEN)
    spans = _span_heads(cells, edges)
    too_wide = next((span.title for span in spans if not span.has_room), "")
    if spare >= 0 and not too_wide:
        _draw_grid(canvas, rows, names, cells, edges, spans)
    elif canvas.is_phone:
        _draw_blocks(canvas, rows, cells)
    elif spare >= 0:
        raise ValueError(f"table_chart: {too_wide!r} is wider than the columns it spans; shorten it")
    else:
        raise ValueError(
            f"table_chart: {len(cells)} columns do not fit into a page; leave columns out or shorten headings"
        )


@dataclass(frozen=True)
class _Span:
    title: str
    text: str  # the title in lines
    left: float
    right: float

    @property
    def has_room(self) -> bool:
        return width(self.text, SMALL, bold=True) <= self.right - self.left and lines_of(self.text) <= _SPAN_LINES


def _span_heads(cells: Sequence[CellColumn], edges: Sequence[float]) -> list[_Span]:
    """The headings over several columns, in lines where one line has no room."""
    found, place = [], 0
    for title, together in groupby(cells, key=lambda column: column.span):
        last = place + len(list(together))
        if title:
            left, right = edges[place], edges[last] - _BETWEEN
            found.append(_Span(title, balanced(title, right - left, SMALL, bold=True), left, right))
        place = last
    return found


def _draw_grid(
    canvas: Canvas,
    rows: Sequence[_Row],
    names: Sequence[str],
    cells: Sequence[CellColumn],
    edges: Sequence[float],
    spans: Sequence[_Span],
) -> None:
    """The rows below each other, with headings above their columns."""
    y = _draw_spans(canvas, spans)
    high = max(lines_of(column.head) for column in cells) * LINE
    for column, (start, end) in zip(cells, pairwise(edges), strict=True):
        middle = y + high - lines_of(column.head) * LINE / 2
        x = start if column.align == "left" else end - _BETWEEN
        canvas.text(x, middle, column.head, align=column.align, size=SMALL, role="muted", bold=True)
    y += high + 4
    before = ""
    for row, name in zip(rows, names, strict=True):
        if row.group != before:
            canvas.text(0, y + _TALL / 2 + 4, row.group, bold=True)
            y, before = y + _TALL + 4, row.group
        canvas.rule(Box(0, y, canvas.width, y), "grid")
        tall = max(_TALL, lines_of(name) * LINE + 6)
        canvas.text(0, y + tall / 2, name, size=SMALL, bold=row.look, row=row.place)
        for column, (start, end) in zip(cells, pairwise(edges), strict=True):
            column.draw(canvas, Box(start, y + 2, end - _BETWEEN, y + tall - 2), row.nth, row.place, bold=row.look)
        y += tall
    canvas.height = y + 2


def _draw_spans(canvas: Canvas, spans: Sequence[_Span]) -> float:
    """Draw the headings over several columns; the height that they take."""
    if not spans:
        return 0.0
    high = max(lines_of(span.text) for span in spans) * LINE
    for span in spans:
        middle = high - lines_of(span.text) * LINE / 2
        canvas.text((span.left + span.right) / 2, middle, span.text, align="center", size=SMALL, bold=True)
        canvas.rule(Box(span.left, high + 3, span.right, high + 3), "rule")
    return high + 8.0


def _draw_blocks(canvas: Canvas, rows: Sequence[_Row], cells: Sequence[CellColumn]) -> None:
    """A block for each row: its name, then a line for each column."""
    half, y, before = canvas.width / 2, 0.0, ""
    for row in rows:
        if row.group != before:
            canvas.text(
                0, y + LINE / 2 + 2, balanced(row.group, canvas.width, SMALL, bold=True), bold=True, role="muted"
            )
            y, before = y + LINE + 8, row.group
        canvas.rule(Box(0, y, canvas.width, y), "rule")
        name = balanced(row.name, canvas.width, SMALL, bold=True)
        canvas.text(0, y + 4 + lines_of(name) * LINE / 2, name, bold=True, size=SMALL, row=row.place)
        y += lines_of(name) * LINE + 8
        for column in cells:
            head = balanced(f"{column.span}: {column.title}" if column.span else column.title, half - 8, SMALL)
            tall = max(22.0, lines_of(head) * LINE + 2)
            canvas.text(0, y + tall / 2, head, size=SMALL, role="muted")
            column.draw(canvas, Box(half, y + 1, canvas.width, y + tall - 1), row.nth, row.place, bold=row.look)
            y += tall
        y += 8
    canvas.height = y
