"""A chart drawn so that it can be read: as it is, or with more room for its words, or not at all."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

from nutgraf.errors import FigureError, Problem
from nutgraf.pictures.converter import converter, warnings
from nutgraf.pictures.layout import fitted, is_composed
from nutgraf.pictures.legible import illegible
from nutgraf.pictures.lettering import Type
from nutgraf.pictures.locale import numbers_and_dates
from nutgraf.pictures.preparing import ready_to_draw
from nutgraf.pictures.svg import refuse_empty
from nutgraf.pictures.titles import with_broken_titles
from nutgraf.pictures.views import COMPOSED, views

_LABEL = Type(10, 12, "")
_LONGEST = 0.4
"""The share of the width that the names at the side of bars may take."""
_TITLE = 0.66
"""The share of the width that a title may take which does not begin at the left edge."""


def drawn_to_be_read(spec: dict[str, Any], width: int, lang: str, where: str) -> tuple[dict[str, Any], str]:
    """The spec that comes out legible, and its SVG; refused with what cannot be read where none does."""
    said: list[Problem] = []
    for ready in _attempts(ready_to_draw(spec, width), width):
        try:
            laid_out = _laid_out(ready, width, lang, where)
        except FigureError as error:
            said = said or list(error.problems)
            continue
        drawn = vega_svg(laid_out, lang, where)
        root = ElementTree.fromstring(drawn)
        refuse_empty(root, where)
        problems = [*_warned(where), *illegible(root, spec, width, where)]
        if not problems:
            return laid_out, drawn
        said = said or problems
    raise FigureError(*said)


def vega_svg(ready: dict[str, Any], lang: str, where: str) -> str:
    """A spec as Vega draws it."""
    numbers, dates = numbers_and_dates(lang)
    try:
        drawn: str = converter().vegalite_to_svg(
            {**ready, "config": {**ready["config"], "background": "transparent"}, "background": "transparent"},
            format_locale=numbers,
            time_format_locale=dates,
        )
    except (ValueError, OSError, RuntimeError) as error:
        lines = [line.strip().removeprefix("Error: ") for line in str(error).splitlines() if line.strip()]
        what = next((line for line in lines if not line.endswith("conversion failed:")), "Vega does not say why")
        fix = "look at the column names, formulas and formats that the chart uses"
        raise FigureError(Problem(where, f"the chart cannot be drawn: {what[:200]}", fix)) from error
    return drawn


def _laid_out(ready: dict[str, Any], width: int, lang: str, where: str) -> dict[str, Any]:
    if not is_composed(ready):
        return ready
    return fitted(ready, width, where, lambda tried: _width(vega_svg(tried, lang, where)))


def _width(drawn: str) -> float:
    return float(ElementTree.fromstring(drawn).get("width", "0"))


def _warned(where: str) -> Iterator[Problem]:
    for warning in warnings():
        if warning.startswith("Log scale domain includes zero"):
            fix = "leave out what is not above zero in a cell, and say so, or take type='symlog'"
            yield Problem(where, "a log scale of the chart begins at zero or below, where it has no place", fix)


def _attempts(ready: dict[str, Any], width: int) -> Iterator[dict[str, Any]]:
    """The chart as it is; then with its names whole, its legend below and its names in lines, until it can be read."""
    yield ready
    if "nutgraf" in ready.get("usermeta", {}):
        return  # our own charts know their room
    roomy = with_broken_titles(_with_fewer_labels(ready, _numbered(ready)), _TITLE * width)
    roomy = _with_config(roomy, {"axis": {"labelLimit": 0, "labelSeparation": 6}, "legend": {"labelLimit": 0}})
    below = {"legend": {"orient": "bottom", "columns": max(1, width // 160), "labelLimit": 0}}
    yield roomy
    yield _with_config(roomy, below)
    broken = _with_broken_names(roomy, width)
    yield broken
    yield _with_config(broken, below)


def _with_config(ready: dict[str, Any], more: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The spec with settings where the chart has none of its own."""
    config = ready["config"]
    return {**ready, "config": {**config, **{name: {**own, **config.get(name, {})} for name, own in more.items()}}}


def _numbered(ready: dict[str, Any]) -> set[str]:
    """The fields that hold numbers or times: a reader knows what is between two of their labels."""
    found = set()
    for view in views(ready):
        for one in view.encoding.values():
            if isinstance(one, dict) and isinstance(one.get("field"), str):
                values = view.table.values(one["field"])
                if "timeUnit" in one or (values and all(isinstance(value, (int, float)) for value in values)):
                    found.add(one["field"])
    return found


def _with_fewer_labels(view: dict[str, Any], numbered: set[str]) -> dict[str, Any]:
    """The spec with some years or steps left without a label where they have no room; a name is never left out."""
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
    """The spec with long names at the side of its bars broken into lines, and the bars as far apart as that takes."""
    long: dict[str, list[str]] = {}
    for view in views(ready):
        y = view.encoding.get("y", {})
        if isinstance(y, dict) and isinstance(y.get("field"), str) and y.get("type") in ("nominal", "ordinal"):
            for value in view.table.values(y["field"]):
                lines = _LABEL.lines(str(value), _LONGEST * width)
                if len(lines) > 1:
                    long[str(value)] = lines
    if not long:
        return ready
    most = max(map(len, long.values()))
    formula = f"{json.dumps(long, ensure_ascii=False, sort_keys=True)}[datum.label] || datum.label"
    return _broken(ready, formula, most * 13 + 6)


def _broken(view: dict[str, Any], formula: str, step: int) -> dict[str, Any]:
    ready = dict(view)
    y = view.get("encoding", {}).get("y")
    if isinstance(y, dict) and y.get("type") in ("nominal", "ordinal") and y.get("axis", {}) is not None:
        axis = {"labelExpr": formula, **y.get("axis", {})}
        ready["encoding"] = {**view["encoding"], "y": {**y, "axis": axis}}
        if "mark" in view or "layer" in view:
            ready.setdefault("height", {"step": max(step, 20)})
    for name in COMPOSED:
        if name in view:
            ready[name] = [_broken(each, formula, step) for each in view[name]]
            if name == "layer" and any("height" in each for each in ready[name]):
                ready.setdefault("height", ready[name][0].get("height", {"step": max(step, 20)}))
                ready[name] = [{key: part for key, part in each.items() if key != "height"} for each in ready[name]]
    if isinstance(view.get("spec"), dict):
        ready["spec"] = _broken(view["spec"], formula, step)
    return ready
