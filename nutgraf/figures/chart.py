"""A chart's spec with its data inside, the same bytes for the same chart; and the frame it was made from."""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING, Any

from nutgraf.errors import FigureError, Problem
from nutgraf.figures.cells import raw
from nutgraf.pictures import refuse_undrawable

if TYPE_CHECKING:
    import pandas as pd

# A figure is for readers; a chart of more rows than this is drawn from a summary.
MOST_ROWS = 20_000

_COUNTED = re.compile(r"\b(view|param)_(\d+)\b")


def spec_of(chart: Any, where: str) -> dict[str, Any]:
    """The chart as a Vega-Lite spec, validated by Altair, its data inlined."""
    import altair as alt

    if not isinstance(chart, alt.TopLevelMixin):
        fix = "make one with charts.bars(…) or alt.Chart(…)"
        raise FigureError(Problem(where, f"{type(chart).__name__} is not an Altair chart", fix))
    if _is_ours(chart):
        return settled(_with_rows(chart), where)
    try:
        with alt.data_transformers.enable("default", max_rows=MOST_ROWS):
            spec = _drawable(chart).to_dict()
    except alt.MaxRowsError as error:
        fix = "group or filter the frame before drawing it"
        raise FigureError(Problem(where, f"the chart has more than {MOST_ROWS:,} rows", fix)) from error
    return settled(spec, where)


def settled(spec: dict[str, Any], where: str) -> dict[str, Any]:
    """The spec without what changes from run to run, and without columns that nothing in it names."""
    refuse_undrawable(spec, where)
    text = _counted_afresh(_outline(spec))
    datasets: dict[str, Any] = {}
    for name, rows in spec.get("datasets", {}).items():
        kept = [row if "geometry" in row else _needed(row, text) for row in rows]
        digest = hashlib.sha256(json.dumps(kept, ensure_ascii=False).encode()).hexdigest()
        datasets[f"data-{digest[:16]}"] = kept
        text = text.replace(json.dumps(name), json.dumps(f"data-{digest[:16]}"))
    ready: dict[str, Any] = json.loads(text)
    if datasets:
        ready["datasets"] = datasets
    return ready


def frame_of(chart: Any, where: str) -> pd.DataFrame:
    """The frame that the chart was made from: its own, or that of the first layer that has one."""
    import pandas as pd

    for part in (chart, *getattr(chart, "layer", [])):
        data = getattr(part, "data", None)
        if isinstance(data, pd.DataFrame):
            return data
    fix = "load the table in a cell and hand its frame to the chart"
    raise FigureError(Problem(where, "the chart has no frame of its own", fix))


def plain(value: Any) -> Any:
    """A figure that knows its source, as the number to draw."""
    return value.value if hasattr(value, "sources") and hasattr(value, "value") else value


def _is_ours(chart: Any) -> bool:
    """Whether the chart comes from charts/, which names the type of every column it draws."""
    import pandas as pd

    meta = getattr(chart, "usermeta", None)
    return isinstance(meta, dict) and "nutgraf" in meta and isinstance(chart.data, pd.DataFrame)


def _with_rows(chart: Any) -> dict[str, Any]:
    """Altair's spec for the chart, with only those columns of the frame turned to JSON that it draws."""
    import altair as alt

    with alt.data_transformers.enable("default", max_rows=MOST_ROWS):
        spec: dict[str, Any] = _with_data(chart, alt.NamedData(name="frame")).to_dict()
    outline = _outline(spec)
    drawn = {column: [raw(cell) for cell in cells] for column, cells in chart.data.items() if _says(outline, column)}
    rows = [dict(zip(drawn, row, strict=True)) for row in zip(*drawn.values(), strict=True)]
    spec.setdefault("datasets", {})["frame"] = rows
    return spec


def _drawable(chart: Any) -> Any:
    """The chart with plain numbers where its frame holds facts."""
    import pandas as pd

    data = getattr(chart, "data", None)
    if not isinstance(data, pd.DataFrame):
        return chart
    facts = [column for column in data.columns if data[column].map(lambda cell: plain(cell) is not cell).any()]
    return _with_data(chart, data.assign(**{column: data[column].map(plain) for column in facts})) if facts else chart


def _with_data(chart: Any, data: Any) -> Any:
    """The same chart over other data; the reporter's own is left as it was."""
    ready = chart.copy(deep=False)
    ready.data = data
    return ready


def _counted_afresh(text: str) -> str:
    """Altair numbers views and parameters through the life of a process; a spec numbers its own."""
    seen: dict[str, str] = {}

    def own(match: re.Match[str]) -> str:
        return seen.setdefault(match[0], f"{match[1]}_{len(seen) + 1}")

    return _COUNTED.sub(own, text)


def _outline(spec: dict[str, Any]) -> str:
    """The spec without its data, as text."""
    return json.dumps({name: part for name, part in spec.items() if name != "datasets"}, ensure_ascii=False)


def _needed(row: dict[str, Any], outline: str) -> dict[str, Any]:
    """What the drawing takes of a row; a column whose name the spec never says is not in it."""
    return {column: value for column, value in row.items() if _says(outline, column)}


def _says(outline: str, column: Any) -> bool:
    """Whether a spec names a column, however its name is escaped there."""
    return str(column).replace("\\", "") in outline.replace("\\", "")
