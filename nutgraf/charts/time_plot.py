"""Areas and lines over years or dates, drawn in pixels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from nutgraf.charts.canvas import Box, Canvas
from nutgraf.charts.date_positions import Positions
from nutgraf.charts.house_style import LINE, TEXT
from nutgraf.charts.note_places import MarkPlaces
from nutgraf.charts.number_formats import exactly
from nutgraf.charts.plans import ChartPlan
from nutgraf.charts.round_numbers import ticks
from nutgraf.charts.text_layout import balanced, lines_of, spread, width
from nutgraf.charts.value_axis import AXIS_ROOM, Axis, bottom_dates, left_axis, left_room

_MOST_POINTS = 16
_TOP = 10.0
_PANEL_TOP = 26.0
"""The pixels above a plot of small multiples: room for the last value over the highest number of the axis."""


@dataclass(frozen=True, kw_only=True)
class TimePlan(ChartPlan):
    """Series over time; the columns `_from` and `_to` are the edges of an area, `_low` and `_high` of a pale band."""

    roles: Mapping[str, str]
    days: Positions
    form: str
    filled: bool
    zero: bool = True

    @property
    def panel_key(self) -> Mapping[str, str]:
        """The key of small multiples: what a single chart names at the ends."""
        return self.roles if len(self.roles) > 1 else {}

    def draw(self, canvas: Canvas, rows: pd.DataFrame) -> MarkPlaces:
        rows = rows.sort_values("_x", kind="stable")
        marks = self._marks(canvas)
        form = exactly(marks, self.form)
        ends = [] if canvas.is_panel else self._ends(canvas, rows)
        left = left_room(marks, form)
        right = canvas.width - max([6.0, *(width(text, TEXT, bold=True) + 10 for text, _, _ in ends)])
        height = min(150.0, max(90.0, canvas.width * 0.62)) if canvas.is_panel else 230.0 if canvas.is_phone else 300.0
        top = _PANEL_TOP if self._has_last_value(canvas) else _TOP
        up = Axis(marks[0], marks[-1], top + height, top)
        across = Axis(float(self.data["_x"].min()), float(self.data["_x"].max()), left + 2, right)
        left_axis(canvas, up, marks, form, left=left, right=right)
        for name in dict.fromkeys(rows["_series"]):
            self._series(canvas, rows[rows["_series"] == name], self.roles[name], across, up)
        if self._has_last_value(canvas) and rows["_to"].notna().any():
            _last_value(canvas, rows[rows["_to"].notna()].iloc[-1], across, up, [up.at(mark) for mark in marks])
        bottom_dates(canvas, across, self.days, top + height)
        self._name_ends(canvas, ends, right, up)
        canvas.height = top + height + AXIS_ROOM
        return self._places(rows, Box(left, top, right, top + height), across, up)

    def _has_last_value(self, canvas: Canvas) -> bool:
        """Whether a plot prints its last value: lines with names in a key have no room for the value of each."""
        return canvas.is_panel and len(self.roles) == 1

    def _marks(self, canvas: Canvas) -> list[float]:
        """The numbers of the axis; in small multiples those that leave the least room unused."""
        if not canvas.is_panel:
            return ticks(*self._extent(), 4)
        return min((ticks(*self._extent(), about) for about in (3, 4)), key=lambda marks: marks[-1] - marks[0])

    def _extent(self) -> tuple[float, float]:
        held = self.data[["_to", *(name for name in ("_from", "_low", "_high") if name in self.data)]]
        low, high = float(held.min().min()), float(held.max().max())
        return (min(0.0, low), max(0.0, high)) if self.zero else (low, high)

    def _series(self, canvas: Canvas, rows: pd.DataFrame, role: str, across: Axis, up: Axis) -> None:
        """A line or an area for each stretch without a gap, with its points."""
        count = int(rows["_to"].notna().sum())
        for stretch in _stretches(rows):
            places = [(across.at(item["_x"]), up.at(item["_to"])) for item in stretch]
            if self.filled:
                feet = [up.at(item["_from"]) for item in stretch]
                canvas.area(
                    [(x, y, foot) for (x, y), foot in zip(places, feet, strict=True)], role, pale=len(self.roles) == 1
                )
            elif "_low" in self.data:
                edges = [(across.at(item["_x"]), up.at(item["_high"]), up.at(item["_low"])) for item in stretch]
                canvas.area([edge for edge in edges if edge[1] == edge[1]], role, pale=True)
            if not self.filled or len(self.roles) == 1:
                _line(canvas, places, [bool(item["_partial"]) for item in stretch], role)
            has_bars = not self.filled and "_low" in self.data
            for (x, y), item in zip(places, stretch, strict=True):
                if count <= _MOST_POINTS or item is stretch[-1] or len(stretch) == 1:
                    hollow = bool(item["_partial"]) or (self.filled and len(self.roles) > 1)
                    canvas.point(x, y, role, row=item["_nth"], hollow=hollow, small=has_bars)
                    if has_bars and item["_low"] < item["_high"]:
                        bar = Box(x, up.at(item["_high"]), x, up.at(item["_low"]))
                        canvas.rule(bar, role, thick=2.4)
                        canvas.taken.append(bar)

    def _ends(self, canvas: Canvas, rows: pd.DataFrame) -> list[tuple[str, float, str]]:
        """The name of each series with its last value, the value at which it is named, and its role."""
        most = 104.0 if canvas.is_phone else 190.0
        found, held = [], rows[rows["_to"].notna()]
        for item in held.groupby("_series", sort=False).tail(1).to_dict("records"):
            middle = (item["_to"] + item["_from"]) / 2 if self.filled and len(self.roles) > 1 else item["_to"]
            said = item["_said"].replace(" ", "\xa0")
            when = f"({item['_when']})" if item["_x"] < held["_x"].max() else ""  # all are named at the last day's edge
            text = balanced(f"{item['_series']} {said} {when}".strip(), most, TEXT, bold=True)
            found.append((text, middle, self.roles[item["_series"]]))
        return found

    def _name_ends(self, canvas: Canvas, ends: list[tuple[str, float, str]], right: float, up: Axis) -> None:
        if sum(_heights(ends)) > abs(up.start - up.end) + LINE:  # more names than room: those that are highlighted
            ends = [each for each in ends if each[2] == "look"] or ends
        sizes = _heights(ends)
        wanted = [up.at(value) for _, value, _ in ends]
        placed = spread(wanted, sizes, up.end - LINE / 2, up.start + LINE / 2)
        for (text, _, role), y in zip(ends, placed, strict=True):
            canvas.text(right + 9, y, text, role="muted" if role == "rest" else role, bold=True)

    def _places(self, rows: pd.DataFrame, plot: Box, across: Axis, up: Axis) -> MarkPlaces:
        named = {}
        for item in rows[rows["_to"].notna()].to_dict("records"):
            x, y = across.at(item["_x"]), up.at(item["_to"])
            named[item["_series"] or item["_when"]] = Box(x - 5, y - 5, x + 5, y + 5)
        return MarkPlaces(
            plot, lambda value: across.at(self.position(value)), lambda value: up.at(float(value)), named, self.form
        )

    def position(self, value: Any) -> float:
        """A year or a date of a note on the axis. Raises for one before the first or after the last."""
        place = value if isinstance(value, (int, float)) else None
        if self.days.dated:
            when = pd.to_datetime(str(value), errors="coerce", format="ISO8601")
            place = None if pd.isna(when) else (when - pd.Timestamp("1970-01-01")).days
        if place is None or not self.data["_x"].min() <= place <= self.data["_x"].max():
            raise ValueError(f"{self.chart}: the note at x={value!r} is outside the chart")
        return float(place)


def _heights(ends: Sequence[tuple[str, float, str]]) -> list[float]:
    return [lines_of(text) * LINE + 2.0 for text, _, _ in ends]


def _line(canvas: Canvas, places: Sequence[tuple[float, float]], partial: Sequence[bool], role: str) -> None:
    """A line through the places, dashed to and from a partial one."""
    piece: list[tuple[float, float]] = list(places[:1])
    for number in range(1, len(places)):
        if partial[number - 1] or partial[number]:
            canvas.line(piece, role)
            canvas.line(places[number - 1 : number + 1], role, dashed=True)
            piece = []
        piece.append(places[number])
    canvas.line(piece, role)


def _stretches(rows: pd.DataFrame) -> list[list[dict[Any, Any]]]:
    """The rows between gaps."""
    found: list[list[dict[Any, Any]]] = [[]]
    for item in rows.to_dict("records"):
        if item["_to"] == item["_to"]:
            found[-1].append(item)
        elif found[-1]:
            found.append([])
    return [stretch for stretch in found if stretch]


def _last_value(canvas: Canvas, item: Any, across: Axis, up: Axis, grid: Sequence[float]) -> None:
    """The last value of a panel, at the free place nearest to its point, and over the plot if there is none in it.

    A place across a line of the grid counts as a little farther away than it is.
    """
    half = width(item["_said"], TEXT, bold=True) / 2
    x, y = min(across.at(item["_x"]), canvas.width - half), up.at(item["_to"])
    over = up.end - _PANEL_TOP + 9

    def distance(middle: float) -> float:
        crosses = any(abs(line - middle) < 7 for line in grid)
        return abs(y - middle) + (10.0 if crosses else 0.0)

    def is_free(middle: float) -> bool:
        box = Box(x - half, middle - 7, x + half, middle + 7)
        return box.bottom <= up.start and not any(box.touches(one) for one in canvas.taken)

    above = [y - 13 - step for step in range(0, round(max(0.0, y - 13 - over)), 2)]
    below = [y + 14 + step for step in range(0, round(max(0.0, up.start - 7 - y - 14)), 2)]
    middle = min(filter(is_free, (*above, *below)), key=distance, default=over)
    canvas.text(x, middle, item["_said"], align="center", bold=True, row=item["_nth"])


def _refuse_holes(chart: str, drawn: pd.DataFrame, order: Sequence[str]) -> None:
    for _, here in drawn.groupby("_x"):
        if lacking := [name for name in order if name not in set(here["_series"])]:
            what = f"{lacking[0]!r} has no row where the others have one, at {here['_when'].iloc[0]}"
            raise ValueError(f"{chart}: {what}; a stack with a hole cannot be drawn")


def stacked_edges(chart: str, drawn: pd.DataFrame, column: str, *, share: bool) -> None:
    """Adds `_from` and `_to`, each series on top of those before it. Raises for a hole: all above it would drop."""
    order = list(dict.fromkeys(drawn["_series"]))
    if len(order) == 1 and not share:
        drawn["_from"], drawn["_to"] = 0.0, drawn["_size"]
        return
    if drawn["_size"].isna().any():
        row = list(drawn["_size"].isna()).index(True) + 1
        raise ValueError(f"{chart}: column {column!r} is blank in row {row}; a stack with a hole cannot be drawn")
    _refuse_holes(chart, drawn, order)
    whole = drawn.groupby("_x")["_size"].agg(["size", "sum"])
    if share and (whole["sum"] == 0).any():
        raise ValueError(f"{chart}: the parts add up to zero at one place, so they have no shares")
    sizes = drawn["_size"] / drawn["_x"].map(whole["sum"]) if share else drawn["_size"]
    rank = {name: place for place, name in enumerate(order)}
    up = pd.DataFrame({"_x": drawn["_x"], "_rank": drawn["_series"].map(rank), "_size": sizes}).sort_values("_rank")
    drawn["_to"] = up.groupby("_x")["_size"].cumsum().round(12)
    drawn["_from"] = (drawn["_to"] - sizes).round(12)
