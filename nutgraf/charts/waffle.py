"""Squares that are each an equal share of a whole: "1 in 27", or 34 of 100."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from nutgraf.charts.canvas import Box
from nutgraf.charts.chart_options import chart_function
from nutgraf.charts.checked_columns import (
    checked_frame,
    highlighted,
    money_format,
    numbers,
    refuse_duplicates,
    value_labels,
)
from nutgraf.charts.checked_columns import names as part_names
from nutgraf.charts.house_style import (
    LINE,
    NARROW,
    ROLES,
    SERIES,
    TEXT,
    WIDE,
    bold_where,
    house_chart,
    inline,
    page,
    row_number,
)
from nutgraf.charts.note_places import Note
from nutgraf.charts.number_formats import fitting
from nutgraf.charts.placed_notes import Occupied, around, placed_notes
from nutgraf.charts.text_layout import lines_of, wrap

_MOST = 1000  # squares
_COLUMNS = ((12, 10, 26.0), (25, 20, 30.0))  # for each width: the most columns, the usual number, the largest square
_SWATCH = 20
_LIGHT = 0.25
_GAP = 8


@chart_function(ranges="squares are counted; draw `ranges`")
def waffle(
    frame: pd.DataFrame,
    *,
    part: str,
    value: str,
    units: int = 100,
    highlight: Any = None,
    label: str | None = None,
    number_format: str = "",
    notes: Sequence[Note] = (),
) -> alt.LayerChart:
    """Squares for the parts of a whole, in the order of the frame: `units` of them, each an equal share.

    Column `part` names the parts, column `value` has their numbers. For "1 in 27", draw a frame of 1 and 26 with
    `units=27`. `label` names a column with the words to print after the name of each part; without it `number_format`
    prints the number. Raises for a blank, which leaves the whole unknown, and for a part smaller than half a square.
    `notes` may name parts.
    """
    drawn = checked_frame("waffle", frame, part=part, value=value, label=label)
    refuse_duplicates("waffle", drawn, [part])
    drawn[value] = numbers("waffle", drawn, value)
    number_format = money_format("waffle", drawn, value, number_format)
    called = part_names("waffle", drawn, part)
    look = highlighted("waffle", highlight, drawn[part], part)
    counts = _counts(called, list(drawn[value]), units)
    colors = _colors(list(drawn[part]), look)
    tints = _tints([color == ROLES["rest"] for color in colors])
    said = value_labels(drawn, drawn[value], label, number_format or fitting(drawn[value]))
    texts = [f"{name}: {words}" if words else name for name, words in zip(called, said, strict=True)]
    heads, tops = _heads(texts, colors, tints, [name in look for name in drawn[part]])
    squares = [
        {"_nth": nth, "_fill": color, "_tint": tint}
        for nth, (count, color, tint) in enumerate(zip(counts, colors, tints, strict=True))
        for _ in range(count)
    ]
    heights, layers = _place(squares, tops), [_squares(squares), *heads]
    if notes:
        more, heights = placed_notes("waffle", notes, heights, _occupied(squares, called, tops))
        layers += more
    return house_chart(layers, data=drawn, columns=[part, value], heights=heights)


def _counts(names: Sequence[str], values: Sequence[float], units: int) -> list[int]:
    """How many squares each part has: rounded so that they add up (largest remainders)."""
    if not 2 <= units <= _MOST:
        raise ValueError(f"waffle(units={units}): draw from 2 to {_MOST} squares")
    for name, value in zip(names, values, strict=True):
        if value != value:
            raise ValueError(f"waffle: {name!r} has no number, so its share of the whole is unknown; draw bars")
        if value < 0:
            raise ValueError(f"waffle: {name!r} is below zero, which is no part of a whole; draw bars")
    total = math.fsum(values)
    if not total:
        raise ValueError("waffle: the parts add up to zero")
    exact = [value / total * units for value in values]
    counts = [math.floor(share + 1e-9) for share in exact]
    order = sorted(range(len(exact)), key=lambda nth: (counts[nth] - exact[nth], nth))
    for nth in order[: units - sum(counts)]:
        counts[nth] += 1
    for name, value, count in zip(names, values, counts, strict=True):
        if value and not count:
            least = min(_MOST, math.ceil(total / value))
            raise ValueError(f"waffle: {name!r} is less than one of {units} squares; use units={least}, or bars")
    return counts


def _colors(parts: Sequence[Any], look: set[Any]) -> list[str]:
    if look:
        return [ROLES["look" if part in look else "rest"] for part in parts]
    if len(parts) > len(SERIES):
        raise ValueError(f"waffle: {len(parts)} parts cannot be distinguished by color; name one to highlight=")
    return [ROLES[role] for role in SERIES[: len(parts)]]


def _tints(rest: Sequence[bool]) -> list[float]:
    """How full of color the squares of each part are: parts that are not highlighted are full and light by turns."""
    found, nth = [], 0
    for is_rest in rest:
        found.append(_LIGHT if is_rest and nth % 2 else 1.0)
        nth += is_rest
    return found


def _heads(
    texts: Sequence[str], colors: Sequence[str], tints: Sequence[float], look: Sequence[bool]
) -> tuple[list[alt.Chart], list[float]]:
    """The names of the parts above the squares, each with a swatch; and how high they are in each width."""
    rows: list[dict[str, Any]] = [
        {"_text": text, "_fill": color, "_tint": tint, "_look": bold}
        for text, color, tint, bold in zip(texts, colors, tints, look, strict=True)
    ]
    tops = []
    for name, across in (("_narrow", NARROW), ("_wide", WIDE)):
        top = 0.0
        for row, text in zip(rows, texts, strict=True):
            row[name] = wrap(text, across - _SWATCH - 6, TEXT, bold=True)
            row[f"{name}_y"] = top
            top += lines_of(row[name]) * LINE + 4
        tops.append(top + _GAP)
    base = (
        alt.Chart(inline(rows))
        .transform_calculate(_said=page("_narrow", "_wide"), _y=page("_narrow_y", "_wide_y"))
        .encode(x=alt.value(0), y=alt.value(0))
    )
    swatch = base.mark_square(size=140, opacity=1, xOffset=8, yOffset=alt.ExprRef(expr="datum._y + 8"))
    words = base.mark_text(
        align="left",
        baseline="top",
        dx=_SWATCH,
        dy=alt.ExprRef(expr="datum._y + 2"),
        fontWeight=bold_where("_look"),
        aria=True,
    )
    fill = alt.Fill("_fill", type="nominal", scale=None)
    return [swatch.encode(fill=fill, **_outlined()), words.encode(text=alt.Text("_said", type="nominal"))], tops


def _place(squares: list[dict[str, Any]], tops: Sequence[float]) -> tuple[float, float]:
    """Gives each square its place and side in both widths; the heights of the drawings."""
    heights = []
    sides = zip(("_narrow", "_wide"), (NARROW, WIDE), _COLUMNS, tops, strict=True)
    for name, across, (most, usual, largest), top in sides:
        columns = _columns(len(squares), most, usual)
        side = min(largest, (across - 4) / columns)
        for nth, square in enumerate(squares):
            square[f"{name}_x"] = round((nth % columns) * side + side / 2, 2)
            square[f"{name}_y"] = round(top + (nth // columns) * side + side / 2, 2)
            square[f"{name}_size"] = round((side * 0.88) ** 2, 1)
        heights.append(top + math.ceil(len(squares) / columns) * side + 2)
    return heights[0], heights[1]


def _occupied(
    squares: Sequence[dict[str, Any]], called: Sequence[str], tops: Sequence[float]
) -> tuple[Occupied, Occupied]:
    """What the two drawings hold: the names above, and the squares; a note names the last square of a part."""
    found = []
    for name, across, top in zip(("_narrow", "_wide"), (NARROW, WIDE), tops, strict=True):
        boxes = [
            around((square[f"{name}_x"], square[f"{name}_y"]), math.sqrt(square[f"{name}_size"]) / 2)
            for square in squares
        ]
        named = {called[square["_nth"]]: box for square, box in zip(squares, boxes, strict=True)}
        found.append(Occupied(named, [Box(0, 0, across, top - 2), *boxes]))
    return found[0], found[1]


def _columns(count: int, most: int, usual: int) -> int:
    """As many columns as leave no row short, if there is such a number; more for many squares."""
    if count > 25 * usual:
        return usual * 2
    return next((columns for columns in range(min(most, count), 4, -1) if count % columns == 0), usual)


def _squares(squares: Sequence[dict[str, Any]]) -> alt.Chart:
    drawn: alt.Chart = (
        alt.Chart(inline(list(squares)))
        .mark_square(
            opacity=1,
            size=alt.ExprRef(expr=page("_narrow_size", "_wide_size")),
            xOffset=alt.ExprRef(expr=page("_narrow_x", "_wide_x")),
            yOffset=alt.ExprRef(expr=page("_narrow_y", "_wide_y")),
            aria=True,
        )
        .encode(
            x=alt.value(0),
            y=alt.value(0),
            fill=alt.Fill("_fill", type="nominal", scale=None),
            description=row_number(),
            **_outlined(),
        )
    )
    return drawn


def _outlined() -> dict[str, Any]:
    """How full of color a square is, with an outline that a light one needs to be seen."""
    return {
        "fillOpacity": alt.FillOpacity("_tint", type="quantitative", scale=None),
        "stroke": alt.Stroke("_fill", type="nominal", scale=None),
        "strokeWidth": alt.value(1),
    }
