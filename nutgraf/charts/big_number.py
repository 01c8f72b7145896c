"""One number, or a few, in large type, each with what it counts."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from nutgraf.charts.chart_options import chart_function
from nutgraf.charts.checked_columns import checked_frame, money_format, names, numbers, refuse_duplicates, value_labels
from nutgraf.charts.house_style import LINE, NARROW, ROLES, TEXT, WIDE, house_chart, inline, page, row_number
from nutgraf.charts.text_layout import lines_of, width, wrap

_MOST = 4
_LARGEST, _LEAST = 64.0, 24.0  # type sizes
_GAP = 24.0
_HIGH = 1.1  # a line of large type, in type sizes


@chart_function(
    ranges="say it with the number, in the column `label`",
    notes="nothing in it can be pointed at; say it in `notes=` of the figure",
)
def big_number(
    frame: pd.DataFrame, *, value: str, name: str, label: str | None = None, number_format: str = ""
) -> alt.LayerChart:
    """The number of each row in large type, with the words of column `name` below it; one to four rows.

    `label` names a column with the number in words, such as `nutgraf.chart_label(fact)`; without it `number_format`
    prints the number. A blank is a dash. The numbers are next to each other on a page, and below each other on a phone.
    """
    drawn = checked_frame("big_number", frame, value=value, name=name, label=label)
    refuse_duplicates("big_number", drawn, [name])
    if len(drawn) > _MOST:
        raise ValueError(f"big_number: {len(drawn)} rows are too many for large type; draw up to {_MOST}, or use bars")
    drawn[value] = numbers("big_number", drawn, value)
    number_format = money_format("big_number", drawn, value, number_format)
    said = [text or "–" for text in value_labels(drawn, drawn[value], label, number_format)]
    called = names("big_number", drawn, name)
    rows: list[dict[str, Any]] = [{"_said": text, "_nth": nth} for nth, text in enumerate(said)]
    room = (WIDE - 2 - _GAP * (len(rows) - 1)) / len(rows)
    sizes = [_size(said, NARROW - 4), _size(said, room)]
    for row, words in zip(rows, called, strict=True):
        row |= {"_narrow": wrap(words, NARROW - 4, TEXT), "_wide": wrap(words, room, TEXT)}
    top = 0.0
    for nth, row in enumerate(rows):
        row |= {"_narrow_x": 0.0, "_narrow_y": top, "_wide_x": round(nth * (room + _GAP), 1), "_wide_y": 0.0}
        top += sizes[0] * _HIGH + lines_of(row["_narrow"]) * LINE + (_GAP if nth + 1 < len(rows) else 4)
    tallest = sizes[1] * _HIGH + max(lines_of(row["_wide"]) for row in rows) * LINE + 4
    return house_chart(_layers(rows, sizes), data=drawn, columns=[name, value], heights=(top, tallest))


def _size(said: list[str], room: float) -> float:
    """The type size at which the longest number fits. Raises where it would be small type."""
    longest = max(said, key=lambda text: width(text, 1, bold=True))
    size = min(_LARGEST, room / width(longest, 1, bold=True))
    if size < _LEAST:
        raise ValueError(
            f"big_number: {longest!r} is too long for large type; shorten it with label= or number_format="
        )
    return float(int(size))


def _layers(rows: list[dict[str, Any]], sizes: list[float]) -> list[alt.Chart]:
    base = (
        alt.Chart(inline(rows))
        .transform_calculate(
            _x=page("_narrow_x", "_wide_x"), _y=page("_narrow_y", "_wide_y"), _words=page("_narrow", "_wide")
        )
        .encode(x=alt.value(0), y=alt.value(0), description=row_number())
    )
    size = f"(page_width < 500 ? {sizes[0]} : {sizes[1]})"
    across = alt.ExprRef(expr="datum._x")
    numbers_ = base.mark_text(
        align="left",
        baseline="alphabetic",
        fontSize=alt.ExprRef(expr=size),
        fontWeight="bold",
        fill=ROLES["look"],
        dx=across,
        dy=alt.ExprRef(expr=f"datum._y + {size} * 0.85"),
        aria=True,
    ).encode(text=alt.Text("_said", type="nominal"))
    words = base.mark_text(
        align="left",
        baseline="top",
        dx=across,
        dy=alt.ExprRef(expr=f"datum._y + {size} * {_HIGH}"),
        aria=True,
    ).encode(text=alt.Text("_words", type="nominal"))
    return [numbers_, words]
