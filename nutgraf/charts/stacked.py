"""Stacked bars, with each part labeled in place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd

from nutgraf.charts.canvas import Box, Canvas
from nutgraf.charts.chart_options import chart_function
from nutgraf.charts.checked_columns import (
    checked_frame,
    money_format,
    names,
    numbers,
    refuse_duplicates,
    value_labels,
    words,
)
from nutgraf.charts.house_style import SERIES, TEXT
from nutgraf.charts.label_room import Reach, bar
from nutgraf.charts.note_places import MarkPlaces, Note
from nutgraf.charts.number_formats import formatted
from nutgraf.charts.plans import ChartPlan, finished, key_height, write_key
from nutgraf.charts.row_layout import RowLayout, row_layout
from nutgraf.charts.text_layout import spread, width

_FAR = 70  # a name further than this from its part, in pixels, is not read as its name
_HEAD = 24.0  # pixels above the first bar, for names over its parts


@chart_function(ranges="the margins of parts do not add up to that of the bar; draw `grouped`")
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
    plan = stack_plan(frame, x=x, y=y, part=part, label=label, number_format=number_format, total=total, share=share)
    return finished(plan, notes=notes)


def stack_plan(
    frame: pd.DataFrame,
    *,
    x: str,
    y: str,
    part: str,
    label: str | None = None,
    number_format: str = "",
    total: str | None = None,
    share: bool = False,
    by: str | None = None,
) -> StackPlan:
    """The parts with their colors and words, and the totals of the bars."""
    drawn = checked_frame("stacked", frame, x=x, y=y, part=part, label=label, total=total)
    keys = [name for name in (by, y, part) if name]
    refuse_duplicates("stacked", drawn, keys)
    drawn["_size"], drawn["_row"] = numbers("stacked", drawn, x), names("stacked", drawn, y)
    number_format = money_format("stacked", drawn, x, number_format)
    if (drawn["_size"] < 0).any():
        raise ValueError(f"stacked: column {x!r} has a number below zero, which no part of a bar can be")
    drawn["_part"] = names("stacked", drawn, part)
    parts = list(dict.fromkeys(drawn["_part"]))
    if len(parts) > len(SERIES):
        raise ValueError(f"stacked: {len(parts)} parts cannot be distinguished; group the smallest into one")
    roles = dict(zip(parts, SERIES, strict=False))
    drawn["_role"] = drawn["_part"].map(roles)
    whole = drawn.groupby([by, "_row"] if by else "_row", sort=False)["_size"]
    missing = drawn[drawn["_size"].isna() & (whole.transform("count") > 0)]  # a row without any part has a dash
    drawn.attrs["missing"] = [f"{row} ({name})" for row, name in zip(missing["_row"], missing["_part"], strict=True)]
    if share and not missing.empty:
        what = f"{missing.iloc[0]['_row']!r} has no number for {missing.iloc[0]['_part']!r}"
        raise ValueError(f"stacked(share=True): {what}, so its parts are no shares of a whole; leave that row out")
    if share:
        lengths = whole.transform("sum")
        drawn["_size"] = drawn["_size"] / lengths.where(lengths > 0)
        number_format = number_format or ".0%"
    drawn["_said"] = value_labels(drawn, drawn["_size"], label, number_format)
    drawn["_nth"] = range(len(drawn))
    if not (drawn["_size"] > 0).any():
        raise ValueError(f"stacked: column {x!r} is zero in every row, so there is nothing to draw")
    lengths = drawn.groupby([by, "_row"] if by else "_row", sort=False)["_size"].transform("sum", min_count=1)
    drawn["_length"] = lengths.fillna(0)
    drawn["_total"] = (
        words(drawn, total) if total else ["" if each > 0 else formatted(each, ",.0f") for each in lengths]
    )
    return StackPlan(chart="stacked", data=drawn, columns=[*keys, x], roles=roles)


@dataclass(frozen=True, kw_only=True)
class StackPlan(ChartPlan):
    """A bar in each row, made of the rows of the frame with the same `_row`."""

    roles: Mapping[str, str]

    @property
    def panel_key(self) -> Mapping[str, str]:
        return self.roles

    def draw(self, canvas: Canvas, rows: pd.DataFrame) -> MarkPlaces:
        order = list(dict.fromkeys(rows["_row"]))
        reaches = [
            bar(end, width(text, TEXT, bold=True))
            for end, text in zip(self.data["_length"], self.data["_total"], strict=True)
        ]
        layout = self._headed(canvas, rows, order, reaches)
        named: dict[str, Box] = {}
        for row, name in enumerate(order):
            end, top = 0.0, layout.tops[row]
            parts = rows[rows["_row"] == name].to_dict("records")
            for item in parts:
                start, end = end, end + (item["_size"] if item["_size"] > 0 else 0.0)
                self._part(canvas, item, Box(layout.x(start), top, layout.x(end), top + layout.tall))
            text = canvas.text(layout.x(end) + 6, layout.middle(row), parts[-1]["_total"], bold=True)
            named[name] = Box(layout.x(0), top, max(text.right, layout.x(end)), top + layout.tall)
        layout.write_names(canvas, [False] * len(order))
        canvas.height = layout.bottom
        return MarkPlaces(Box(layout.gutter, 0, canvas.width, layout.bottom), across=layout.x, named=named)

    def _part(self, canvas: Canvas, item: dict[Any, Any], box: Box) -> None:
        if box.right <= box.left:
            return
        canvas.rect(box, item["_role"], row=item["_nth"], edge="paper")
        if width(item["_said"], TEXT) + 10 <= box.right - box.left:
            middle = (box.left + box.right) / 2, (box.top + box.bottom) / 2
            canvas.text(*middle, item["_said"], align="center", role="on-series", row=item["_nth"])

    def _headed(self, canvas: Canvas, rows: pd.DataFrame, order: Sequence[str], reaches: Sequence[Reach]) -> RowLayout:
        """The rows under the names of the parts: over the first bar or, if they would be too far off, in a key."""
        layout = row_layout(canvas, order, reaches)
        if canvas.is_panel:
            return layout
        placed = self._over_first(rows[rows["_row"] == order[0]], layout)
        if not placed:
            write_key(canvas, self.roles)
            return row_layout(canvas, order, reaches, top=key_height(canvas, self.roles))
        for center, (name, role) in zip(placed, self.roles.items(), strict=True):
            canvas.text(center, _HEAD - 12, name, role=role, align="center", bold=True)
        return row_layout(canvas, order, reaches, top=_HEAD)

    def _over_first(self, row: pd.DataFrame, layout: RowLayout) -> list[float]:
        """The center of each name above its part of the first bar; empty if that is impossible."""
        held = row[row["_size"] > 0]
        sizes = [width(name, TEXT, bold=True) + 12 for name in self.roles]
        if list(held["_part"]) != list(self.roles) or sum(sizes) > layout.room + 12:
            return []
        ends = [layout.x(end) for end in held["_size"].cumsum()]
        starts = [layout.x(0), *ends[:-1]]
        wanted = [start + max(size, end - start) / 2 for start, end, size in zip(starts, ends, sizes, strict=True)]
        centers = spread(wanted, sizes, layout.gutter, layout.gutter + layout.room + 12)
        if any(abs(center - place) > _FAR for center, place in zip(centers, wanted, strict=True)):
            return []
        return [center - 6 for center in centers]
