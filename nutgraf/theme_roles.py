"""What each color of a theme is used for."""

from __future__ import annotations

ROLES = {
    "ink": "text",
    "muted": "captions, dates and notes",
    "paper": "the page",
    "wash": "boxes",
    "rule": "thin lines",
    "strong-rule": "heavy lines",
    "link": "links and the underline of a number",
    "mark": "the term that a link led to",
    "edge": "the edge of a table that scrolls",
    "c-ink": "text in charts",
    "c-muted": "axis labels",
    "c-rule": "axes",
    "c-grid": "grid lines",
    "c-paper": "the background of charts",
    "c-look": "what a chart points out",
    "c-rest": "everything else",
    "c-one": "the first series",
    "c-two": "the second series",
    "c-three": "the third series",
    "c-four": "the fourth series",
    "c-on-series": "text on a series",
    **{f"c-ramp-{step}": f"step {step} of five of a map, light to dark" for step in range(1, 6)},
    **{f"c-on-ramp-{step}": f"text on step {step}" for step in range(1, 6)},
}
