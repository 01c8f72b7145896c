"""A tile for each of the 51 areas, shaded by value, for data that land area would distort."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from nutgraf.charts.checked_columns import checked_frame, highlighted, numbers, refuse_duplicates, value_labels
from nutgraf.charts.house_style import ROLES, SMALL, TEXT, at, bold_where, house_chart, inline, row_number
from nutgraf.charts.number_formats import exactly, fitting
from nutgraf.charts.shading import Key, key_layers, shade
from nutgraf.charts.text_layout import width

_GRID = """
AK .. .. .. .. .. .. .. .. .. ME
.. .. .. .. .. .. .. .. .. VT NH
WA ID MT ND MN IL WI MI NY RI MA
OR NV WY SD IA IN OH PA NJ CT ..
CA UT CO NE MO KY WV VA MD DE ..
.. AZ NM KS AR TN NC SC DC .. ..
.. .. .. OK LA MS AL GA .. .. ..
HI .. .. TX .. .. .. .. FL .. ..
"""
PLACES = {
    area: (column, row)
    for row, line in enumerate(_GRID.split("\n")[1:-1])
    for column, area in enumerate(line.split())
    if area != ".."
}
_COLUMNS, _ROWS = 11, 8
_TILE = (29.0, 46.0)  # how tall a tile is on a phone and on a page
_WIDE_TILE = 61.0
_GAP = 0.035


def tiles(
    frame: pd.DataFrame,
    *,
    value: str,
    area: str = "usps",
    highlight: Any = None,
    label: str | None = None,
    number_format: str = "",
    steps: Sequence[float] | None = None,
    missing: str = "",
    key_format: str | None = None,
) -> alt.LayerChart:
    """A tile grid map of the numbers in column `value`, by the USPS codes in column `area`.

    Areas without a row, or with a blank, stay hollow; `missing` is their name in the key, in the page's
    language. `steps` sets the values at which the shade changes. `label` names a column with the words to print in
    each tile where there is room; without it `number_format` prints the number, or, where
    none is given, as many decimals as the numbers need.
    """
    drawn = checked_frame("tiles", frame, area=area, value=value, label=label)
    refuse_duplicates("tiles", drawn, [area])
    drawn[value] = numbers("tiles", drawn, value)
    shades = shade("tiles", drawn, area, value, steps=steps, known=PLACES)
    look = highlighted("tiles", highlight, PLACES, area)
    said = dict(zip(drawn[area], value_labels(drawn, drawn[value], label, number_format), strict=True))
    nth = {code: row for row, code in enumerate(drawn[area])}
    tile = [
        {
            **_corners(*PLACES[code]),
            "_area": code,
            "_fill": ROLES[shades.role(code)],
            "_text": ROLES[shades.text_role(code)],
            "_said": said.get(code, "") if shades.known(code) else "",
            "_look": code in look,
            "_nth": nth.get(code),
        }
        for code in PLACES
    ]
    hollow = missing if len(shades.steps) < len(PLACES) else ""
    form = exactly(shades.edges, key_format or number_format or fitting(drawn[value]))
    key = Key(shades.edges, form, hollow, left=1.6, right=9.0, columns=_COLUMNS)
    layers = [*_tile_layers(tile), *key_layers(key, unit=_TILE[0])]
    return house_chart(
        layers, data=drawn, columns=[area, value], heights=(_TILE[0] * _ROWS, _TILE[1] * _ROWS), find="state"
    )


def _corners(column: int, row: int) -> dict[str, float]:
    left, right, top, foot = column + _GAP, column + 1 - _GAP, row + _GAP, row + 1 - _GAP
    return {"_left": left, "_right": right, "_top": top, "_foot": foot, "_middle": column + 0.5, "_line": row + 0.5}


def _tile_layers(tile: list[dict[str, Any]]) -> list[alt.Chart]:
    base = alt.Chart(inline(tile)).encode(description=row_number())
    across = alt.Scale(domain=[0, _COLUMNS], nice=False)
    down = alt.Scale(domain=[0, _ROWS], nice=False, reverse=True)
    squares = base.mark_rect(
        strokeWidth=alt.ExprRef(expr="datum._look ? 2.5 : 0.8"),
        stroke=alt.ExprRef(expr=f"datum._look ? '{ROLES['ink']}' : '{ROLES['rule']}'"),
        aria=True,
    ).encode(
        x=alt.X("_left", type="quantitative", scale=across, axis=None),
        x2="_right",
        y=alt.Y("_top", type="quantitative", scale=down, axis=None),
        y2="_foot",
        fill=alt.Fill("_fill", type="nominal", scale=None),
    )
    said = [one["_said"] for one in tile]
    fits = all(width(text, SMALL) <= _WIDE_TILE - 8 for text in said)
    centred = base.encode(
        x=alt.X("_middle", type="quantitative", scale=across, axis=None),
        y=alt.Y("_line", type="quantitative", scale=down, axis=None),
        color=alt.Color("_text", type="nominal", scale=None),
    )
    raised = alt.ExprRef(expr="page_width < 500 || !datum._said ? 0 : -8")
    codes = centred.mark_text(
        baseline="middle",
        fontSize=at(SMALL, TEXT),
        dy=raised if fits else 0,
        fontWeight=bold_where("_look"),
        aria=True,
    ).encode(text=alt.Text("_area", type="nominal"))
    if not fits or not any(said):
        return [squares, codes]
    values = (
        centred.transform_filter("page_width >= 500 && datum._said != ''")
        .mark_text(baseline="middle", fontSize=SMALL, dy=9, fontWeight=bold_where("_look"), aria=True)
        .encode(text=alt.Text("_said", type="nominal"))
    )
    return [squares, codes, values]
