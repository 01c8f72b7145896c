"""A map of areas shaded by value, from any file of outlines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from nutgraf.charts.area_names import named_rings
from nutgraf.charts.chart_options import OF_A_SHADE, chart_function
from nutgraf.charts.checked_columns import checked_frame, highlighted, money_format, names, numbers, refuse_duplicates
from nutgraf.charts.house_style import NARROW, ROLES, house_chart
from nutgraf.charts.map_layout import lay_out
from nutgraf.charts.map_places import refuse_specks
from nutgraf.charts.note_places import Note
from nutgraf.charts.number_formats import exactly, fitting
from nutgraf.charts.outlines import read_outlines
from nutgraf.charts.placed_notes import placed_notes
from nutgraf.charts.shading import Key, key_layers, shade

_COLUMNS = 11
_LEAST_FILLED = 0.01  # of the map, by its areas
_KEY, _KEY_WITH_MISSING = 40, 62  # pixels above the map


@chart_function(ranges=OF_A_SHADE)
def choropleth(
    frame: pd.DataFrame,
    outlines: Any,
    *,
    area: str,
    value: str,
    key: str | None = None,
    only: Sequence[Any] = (),
    highlight: Any = None,
    number_format: str = "",
    steps: Sequence[float] | None = None,
    missing: str = "",
    find: str = "",
    notes: Sequence[Note] = (),
) -> alt.LayerChart:
    """A map of the numbers in column `value`, for the areas that column `area` names.

    `outlines` is a GeoJSON or TopoJSON file in the project's `data/`, or a GeoDataFrame, with longitudes and latitudes.
    `key` is the property of the file that has the names; without it, the id or property that most of the frame's areas
    match. `only` names the areas to draw, of a file that has more, such as that of the world. Areas without a row, or
    with a blank, stay hollow; `missing` is their name in the key, in the language of the page. `steps` sets the values
    at which the shade changes; `number_format` prints them in the key. The projection keeps areas in proportion, and
    outlines are simplified to what a page can show. `notes` may name areas.
    """
    drawn = checked_frame("choropleth", frame, area=area, value=value)
    refuse_duplicates("choropleth", drawn, [area])
    drawn[value] = numbers("choropleth", drawn, value)
    number_format = money_format("choropleth", drawn, value, number_format)
    drawn["_name"] = names("choropleth", drawn, area)
    outlined = read_outlines("choropleth", outlines)
    layout = lay_out(named_rings("choropleth", outlined, area, drawn[area], key, only))
    if layout.filled() < _LEAST_FILLED:
        what = f"choropleth: the areas are too small to see, with {layout.farthest()!r} far from most of them"
        raise ValueError(f"{what}; leave out of the frame and the outlines what is far away, or draw a symbol_map")
    drawn_points = [point for name in drawn["_name"] for ring in layout.rings[name] for point in ring]
    refuse_specks("choropleth", layout, drawn_points, drawn["_name"][0])
    shades = shade("choropleth", drawn, "_name", value, steps=steps, known=layout.rings, column=area)
    look = highlighted("choropleth", highlight, layout.rings, area)
    nth = {name: row for row, name in enumerate(drawn["_name"])}
    hollow = missing if len(shades.steps) < len(layout.rings) else ""
    top = _KEY_WITH_MISSING if hollow else _KEY
    rows = [
        {"_area": name, "_fill": ROLES[shades.role(name)], "_look": name in look, "_nth": nth.get(name)}
        for name in sorted(layout.rings)
    ]
    form = exactly(shades.edges, number_format or fitting(shades.edges or drawn[value]))
    marks = Key(shades.edges, form, hollow, left=0.05, right=8.0, columns=_COLUMNS)
    layers = [layout.shapes(rows, top), *key_layers(marks, unit=NARROW / _COLUMNS)]
    heights = layout.heights(top)
    if notes:
        more, heights = placed_notes("choropleth", notes, heights, layout.occupied(top, layout.rings))
        layers += more
    return house_chart(layers, data=drawn, columns=[area, value], heights=heights, find=find)
