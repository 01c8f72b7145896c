"""Finds what a chart's spec must not contain: missing columns, randomness, scales that do not fit the values."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from nutgraf.errors import FigureError, Problem, did_you_mean
from nutgraf.vega.house_layers import unplaced_layers
from nutgraf.vega.randomness import randomness_problems
from nutgraf.vega.repeated_colors import repeated_color_problems
from nutgraf.vega.scale_checks import blank_problems, scale_problems
from nutgraf.vega.spec_data import SpecData, path, plain_name
from nutgraf.vega.spec_views import SpecView, channels, views

# In an axis, a legend or a header, `datum` is a tick or a label, not a row.
_OF_TICKS = ("axis", "legend", "header", "scale")
_DATUM = re.compile(r"""\bdatum(?:\.([A-Za-z_$][\w$]*)|\[\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")\s*\])""")
_NUMBER_FORMAT = re.compile(r"(?:.?[<>=^])?[-+( ]?[$#]?0?\d*,?(?:\.\d+)?~?[a-z%]?", re.IGNORECASE)
_TIME_FORMAT = re.compile(r"%[-_0]?[a-zA-Z]")
_FORMULAS = ("expr", "test", "filter", "calculate")
_COMPUTED = re.compile(
    r"(?:bin_.*|argmin|argmax|average|count|distinct|max|mean|median|min|missing|product|q1|q3|ci0|ci1|stderr|stdev|"
    r"stdevp|sum|valid|values|variance|variancep|(?:utc)?(?:year|quarter|month|week|day|date|hours|minutes|seconds)\w*)_(.+)"
)


def refuse_unsound(spec: Mapping[str, Any], where: str) -> None:
    """All problems of a spec that can be found without drawing it. Raises FigureError with them."""
    problems: list[Problem] = list(unplaced_layers(spec, where))
    found = views(spec)
    if found and all(view.table.is_blank for view in found):
        fix = "check the filter; if there is nothing to show, leave the figure out"
        raise FigureError(Problem(where, "the table of the chart has no rows", fix))
    for view in found:
        place = f"{where}, {view.place}" if view.place else where
        problems += (
            *_bad_formats(view, place),
            *_unknown_fields(view, place),
            *randomness_problems(view, place),
            *scale_problems(view, place),
            *repeated_color_problems(view, spec.get("config", {}), place),
            *blank_problems(view, place),
        )
    if problems:
        raise FigureError(*dict.fromkeys(problems))


def _unknown_fields(view: SpecView, where: str) -> Iterator[Problem]:
    for transform, table in view.before:
        for field in _transformed(transform):
            yield from _unknown(field, table, where)
        yield from _unknown_in_formulas(transform, table, where)
    for channel, one in channels(view.encoding):
        if isinstance(one.get("field"), str):
            yield from _unknown(one["field"], view.table, where, channel)
        if isinstance(one.get("sort"), dict) and isinstance(one["sort"].get("field"), str):
            yield from _unknown(one["sort"]["field"], view.table, where, f"sort of {channel}")
        own = {name: part for name, part in one.items() if name not in _OF_TICKS}
        yield from _unknown_in_formulas(own, view.table, where, computed=True)
    mark = view.spec.get("mark")
    if isinstance(mark, dict):
        yield from _unknown_in_formulas(mark, view.table, where, computed=True)


def _bad_formats(view: SpecView, where: str) -> Iterator[Problem]:
    """Vega fails on an invalid number format, and prints a number format for dates literally."""
    for channel, one in channels(view.encoding):
        for part in (one, *(one.get(name) or {} for name in ("axis", "legend", "header"))):
            given = part.get("format") if isinstance(part, dict) else None
            if not isinstance(given, str):
                continue
            number, time = _NUMBER_FORMAT.fullmatch(given), _TIME_FORMAT.search(given)
            kind = _kind(one, part)
            if not {"": number or time, " for numbers": number, " for dates": time}[kind]:
                fix = "write it as d3 does: ',.0f' for 1,235, '.1%' for 12.3%, '%b %Y' for Jan 2024"
                yield Problem(where, f"the chart's {channel} has the format {given!r}, which is not valid{kind}", fix)


def _kind(one: Mapping[str, Any], part: Mapping[str, Any]) -> str:
    """Whether the format of a channel is for numbers or dates, if known."""
    timed = one.get("type") == "temporal" or "timeUnit" in one
    said = part.get("formatType") or ("time" if timed else "number" if one.get("type") == "quantitative" else "")
    return {"time": " for dates", "number": " for numbers"}.get(said, "")


def _transformed(transform: Mapping[str, Any]) -> Iterator[str]:
    """The fields that a transform uses."""
    for name in ("groupby", "fold", "flatten", "pivot", "density", "regression", "loess", "quantile", "on", "key"):
        yield from _texts(transform.get(name))
    for name in ("stack", "impute", "lookup", "fields", "extent"):
        yield from _texts(transform.get(name))
    if "pivot" in transform:
        yield from _texts(transform.get("value"))
    if "bin" in transform or "timeUnit" in transform:
        yield from _texts(transform.get("field"))
    for name in ("aggregate", "joinaggregate", "window", "sort"):
        for one in transform.get(name) or []:
            if isinstance(one, dict) and one.get("op") != "count" and isinstance(one.get("field"), str):
                yield one["field"]
    yield from _in_predicate(transform.get("filter"))


def _in_predicate(predicate: Any) -> Iterator[str]:
    if isinstance(predicate, dict):
        yield from _texts(predicate.get("field"))
        for name in ("and", "or"):
            for each in predicate.get(name, []):
                yield from _in_predicate(each)
        yield from _in_predicate(predicate.get("not"))


def _texts(given: Any) -> list[str]:
    return [each for each in (given if isinstance(given, list) else [given]) if isinstance(each, str) and each]


def _unknown_in_formulas(part: Any, table: SpecData, where: str, *, computed: bool = False) -> Iterator[Problem]:
    if isinstance(part, list):
        for item in part:
            yield from _unknown_in_formulas(item, table, where, computed=computed)
    if not isinstance(part, dict):
        return
    for name, item in part.items():
        if name in _FORMULAS and isinstance(item, str):
            for match in _DATUM.finditer(item):
                field = match[1] or re.sub(r"\\(.)", r"\1", match[2] or match[3] or "")
                if not (computed and _is_computed(field, table)):
                    yield from _unknown(field, table, where, "formula", whole=True)
        elif name == "test" or not isinstance(item, str):
            if computed and name == "test":
                for field in _in_predicate(item):
                    yield from _unknown(field, table, where, "condition")
            yield from _unknown_in_formulas(item, table, where, computed=computed)


def _is_computed(field: str, table: SpecData) -> bool:
    """Whether Vega computes the field of a channel: sum_paid, yearmonth_day, __count."""
    made = _COMPUTED.fullmatch(field)
    return field.startswith("__") or bool(made and table.has(made[1].removesuffix("_end").removesuffix("_range")))


def _unknown(field: str, table: SpecData, where: str, used: str = "", *, whole: bool = False) -> Iterator[Problem]:
    if not field and not table.is_blank and used:
        yield Problem(where, f"the chart draws a column without a name in its {used}", "name the column")
        return
    known = (
        not field
        or table.is_blank
        or (field in table.columns | table.made or table.open if whole else table.has(field))
    )
    if known:
        return
    at = f" in its {used}" if used else ""
    name = plain_name(field) if whole or not path(field)[1:] else field
    yield Problem(
        where, f"the chart names {name!r}{at}, which is not in its table", did_you_mean(name, table.choices(field))
    )
