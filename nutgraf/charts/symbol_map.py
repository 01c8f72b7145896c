"""A map with a circle for each row, its area in proportion to a number."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial
from typing import Any

import altair as alt
import pandas as pd

from nutgraf.charts.area_names import named_rings
from nutgraf.charts.chart_options import chart_function
from nutgraf.charts.checked_columns import (
    checked_frame,
    highlighted,
    money_format,
    names,
    numbers,
    refuse_duplicates,
    words,
)
from nutgraf.charts.house_style import NARROW, ROLES, SMALL, WIDE, house_chart, inline, page, row_number
from nutgraf.charts.map_labels import Labeled, label_layers, occupied_by, placed_labels
from nutgraf.charts.map_layout import MapLayout, lay_out
from nutgraf.charts.map_places import places_of, refuse_specks
from nutgraf.charts.note_places import Note
from nutgraf.charts.number_formats import exactly, fitting, formatted
from nutgraf.charts.outlines import read_outlines
from nutgraf.charts.placed_notes import placed_notes
from nutgraf.charts.round_numbers import ticks
from nutgraf.charts.text_layout import width

_LARGEST = (16.0, 28.0)  # the radius of the largest circle on a phone and on a page
_SMALLEST = 1.5
_TOP = 64  # pixels above the map, for the key
_CROSS = 5.0


@chart_function(ranges="a circle has one size; draw `ranges`")
def symbol_map(
    frame: pd.DataFrame,
    outlines: Any,
    *,
    area: str,
    value: str,
    longitude: str | None = None,
    latitude: str | None = None,
    key: str | None = None,
    only: Sequence[Any] = (),
    label: str | None = None,
    highlight: Any = None,
    number_format: str = "",
    missing: str = "",
    find: str = "",
    notes: Sequence[Note] = (),
) -> alt.LayerChart:
    """A circle for each row of the frame, on a map: the larger the number in column `value`, the larger its area.

    Column `area` names the rows. A circle is at the columns `longitude` and `latitude`; without them, in the middle of
    the area of that name. `outlines`, `key` and `only` are those of `choropleth`. `label` names a column with words to
    print next to the circles where there is room; without it, the highlighted rows have their names. A row whose number
    is blank has a cross, which `missing` names in the key, in the language of the page. `notes` may name rows.
    """
    drawn = checked_frame(
        "symbol_map", frame, area=area, value=value, longitude=longitude, latitude=latitude, label=label
    )
    refuse_duplicates("symbol_map", drawn, [area])
    drawn[value] = numbers("symbol_map", drawn, value)
    number_format = money_format("symbol_map", drawn, value, number_format)
    if (drawn[value] < 0).any():
        raise ValueError(
            f"symbol_map: column {value!r} is below zero, which no circle can show; use choropleth or bars"
        )
    drawn["_name"] = names("symbol_map", drawn, area)
    look = highlighted("symbol_map", highlight, drawn[area], area)
    placed = longitude is not None or latitude is not None
    outlined = read_outlines("symbol_map", outlines)
    layout = lay_out(named_rings("symbol_map", outlined, area, [] if placed else drawn[area], key, only))
    find_places = partial(places_of, "symbol_map", drawn, name=area, longitude=longitude, latitude=latitude)
    largest = float(drawn[value].max()) or 1.0
    shares = [number / largest if number == number else None for number in drawn[value]]
    layout = layout.with_room(list(zip(find_places(layout=layout), map(_radii, shares), strict=True)))
    places = find_places(layout=layout)
    if len(places) > 1:
        refuse_specks("symbol_map", layout, places, min(layout.rings))
    said = words(drawn, label) if label else [name if row in look else "" for name, row in _pairs(drawn, area)]
    rows = [
        _circle(layout, place, share) | {"_nth": nth, "_said": text, "_look": name in look, "_fill": _fill(name, look)}
        for nth, (place, share, text, name) in enumerate(zip(places, shares, said, drawn[area], strict=True))
    ]
    ground = [{"_area": name, "_fill": ROLES["grid"], "_look": False, "_nth": None} for name in sorted(layout.rings)]
    hollow = missing if drawn[value].isna().any() else ""
    layers = [layout.shapes(ground, _TOP), *_circles(rows), *_key(largest, number_format, hollow)]
    heights, marks = layout.heights(_TOP), _labeled(rows)
    labels = placed_labels(marks, heights, _TOP)
    layers += label_layers(labels)
    if notes:
        held = occupied_by(list(drawn["_name"]), _placed(rows), labels, _TOP)
        more, heights = placed_notes("symbol_map", notes, heights, held)
        layers += more
    return house_chart(layers, data=drawn, columns=[area, value], heights=heights, find=find)


def _placed(rows: Sequence[dict[str, Any]]) -> list[Labeled]:
    """The circle of each row, in the order of the frame."""
    return [
        Labeled(
            "",
            ((row["_narrow_x"], row["_narrow_y"]), (row["_wide_x"], row["_wide_y"])),
            (row["_narrow_r"], row["_wide_r"]),
        )
        for row in rows
    ]


def _pairs(drawn: pd.DataFrame, area: str) -> list[tuple[str, Any]]:
    return list(zip(drawn["_name"], drawn[area], strict=True))


def _fill(name: Any, look: set[Any]) -> str:
    return ROLES["look"] if not look or name in look else ROLES["rest"]


def _circle(layout: MapLayout, place: tuple[float, float], share: float | None) -> dict[str, Any]:
    """Where a row is in both drawings, and the radius of its circle; `None` has a cross."""
    row: dict[str, Any] = {"_known": share is not None}
    for name, across, radius in zip(("_narrow", "_wide"), (NARROW, WIDE), _radii(share), strict=True):
        x, y = layout.pixels(place, across, _TOP)
        row |= {f"{name}_x": round(x, 1), f"{name}_y": round(y, 1), f"{name}_r": round(radius, 2)}
    return row


def _radii(share: float | None) -> tuple[float, float]:
    """The radius of a circle in both drawings; that of a cross where there is no number."""
    if share is None:
        return _CROSS, _CROSS
    narrow, wide = (max(_SMALLEST, most * math.sqrt(share)) if share else 0.0 for most in _LARGEST)
    return narrow, wide


def _labeled(rows: Sequence[dict[str, Any]]) -> list[Labeled]:
    """The marks with their names, the highlighted and the largest first, so that they find room first."""
    first = sorted(rows, key=lambda row: (not row["_look"], -row["_wide_r"]))
    return [
        Labeled(
            row["_said"],
            ((row["_narrow_x"], row["_narrow_y"]), (row["_wide_x"], row["_wide_y"])),
            (row["_narrow_r"], row["_wide_r"]),
            row["_look"],
        )
        for row in first
    ]


def _circles(rows: Sequence[dict[str, Any]]) -> list[alt.Chart]:
    """The largest circle first, so that the smaller ones are on top of it."""
    held = sorted(rows, key=lambda row: -row["_wide_r"])
    columns = ("_narrow_x", "_narrow_y", "_narrow_r", "_wide_x", "_wide_y", "_wide_r", "_nth", "_fill", "_known")
    base = _at_pixels(alt.Chart(inline([{name: row[name] for name in columns} for row in held])))
    circles = base.transform_filter("datum._known && datum._r > 0").mark_circle(
        opacity=1,
        fillOpacity=0.8,
        stroke=ROLES["paper"],
        strokeWidth=0.8,
        size=alt.ExprRef(expr="datum._r * datum._r * PI"),
        xOffset=alt.ExprRef(expr="datum._x"),
        yOffset=alt.ExprRef(expr="datum._y"),
        aria=True,
    )
    layers = [circles.encode(fill=alt.Fill("_fill", type="nominal", scale=None), description=row_number())]
    if not all(row["_known"] for row in rows):
        crosses = base.transform_filter("!datum._known").mark_point(
            shape="cross",
            size=60,
            opacity=1,
            fill=ROLES["paper"],
            stroke=ROLES["muted"],
            strokeWidth=1,
            xOffset=alt.ExprRef(expr="datum._x"),
            yOffset=alt.ExprRef(expr="datum._y"),
            aria=True,
        )
        layers.append(crosses.encode(description=row_number()))
    return layers


def _at_pixels(chart: alt.Chart) -> alt.Chart:
    placed: alt.Chart = chart.transform_calculate(
        _x=page("_narrow_x", "_wide_x"), _y=page("_narrow_y", "_wide_y"), _r=page("_narrow_r", "_wide_r")
    ).encode(x=alt.value(0), y=alt.value(0))
    return placed


def _key(largest: float, number_format: str, hollow: str) -> list[alt.Chart]:
    """A large and a small circle with their numbers, and the cross of rows without one."""
    marks = [tick for tick in ticks(0, largest, 5) if 0 < tick <= largest] or [largest]
    shown = list(dict.fromkeys((marks[-1], marks[0])))
    form = exactly(shown, number_format or fitting(shown))
    rows: list[dict[str, Any]] = [{"_said": formatted(mark, form), "_known": True} for mark in shown]
    if hollow:
        rows.append({"_said": hollow, "_known": False})
    for name, most in zip(("_narrow", "_wide"), _LARGEST, strict=True):
        left = 2.0
        for row, share in zip(rows, [*(mark / largest for mark in shown), None], strict=False):
            radius = _CROSS if share is None else max(_SMALLEST, most * math.sqrt(share))
            row |= {f"{name}_x": round(left + radius, 1), f"{name}_y": _TOP / 2 - 2, f"{name}_r": round(radius, 2)}
            left += 2 * radius + width(row["_said"], SMALL) + 26
    base = _at_pixels(alt.Chart(inline(rows)))
    places: dict[str, Any] = {"xOffset": alt.ExprRef(expr="datum._x"), "yOffset": alt.ExprRef(expr="datum._y")}
    look: dict[str, Any] = {"fill": ROLES["paper"], "stroke": ROLES["muted"], "strokeWidth": 1, "opacity": 1, **places}
    size = alt.ExprRef(expr="datum._r * datum._r * PI")
    layers = [base.transform_filter("datum._known").mark_point(shape="circle", size=size, **look)]
    if hollow:
        layers.append(base.transform_filter("!datum._known").mark_point(shape="cross", size=60, **look))
    said = base.mark_text(
        align="left",
        baseline="middle",
        fontSize=SMALL,
        dx=alt.ExprRef(expr="datum._x + datum._r + 6"),
        dy=alt.ExprRef(expr="datum._y"),
    )
    return [*layers, said.encode(text=alt.Text("_said", type="nominal"))]
