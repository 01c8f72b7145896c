"""A map of the states shaded by value, for national pages where location matters more than area misleads."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import altair as alt

from nutgraf.charts.canvas import Box
from nutgraf.charts.chart_options import OF_A_SHADE, chart_function
from nutgraf.charts.checked_columns import checked_frame, highlighted, money_format, numbers, refuse_duplicates
from nutgraf.charts.house_style import NARROW, ROLES, WIDE, at, house_chart, inline, row_number
from nutgraf.charts.map_layout import KEY, centroid
from nutgraf.charts.note_places import Note
from nutgraf.charts.number_formats import exactly, fitting
from nutgraf.charts.placed_notes import Occupied, around, placed_notes, strips
from nutgraf.charts.shading import Key, Shades, key_layers, shade
from nutgraf.charts.simplify import Ring

_OUTLINES = Path(__file__).parent / "states.json"  # made by simplify_outlines.py
_KEY = (62, 56)  # pixels above the map
_COLUMNS = 11


@chart_function(ranges=OF_A_SHADE)
def state_map(
    frame: Any,
    *,
    value: str,
    area: str = "usps",
    highlight: Any = None,
    number_format: str = "",
    steps: Sequence[float] | None = None,
    missing: str = "",
    notes: Sequence[Note] = (),
) -> alt.LayerChart:
    """A map of the numbers in column `value`, by the USPS codes in column `area`.

    Areas without a row, or with a blank, stay hollow; `missing` is their name in the key, in the page's
    language. `steps` sets the values at which the shade changes; `number_format` prints them in the key, or, where
    none is given, as many decimals as they need. `notes` may name areas by their codes.
    """
    drawn = checked_frame("state_map", frame, area=area, value=value)
    refuse_duplicates("state_map", drawn, [area])
    drawn[value] = numbers("state_map", drawn, value)
    number_format = money_format("state_map", drawn, value, number_format)
    (across, down), areas = _outlines()
    shades = shade("state_map", drawn, area, value, steps=steps, known=areas)
    look = highlighted("state_map", highlight, areas, area)
    hollow = missing if len(shades.steps) < len(areas) else ""
    form = exactly(shades.edges, number_format or fitting(drawn[value]))
    key = Key(shades.edges, form, hollow, left=0.05, right=8.0, columns=_COLUMNS)
    nth = {code: row for row, code in enumerate(drawn[area])}
    layers = [_map(_features(shades, areas, look, nth), across), *key_layers(key, unit=NARROW / _COLUMNS)]
    heights = (NARROW / across * down + _KEY[0], WIDE / across * down + _KEY[1])
    if notes:
        held = _occupied(areas, NARROW, across), _occupied(areas, WIDE, across)
        more, heights = placed_notes("state_map", notes, heights, held)
        layers += more
    return house_chart(layers, data=drawn, columns=[area, value], heights=heights, find="state")


def _occupied(areas: Mapping[str, Any], width: int, across: int) -> Occupied:
    """What a drawing holds: the key above, and the land, with the middle of each area."""
    unit, top = (width - 6) / across, _KEY[0 if width == NARROW else 1]

    def pixels(ring: Ring) -> Ring:
        return tuple((x * unit + 2, y * unit + top) for x, y in ring)

    land = {area: [pixels(ring) for (ring,) in polygons] for area, polygons in areas.items()}
    named = {area: around(centroid(max(rings, key=len)), 3) for area, rings in land.items()}
    return Occupied(named, [Box(0, 0, KEY, top - 2)], strips(ring for rings in land.values() for ring in rings))


@cache
def _outlines() -> tuple[tuple[int, int], dict[str, tuple[Any, ...]]]:
    """The width and height of the map, and the polygons of each area; tuples, which Altair does not copy."""
    held = json.loads(_OUTLINES.read_text("utf-8"))
    across, down = held["size"]
    return (across, down), {area: tuple((tuple(ring),) for ring in rings) for area, rings in held["areas"].items()}


def _features(shades: Shades, areas: dict[str, Any], look: set[Any], nth: dict[str, int]) -> alt.InlineData:
    """Each area as a shape; highlighted ones come last, so that no neighbor covers their outline."""
    return inline(
        [
            {
                "type": "Feature",
                "_fill": ROLES[shades.role(area)],
                "_look": area in look,
                "_nth": nth.get(area),
                "geometry": {"type": "MultiPolygon", "coordinates": areas[area]},
            }
            for area in sorted(areas, key=lambda area: (area in look, area))
        ]
    )


def _map(features: alt.InlineData, across: int) -> alt.Chart:
    shapes: alt.Chart = (
        alt.Chart(features)
        .mark_geoshape(
            stroke=alt.ExprRef(expr=f"datum._look ? '{ROLES['ink']}' : '{ROLES['rule']}'"),
            strokeWidth=alt.ExprRef(expr="datum._look ? 2 : 0.6"),
            strokeJoin="round",
            clip=False,
            aria=True,
        )
        .encode(fill=alt.Fill("_fill", type="nominal", scale=None), description=row_number())
        .project(
            type="identity",
            scale=alt.ExprRef(expr=f"(page_width - 6) / {across}"),
            translate=at([2, _KEY[0]], [2, _KEY[1]]),
        )
    )
    return shapes
