"""A chart's spec with its data inlined, the same bytes for the same chart."""

from __future__ import annotations

import copy
from types import ModuleType
from typing import Any

from nutgraf.errors import FigureError, Problem
from nutgraf.figures.cell_values import raw
from nutgraf.figures.normalize import normalized, outline, says

_VIEWS = ("layer", "hconcat", "vconcat", "concat", "spec")

# A figure is for readers; a chart with more rows than this must be drawn from a summary.
MOST_ROWS = 20_000


def spec_of(chart: Any, where: str) -> dict[str, Any]:
    """The chart as a Vega-Lite spec, validated by Altair, with its data inlined.

    Raises FigureError for what is not a chart, for one without rows and for one that Altair rejects.
    """
    import altair as alt
    from altair.utils.schemapi import SchemaValidationError

    if not isinstance(chart, alt.TopLevelMixin):
        raise FigureError(_not_altair(chart, where))
    if _is_ours(chart):
        return normalized(_with_rows(chart), where)
    try:
        with alt.data_transformers.enable("default", max_rows=MOST_ROWS):
            spec = _drawable(chart).to_dict()
    except alt.MaxRowsError as error:
        fix = "group or filter the frame before drawing it"
        raise FigureError(Problem(where, f"the chart has more than {MOST_ROWS:,} rows", fix)) from error
    except (SchemaValidationError, ValueError, TypeError) as error:
        if getattr(getattr(chart, "data", None), "empty", False) is True:
            fix = "check the filter; where there is nothing to show, make no figure"
            raise FigureError(Problem(where, "the table of the chart has no rows", fix)) from error
        said = next((line.strip() for line in str(error).splitlines() if line.strip()), type(error).__name__)
        fix = "show the chart in its own cell to see Altair's full message"
        raise FigureError(Problem(where, f"Altair rejects the chart: {said[:300]}", fix)) from error
    return normalized(spec, where)


def _not_altair(chart: Any, where: str) -> Problem:
    named = chart.__name__ if isinstance(chart, ModuleType) else ""  # pyplot itself
    parts = [chart, *chart] if isinstance(chart, (list, tuple)) else [chart, *getattr(chart, "flat", ())]
    made_by = (cls.__module__ for part in parts for cls in type(part).__mro__)
    made_with = {part.partition(".")[0] for part in (named, *made_by)}
    others = sorted(made_with & {"matplotlib", "plotly", "seaborn", "plotnine", "bokeh", "holoviews", "folium", "PIL"})
    fix = (
        "draw it with Altair, alt.Chart(frame).mark_…().encode(…), or with a function of nutgraf.charts such as bars(…)"
    )
    if others == ["PIL"]:
        return Problem(
            where, "a picture is not a figure", 'show it with nutgraf.photo("media/NAME.jpg", alt=…, credit=…)'
        )
    if others:
        what = f"a {others[0]} figure cannot be published: its numbers cannot be traced to their source"
        return Problem(where, what, fix)
    if chart is None:
        fix = "give it the chart; a function that draws one has to return it"
        return Problem(where, "there is no chart: its value is None", fix)
    return Problem(where, f"{type(chart).__name__} is not an Altair chart", fix)


def plain(value: Any) -> Any:
    """A fact as the number to draw."""
    return value.value if hasattr(value, "sources") and hasattr(value, "value") else value


def _is_ours(chart: Any) -> bool:
    """Whether the chart comes from nutgraf.charts, which gives the type of every column that it draws."""
    import pandas as pd

    meta = getattr(chart, "usermeta", None)
    return isinstance(meta, dict) and "nutgraf" in meta and isinstance(chart.data, pd.DataFrame)


def _with_rows(chart: Any) -> dict[str, Any]:
    """Altair's spec for the chart; only the columns that it draws are converted to JSON."""
    import altair as alt

    from nutgraf.plain_layers import SharedLayers, is_plain

    named, layers = alt.NamedData(name="frame"), _listed(chart, "layer")
    with alt.data_transformers.enable("default", max_rows=MOST_ROWS):
        if type(chart) is alt.LayerChart and all(is_plain(layer, chart.data) for layer in layers):
            spec: dict[str, Any] = SharedLayers.of(chart, named).to_dict()
        elif any(getattr(layer, "data", None) is chart.data for layer in layers):
            spec = _with_data(chart, named).to_dict()
        else:
            spec = _spec_with(named, chart)
    text = outline(spec)
    drawn = {column: [raw(cell) for cell in cells] for column, cells in chart.data.items() if says(text, column)}
    rows = [dict(zip(drawn, row, strict=True)) for row in zip(*drawn.values(), strict=True)]
    spec.setdefault("datasets", {})["frame"] = rows
    return spec


def _spec_with(data: Any, chart: Any) -> dict[str, Any]:
    """Altair's spec for the chart with other data, without a copy of it: Altair copies each layer twice for that."""
    frame = chart.data
    chart.data = data
    try:
        spec: dict[str, Any] = chart.to_dict()
    finally:
        chart.data = frame
    return spec


def _drawable(chart: Any) -> Any:
    """The chart with plain numbers in place of facts, in the frames of all its views."""
    ready = chart.copy(deep=False) if hasattr(chart, "copy") else copy.copy(chart)
    if hasattr(ready, "data"):
        ready.data = _plain_data(ready.data)
    for name in _VIEWS:
        views = _listed(ready, name)
        if views:
            setattr(ready, name, _drawable(views[0]) if name == "spec" else [_drawable(view) for view in views])
    if transforms := _listed(ready, "transform"):
        ready.transform = [_with_plain_lookup(transform) for transform in transforms]
    return ready


def _with_plain_lookup(transform: Any) -> Any:
    source = _from(transform)
    if not hasattr(source, "data"):
        return transform
    ready = transform.copy(deep=False)
    ready["from"] = _with_data(source, _plain_data(source.data))
    return ready


def _plain_data(data: Any) -> Any:
    import pandas as pd

    if isinstance(data, pd.DataFrame):
        facts = [column for column in data.columns if data[column].map(lambda cell: plain(cell) is not cell).any()]
        return data.assign(**{column: data[column].map(plain) for column in facts}) if facts else data
    return data


def _listed(chart: Any, name: str) -> list[Any]:
    """The views of a chart under a key: none, one or several."""
    import altair as alt

    found = getattr(chart, name, None) if isinstance(chart, alt.SchemaBase) else None
    if found is None or found is alt.Undefined:
        return []
    return list(found) if isinstance(found, (list, tuple)) else [found]


def _from(transform: Any) -> Any:
    return transform._kwds.get("from") if hasattr(transform, "_kwds") else None


def _with_data(chart: Any, data: Any) -> Any:
    """A copy of the chart with other data; the reporter's chart is unchanged."""
    ready = chart.copy(deep=False)
    ready.data = data
    return ready
