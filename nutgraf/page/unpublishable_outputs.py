"""Outputs that no page can show: what they are in words, and what to write instead."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_SHOWN = 60
_INSTEAD = "end the cell with nutgraf.figure(…) or a data frame, or give it the tag 'remove-output'"
_KINDS: tuple[tuple[str, str, str], ...] = (
    (
        r"application/vnd\.(?:vegalite|nutgraf\.figure)|\balt\.|\baltair\.",
        "a bare chart",
        "put it into nutgraf.figure(…) with its words",
    ),
    (r"application/vnd\.plotly", "a Plotly chart", "draw it with Altair, and show it with nutgraf.figure(…)"),
    (
        r"class=.gt_table|great_tables",
        "a table of great_tables",
        "show the data frame itself: a page sets it",
    ),
    (r"\bfolium\b|leaflet", "a map of folium", "draw the map with Altair, and show it with nutgraf.figure(…)"),
    (r"application/vnd\.jupyter\.widget", "a widget", "show its value as it is: a page has no kernel to answer it"),
    (r"<(?:video|audio|iframe)\b|youtube", "a video or an embedded page", "lead to it with a link in the prose"),
    (r"matplotlib|<Figure size|<Axes", "a Matplotlib chart", "draw it with Altair, and show it with nutgraf.figure(…)"),
    (r"\bimage/", "a picture", "pages show charts: draw one with Altair, and show it with nutgraf.figure(…)"),
    (r"dtype: \w+\W*$", "a series", "make a table of it: series.to_frame()"),
)
_ADDRESS = re.compile(r" at 0x[0-9a-f]+")


def unpublishable(output: Mapping[str, Any]) -> tuple[str, str]:
    """What is wrong with an output that a page cannot show, and how to fix it."""
    data = output.get("data", {})
    kinds = ", ".join(sorted(data)) or output["output_type"]
    text = _ADDRESS.sub("", " ".join("".join(data.get("text/plain", "")).split()))
    text = f"{text[:_SHOWN]}…" if len(text) > _SHOWN else text
    seen = " ".join((kinds, text, "".join(data.get("text/html", ""))[:5000]))
    name, fix = next(((name, fix) for sign, name, fix in _KINDS if re.search(sign, seen, re.I)), ("", _INSTEAD))
    shown = ", ".join(filter(None, (name, text)))
    what = f"this output cannot be published ({kinds}){f': {shown}' if shown else ''}"
    also = "" if fix == _INSTEAD else ", or give the cell the tag 'remove-output'"
    return what, f"{fix}{also}"
