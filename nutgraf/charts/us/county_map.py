"""A map of the counties of the United States, or of one state, shaded by value."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import altair as alt
import pandas as pd

from nutgraf.charts.area_names import turned
from nutgraf.charts.chart_options import OF_A_SHADE, chart_function
from nutgraf.charts.checked_columns import checked_frame, highlighted, money_format, numbers, refuse_duplicates, words
from nutgraf.charts.house_style import NARROW, ROLES, house_chart
from nutgraf.charts.map_layout import area_lines, lay_out_flat
from nutgraf.charts.note_places import Note
from nutgraf.charts.number_formats import exactly, fitting
from nutgraf.charts.outlines import OutlinedArea, areas_of_topology
from nutgraf.charts.placed_notes import placed_notes
from nutgraf.charts.shading import Key, key_layers, shade
from nutgraf.charts.simplify import Point, Ring
from nutgraf.charts.us.simplify_outlines import USPS

_OUTLINES = Path(__file__).parent / "counties.json"  # made by simplify_outlines.py
_KEY, _KEY_WITH_MISSING = 40, 62  # pixels above the map
_COLUMNS = 11
_POLE = (475.0, -1362.0)  # where the meridians of the projection meet, in pixels of the map
_INSETS = ("AK", "HI")  # they have projections of their own
_THIN = 0.2


@chart_function(ranges=OF_A_SHADE)
def county_map(
    frame: pd.DataFrame,
    *,
    value: str,
    area: str = "fips",
    name: str | None = None,
    state: str | None = None,
    highlight: Any = None,
    number_format: str = "",
    steps: Sequence[float] | None = None,
    missing: str = "",
    notes: Sequence[Note] = (),
) -> alt.LayerChart:
    """A map of the numbers in column `value`, by the five-digit FIPS codes of counties in column `area`.

    `name` names a column with what readers call the counties, such as "Cook County, Illinois", by which they find
    theirs; without it they find codes. `state`, a USPS code, draws the counties of that state, and takes their rows
    from the frame. Counties without a row, or with a blank, stay hollow; `missing` is their name in the key, in the
    language of the page. `steps` sets the values at which the shade changes; `number_format` prints them in the key.
    The map of the country adds some 200 KB to a page, its search included. The counties are those of 2017: those of
    Connecticut were replaced by planning regions in 2022, and Valdez-Cordova in Alaska was divided in 2019.
    `notes` may name counties by their codes.
    """
    drawn = checked_frame("county_map", frame, area=area, value=value, name=name)
    drawn["_name"] = [code.zfill(5) if code.isdecimal() else code for code in words(drawn, area)]
    prefix = _prefix(state)
    drawn = drawn[[code.startswith(prefix) for code in drawn["_name"]]].reset_index(drop=True)
    if drawn.empty:
        raise ValueError(f"county_map(state={state!r}): no code in column {area!r} begins with {prefix}, its FIPS code")
    refuse_duplicates("county_map", drawn, ["_name"])
    drawn[value] = numbers("county_map", drawn, value)
    number_format = money_format("county_map", drawn, value, number_format)
    rings = {code: found for code, found in _rings("counties").items() if code.startswith(prefix)}
    borders = {} if state else {f"state {code}": found for code, found in _rings("states").items()}
    turn = _upright(rings, state) if state else None
    layout = lay_out_flat({name: [_turned(ring, turn) for ring in all_] for name, all_ in {**rings, **borders}.items()})
    shades = shade("county_map", drawn, "_name", value, steps=steps, known=rings, column=area)
    look = highlighted("county_map", _codes(highlight), rings, area)
    nth = {code: row for row, code in enumerate(drawn["_name"])}
    hollow = missing if len(shades.steps) < len(rings) else ""
    top = _KEY_WITH_MISSING if hollow else _KEY
    rows = [
        {
            "_area": code,
            "_fill": ROLES[shades.role(code)],
            "_look": code in look,
            "_nth": nth.get(code),
        }
        for code in sorted(rings)
    ]
    form = exactly(shades.edges, number_format or fitting(shades.edges or drawn[value]))
    key = Key(shades.edges, form, hollow, left=0.05, right=8.0, columns=_COLUMNS)
    layers = [layout.shapes(rows, top, 0.6 if state else _THIN)]
    if borders:
        layers.append(area_lines([layout.rings[name] for name in sorted(borders)], layout.across, top))
    layers += key_layers(key, unit=NARROW / _COLUMNS)
    heights = layout.heights(top)
    if notes:
        more, heights = placed_notes("county_map", notes, heights, layout.occupied(top, rings))
        layers += more
    return house_chart(layers, data=drawn, columns=[name or area, value], heights=heights)


def _prefix(state: str | None) -> str:
    if state is None:
        return ""
    codes = {usps: fips for fips, usps in USPS.items()}
    if state not in codes:
        raise ValueError(f"county_map(state={state!r}): no state has that USPS code; write it as in 'TN'")
    return codes[state]


def _codes(highlight: Any) -> Any:
    """The codes to highlight, with their first zero."""
    if highlight is None:
        return None
    asked = highlight if isinstance(highlight, (list, tuple, set, frozenset)) else [highlight]
    return [str(code).zfill(5) for code in asked]


@cache
def _outlines() -> dict[str, tuple[OutlinedArea, ...]]:
    topology = json.loads(_OUTLINES.read_text("utf-8"))
    return {name: tuple(areas_of_topology(topology, name)) for name in ("counties", "states")}


def _rings(called: str) -> dict[str, list[Ring]]:
    return {
        area.names["id"]: [turned(ring, hole=bool(n)) for rings in area.polygons for n, ring in enumerate(rings)]
        for area in _outlines()[called]
    }


def _upright(rings: dict[str, list[Ring]], state: str) -> float | None:
    """The angle by which a state is turned on the map of the country."""
    if state in _INSETS:
        return None
    points = [point for all_ in rings.values() for ring in all_ for point in ring]
    x = (min(x for x, _ in points) + max(x for x, _ in points)) / 2
    y = (min(y for _, y in points) + max(y for _, y in points)) / 2
    return math.atan2(x - _POLE[0], y - _POLE[1])


def _turned(ring: Ring, angle: float | None) -> list[Point]:
    if angle is None:
        return list(ring)
    across, along = math.cos(angle), math.sin(angle)
    return [(x * across - y * along, x * along + y * across) for x, y in ring]
