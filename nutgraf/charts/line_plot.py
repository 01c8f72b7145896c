"""The base of line charts: axes with round numbers, unbroken runs, and names at line ends that do not overlap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from nutgraf.charts.date_positions import Positions, thinned
from nutgraf.charts.house_style import LINE, NARROW, ROLES, SMALL, TEXT, WIDE, at, inline
from nutgraf.charts.label_room import Reach, domain
from nutgraf.charts.number_formats import formatted
from nutgraf.charts.text_layout import balanced, lines_of, spread, width

_NAMES = {NARROW: 104.0, WIDE: 190.0}  # the most that names at the ends of lines may take of the width
NAME_GAP = 9
_CLEAR = 2  # pixels between a name and a line that passes it
_FARTHEST = 36  # pixels that a name may be from the end of its line


@dataclass(frozen=True)
class Plot:
    """The value axis with its round numbers, the heights of the two drawings, and the kind of positions along x."""

    marks: tuple[float, ...]
    heights: tuple[float, float]
    format: str
    days: Positions

    def pixel(self, value: float, height: float) -> float:
        return height * (1 - (value - self.marks[0]) / (self.marks[-1] - self.marks[0]))

    def value(self, pixel: float, height: float) -> float:
        return self.marks[0] + (1 - pixel / height) * (self.marks[-1] - self.marks[0])

    def rooms(self, *, axis: bool) -> tuple[float, float]:
        """The approximate pixels left next to the axis numbers, for the lines and the names at their ends."""
        side = max(width(_tick(mark, self.format), SMALL) for mark in self.marks) + 8 if axis else 16
        return NARROW - 2 - side, WIDE - 2 - side

    def spans(self, ends: pd.DataFrame, *, axis: bool) -> tuple[float, float]:
        """The pixels of that for the lines, so that the name at every end fits."""
        first = self.days.values.min()
        found = []
        for name, room in zip(("_narrow", "_wide"), self.rooms(axis=axis), strict=True):
            texts = [width(text, TEXT, bold=True) + NAME_GAP + 2 for text in ends[name]]
            reaches = [Reach(first, last, 0, text) for last, text in zip(ends["_x"], texts, strict=True)]
            low, high = domain(reaches, room)
            found.append((ends["_x"].max() - first) * room / (high - low))
        return found[0], found[1]

    def across(self, places: pd.Series[float], room: tuple[float, float], *, below: float = 0) -> alt.X:
        """The x axis, with its labels under what is `below` the plot."""
        least = self.days.widest(SMALL) + 10
        named = [thinned(list(places), pixels, least) for pixels in room]
        edges = [places.min(), places.max()]
        return alt.X(
            "_x",
            type="quantitative",
            scale=alt.Scale(domain=edges if edges[0] < edges[1] else [edges[0] - 1, edges[0] + 1], nice=False),
            axis=alt.Axis(
                values=at(*named), labelExpr=self.days.expression, grid=False, labelFlush=False, labelPadding=9 + below
            ),
        )

    def up(self, *, axis: bool) -> alt.Y:
        shown = alt.Axis(values=list(self.marks), format=trimmed(self.format), grid=True)
        return alt.Y("_y", type="quantitative", scale=self.scale, axis=shown if axis else None)

    def spacer(self, spans: tuple[float, float], *, axis: bool) -> alt.Chart:
        """An invisible shape that reserves room for names: Vega fits only what extends past full width."""
        beyond = [max(0.0, round(room - span)) for room, span in zip(self.rooms(axis=axis), spans, strict=True)]
        unseen = alt.Chart(inline([{}])).mark_rect(opacity=0)
        edge = f"width + (page_width < 500 ? {beyond[0]} : {beyond[1]})"
        kept: alt.Chart = unseen.encode(
            x=alt.value(alt.ExprRef(expr="width")),
            x2=alt.value(alt.ExprRef(expr=edge)),
            y=alt.value(0),
            y2=alt.value(1),
        )
        return kept

    def ground(self) -> list[alt.Chart]:
        """The line at zero, if zero is on the axis: the base of heights."""
        if not self.marks[0] <= 0 <= self.marks[-1]:
            return []
        zero = alt.Chart(inline([{"_zero": 0}])).mark_rule(color=ROLES["rule"])
        return [zero.encode(y=alt.Y("_zero", type="quantitative", scale=self.scale))]

    @property
    def scale(self) -> alt.Scale:
        return alt.Scale(domain=[self.marks[0], self.marks[-1]], nice=False, zero=False)


def trimmed(form: str) -> str:
    """The d3 format for round numbers, without trailing zeros."""
    return f"{form[:-1]}~{form[-1]}" if "." in form and form[-1] in "f%" else form


def _tick(mark: float, form: str) -> str:
    text = formatted(mark, form)
    return text.rstrip("0").rstrip(".") if "." in text else text


def runs(drawn: pd.DataFrame) -> list[dict[str, Any]]:
    """The points of every unbroken stretch of every line; a stretch to or from a partial point is dashed."""
    rows: list[dict[str, Any]] = []
    run = 0
    lines = [line for _, line in drawn.groupby("_series", sort=False)]
    for line in sorted(lines, key=lambda each: bool(each["_look"].any())):  # those that are highlighted over the rest
        before: dict[Any, Any] | None = None
        joined = False
        for point in line.to_dict("records"):
            if pd.isna(point["_y"]):
                before, joined = None, False
                continue
            if before is not None:
                dash = bool(before["_partial"] or point["_partial"])
                if dash or not joined:
                    run += 1
                    rows.append(_on_run(before, run, dash))
                rows.append(_on_run(point, run, dash))
                joined = not dash
            before = point
    return rows


def named_ends(held: pd.DataFrame, plot: Plot, *, values: bool) -> pd.DataFrame:
    """The name of each line, with its last value, at its last point, shifted up or down if two would overlap.

    That of a line which ends before the others is shifted off the lines that go on. Where there are more names than
    room next to the plot, only those of the highlighted lines are printed.
    """
    ends = held.groupby("_series", sort=False).tail(1).copy()
    said = ends["_said"].str.replace(" ", "\xa0") if values else ""
    text = (ends["_series"] + " " + said).str.strip()
    for page, name, height in zip((NARROW, WIDE), ("_narrow", "_wide"), plot.heights, strict=True):
        ends[name] = [balanced(words, _NAMES[page], TEXT, bold=True) for words in text]
        if sum(_heights(ends[name])) > height + LINE and ends["_look"].any():
            ends[name] = ends[name].where(ends["_look"], "")
    for name, height, span in zip(("_narrow", "_wide"), plot.heights, plot.spans(ends, axis=True), strict=True):
        ends[f"{name}_at"] = [plot.value(pixel, height) for pixel in _placed(held, ends, name, plot, height, span)]
    return ends


def _placed(
    held: pd.DataFrame, ends: pd.DataFrame, name: str, plot: Plot, height: float, span: float
) -> Sequence[float]:
    """The height of each name in pixels: those at the right edge first, then those of lines that end before it."""
    first, last = held["_x"].min(), held["_x"].max()
    points = held.assign(
        _across=(held["_x"] - first) * span / max(last - first, 1e-9),
        _down=[plot.pixel(value, height) for value in held["_y"]],
    )
    at_end, sizes = points.loc[ends.index], _heights(ends[name])
    late = [index for index, x in enumerate(ends["_x"]) if x == last]
    wanted = list(at_end["_down"])
    spaced = spread([wanted[index] for index in late], [sizes[index] for index in late], -LINE / 2, height + LINE / 2)
    placed = dict(zip(late, spaced, strict=True))
    boxes = [(span, span + width(ends[name].iloc[i], TEXT, bold=True), y, sizes[i]) for i, y in placed.items()]
    for index in (each for each in range(len(ends)) if each not in placed):
        left = at_end["_across"].iloc[index] + NAME_GAP
        right = left + width(ends[name].iloc[index], TEXT, bold=True)
        others = points[points["_series"] != ends["_series"].iloc[index]]
        taken = [
            *_crossed(others, left, right),
            *((y - size / 2, y + size / 2) for a, b, y, size in boxes if a < right and left < b),
        ]
        free = _free(wanted[index], sizes[index], taken, height)
        if free is None:  # in a crowd, names over a line are better than names over each other
            return spread(wanted, sizes, -LINE / 2, height + LINE / 2)
        placed[index] = free
        boxes.append((left, right, free, sizes[index]))
    return [placed[index] for index in range(len(ends))]


def _crossed(points: pd.DataFrame, left: float, right: float) -> list[tuple[float, float]]:
    """From where to where each line passes between two places across."""
    found = []
    for _, line in points.groupby("_series", sort=False):
        across, down = line["_across"].to_numpy(), line["_down"].to_numpy()
        if across[-1] < left or across[0] > right:
            continue
        inside = down[(across >= left) & (across <= right)]
        passed = [*inside, *np.interp([max(left, across[0]), min(right, across[-1])], across, down)]
        found.append((min(passed) - _CLEAR, max(passed) + _CLEAR))
    return found


def _free(wanted: float, size: float, taken: Sequence[tuple[float, float]], height: float) -> float | None:
    """The nearest place that nothing takes; None where none is near."""
    for shift in range(_FARTHEST):
        for place in (wanted + shift, wanted - shift):
            top, bottom = place - size / 2, place + size / 2
            is_inside = top >= -LINE and bottom <= height + LINE
            if is_inside and all(bottom <= low or high <= top for low, high in taken):
                return place
    return None


def _heights(texts: pd.Series[str]) -> list[float]:
    return [lines_of(words) * LINE + 2.0 if words else 0.0 for words in texts]


def _on_run(point: dict[Any, Any], run: int, dash: bool) -> dict[str, Any]:
    return {"_x": point["_x"], "_y": point["_y"], "_line": point["_line"], "_run": run, "_dash": dash}
