"""Draws a chart so that it is readable: as it is, or with more room for its words; otherwise refuses it."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from typing import Any
from xml.etree import ElementTree

from nutgraf.errors import FigureError, Problem
from nutgraf.vega.composition import is_composed
from nutgraf.vega.composition_fit import fitted
from nutgraf.vega.computed_values import computed_value_problems
from nutgraf.vega.converter import converter, warnings
from nutgraf.vega.default_titles import with_default_titles, with_titles_of_repeats
from nutgraf.vega.empty_drawings import WHITE, refuse_empty
from nutgraf.vega.label_edges import with_room_for_labels
from nutgraf.vega.legibility import illegible
from nutgraf.vega.locale import date_locale, number_locale
from nutgraf.vega.off_the_map import off_the_map_problems
from nutgraf.vega.out_of_range import out_of_range_problems
from nutgraf.vega.spec_preparation import ready_to_draw
from nutgraf.vega.spec_views import COMPOSED, is_house_chart, views
from nutgraf.vega.text_metrics import TextStyle
from nutgraf.vega.title_wrapping import with_broken_axis_titles, with_broken_titles
from nutgraf.vega.unmatched_conditions import unmatched_condition_problems

_LABEL = TextStyle(10, 12, "")
_IN_LEGEND = ("color", "fill", "stroke", "shape")
_NAMED = {"y": 0.4, **dict.fromkeys(_IN_LEGEND, 0.75)}
"""The share of the width that the names of bars, or those in a legend, may take."""
_EDGES = 4
"""How often a chart is drawn with a wider edge for its labels, which move as the plot shrinks."""
_WHOLE = 2000
"""A limit that no label reaches; Vega-Lite treats 0 as unset."""
_TITLE = 0.66
"""The share of the width that a title may take if it does not start at the left edge."""


def draw_readably(
    spec: dict[str, Any],
    width: int,
    lang: str,
    where: str,
    *,
    page_color: str = WHITE,
    theme_colors: Collection[str] = (),
) -> tuple[dict[str, Any], str]:
    """The spec that is readable, and its SVG. Raises FigureError naming what cannot be read if none is."""
    checks = (computed_value_problems, out_of_range_problems, off_the_map_problems, unmatched_condition_problems)
    for check in checks:
        if wrong := check(spec, where):
            raise FigureError(*wrong)
    said: list[Problem] = []
    for ready in _attempts(with_default_titles(ready_to_draw(spec, width), lang), width):
        try:
            for laid_out, drawn in _drawings(ready, width, lang, where):
                root = ElementTree.fromstring(drawn)
                refuse_empty(root, where, page_color, theme_colors)
                problems = [*_warned(where), *illegible(root, spec, width, where)]
                if not problems:
                    return laid_out, drawn
                said = said or problems
        except FigureError as error:
            said = said or list(error.problems)
    raise FigureError(*said)


def _drawings(ready: dict[str, Any], width: int, lang: str, where: str) -> Iterator[tuple[dict[str, Any], str]]:
    """A spec and its drawing; then with wider edges, while labels run past these."""
    roomier: dict[str, Any] | None = ready
    for _ in range(_EDGES):
        if roomier is None:
            return
        laid_out, drawn = _laid_out(roomier, width, lang, where)
        yield laid_out, drawn
        if is_house_chart(ready) or is_composed(ready):
            return
        roomier = with_room_for_labels(roomier, ElementTree.fromstring(drawn), width)


def vega_svg(ready: dict[str, Any], lang: str, where: str) -> str:
    """Draws a spec with Vega. Raises FigureError where it cannot be drawn."""
    try:
        drawn: str = converter().vegalite_to_svg(
            {**ready, "config": {**ready["config"], "background": "transparent"}, "background": "transparent"},
            format_locale=number_locale(lang),
            time_format_locale=date_locale(lang),
        )
    except (ValueError, OSError, RuntimeError) as error:
        lines = [line.strip().removeprefix("Error: ") for line in str(error).splitlines() if line.strip()]
        what = next((line for line in lines if not line.endswith("conversion failed:")), "Vega does not say why")
        fix = "look at the column names, formulas and formats that the chart uses"
        raise FigureError(Problem(where, f"the chart cannot be drawn: {what[:200]}", fix)) from error
    return drawn


def _laid_out(ready: dict[str, Any], width: int, lang: str, where: str) -> tuple[dict[str, Any], str]:
    """The spec with its plots laid out, and Vega's drawing of it."""
    if not is_composed(ready):
        return ready, vega_svg(ready, lang, where)

    def draw(tried: dict[str, Any]) -> tuple[str, float]:
        drawn = vega_svg(with_titles_of_repeats(tried, lang), lang, where)
        return drawn, float(ElementTree.fromstring(drawn).get("width", "0"))

    laid_out, drawn = fitted(ready, width, where, draw)
    return with_titles_of_repeats(laid_out, lang), drawn


def _warned(where: str) -> Iterator[Problem]:
    for warning in warnings():
        if warning.startswith("Log scale domain includes zero"):
            fix = "in a cell, leave out values that are not above zero, and say so, or use type='symlog'"
            yield Problem(where, "a log scale of the chart begins at zero or below, which it cannot show", fix)


