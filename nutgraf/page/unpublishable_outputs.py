"""Outputs that a page cannot show: what they are, and what to write instead."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_SHOWN = 60
_INSTEAD = "end the cell with nutgraf.figure(…) or a data frame, or give it the tag 'remove-output'"
_CHART = "draw it with Altair or nutgraf.charts, and show it with nutgraf.figure(…)"
_PICTURE = 'nutgraf.photo("media/NAME.jpg", alt=…, credit=…)'
_EMBED = 'nutgraf.embed("https://…", title=…)'
_KINDS: tuple[tuple[str, str, str], ...] = (
    (
        r"application/vnd\.(?:vegalite|nutgraf\.figure)|\balt\.|\baltair\.",
        "a bare chart",
        "put it into nutgraf.figure(…) with its title and alt text",
    ),
    (r"application/vnd\.plotly|\bplotly\b", "a Plotly chart", _CHART),
    (
        r"class=.gt_table|great_tables",
        "a great_tables table",
        "show the data frame itself: the page formats it",
    ),
    (r"\bfolium\b|leaflet", "a Folium map", "draw the map with Altair, and show it with nutgraf.figure(…)"),
    (r"application/vnd\.jupyter\.widget", "a widget", "show its value: a page has no kernel behind it"),
    (
        r"<audio\b|IPython\.lib\.display\.Audio",
        "a sound",
        'put its file into the project, and show it with nutgraf.audio("media/NAME.mp3", title=…, transcript=…)',
    ),
    (
        r"<(?:video|iframe)\b|youtube|IPython\.core\.display\.Video",
        "a video or an embedded page",
        f"show it with {_EMBED}, or link to it in the prose",
    ),
    (
        r"matplotlib|<Figure size|<Axes",
        "a Matplotlib chart",
        f"{_CHART}; a picture without numbers is a file in media/, shown with {_PICTURE}",
    ),
    (
        r"\bimage/|<img\b|<svg\b",
        "an image",
        f"put a photograph or drawing into media/, and show it with {_PICTURE}; a chart is a nutgraf.figure(…)",
    ),
    (r"dtype: \w+\W*$", "a series", "turn it into a table: series.to_frame()"),
    (
        "text/html",
        "HTML",
        f"a page formats data frames, nutgraf.figure(…) and prose by itself; show what another site has with {_EMBED}",
    ),
)
_ADDRESS = re.compile(r" at 0x[0-9a-f]+")


def unpublishable(output: Mapping[str, Any]) -> tuple[str, str]:
    """The problem of an output that a page cannot show: what and fix."""
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
