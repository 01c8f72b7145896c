"""A tile for each of the 51 areas, shaded by value, for data that land area would distort."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from nutgraf.charts.chart_options import OF_A_SHADE, chart_function
from nutgraf.charts.note_places import Note
from nutgraf.charts.tile_grid import drawn_grid, read_grid

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
PLACES = read_grid("tiles", _GRID).places


@chart_function(ranges=OF_A_SHADE)
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
    notes: Sequence[Note] = (),
) -> alt.LayerChart:
    """A tile grid map of the numbers in column `value`, by the USPS codes in column `area`.

    Areas without a row, or with a blank, stay hollow; `missing` is their name in the key, in the page's
    language. `steps` sets the values at which the shade changes. `label` names a column with the words to print in
    each tile where there is room; without it `number_format` prints the number, or, where
    none is given, as many decimals as the numbers need. `notes` may name areas by their codes.
    """
    return drawn_grid(
        "tiles",
        frame,
        read_grid("tiles", _GRID),
        area=area,
        value=value,
        highlight=highlight,
        words=(label, number_format, key_format or number_format),
        steps=steps,
        missing=missing,
        find="state",
        notes=notes,
    )
