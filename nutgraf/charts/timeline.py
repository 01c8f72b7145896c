"""Events along a vertical line, each with its date and text; the longer the time between two, the wider the gap."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from nutgraf.charts.canvas import Box
from nutgraf.charts.chart_options import chart_function
from nutgraf.charts.checked_columns import checked_frame, highlighted, names, words
from nutgraf.charts.date_positions import moments, written
from nutgraf.charts.house_style import (
    LINE,
    NARROW,
    ROLES,
    TEXT,
    WIDE,
    at,
    bold_where,
    house_chart,
    page,
    row_number,
)
from nutgraf.charts.note_places import Note
from nutgraf.charts.placed_notes import Occupied, placed_notes
from nutgraf.charts.text_layout import lines_of, width, wrap

_GAP = 12.0  # pixels between two events on following days
_PER_DAY, _MOST = 0.45, 40.0  # pixels per day between events, and their maximum
_DATES = 270.0  # the most room the dates may take on a wide page
_LONGER = 1.2  # month names in other languages are longer
_LINE_AT = 7  # on a phone the line runs along the left edge


@chart_function(ranges="it draws events and no numbers; say in the text how sure a date is")
def timeline(
    frame: pd.DataFrame,
    *,
    date: str,
    text: str,
    label: str | None = None,
    key: str | None = None,
    highlight: Any = None,
    date_format: str = "%Y-%m-%d",
    notes: Sequence[Note] = (),
) -> alt.LayerChart:
    """The events of column `text` in the order of their dates, the gaps between them by column `date`.

    `label` names a column with the date as text; without it `date_format` prints it, and for a date that is only a year
    or a month ("2024-03") no more than that. `highlight` names the events to emphasize by the column `key`, or by their
    text; `notes` name them in the same way. A frame keeps its
    order if the newest event is first, and with a `label` or dates of which some are only a month, since it alone knows
    what came before the 7th: "early in April".
    """
    drawn = checked_frame("timeline", frame, date=date, text=text, label=label, key=key)
    days, forms = moments("timeline", drawn, date, date_format)
    in_order = days.is_monotonic_increasing or days.is_monotonic_decreasing
    if not in_order and label is None and len(set(forms)) == 1:
        drawn = drawn.iloc[days.argsort(kind="stable")].reset_index(drop=True)
        days, forms = moments("timeline", drawn, date, date_format)
    named = key or text
    look = highlighted("timeline", highlight, drawn[named], named)
    drawn["_day"], drawn["_form"], drawn["_nth"] = days, forms, range(len(drawn))
    drawn["_date"] = words(drawn, label) if label else list(map(written, days, forms))
    drawn["_look"] = [name in look for name in drawn[named]]
    drawn["_fill"] = [ROLES["look"] if chosen_ or not look else ROLES["rest"] for chosen_ in drawn["_look"]]
    column = min(
        _DATES, _longest(drawn["_date"], spelled=label is None and bool(re.search("%[ABab]", date_format))) + 6
    )
    drawn["_narrow"] = [wrap(said, NARROW - 3 * _LINE_AT - 6, TEXT, bold=look_) for said, look_ in _pairs(drawn, text)]
    drawn["_wide"] = [wrap(said, WIDE - column - 40, TEXT, bold=look_) for said, look_ in _pairs(drawn, text)]
    (tops, high), (wide_tops, wide_high) = _tops(drawn, "_narrow", LINE), _tops(drawn, "_wide", 0)
    heights, more = (high, wide_high), list[alt.Chart]()
    if notes:
        called = names("timeline", drawn, named)
        held = _occupied(drawn, called, (tops, wide_tops), column)
        more, heights = placed_notes("timeline", notes, heights, held)
    for name, places, height in (("_narrow", tops, heights[0]), ("_wide", wide_tops, heights[1])):
        drawn[f"{name}_at"] = [place / height for place in places]
    layers = [*_layers(drawn, column, written_out=label is not None), *more]
    return house_chart(layers, data=drawn, columns=[date, text], heights=heights, measures=0)


def _longest(dates: pd.Series[str], *, spelled: bool) -> float:
    """The room that the dates take in bold; their months, if spelled out, are in the language of the page."""
    return max(width(said, TEXT, bold=True) for said in dates) * (_LONGER if spelled else 1)


def _pairs(drawn: pd.DataFrame, text: str) -> list[tuple[str, bool]]:
    return list(zip(names("timeline", drawn, text), drawn["_look"], strict=True))


def _tops(drawn: pd.DataFrame, name: str, over: int) -> tuple[list[float], float]:
    """Where each event begins, and the height of all; `over` is room for the date above."""
    tops, top, before = [], 0.0, None
    for day, said in zip(drawn["_day"], drawn[name], strict=True):
        if before is not None:
            top += _GAP + min(_MOST, max(0.0, day - before) * _PER_DAY)
        tops.append(top)
        top += over + lines_of(said) * LINE
        before = day
    return tops, top


def _occupied(
    drawn: pd.DataFrame, called: Sequence[str], tops: tuple[list[float], list[float]], column: float
) -> tuple[Occupied, Occupied]:
    """What the two drawings hold: the texts of the events, by which a note names them, the dates and the line."""
    found = []
    sides = (("_narrow", 3.0 * _LINE_AT, float(LINE)), ("_wide", column + 30, 0.0))
    for (name, left, over), places in zip(sides, tops, strict=True):
        boxes = [
            Box(left, top, left + width(said, TEXT, bold=bold), top + over + lines_of(said) * LINE)
            for said, bold, top in zip(drawn[name], drawn["_look"], places, strict=True)
        ]
        dates = [Box(0, top, left - 2, top + LINE) for top in places]
        found.append(Occupied(dict(zip(called, boxes, strict=True)), [*boxes, *dates, Box(0, 0, left - 2, places[-1])]))
    return found[0], found[1]


def _layers(drawn: pd.DataFrame, column: float, *, written_out: bool) -> list[alt.Chart]:
    down = alt.Scale(domain=[0, 1], nice=False, reverse=True)
    height = alt.Y("_at", type="quantitative", scale=down, axis=None)
    when = "datum._date" if written_out else "utcFormat(datum._day * 864e5, datum._form)"
    base = alt.Chart().transform_calculate(
        _at=page("_narrow_at", "_wide_at"), _text=page("_narrow", "_wide"), _when=when
    )
    line_at, text_at = at(_LINE_AT, column + 14), at(3 * _LINE_AT, column + 30)
    ends = base.transform_aggregate(_from="min(_at)", _to="max(_at)").mark_rule(
        color=ROLES["rule"], strokeWidth=1.5, yOffset=8, y2Offset=8
    )
    line = ends.encode(
        x=alt.value(line_at), y=alt.Y("_from", type="quantitative", scale=down, axis=None), y2=alt.Y2("_to")
    )
    dot = base.mark_circle(size=80, opacity=1, yOffset=8, aria=True).encode(
        x=alt.value(line_at), y=height, fill=alt.Fill("_fill", type="nominal", scale=None), description=row_number()
    )
    dates = base.mark_text(
        baseline="top", align=at("left", "right"), fontWeight="bold", fill=ROLES["muted"], dy=2
    ).encode(x=alt.value(at(3 * _LINE_AT, column)), y=height, text=alt.Text("_when", type="nominal"))
    texts = base.mark_text(
        baseline="top", align="left", dy=at(2 + LINE, 2), fontWeight=bold_where("_look"), aria=True
    ).encode(x=alt.value(text_at), y=height, text=alt.Text("_text", type="nominal"), description=row_number())
    return [line, dot, dates, texts]
