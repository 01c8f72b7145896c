"""Two values per row as two dots on a line: before and after, or two ways of counting."""

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
    highlighted,
    money_format,
    numbers,
    refuse_duplicates,
    value_labels,
)
from nutgraf.charts.checked_columns import names as row_names
from nutgraf.charts.house_style import LINE, TEXT
from nutgraf.charts.label_room import AIR, Reach
from nutgraf.charts.note_places import MarkPlaces, Note
from nutgraf.charts.number_formats import fitting
from nutgraf.charts.plans import ChartPlan, finished
from nutgraf.charts.row_layout import RowLayout, row_layout
from nutgraf.charts.text_layout import spread, width

_DOT = 6.0
_DOTS = (("_first", "rest"), ("_second", "look"))


@chart_function(ranges="two ranges in a row would cover each other; draw `ranges`")
def dots(
    frame: pd.DataFrame,
    *,
    y: str,
    first: str,
    second: str,
    names: tuple[str, str],
    highlight: Any = None,
    labels: tuple[str, str] | None = None,
    number_format: str = "",
    sort: bool = False,
    notes: Sequence[Note] = (),
) -> alt.LayerChart:
    """A row for each value of `y`, with one dot for the number in column `first` and one for `second`.

    `names` are the labels of the two, printed above the first row. `labels` names two columns with the words
    to print next to the dots; without it `number_format` prints the numbers, or, by default, as many
    decimals as they need.
    """
    plan = dot_plan(
        frame,
        y=y,
        first=first,
        second=second,
        names=names,
        highlight=highlight,
        labels=labels,
        number_format=number_format,
        sort=sort,
    )
    return finished(plan, notes=notes)


def dot_plan(
    frame: pd.DataFrame,
    *,
    y: str,
    first: str,
    second: str,
    names: tuple[str, str],
    highlight: Any = None,
    labels: tuple[str, str] | None = None,
    number_format: str = "",
    sort: bool = False,
    by: str | None = None,
) -> DotPlan:
    """The dots with their words."""
    written = labels or (None, None)
    drawn = checked_frame("dots", frame, y=y, first=first, second=second, label=written[0], other_label=written[1])
    keys = [name for name in (by, y) if name]
    refuse_duplicates("dots", drawn, keys)
    look = highlighted("dots", highlight, drawn[y], y)
    for column, name in ((first, "_first"), (second, "_second")):
        drawn[name] = numbers("dots", drawn, column)
    form = money_format("dots", drawn, first, number_format)
    if form != money_format("dots", drawn, second, number_format):
        raise ValueError(f"dots: columns {first!r} and {second!r} are in two currencies; convert one of them")
    form = form or fitting([*drawn["_first"], *drawn["_second"]])
    for name, text in zip(("_first", "_second"), written, strict=True):
        said = value_labels(drawn, drawn[name], text, form)
        drawn[f"{name}_said"] = [word if known else "" for word, known in zip(said, drawn[name].notna(), strict=True)]
    if sort:
        drawn = drawn.sort_values("_second", ascending=False, kind="stable", ignore_index=True)
    drawn["_row"], drawn["_nth"] = row_names("dots", drawn, y), range(len(drawn))
    drawn["_look"] = [name in look for name in drawn[y]]
    _sides(drawn)
    roles = dict(zip(names, (role for _, role in _DOTS), strict=True))
    return DotPlan(chart="dots", data=drawn, columns=[*keys, first, second], measures=2, roles=roles)


def _sides(drawn: pd.DataFrame) -> None:
    """The smaller number is to the left of its dot, the larger to the right; a single number is to the right."""
    swapped = drawn["_first"] > drawn["_second"]
    alone = drawn["_first"].isna() | drawn["_second"].isna()
    drawn["_first_side"] = [1 if over or single else -1 for over, single in zip(swapped, alone, strict=True)]
    drawn["_second_side"] = [-1 if over and not single else 1 for over, single in zip(swapped, alone, strict=True)]


