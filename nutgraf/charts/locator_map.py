"""A map that says where places are."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import altair as alt
import pandas as pd

from nutgraf.charts.area_names import named_rings
from nutgraf.charts.chart_options import chart_function
from nutgraf.charts.checked_columns import checked_frame, highlighted, names, refuse_duplicates
from nutgraf.charts.house_style import NARROW, ROLES, WIDE, house_chart, inline, page, row_number
from nutgraf.charts.map_labels import Labeled, label_layers, occupied_by, placed_labels
from nutgraf.charts.map_layout import lay_out
from nutgraf.charts.map_places import places_of
from nutgraf.charts.note_places import Note
from nutgraf.charts.outlines import read_outlines
from nutgraf.charts.placed_notes import placed_notes

_RADIUS = 4.5
_TOP = 4.0


@chart_function(ranges="it draws places and no numbers")
def locator_map(
    frame: pd.DataFrame,
    outlines: Any,
    *,
    name: str,
    longitude: str,
    latitude: str,
    areas: Any = None,
    key: str | None = None,
    only: Sequence[Any] = (),
    find: str = "",
    notes: Sequence[Note] = (),
) -> alt.LayerChart:
    """A dot with its name for each row of the frame, on a map.

    `outlines`, `key` and `only` are those of `choropleth`; `areas` names the areas of the map to shade; `notes` may
    name rows. Raises for names that have no room next to their dots on a phone.
    """
    drawn = checked_frame("locator_map", frame, name=name, longitude=longitude, latitude=latitude)
    refuse_duplicates("locator_map", drawn, [name])
    drawn["_name"] = names("locator_map", drawn, name)
    asked = [areas] if isinstance(areas, (str, int)) else list(areas or ())
    outlined = read_outlines("locator_map", outlines)
    layout = lay_out(named_rings("locator_map", outlined, "areas=", asked, key, only))
    shaded = highlighted("locator_map", [str(area) for area in asked], layout.rings, "areas")
    find_places = partial(places_of, "locator_map", drawn, name=name, longitude=longitude, latitude=latitude)
    layout = layout.with_room([(place, (_RADIUS, _RADIUS)) for place in find_places(layout=layout)])
    places = find_places(layout=layout)
    rows = [
        {"_area": area, "_fill": ROLES["ramp-2" if area in shaded else "grid"], "_look": False, "_nth": None}
        for area in sorted(layout.rings)
    ]
    both = [(layout.pixels(place, NARROW, _TOP), layout.pixels(place, WIDE, _TOP)) for place in places]
    marks = [
        Labeled(called, at, (_RADIUS, _RADIUS), bold=True) for called, at in zip(drawn["_name"], both, strict=True)
    ]
    labels = placed_labels(marks, layout.heights(_TOP), _TOP)
    _refuse_hidden(list(drawn["_name"]), labels)
    layers = [layout.shapes(rows, _TOP), _dots(marks), *label_layers(labels)]
    heights = layout.heights(_TOP)
    if notes:
        held = occupied_by(list(drawn["_name"]), marks, labels, 0)
        more, heights = placed_notes("locator_map", notes, heights, held)
        layers += more
    return house_chart(layers, data=drawn, columns=[name, longitude, latitude], heights=heights, measures=2, find=find)


def _refuse_hidden(called: Sequence[str], labels: Sequence[dict[str, Any]]) -> None:
    shown = {row["_said"] for row in labels if row["_narrow_shown"] and row["_wide_shown"]}
    for name in called:
        if name not in shown:
            raise ValueError(
                f"locator_map: {name!r} has no room for its name next to its dot on a phone; "
                "leave places out, shorten names, or use a map of a smaller area"
            )


def _dots(marks: Sequence[Labeled]) -> alt.Chart:
    rows = [
        {"_narrow_x": one[0], "_narrow_y": one[1], "_wide_x": other[0], "_wide_y": other[1], "_nth": nth}
        for nth, (one, other) in enumerate(mark.places for mark in marks)
    ]
    dots: alt.Chart = (
        alt.Chart(inline(rows))
        .transform_calculate(_x=page("_narrow_x", "_wide_x"), _y=page("_narrow_y", "_wide_y"))
        .mark_circle(
            size=_RADIUS * _RADIUS * 3.14,
            opacity=1,
            fill=ROLES["look"],
            stroke=ROLES["paper"],
            strokeWidth=1,
            xOffset=alt.ExprRef(expr="datum._x"),
            yOffset=alt.ExprRef(expr="datum._y"),
            aria=True,
        )
        .encode(x=alt.value(0), y=alt.value(0), description=row_number())
    )
    return dots
