"""Two values per row as two dots on a line: before and after, or two ways of counting."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from nutgraf.charts.bar_rows import BarRows, rows_of
from nutgraf.charts.checked_columns import (
    checked_frame,
    highlighted,
    money_format,
    numbers,
    refuse_duplicates,
    value_labels,
)
from nutgraf.charts.checked_columns import names as row_names
from nutgraf.charts.house_style import LINE, ROLES, TEXT, house_chart, inline, page, row_number
from nutgraf.charts.label_room import AIR, Reach, domain, edges, pixels
from nutgraf.charts.note_places import Note
from nutgraf.charts.number_formats import fitting
from nutgraf.charts.plans import finished
from nutgraf.charts.row_plans import DotPlan
from nutgraf.charts.text_layout import spread, width

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
    number_format: str = "",
    sort: bool = False,
    notes: Sequence[Note] = (),
) -> alt.LayerChart:
    """A row for each value of `y`, with one dot for the number in column `first` and one for `second`.

    `names` are the labels of the two, printed above the first row. `labels` names two columns with the words
    to print next to the dots; without it `number_format` prints the numbers, or, by default, as many
    decimals as they need.
    """
    written = labels or (None, None)
    drawn = checked_frame("dots", frame, y=y, first=first, second=second, label=written[0], other_label=written[1])
    refuse_duplicates("dots", drawn, [y])
    look = highlighted("dots", highlight, drawn[y], y)
    for column, name in ((first, "_first"), (second, "_second")):
        drawn[name] = numbers("dots", drawn, column)
    form = money_format("dots", drawn, first, number_format)
    if form != money_format("dots", drawn, second, number_format):
        raise ValueError(f"dots: columns {first!r} and {second!r} are in two currencies; convert one of them")
    form = form or fitting([*drawn["_first"], *drawn["_second"]])
    for name, text in zip(("_first", "_second"), written, strict=True):
        said = value_labels(drawn, drawn[name], text, form)
        drawn[f"{name}_said"] = [word if known else "" for word, known in zip(said, drawn[name].notna(), strict=True)]
    if sort:
        drawn = drawn.sort_values("_second", ascending=False, kind="stable", ignore_index=True)
    drawn["_row"], drawn["_nth"] = row_names("dots", drawn, y), range(len(drawn))
    _sides(drawn)
    if notes:
        drawn["_look"] = [name in look for name in drawn[y]]
        key = dict(zip(names, _ROLES, strict=True))
        return finished(DotPlan(drawn, [y, first, second], key), notes=notes)
    known = drawn[drawn["_first"].notna() | drawn["_second"].notna()]
    reaches = [_reach(row) for row in known.to_dict("records")]
    rows = rows_of(list(drawn["_row"]), lambda room: pixels(reaches, room))
    drawn["_narrow"], drawn["_wide"] = rows.narrow, rows.wide
    drawn["_look"] = [name in look for name in drawn[y]]
    layers = _layers(drawn, rows, names, [domain(reaches, room) for room in rows.rooms])
    return house_chart(layers, data=drawn, columns=[y, first, second], heights=rows.heights, measures=2)


def _sides(drawn: pd.DataFrame) -> None:
    """The smaller number is to the left of its dot, the larger to the right; a single number is to the right."""
    swapped = drawn["_first"] > drawn["_second"]
    alone = drawn["_first"].isna() | drawn["_second"].isna()
    drawn["_first_side"] = [1 if over or single else -1 for over, single in zip(swapped, alone, strict=True)]
    drawn["_second_side"] = [-1 if over and not single else 1 for over, single in zip(swapped, alone, strict=True)]


def _reach(row: dict[Any, Any]) -> Reach:
    """The extent of the dots and the numbers next to them."""
    held = [name for name in ("_first", "_second") if row[name] == row[name]]
    room = {-1: 0.0, 1: 0.0}
    for name in held:
        room[row[f"{name}_side"]] = width(row[f"{name}_said"], TEXT)
    values = [row[name] for name in held]
    return Reach(min(values), max(values), room[-1] + _DOT + AIR, room[1] + _DOT + AIR)


def _layers(
    drawn: pd.DataFrame, rows: BarRows, names: tuple[str, str], domains: list[tuple[float, float]]
) -> list[alt.Chart]:
    down = alt.Y("_row", type="nominal", sort=None, axis=None, scale=rows.scale())
    base = alt.Chart().encode(y=down, description=row_number())
    scale = edges(*domains)

    def across(field: str) -> alt.X:
        return alt.X(field, type="quantitative", scale=scale, axis=None)

    both = base.transform_filter("isValid(datum._first) && isValid(datum._second) && datum._first != datum._second")
    line = both.mark_rule(strokeWidth=2, color=ROLES["rule"], yOffset=rows.down, y2Offset=rows.down, aria=True)
    layers = [line.encode(x=across("_first"), x2="_second")]
    for field, role, text in zip(("_first", "_second"), _ROLES, _TEXTS, strict=True):
        known = base.transform_filter(f"isValid(datum.{field})")
        dot = known.mark_circle(size=110, opacity=1, color=ROLES[role], yOffset=rows.down, aria=True)
        said = known.mark_text(
            baseline="middle",
            align=alt.ExprRef(expr=f"datum.{field}_side < 0 ? 'right' : 'left'"),
            dx=alt.ExprRef(expr=f"datum.{field}_side * {_DOT + 5}"),
            dy=rows.down,
            fill=ROLES[text],
            aria=True,
        )
        layers += [
            dot.encode(x=across(field)),
            said.encode(x=across(field), text=alt.Text(f"{field}_said", type="nominal")),
        ]
    return [*layers, rows.names(base), _head(drawn, names, domains, rows)]


def _head(drawn: pd.DataFrame, names: tuple[str, str], domains: list[tuple[float, float]], rows: BarRows) -> alt.Chart:
    """The labels above the first row, each at its dot if there is room, else one above the other."""
    both = drawn[drawn["_first"].notna() & drawn["_second"].notna()]
    row = (both if len(both) else drawn).iloc[0]
    head: list[dict[str, Any]] = [
        {"_said": name, "_text": ROLES[role]} for name, role in zip(names, _TEXTS, strict=True)
    ]
    sizes = [width(name, TEXT, bold=True) + 12 for name in names]
    for page_, (low, high), room in zip(("_narrow", "_wide"), domains, rows.rooms, strict=True):
        middle = (low + high) / 2
        known = [row[name] if pd.notna(row[name]) else middle for name in ("_first", "_second")]
        wanted = [(value - low) / (high - low) * room for value in known]
        fits = sum(sizes) <= room
        alone = [spread([place], [size], 0, room)[0] for place, size in zip(wanted, sizes, strict=True)]
        places = spread(wanted, sizes, 0, room) if fits else alone
        for one, place, up in zip(head, places, (-12, -12) if fits else (-12 - LINE, -12), strict=True):
            one |= {f"{page_}_at": place, f"{page_}_up": up}
    marked = (
        alt.Chart(inline(head))
        .transform_calculate(_at=page("_narrow_at", "_wide_at"), _up=page("_narrow_up", "_wide_up"))
        .mark_text(
            baseline="middle", fontWeight="bold", dx=alt.ExprRef(expr="datum._at"), dy=alt.ExprRef(expr="datum._up")
        )
    )
    words_: alt.Chart = marked.encode(
        x=alt.value(0),
        y=alt.value(0),
        text=alt.Text("_said", type="nominal"),
        color=alt.Color("_text", type="nominal", scale=None),
    )
    return words_