def _attempts(ready: dict[str, Any], width: int) -> Iterator[dict[str, Any]]:
    """The chart as it is; then with full names, the legend below, and names in several lines, until it is readable."""
    yield ready
    if is_house_chart(ready):
        return  # it fits its own width
    roomy = with_broken_axis_titles(_with_fewer_labels(ready, _numbered(ready)), _TITLE * width)
    roomy = with_broken_titles(roomy, _TITLE * width)
    roomy = _with_config(
        roomy,
        {"axis": {"labelLimit": _WHOLE, "maxExtent": _WHOLE, "labelSeparation": 6}, "legend": {"labelLimit": _WHOLE}},
    )
    below = {"legend": {"orient": "bottom", "columns": _legend_columns(ready, width), "labelLimit": _WHOLE}}
    yield roomy
    yield _with_config(roomy, below)
    broken = _with_broken_names(roomy, width)
    yield broken
    yield _with_config(broken, below)


def _legend_columns(ready: dict[str, Any], width: int) -> int:
    """The number of columns in a legend below the plot that fit its longest name."""
    longest = 0.0
    for view in views(ready):
        for channel in _IN_LEGEND:
            one = view.encoding.get(channel)
            if isinstance(one, dict) and isinstance(one.get("field"), str):
                longest = max([longest, *(_LABEL.width(str(value)) for value in view.table.values(one["field"]))])
    return max(1, int(width // (longest + 36)))


def _with_config(ready: dict[str, Any], more: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The spec with default settings where the chart sets none."""
    config = ready["config"]
    return {**ready, "config": {**config, **{name: {**own, **config.get(name, {})} for name, own in more.items()}}}


def _numbered(ready: dict[str, Any]) -> set[str]:
    """The fields that hold numbers or times: readers can infer the values between two labels."""
    found = set()
    for view in views(ready):
        for one in view.encoding.values():
            if isinstance(one, dict) and isinstance(one.get("field"), str):
                values = view.table.values(one["field"])
                if "timeUnit" in one or (values and all(isinstance(value, (int, float)) for value in values)):
                    found.add(one["field"])
    return found


def _with_fewer_labels(view: dict[str, Any], numbered: set[str]) -> dict[str, Any]:
    """The spec with some years or steps unlabeled if there is no room; a name is never left out."""
    ready = dict(view)
    for channel in ("x", "y"):
        one = view.get("encoding", {}).get(channel)
        field = one.get("field") if isinstance(one, dict) else None
        if isinstance(one, dict) and isinstance(field, str) and field in numbered and one.get("axis", {}) is not None:
            axis = {"labelOverlap": True, **one.get("axis", {})}
            ready["encoding"] = {**ready["encoding"], channel: {**one, "axis": axis}}
    for name in COMPOSED:
        if name in view:
            ready[name] = [_with_fewer_labels(each, numbered) for each in view[name]]
    if isinstance(view.get("spec"), dict):
        ready["spec"] = _with_fewer_labels(view["spec"], numbered)
    return ready


def _with_broken_names(ready: dict[str, Any], width: int) -> dict[str, Any]:
    """The spec with long names of bars and legends broken into lines, and the bars spaced to fit."""
    names = {channel: _long(ready, channel, share * width) for channel, share in _NAMED.items()}
    if not any(names.values()):
        return ready
    most = max((len(lines) for lines in names["y"].values()), default=1)
    formulas = {
        channel: f"{json.dumps(long, ensure_ascii=False, sort_keys=True)}[datum.label] || datum.label"
        for channel, long in names.items()
        if long
    }
    return _broken(ready, formulas, {"step": max(20, most * 13 + 6)})


def _long(ready: dict[str, Any], channel: str, room: float) -> dict[str, list[str]]:
    """The names of a channel that are too long for their room, broken into lines."""
    found: dict[str, list[str]] = {}
    for view in views(ready):
        one = view.encoding.get(channel, {})
        if isinstance(one, dict) and isinstance(one.get("field"), str) and one.get("type") in ("nominal", "ordinal"):
            lines = {str(value): _LABEL.lines(str(value), room) for value in view.table.values(one["field"])}
            found |= {name: each for name, each in lines.items() if len(each) > 1}
    return found


def _broken(view: dict[str, Any], formulas: dict[str, str], height: dict[str, int]) -> dict[str, Any]:
    """A view with formulas for its labels, and more space between bars whose names take several lines."""
    ready = dict(view)
    for channel, formula in formulas.items():
        one = ready.get("encoding", {}).get(channel)
        guide = "axis" if channel == "y" else "legend"
        if isinstance(one, dict) and one.get("type") in ("nominal", "ordinal") and one.get(guide, {}) is not None:
            said = {"labelExpr": formula, **one.get(guide, {})}
            ready["encoding"] = {**ready["encoding"], channel: {**one, guide: said}}
            if channel == "y" and "mark" in view:
                ready.setdefault("height", height)
    for name in COMPOSED:
        if name in view:
            ready[name] = [_broken(each, formulas, height) for each in view[name]]
    if "layer" in ready and any(each.get("height") == height for each in ready["layer"]):
        # Layers share one height, which the enclosing view sets.
        ready.setdefault("height", height)
        ready["layer"] = [{name: part for name, part in each.items() if name != "height"} for each in ready["layer"]]
    if isinstance(view.get("spec"), dict):
        ready["spec"] = _broken(view["spec"], formulas, height)
    return ready
