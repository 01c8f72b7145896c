"""Stacked bars, with each part labeled in place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import altair as alt
import pandas as pd

from nutgraf.charts.bar_rows import BarRows, rows_of
from nutgraf.charts.checked_columns import (
    checked_frame,
    money_format,
    names,
    numbers,
    refuse_duplicates,
    value_labels,
    words,
)
from nutgraf.charts.house_style import LINE, ROLES, SERIES, TEXT, house_chart, inline, page, row_number
from nutgraf.charts.label_room import Reach, bar, domain, edges, pixels
from nutgraf.charts.note_places import Note
from nutgraf.charts.number_formats import formatted
from nutgraf.charts.plans import finished
from nutgraf.charts.row_plans import StackPlan
from nutgraf.charts.text_layout import spread, width

_FAR = 70  # a name further than this from its part, in pixels, is not read as its name
_SWATCH = 16


def stacked(
    frame: pd.DataFrame,
    *,
    x: str,
    y: str,
    part: str,
    label: str | None = None,
    number_format: str = "",
    total: str | None = None,
    share: bool = False,
    notes: Sequence[Note] = (),
) -> alt.LayerChart:
    """A bar for each value of `y`, made of the numbers in column `x`, one for each `part`, in the frame's order.

    `label` names a column with the words to print in each part where they fit; without it `number_format` prints the
    number, or, by default, as many decimals as the numbers need. `total` names a column with the words to
    print at the end of the bar. `share=True` draws the parts of 100 percent.
    """
    drawn = checked_frame("stacked", frame, x=x, y=y, part=part, label=label, total=total)
    refuse_duplicates("stacked", drawn, [y, part])
    drawn["_size"], drawn["_row"] = numbers("stacked", drawn, x), names("stacked", drawn, y)
    number_format = money_format("stacked", drawn, x, number_format)
    if (drawn["_size"] < 0).any():
        raise ValueError(f"stacked: column {x!r} has a number below zero, which no part of a bar can be")
    drawn["_part"] = names("stacked", drawn, part)
    parts = list(dict.fromkeys(drawn["_part"]))
    if len(parts) > len(SERIES):
        raise ValueError(f"stacked: {len(parts)} parts cannot be distinguished; group the smallest into one")
    colors = {name: ROLES[role] for name, role in zip(parts, SERIES, strict=False)}
    drawn["_fill"] = drawn["_part"].map(colors)
    if share:
        whole = drawn.groupby("_row", sort=False)["_size"].transform("sum")
        drawn["_size"] = drawn["_size"] / whole.where(whole > 0)
        number_format = number_format or ".0%"
    drawn["_said"] = value_labels(drawn, drawn["_size"], label, number_format)
    drawn["_nth"] = range(len(drawn))
    held = drawn[drawn["_size"] > 0].copy()
    if held.empty:
        raise ValueError(f"stacked: column {x!r} is zero in every row, so there is nothing to draw")
    held["_to"] = held.groupby("_row", sort=False)["_size"].cumsum()
    held["_from"] = held["_to"] - held["_size"]
    bars = _bars(drawn)
    totals = words(bars, total) if total else _without_parts(bars)
    if notes:
        roles = dict(zip(parts, SERIES, strict=False))
        drawn["_role"] = drawn["_part"].map(roles)
        drawn["_total"] = drawn["_row"].map(dict(zip(bars["_row"], totals, strict=True)))
        return finished(StackPlan(drawn, [y, part, x], roles), notes=notes)
    taken = [width(text, TEXT, bold=True) for text in totals]
    reaches = [bar(end, words_) for end, words_ in zip(bars["_to"], taken, strict=True)]
    rows = rows_of(list(bars["_row"]), lambda room: pixels(reaches, room))
    ends = bars.assign(_narrow=list(rows.narrow), _wide=list(rows.wide), _look=False, _total=totals)
    plot = _Plot(held, ends, rows, reaches)
    return house_chart(plot.layers(colors), data=drawn, columns=[y, part, x], heights=rows.heights)


def _bars(drawn: pd.DataFrame) -> pd.DataFrame:
    """The last part of each bar with the bar's length, including bars without parts, in the frame's order."""
    order = list(dict.fromkeys(drawn["_row"]))
    ends = drawn.groupby("_row", sort=False)["_size"].sum(min_count=1)
    bars = drawn.drop_duplicates("_row", keep="last").set_index("_row").loc[order].reset_index()
    known = bars["_row"].map(ends)
    return bars.assign(_known=known, _to=known.fillna(0))


def _without_parts(bars: pd.DataFrame) -> list[str]:
    """The label of a bar without a visible part: zero, or unknown."""
    return ["" if length > 0 else formatted(length, ",.0f") for length in bars["_known"]]


@dataclass(frozen=True)
class _Plot:
    """The parts of the bars, the end of each bar, and their positions."""

    held: pd.DataFrame
    ends: pd.DataFrame
    rows: BarRows
    reaches: list[Reach]

    @property
    def _order(self) -> list[str]:
        return list(self.ends["_row"])

    @property
    def domains(self) -> list[tuple[float, float]]:
        return [domain(self.reaches, room) for room in self.rows.rooms]

    @property
    def scales(self) -> tuple[float, float]:
        """The pixels per unit of value in each drawing."""
        narrow, wide = (room / end for room, (_, end) in zip(self.rows.rooms, self.domains, strict=True))
        return narrow, wide

    def across(self, field: str) -> alt.X:
        return alt.X(field, type="quantitative", scale=edges(*self.domains), axis=None)

    def layers(self, colors: Mapping[str, str]) -> list[alt.Chart]:
        scale = self.rows.scale()
        if self._order != list(dict.fromkeys(self.held["_row"])):
            scale.domain = self._order  # a bar without parts keeps its place
        down = alt.Y("_row", type="nominal", sort=None, axis=None, scale=scale)
        base = alt.Chart(inline(self._fitted())).encode(y=down, description=row_number())
        ends = alt.Chart(inline(self._ends())).encode(y=down)
        bar = base.mark_bar(
            size=self.rows.thick, yOffset=self.rows.down, stroke=ROLES["paper"], strokeWidth=1.5, aria=True
        )
        fill = alt.Fill("_fill", type="nominal", scale=None)
        said = base.transform_filter(page("_in_narrow", "_in_wide")).mark_text(
            baseline="middle", dy=self.rows.down, fill=ROLES["on-series"], aria=True
        )
        total = ends.mark_text(baseline="middle", align="left", dx=6, dy=self.rows.down, fontWeight="bold")
        return [
            bar.encode(x=self.across("_from"), x2="_to", fill=fill),
            said.encode(x=self.across("_middle"), text=alt.Text("_said", type="nominal")),
            total.encode(x=self.across("_to"), text=alt.Text("_total", type="nominal")),
            self.rows.names(ends),
            *self._heads(colors),
        ]

    def _fitted(self) -> pd.DataFrame:
        """Whether the number of each part fits inside it."""
        held = self.held.assign(_middle=(self.held["_from"] + self.held["_to"]) / 2)
        for name, scale in zip(("_in_narrow", "_in_wide"), self.scales, strict=True):
            pairs = zip(held["_said"], held["_size"], strict=True)
            held[name] = [width(text, TEXT) + 10 <= value * scale for text, value in pairs]
        return held[["_row", "_from", "_to", "_middle", "_fill", "_said", "_in_narrow", "_in_wide", "_nth"]]

    def _ends(self) -> pd.DataFrame:
        return self.ends[["_row", "_to", "_total", "_narrow", "_wide", "_look"]]

    def _heads(self, colors: Mapping[str, str]) -> list[alt.Chart]:
        """The names of the parts above the first bar; if they would be too far off, in lines with a swatch."""
        frame = pd.DataFrame({"_said": list(colors), "_text": list(colors.values())})
        sides = zip(("_narrow", "_wide"), self.scales, self.rows.gutters, self.rows.rooms, strict=True)
        for name, scale, gutter, room in sides:
            placed = self._over_first(list(colors), scale, room) or _in_lines(list(colors), gutter, gutter + room)
            frame[f"{name}_left"] = [left for left, _, _ in placed]
            frame[f"{name}_up"] = [up for _, up, _ in placed]
            frame[f"{name}_swatch"] = [swatch for _, _, swatch in placed]
        placed_at = alt.Chart(inline(frame)).transform_calculate(
            _left=page("_narrow_left", "_wide_left"),
            _up=page("_narrow_up", "_wide_up"),
            _swatch=page("_narrow_swatch", "_wide_swatch"),
        )
        color = alt.Color("_text", type="nominal", scale=None)
        corner, up = {"x": alt.value(0), "y": alt.value(0)}, alt.ExprRef(expr="datum._up")
        swatch = placed_at.transform_filter("datum._swatch").mark_square(
            size=110, opacity=1, xOffset=alt.ExprRef(expr="datum._left + 6"), yOffset=up
        )
        words_ = placed_at.mark_text(
            align="left",
            baseline="middle",
            fontWeight="bold",
            dx=alt.ExprRef(expr=f"datum._left + (datum._swatch ? {_SWATCH} : 0)"),
            dy=up,
        )
        return [
            swatch.encode(**corner, color=color),
            words_.encode(**corner, color=color, text=alt.Text("_said", type="nominal")),
        ]

    def _over_first(self, names: list[str], scale: float, room: float) -> list[tuple[float, float, bool]]:
        """The left edge of each name above its part of the first bar; empty if that is impossible."""
        row = self.held[self.held["_row"] == self.held["_row"].iloc[0]]
        sizes = [width(name, TEXT, bold=True) + 12 for name in names]
        if list(row["_part"]) != names or self.held["_row"].iloc[0] != self._order[0] or sum(sizes) > room + 12:
            return []
        wanted = [
            start * scale + max(size, (end - start) * scale) / 2
            for start, end, size in zip(row["_from"], row["_to"], sizes, strict=True)
        ]
        centers = spread(wanted, sizes, 0, room + 12)
        if any(abs(center - place) > _FAR for center, place in zip(centers, wanted, strict=True)):
            return []
        return [(center - size / 2, -12.0, False) for center, size in zip(centers, sizes, strict=True)]


def _in_lines(names: list[str], gutter: float, room: float) -> list[tuple[float, float, bool]]:
    """The names in lines from the left edge of the page, the last line next to the bars."""
    placed, left, line = [], 0.0, 0
    for name in names:
        size = _SWATCH + width(name, TEXT, bold=True) + 14
        if left and left + size > room + 14:
            left, line = 0.0, line + 1
        placed.append((left - gutter, line))
        left += size
    return [(start, -14.0 - (line - row) * (LINE + 4), True) for start, row in placed]
