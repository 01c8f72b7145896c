"""Small multiples: one chart for each value of a column, with the same scales or each with its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from inspect import signature
from typing import Any

import altair as alt
import pandas as pd

from nutgraf.charts.area import area, area_plan, line_plan
from nutgraf.charts.bars import bars
from nutgraf.charts.canvas import Canvas, canvas_chart, canvases
from nutgraf.charts.checked_columns import checked_frame, names
from nutgraf.charts.dots import dot_plan, dots
from nutgraf.charts.grouped import bar_plan, grouped, grouped_plan
from nutgraf.charts.heat import heat, heat_plan
from nutgraf.charts.histogram import histogram, histogram_plan
from nutgraf.charts.house_style import LINE, TEXT
from nutgraf.charts.lines import lines
from nutgraf.charts.note_places import Note
from nutgraf.charts.notes import draw_notes
from nutgraf.charts.plans import color_key
from nutgraf.charts.ranges import range_plan, ranges
from nutgraf.charts.scatter import scatter, scatter_plan
from nutgraf.charts.slope import slope, slope_plan
from nutgraf.charts.stacked import stack_plan, stacked
from nutgraf.charts.text_layout import balanced, lines_of

_GAP = 24.0
# The plan of each chart, and the least width in pixels at which it can be read.
_PLANS: dict[Any, tuple[Callable[..., Any], float]] = {
    area: (area_plan, 140),
    bars: (bar_plan, 190),
    dots: (dot_plan, 220),
    grouped: (grouped_plan, 220),
    heat: (heat_plan, 240),
    histogram: (histogram_plan, 140),
    lines: (line_plan, 140),
    ranges: (range_plan, 220),
    scatter: (scatter_plan, 200),
    slope: (slope_plan, 200),
    stacked: (stack_plan, 220),
}


def small_multiples(
    chart: Callable[..., Any],
    frame: pd.DataFrame,
    *,
    by: str,
    columns: int = 4,
    own_scales: bool = False,
    notes: Mapping[str, Sequence[Note]] | None = None,
    **options: Any,
) -> alt.LayerChart:
    """A small `chart` for each value of column `by`, in the frame's order, at most `columns` in a row.

    `chart` is `area`, `bars`, `dots`, `grouped`, `heat`, `histogram`, `lines`, `ranges`, `scatter`, `slope` or
    `stacked`; its own options follow. All have the same scales, so that they can be compared; with `own_scales`, each
    has the scales of its own rows, for the course of each where one is much larger: say so in the subtitle. `notes`
    has a list of notes for values of `by`.
    """
    if chart not in _PLANS:
        known = ", ".join(sorted(one.__name__ for one in _PLANS))
        raise ValueError(f"small_multiples cannot draw {getattr(chart, '__name__', chart)!r}; it draws {known}")
    plan_of, least = _PLANS[chart]
    _refuse_options(chart, plan_of, frame, options)
    panels = list(dict.fromkeys(names("small_multiples", checked_frame("small_multiples", frame, by=by), by)))
    plan = plan_of(frame, by=by, **options)
    for name in notes or {}:
        if name not in panels:
            raise ValueError(f"small_multiples: notes= names {name!r}, which no row of {by!r} has")
    belongs = names("small_multiples", plan.data, by)
    plans = {name: _own_plan(plan_of, frame, by, name, options) if own_scales else plan for name in panels}
    drawings = canvases()
    for canvas in drawings:
        in_row = max(1, min(len(panels), columns, int((canvas.width + _GAP) // (least + _GAP))))
        wide = (canvas.width - (in_row - 1) * _GAP) / in_row
        made = []
        for name in panels:
            panel = Canvas(wide, is_panel=True)
            places = plans[name].draw(panel, plan.data[[one == name for one in belongs]])
            draw_notes(plan.chart, (notes or {}).get(name, ()), panel, places)
            made.append((name, panel))
        _arrange(canvas, made, in_row, wide)
        color_key(canvas, plan.panel_key)
    return canvas_chart(drawings, data=plan.data, columns=plan.columns, measures=plan.measures)


def _refuse_options(chart: Callable[..., Any], plan_of: Callable[..., Any], frame: Any, options: Any) -> None:
    """Refuses what the chart does not have, or does not have in small multiples."""
    if not options.keys() <= signature(chart).parameters.keys():
        chart(frame, **options)
    for option in options.keys() - signature(plan_of).parameters.keys():
        raise ValueError(f"small_multiples: {chart.__name__} has no {option}= in small multiples; leave it out")


def _own_plan(plan_of: Callable[..., Any], frame: pd.DataFrame, by: str, name: str, options: Mapping[str, Any]) -> Any:
    """The plan of one panel, with the scales of its rows."""
    return plan_of(frame[[one == name for one in names("small_multiples", frame, by)]], by=by, **options)


def _arrange(canvas: Canvas, panels: Sequence[tuple[str, Canvas]], in_row: int, wide: float) -> None:
    """The panels from left to right and top to bottom, each under its name."""
    top = 0.0
    for first in range(0, len(panels), in_row):
        row = panels[first : first + in_row]
        texts = [balanced(name, wide, TEXT, bold=True) for name, _ in row]
        head = max(lines_of(text) for text in texts) * LINE + 8.0
        for place, ((_, panel), text) in enumerate(zip(row, texts, strict=True)):
            left = place * (wide + _GAP)
            canvas.text(left, top + lines_of(text) * LINE / 2, text, bold=True)
            canvas.paste(panel, left, top + head)
        top += head + max(panel.height for _, panel in row) + 16
    canvas.height = top - 16
