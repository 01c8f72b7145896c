"""Notes on a figure that do not block it: interactions that a static picture lacks, layers without a mark."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from nutgraf.vega.computed_rows import computed_rows
from nutgraf.vega.interactions import left_out
from nutgraf.vega.spec_views import is_house_chart, views


def drawing_notes(spec: dict[str, Any]) -> Iterator[str]:
    """Each note as a sentence that does not name the figure. Needs vl-convert, so a build's kernels cannot call it."""
    if said := static_picture_note(spec):
        yield said
    if is_house_chart(spec):
        return
    for view in views(spec):
        filtered = any("filter" in each for each in view.transforms)
        if "layer" in view.place and filtered and computed_rows(spec, view, view.transforms) == ():
            yield f"{view.place} draws nothing: its filter keeps no row"


def static_picture_note(spec: dict[str, Any]) -> str:
    """The interactions that readers do not get, in a sentence; "" for a static chart."""
    found = left_out(spec)
    if not found:
        return ""
    return f"a page shows a static picture of the chart's initial state, without its {' and '.join(found)}"
