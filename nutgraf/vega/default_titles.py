"""Translates Vega-Lite's default titles, and true and false, into the page's language."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from nutgraf.language import language
from nutgraf.vega.spec_data import plain_name
from nutgraf.vega.spec_views import COMPOSED, is_house_chart, views, without_repeats

_VERBS = {
    "average": "Average of {field}",
    "distinct": "Distinct of {field}",
    "exponential": "Exponential of {field}",
    "max": "Max of {field}",
    "mean": "Mean of {field}",
    "median": "Median of {field}",
    "min": "Min of {field}",
    "missing": "Missing of {field}",
    "product": "Product of {field}",
    "q1": "Q1 of {field}",
    "q3": "Q3 of {field}",
    "stderr": "Stderr of {field}",
    "stdev": "Stdev of {field}",
    "stdevp": "Stdevp of {field}",
    "sum": "Sum of {field}",
    "valid": "Valid of {field}",
    "variance": "Variance of {field}",
    "variancep": "Variancep of {field}",
}
_EXTREMES = {"argmax": "{field} for max {other}", "argmin": "{field} for min {other}"}
_PARTS = (
    *("lower quartile", "upper quartile", "lower whisker", "upper whisker", "median", "min", "max"),
    *("center", "extent", "lower", "upper"),
)
_GUIDES = {
    **dict.fromkeys(("x", "y", "x2", "y2"), "axis"),
    **dict.fromkeys(("row", "column", "facet"), "header"),
    **dict.fromkeys(("color", "fill", "stroke", "size", "shape", "opacity", "strokeWidth", "strokeDash"), "legend"),
}


def aggregate_title(kind: str | Mapping[str, str], field: str, lang: str) -> str:
    """The title of a sum, a count or another aggregate of a field, or of its value where another one is largest."""
    if isinstance(kind, Mapping):
        order, other = next(iter(kind.items()))
        return language(lang).say(_EXTREMES[order], field=field, other=plain_name(other))
    if kind == "count":
        return language(lang).say("Count of Records")
    return language(lang).say(_VERBS[kind], field=field) if kind in _VERBS else f"{kind.capitalize()} of {field}"


def part_name(part: str, lang: str) -> str:
    """The title of a part of a box plot or error bar."""
    return language(lang).say(part) if part in _PARTS else part


def with_default_titles(spec: dict[str, Any], lang: str) -> dict[str, Any]:
    """The spec with titles where Vega-Lite would set English ones, and with labels for true and false."""
    if lang == "en" or is_house_chart(spec):
        return spec
    return _titled(spec, _booleans(spec), lang)


def with_titles_of_repeats(laid_out: dict[str, Any], lang: str) -> dict[str, Any]:
    """The same where one chart is repeated for several fields: each has titles of its own, so each is written out."""
    written_out = laid_out if lang == "en" else without_repeats(laid_out)
    return laid_out if written_out == laid_out else with_default_titles(written_out, lang)


def _has_one_of(fields: set[str], one: Mapping[str, Any]) -> bool:
    """Whether a channel shows one of these fields; a repeated one has no name of its own."""
    return isinstance(one.get("field"), str) and one["field"] in fields


def _booleans(spec: Mapping[str, Any]) -> set[str]:
    """The fields that hold only true and false."""
    found = set()
    for view in views(spec):
        for one in view.encoding.values():
            field = one.get("field") if isinstance(one, dict) else None
            values = [each for each in view.table.values(field) if each is not None] if isinstance(field, str) else []
            if values and all(isinstance(each, bool) for each in values):
                found.add(str(field))
    return found


def _titled(view: dict[str, Any], booleans: set[str], lang: str) -> dict[str, Any]:
    ready = dict(view)
    for part in ("encoding", "facet"):
        if isinstance(view.get(part), dict) and "field" in view[part]:
            ready[part] = _channel(part, view[part], booleans, lang)
        elif isinstance(view.get(part), dict):
            ready[part] = {name: _channel(name, one, booleans, lang) for name, one in view[part].items()}
    for name in COMPOSED:
        if name in view:
            ready[name] = [_titled(each, booleans, lang) for each in view[name]]
    if isinstance(view.get("spec"), dict):
        ready["spec"] = _titled(view["spec"], booleans, lang)
    return ready


def _channel(name: str, one: Any, booleans: set[str], lang: str) -> Any:
    guide = _GUIDES.get(name)
    if guide is None or not isinstance(one, dict):
        return one
    ready = dict(one)
    if isinstance(one.get("condition"), dict):
        ready["condition"] = _channel(name, one["condition"], booleans, lang)
    asked = one.get(guide) or {}
    given = "title" in one or "title" in asked
    title = _title(one, lang)
    if title and not given:
        ready["title"] = title
    if _has_one_of(booleans, one) and one.get(guide, {}) is not None and "labelExpr" not in asked:
        words = {"true": language(lang).say("True"), "false": language(lang).say("False")}
        formula = f"{json.dumps(words, ensure_ascii=False)}[datum.label] || datum.label"
        ready[guide] = {**asked, "labelExpr": formula}
    return ready


def _title(one: Mapping[str, Any], lang: str) -> str:
    field = plain_name(one["field"]) if isinstance(one.get("field"), str) else ""
    kind = one.get("aggregate")
    if isinstance(kind, (str, Mapping)) and (field or kind == "count"):
        return aggregate_title(kind, field, lang)
    return field if one.get("bin") or one.get("timeUnit") else ""