@dataclass(frozen=True, kw_only=True)
class DotPlan(ChartPlan):
    """Two dots on a line in each row."""

    roles: Mapping[str, str]

    @property
    def panel_key(self) -> Mapping[str, str]:
        return self.roles

    def draw(self, canvas: Canvas, rows: pd.DataFrame) -> MarkPlaces:
        layout = self._headed(canvas, rows)
        named = {}
        for row, item in enumerate(rows.to_dict("records")):
            named[item["_row"]] = self._row(canvas, layout, item, layout.middle(row))
        layout.write_names(canvas, list(rows["_look"]), list(rows["_nth"]))
        canvas.height = layout.bottom
        return MarkPlaces(Box(layout.gutter, 0, canvas.width, layout.bottom), across=layout.x, named=named)

    def _row(self, canvas: Canvas, layout: RowLayout, item: dict[Any, Any], middle: float) -> Box:
        known = [(name, role) for name, role in _DOTS if item[name] == item[name]]
        if not known:
            return canvas.text(layout.gutter + 6, middle, "–", row=item["_nth"])
        if len(known) == 2 and item["_first"] != item["_second"]:
            left, right = sorted(layout.x(item[name]) for name, _ in known)
            canvas.rule(Box(left, middle, right, middle), "rule", row=item["_nth"], thick=2)
        boxes = []
        for name, role in known:
            x, side = layout.x(item[name]), item[f"{name}_side"]
            canvas.point(x, middle, role, row=item["_nth"])
            align, color = ("right" if side < 0 else "left"), ("muted" if role == "rest" else role)
            at = x + side * (_DOT + 5)
            boxes.append(canvas.text(at, middle, item[f"{name}_said"], align=align, role=color, row=item["_nth"]))
        return Box(min(box.left for box in boxes), middle - 7, max(box.right for box in boxes), middle + 7)

    def _headed(self, canvas: Canvas, rows: pd.DataFrame) -> RowLayout:
        """The rows under the names of the dots: each at its dot of the first row, one above the other without room."""
        held = self.data[self.data["_first"].notna() | self.data["_second"].notna()]
        order, reaches = list(rows["_row"]), [_reach(item) for item in held.to_dict("records")]
        layout = row_layout(canvas, order, reaches)
        if canvas.is_panel:
            return layout
        both = rows[rows["_first"].notna() & rows["_second"].notna()]
        row = (both if len(both) else rows).iloc[0]
        middle = layout.gutter + layout.room / 2
        wanted = [layout.x(row[name]) if row[name] == row[name] else middle for name, _ in _DOTS]
        sizes = [width(name, TEXT, bold=True) + 12 for name in self.roles]
        edges = layout.gutter, layout.gutter + layout.room
        fits = sum(sizes) <= layout.room
        alone = [spread([place], [size], *edges)[0] for place, size in zip(wanted, sizes, strict=True)]
        top = LINE + 8.0 if fits else 2 * LINE + 8.0
        heights = (top - 12, top - 12) if fits else (top - 12 - LINE, top - 12)
        centers = spread(wanted, sizes, *edges) if fits else alone
        for (name, role), center, y in zip(self.roles.items(), centers, heights, strict=True):
            canvas.text(center, y, name, role="muted" if role == "rest" else role, align="center", bold=True)
        return row_layout(canvas, order, reaches, top=top)


def _reach(item: dict[Any, Any]) -> Reach:
    """The extent of the dots and the numbers next to them."""
    held = [name for name, _ in _DOTS if item[name] == item[name]]
    room = {-1: 0.0, 1: 0.0}
    for name in held:
        room[item[f"{name}_side"]] = width(item[f"{name}_said"], TEXT)
    values = [item[name] for name in held]
    return Reach(min(values), max(values), room[-1] + _DOT + AIR, room[1] + _DOT + AIR)
