"""Two values per row as two dots on a line: before and after, or two ways of counting."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from charts.frame import chosen, numbers, once, printed, tidy, words
from charts.look import NARROW, ROLES, TEXT, WIDE, dress, inline, page
from charts.rows import Rows, rows_of
from charts.text import spread, width

_DOT = 6.0
_ROLES = ("rest", "look")
_TEXTS = ("muted", "look")


def dots(
    frame: pd.DataFrame,
    *,
    y: str,
    first: str,
    second: str,
    names: tuple[str, str],
    highlight: Any = None,
    labels: tuple[str, str] | None = None,
    number_format: str = ",.0f",
    sort: bool = False,
) -> alt.LayerChart:
    """A row for each value of `y`, with a dot for the number in column `first` and one for `second`.

    `names` are the words for the two, printed over the first row. `labels` names two columns with the words
    to print beside the dots; without it `number_format` prints the numbers.
    """
    written = labels or (None, None)
    drawn = tidy("dots", frame, y=y, first=first, second=second, label=written[0], other_label=written[1])
    once("dots", drawn, [y])
    look = chosen("dots", highlight, drawn[y], y)
    for column, name, text in zip((first, second), ("_first", "_second"), written, strict=True):
        drawn[name] = numbers("dots", drawn, column)
        said = printed(drawn, drawn[name], text, number_format)
        drawn[f"{name}_said"] = [word if known else "" for word, known in zip(said, drawn[name].notna(), strict=True)]
    if sort:
        drawn = drawn.sort_values("_second", ascending=False, kind="stable", ignore_index=True)
    drawn["_row"] = words(drawn, y)
    rows = rows_of(list(drawn["_row"]))
    drawn["_narrow"], drawn["_wide"] = rows.narrow, rows.wide
    drawn["_look"] = [name in look for name in drawn[y]]
    _sides(drawn)
    layers = _layers(drawn, rows, names)
    return dress(layers, data=drawn, columns=[y, first, second], heights=rows.heights)


def _sides(drawn: pd.DataFrame) -> None:
    """The smaller number stands left of its dot, the larger right of it; a number alone stands right."""
    swapped = drawn["_first"] > drawn["_second"]
    alone = drawn["_first"].isna() | drawn["_second"].isna()
    drawn["_first_side"] = [1 if over or single else -1 for over, single in zip(swapped, alone, strict=True)]
    drawn["_second_side"] = [-1 if over and not single else 1 for over, single in zip(swapped, alone, strict=True)]


def _layers(drawn: pd.DataFrame, rows: Rows, names: tuple[str, str]) -> list[alt.Chart]:
    down = alt.Y("_row", type="nominal", sort=None, axis=None, scale=rows.scale())
    base = alt.Chart().encode(y=down)
    domain, spans = _domain(drawn, rows)
    scale = alt.Scale(domain=domain, nice=False, zero=False)

    def across(field: str) -> alt.X:
        return alt.X(field, type="quantitative", scale=scale, axis=None)

    both = base.transform_filter("isValid(datum._first) && isValid(datum._second)")
    line = both.mark_rule(strokeWidth=2, color=ROLES["rule"], yOffset=rows.down, y2Offset=rows.down)
    layers = [line.encode(x=across("_first"), x2="_second")]
    for field, role, text in zip(("_first", "_second"), _ROLES, _TEXTS, strict=True):
        known = base.transform_filter(f"isValid(datum.{field})")
        dot = known.mark_circle(size=110, opacity=1, color=ROLES[role], yOffset=rows.down)
        said = known.mark_text(
            baseline="middle",
            align=alt.ExprRef(expr=f"datum.{field}_side < 0 ? 'right' : 'left'"),
            dx=alt.ExprRef(expr=f"datum.{field}_side * {_DOT + 5}"),
            dy=rows.down,
            fill=ROLES[text],
        )
        layers += [
            dot.encode(x=across(field)),
            said.encode(x=across(field), text=alt.Text(f"{field}_said", type="nominal")),
        ]
    head = _head(drawn, names, domain, spans).encode(x=alt.X("_at", type="quantitative", scale=scale, axis=None))
    return [*layers, rows.names(base), head]


def _domain(drawn: pd.DataFrame, rows: Rows) -> tuple[list[float], tuple[float, float]]:
    """A range that leaves room for the numbers at both ends, and how many pixels it takes in each drawing."""
    low, high = drawn[["_first", "_second"]].min().min(), drawn[["_first", "_second"]].max().max()
    side = max(width(text, TEXT) for column in ("_first_said", "_second_said") for text in drawn[column]) + _DOT + 9
    room = NARROW - rows.gutters[0] - 2 * side
    reach = ((high - low) or abs(high) or 1) / room * side
    spans = (NARROW - 2 - rows.gutters[0], WIDE - 2 - rows.gutters[1])
    return [low - reach, high + reach], spans


def _head(drawn: pd.DataFrame, names: tuple[str, str], domain: list[float], spans: tuple[float, float]) -> alt.Chart:
    """The words over the first row, each at its dot as far as the other leaves room."""
    both = drawn[drawn["_first"].notna() & drawn["_second"].notna()]
    row = (both if len(both) else drawn).iloc[0]
    wanted = [row[name] if pd.notna(row[name]) else sum(domain) / 2 for name in ("_first", "_second")]
    places = []
    for span in spans:
        scale = span / (domain[1] - domain[0])
        sizes = [width(name, TEXT, bold=True) + 12 for name in names]
        centres = spread([(value - domain[0]) * scale for value in wanted], sizes, 0, span)
        places.append([domain[0] + centre / scale for centre in centres])
    head = [
        {"_said": name, "_narrow_at": narrow, "_wide_at": wide, "_text": ROLES[role]}
        for name, narrow, wide, role in zip(names, *places, _TEXTS, strict=True)
    ]
    marked: alt.Chart = (
        alt.Chart(inline(head))
        .transform_calculate(_at=page("_narrow_at", "_wide_at"))
        .mark_text(baseline="middle", fontWeight="bold")
        .encode(
            y=alt.value(-12),
            text=alt.Text("_said", type="nominal"),
            color=alt.Color("_text", type="nominal", scale=None),
        )
    )
    return marked
