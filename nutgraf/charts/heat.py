"""Heat tables: a shaded cell for each pair of a row and a column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd

from nutgraf.charts.canvas import Box, Canvas
from nutgraf.charts.chart_options import OF_A_SHADE, chart_function
from nutgraf.charts.checked_columns import checked_frame, money_format, names, numbers, refuse_duplicates, value_labels
from nutgraf.charts.house_style import LINE, SMALL
from nutgraf.charts.note_places import MarkPlaces, Note
from nutgraf.charts.number_formats import exactly, fitting, formatted
from nutgraf.charts.plans import ClassPlan, finished
from nutgraf.charts.round_numbers import step_of, thresholds
from nutgraf.charts.text_layout import balanced, lines_of, width

_TALL = 28.0
_RAMPS = {1: (3,), 2: (2, 4), 3: (1, 3, 5), 4: (1, 2, 4, 5), 5: (1, 2, 3, 4, 5)}


@chart_function(ranges=OF_A_SHADE)
def heat(
    frame: pd.DataFrame,
    *,
    x: str,
    y: str,
    value: str,
    steps: Sequence[float] | None = None,
    label: str | None = None,
    number_format: str = "",
    notes: Sequence[Note] = (),
) -> alt.LayerChart:
    """A cell for each value of `y`, in rows, and of `x`, in columns, darker for a larger number of column `value`.

    `steps` are the one to four numbers at which the shade changes; without them they are round numbers that divide the
    cells into equal shares. The number is in its cell where it fits in all of them, and the key is above. A cell
    without a number is hollow.
    """
    plan = heat_plan(frame, x=x, y=y, value=value, steps=steps, label=label, number_format=number_format)
    return finished(plan, notes=notes)


def heat_plan(
    frame: pd.DataFrame,
    *,
    x: str,
    y: str,
    value: str,
    steps: Sequence[float] | None = None,
    label: str | None = None,
    number_format: str = "",
    by: str | None = None,
) -> HeatPlan:
    """The cells with their shades and words."""
    drawn = checked_frame("heat", frame, x=x, y=y, value=value, label=label)
    keys = [name for name in (by, y, x) if name]
    refuse_duplicates("heat", drawn, keys)
    drawn["_size"] = numbers("heat", drawn, value)
    number_format = money_format("heat", drawn, value, number_format)
    drawn["_row"], drawn["_column"] = names("heat", drawn, y), names("heat", drawn, x)
    drawn["_said"] = value_labels(drawn, drawn["_size"], label, number_format)
    drawn["_nth"] = range(len(drawn))
    edges = tuple(sorted(steps)) if steps is not None else tuple(thresholds(list(drawn["_size"].dropna())))
    if len(edges) + 1 not in _RAMPS:
        raise ValueError(f"heat: steps= divides the values at {len(edges)} places; give one to four")
    ramp = _RAMPS[len(edges) + 1]
    known = drawn["_size"].notna()
    drawn["_shade"] = [
        f"ramp-{ramp[step_of(size, edges)]}" if held else "" for size, held in zip(drawn["_size"], known, strict=True)
    ]
    form = exactly(edges, number_format or fitting(drawn["_size"]))
    return HeatPlan(chart="heat", data=drawn, columns=[*keys, value], edges=edges, form=form)


@dataclass(frozen=True, kw_only=True)
class HeatPlan(ClassPlan):
    """Cells in rows and columns."""

    def draw(self, canvas: Canvas, rows: pd.DataFrame) -> MarkPlaces:
        across = list(dict.fromkeys(self.data["_column"]))
        down = list(dict.fromkeys(rows["_row"]))
        side = [balanced(name, canvas.width * 0.34, SMALL) for name in down]
        gutter = max(width(name, SMALL) for name in side) + 8
        wide = (canvas.width - gutter) / len(across)
        heads = [balanced(name, max(wide - 4, 20), SMALL) for name in across]
        if wide < 12 or any(width(name, SMALL) > wide - 2 for name in heads):
            heads = self._thinned(across, wide, canvas)
        top = self._key(canvas, gutter) + max(lines_of(name) for name in heads) * LINE + 6
        fits = all(width(said, SMALL) + 4 <= wide for said in self.data["_said"])
        tops = [top]
        for name in side:
            tops.append(tops[-1] + max(_TALL, lines_of(name) * LINE + 4))
        last = 0.0
        for place, name in enumerate(heads):
            half = width(name, SMALL) / 2
            x = min(max(gutter + (place + 0.5) * wide, half), canvas.width - half)
            if name and x - half >= last:
                y = top - 4 - lines_of(name) * LINE / 2
                last = canvas.text(x, y, name, align="center", size=SMALL, role="muted").right + 2
        for row, name in enumerate(side):
            canvas.text(gutter - 8, (tops[row] + tops[row + 1]) / 2, name, align="right", size=SMALL)
        named = {}
        for item in rows.to_dict("records"):
            row, column = down.index(item["_row"]), across.index(item["_column"])
            left = gutter + column * wide
            box = Box(left + 1, tops[row] + 1, left + wide - 1, tops[row + 1] - 1)
            self._cell(canvas, item, box, fits=fits)
            named[f"{item['_row']}, {item['_column']}"] = box
        canvas.height = tops[-1] + 2
        return MarkPlaces(Box(gutter, top, canvas.width, tops[-1]), named=named)

    def _thinned(self, across: list[str], wide: float, canvas: Canvas) -> list[str]:
        """Every second name of a column, or every third …; raises if even the first and last touch."""
        most = max(width(name, SMALL) for name in across) + 6
        every = next((n for n in range(1, len(across) + 1) if n * wide >= most), 0)
        if not every or wide < 6 or not all(name[:2].isdigit() for name in across):
            what = f"heat: {len(across)} columns with these names do not fit into {canvas.width + 2:.0f} pixels"
            raise ValueError(f"{what}; shorten the names, or make rows of the columns")
        return [name if place % every == 0 else "" for place, name in enumerate(across)]

    def _cell(self, canvas: Canvas, item: dict[Any, Any], box: Box, *, fits: bool) -> None:
        middle = (box.left + box.right) / 2, (box.top + box.bottom) / 2
        if item["_shade"]:
            canvas.rect(box, item["_shade"], row=item["_nth"])
        else:
            canvas.rect(box, "paper", edge="grid", row=item["_nth"])
        if fits or not item["_shade"]:
            role = f"on-{item['_shade']}" if item["_shade"] else "muted"
            canvas.text(*middle, item["_said"], align="center", size=SMALL, role=role, row=item["_nth"])

    def _key(self, canvas: Canvas, left: float) -> float:
        """Swatches with the numbers at which the shade changes; the height that they take."""
        if canvas.is_panel or not self.edges:
            return 0.0
        ramp = _RAMPS[len(self.edges) + 1]
        texts = [formatted(edge, self.form) for edge in self.edges]
        each = max(36.0, max(width(text, SMALL) for text in texts) + 10)
        left = min(left, max(0.0, canvas.width - each * len(ramp)))
        each = min(each, canvas.width / len(ramp))
        for place, shade in enumerate(ramp):
            canvas.rect(Box(left + place * each, 2, left + (place + 1) * each, 12), f"ramp-{shade}")
        for place, text in enumerate(texts, 1):
            canvas.text(left + place * each, 22, text, align="center", size=SMALL)
        return 40.0
