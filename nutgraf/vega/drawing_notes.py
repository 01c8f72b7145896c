"""What is worth a look in a figure that is drawn all the same: what a still picture lacks, layers without a mark."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from nutgraf.vega.computed_rows import computed_rows
from nutgraf.vega.interactions import left_out
from nutgraf.vega.spec_views import is_house_chart, views


def drawing_notes(spec: dict[str, Any]) -> Iterator[str]:
    """Each thing in a sentence without its figure. It needs vl-convert, so it is not for a kernel of a build."""
    if said := still_picture(spec):
        yield said
    if is_house_chart(spec):
        return
    for view in views(spec):
        filtered = any("filter" in each for each in view.transforms)
        if "layer" in view.place and filtered and computed_rows(spec, view, view.transforms) == ():
            yield f"{view.place} draws nothing: its filter keeps no row"


def still_picture(spec: dict[str, Any]) -> str:
    """What readers do not get of a chart that moves; nothing for one that does not."""
    found = left_out(spec)
    return f"a page shows a still picture of how the chart begins, without its {' and '.join(found)}" if found else ""
