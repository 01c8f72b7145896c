"""What the kit's charts are made of, for a newsroom's own charts in `charts/`."""

from nutgraf.charts.canvas import Box, Canvas, canvas_chart, canvases
from nutgraf.charts.checked_columns import (
    checked_frame,
    flags,
    highlighted,
    money_format,
    names,
    numbers,
    refuse_duplicates,
    value_labels,
    words,
)
from nutgraf.charts.house_style import (
    FONT,
    LINE,
    NARROW,
    ROLES,
    SERIES,
    SMALL,
    TEXT,
    WIDE,
    at,
    bold_where,
    house_chart,
    inline,
    line_shift,
    page,
    row_number,
)
from nutgraf.charts.note_places import MarkPlaces, Note
from nutgraf.charts.notes import draw_notes
from nutgraf.charts.number_formats import exactly, fitting, formatted
from nutgraf.charts.plans import color_key
from nutgraf.charts.round_numbers import step_of, thresholds, ticks
from nutgraf.charts.text_layout import balanced, lines_of, spread, width, wrap

__all__ = [
    "FONT",
    "LINE",
    "NARROW",
    "ROLES",
    "SERIES",
    "SMALL",
    "TEXT",
    "WIDE",
    "Box",
    "Canvas",
    "MarkPlaces",
    "Note",
    "at",
    "balanced",
    "bold_where",
    "canvas_chart",
    "canvases",
    "checked_frame",
    "color_key",
    "draw_notes",
    "exactly",
    "fitting",
    "flags",
    "formatted",
    "highlighted",
    "house_chart",
    "inline",
    "line_shift",
    "lines_of",
    "money_format",
    "names",
    "numbers",
    "page",
    "refuse_duplicates",
    "row_number",
    "spread",
    "step_of",
    "thresholds",
    "ticks",
    "value_labels",
    "width",
    "words",
    "wrap",
]
