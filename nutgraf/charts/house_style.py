"""House style: roles and their colors, type, sizes, and the one place that applies them to a chart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from nutgraf.plain_layers import is_plain

# A role says what a color is for. The hex is for plain viewers; on a page the role decides,
# so that a newsroom's own colors and dark mode apply to the chart. Every hex here is unique, because
# a drawing finds the role by its hex.
ROLES = {
    "ink": "#1c2024",
    "muted": "#59626b",
    "rule": "#868f98",
    "grid": "#dfe3e6",
    "paper": "#ffffff",
    "look": "#0b5fa5",
    "rest": "#8b949d",
    "one": "#0a5fa6",
    "two": "#b85700",
    "three": "#5a2a52",
    "four": "#1d7a6c",
    "on-series": "#fefefe",
    "ramp-1": "#dbe9f6",
    "ramp-2": "#a5c8e6",
    "ramp-3": "#5f9fd3",
    "ramp-4": "#1f6cb0",
    "ramp-5": "#0a3a6b",
    "on-ramp-1": "#1c2025",
    "on-ramp-2": "#1c2026",
    "on-ramp-3": "#1c2027",
    "on-ramp-4": "#fdfdfd",
    "on-ramp-5": "#fcfcfc",
}
SERIES = ("one", "two", "three", "four")

# Liberation Sans and Arial share their widths, so a layout measured here holds on a reader's machine.
FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
TEXT = 13
SMALL = 12
LINE = 16

NARROW, WIDE = 320, 680


def at(narrow: Any, wide: Any) -> Any:
    """A setting that differs between the narrow and the wide drawing: numbers, booleans or d3 text."""
    if narrow == wide:
        return wide
    return alt.ExprRef(expr=f"page_width < 500 ? {_literal(narrow)} : {_literal(wide)}")


def page(narrow: str, wide: str) -> str:
    """An expression that takes the column for the narrow or the wide drawing."""
    return f"page_width < 500 ? datum[{_literal(narrow)}] : datum[{_literal(wide)}]"


def line_shift(column: str, share: float = 0.5) -> str:
    """The upward shift of text of several lines: Vega hangs them from the first; half the height centers them."""
    return f"(1 - length(split(datum[{_literal(column)}], '\\n'))) * {LINE * share}"


def row_number() -> alt.Description:
    """The encoding that links a mark to its row in the data table; for marks drawn with `aria=True`.

    The column `_nth` numbers a frame's rows from 0; a mark without a number has no row.
    """
    return alt.Description("_nth", type="nominal")


def bold_where(column: str) -> alt.ExprRef:
    """Bold type for the rows in which a column is true."""
    return alt.ExprRef(expr=f"datum[{_literal(column)}] ? 'bold' : 'normal'")


def inline(rows: pd.DataFrame | list[dict[str, Any]]) -> alt.InlineData:
    """Rows for one layer, not from the reporter's frame; in a tuple, which Altair does not copy repeatedly."""
    records = rows.to_dict("records") if isinstance(rows, pd.DataFrame) else rows
    return alt.InlineData(values=tuple({str(name): _bare(item) for name, item in row.items()} for row in records))


def house_chart(
    layers: Sequence[alt.Chart],
    *,
    data: pd.DataFrame,
    columns: Sequence[str],
    heights: tuple[float, float],
    measures: int = 1,
    find: str = "",
) -> alt.LayerChart:
    """The finished chart: house type and colors, its two heights, and its columns for the data table.

    The last `measures` columns are measures; those before them are names and times. `find` is what a
    reader can search for: "state", or anything else. `data.attrs["missing"]` has a name, or "", for each row that is
    left out because it lacks a number: the page says so below the figure.
    """
    narrow, wide = (round(height) for height in heights)
    meta = {
        "roles": {color: role for role, color in ROLES.items()},
        "heights": {str(NARROW): narrow, str(WIDE): wide},
        "columns": list(dict.fromkeys(columns)),
        "names": list(dict.fromkeys(columns[: len(columns) - measures])),
        "layers": len(layers),
        **({"find": find} if find else {}),
        **({"missing": list(missing)} if (missing := data.attrs.get("missing")) else {}),
    }
    # All at once: every step of Altair's method chains copies the chart, which costs more than drawing it.
    chart = alt.LayerChart(
        data=data,
        layer=() if (as_they_are := all(is_plain(layer, data) for layer in layers)) else list(layers),
        params=[alt.VariableParameter(name="page_width", value=WIDE)],
        width=WIDE,
        height=wide,
        autosize=alt.AutoSizeParams(type="fit-x", contains="padding"),
        padding={"left": 1, "right": 1, "top": 4, "bottom": 4},
        usermeta={"nutgraf": meta},
        config=_config(),
    )
    if as_they_are:
        chart.layer = list(layers)
    return chart


def _config() -> alt.Config:
    return alt.Config(
        font=FONT,
        background=ROLES["paper"],
        aria=False,
        view=alt.ViewConfig(stroke=None),
        text=alt.MarkConfig(fontSize=TEXT, fill=ROLES["ink"], lineHeight=LINE, lineBreak="\n"),
        axis=alt.AxisConfig(
            domain=False,
            ticks=False,
            title=None,
            gridColor=ROLES["grid"],
            labelColor=ROLES["muted"],
            labelFontSize=SMALL,
            labelFontWeight="normal",
            labelPadding=6,
        ),
    )


def _bare(item: Any) -> Any:
    """A value for JSON, which has neither numpy's numbers nor NaN."""
    bare = item.item() if hasattr(item, "item") else item
    return None if bare != bare else bare


def _literal(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return "'" + value.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n") + "'"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_literal(item) for item in value) + "]"
    return repr(value)
