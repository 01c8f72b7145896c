"""Finds rows that a chart would misplace or drop: outside the domain of a scale, or below zero in a share."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from nutgraf.errors import Problem, did_you_mean, instead, nearest
from nutgraf.vega.mark_values import DrawnLayer, column_of, mark_values
from nutgraf.vega.spec_views import channels, is_house_chart, views

_BY_WIDTH = re.compile(r"page_width < \d+ \? ([\d.]+) : ([\d.]+)")
_PLACED = ("bar", "area", "point", "circle", "square", "line", "trail", "tick")


def out_of_range_problems(spec: dict[str, Any], where: str) -> list[Problem]:
    """Why the rows of a chart do not fit its scales, sort orders and stacks."""
    said = [(name, one) for view in views(spec) for name, one in channels(view.encoding)]
    ours = "nutgraf" in spec.get("usermeta", {})
    if is_house_chart(spec) or not (ours or any(_asks(name, one) for name, one in said)):
        return []
    layers = mark_values(spec, where, plain=True)
    domains = _domains(layers)
    found = [problem for layer in layers for problem in _in_layer(layer, domains, where)]
    return list(dict.fromkeys([*found, *(_unknown_rows(layers, where) if ours else ())]))


def _asks(name: str, one: Mapping[str, Any]) -> bool:
    """Whether a channel makes a demand that its rows may not meet."""
    scale = one.get("scale") or {}
    bounded = isinstance(scale, dict) and {"domain", "domainMin", "domainMax"} & set(scale)
    return bool(bounded) or isinstance(one.get("sort"), list) or bool(one.get("stack")) or name in ("theta", "size")


def _domains(layers: Iterable[DrawnLayer]) -> dict[str, list[Any]]:
    """For each channel, everything that its domains list: layers of one plot share them."""
    found: dict[str, list[Any]] = {}
    for layer in layers:
        for name, one in channels(layer.encoding):
            domain = (one.get("scale") or {}).get("domain") if isinstance(one.get("scale"), dict) else None
            if isinstance(domain, list):
                found[name] = [*found.get(name, []), *map(_widest, domain)]
    return found


def _widest(end: Any) -> Any:
    """An end of a domain; the larger of two if it depends on the width, as in the charts of nutgraf.charts."""
    found = _BY_WIDTH.fullmatch(end["expr"]) if isinstance(end, Mapping) and "expr" in end else None
    return max(float(found[1]), float(found[2])) if found else end


def _in_layer(layer: DrawnLayer, domains: Mapping[str, list[Any]], where: str) -> Iterator[Problem]:
    mark = layer.view.get("mark", "")
    mark = mark if isinstance(mark, dict) else {"type": mark}
    names = list(dict.fromkeys(name for row in layer.rows for name in row))
    for name, one in layer.encoding.items():
        if not isinstance(one, dict) or "condition" in one:
            continue  # a row drawn through a condition needs no entry in the domain
        column = column_of(one, names)
        held = [row[column] for row in layer.rows if row.get(column) is not None]
        if one.get("type") in ("nominal", "ordinal") and "timeUnit" not in one:
            yield from _unlisted(name, one, domains.get(name, []), held, where)
            yield from _misordered(name, one.get("sort"), held, where)
        elif one.get("type") == "temporal" and "timeUnit" not in one and name in ("x", "y"):
            days = [_day(each) for each in domains.get(name, [])]
            yield from _beyond(name, layer.encoding, mark, days, [_day(value) for value in held], where)
        elif one.get("type") == "quantitative" and not one.get("bin"):
            yield from _below_zero(name, one, mark["type"], held, where)
            ends = [row.get(f"{column}_end", row.get(column)) for row in layer.rows]
            if name in ("x", "y"):
                yield from _beyond(name, layer.encoding, mark, domains.get(name, []), ends, where)


def _unlisted(name: str, one: Mapping[str, Any], domain: list[Any], held: list[Any], where: str) -> Iterator[Problem]:
    """A value that the domain lacks is drawn on top of another value, or without a color."""
    if not isinstance(one.get("scale"), dict) or "domain" not in one["scale"]:
        return
    value = next((value for value in held if value not in domain), None)
    if not domain or value is None:
        return
    unused = [str(each) for each in domain if each not in held]
    fix = did_you_mean(str(value), unused) if unused else "add it to the domain, or filter its rows out"
    yield Problem(where, f"the domain of the chart's {name} does not list {value!r}, which is in its table", fix)


def _misordered(name: str, order: Any, held: Iterable[Any], where: str) -> Iterator[Problem]:
    """Finds a name in a sort order that no row has, although a similar one exists."""
    if not isinstance(order, list):
        return
    known = sorted({value for value in held if isinstance(value, str)})
    loose = [value for value in known if value not in order]
    for each in order:
        near = nearest(each, loose, 0.75) if isinstance(each, str) else ""
        if near and each not in known and not any(letter.isdigit() for letter in each):
            what = f"the order of the chart's {name} lists {each!r}, which is not in its table"
            yield Problem(where, what, instead(each, near))
            return


def _unknown_rows(layers: Iterable[DrawnLayer], where: str) -> Iterator[Problem]:
    """A name in an added layer that is no row of the chart, which would become a row without a name or a value."""
    drawn = list(layers)
    for axis in ("x", "y"):
        known = set(_named(drawn, axis, ours=True))
        for value in _named(drawn, axis, ours=False) if known else ():
            if value not in known:
                what = f"a layer names {value!r} in its {axis}, which is not a row of the chart"
                if str(value) in known:
                    yield Problem(where, what, "the rows have their names as text: turn the column into text in a cell")
                else:
                    yield Problem(where, what, did_you_mean(str(value), map(str, known)))
                return


def _named(layers: Iterable[DrawnLayer], axis: str, *, ours: bool) -> Iterator[Any]:
    """What the layers of a house chart, or those that are added, name on an axis."""
    for layer in layers:
        one = layer.encoding.get(axis)
        if not isinstance(one, dict) or axis not in layer.columns or one.get("type") not in ("nominal", "ordinal"):
            continue
        if str(one.get("field", "")).startswith("_") == ours:
            yield from dict.fromkeys(row[layer.columns[axis]] for row in layer.rows if layer.columns[axis] in row)


def _below_zero(name: str, one: Mapping[str, Any], mark: str, held: list[Any], where: str) -> Iterator[Problem]:
    """A share of a whole and a size cannot be negative; Vega would draw them as if they were positive."""
    low = min((value for value in held if isinstance(value, (int, float))), default=0)
    if low < 0 and (one.get("stack") in ("normalize", "center") or (name == "theta" and mark == "arc")):
        what = f"the column {one.get('field')!r} is drawn as parts of a whole but holds {low}"
        yield Problem(where, what, "draw bars from zero, which can be negative")
    if low < 0 and name == "size":
        what = f"the column {one.get('field')!r} is drawn as the size of marks but holds {low}"
        yield Problem(where, what, "draw it along an axis, which can be negative")
    if name == "theta" and mark == "arc" and held and all(value == 0 for value in held):
        what = f"the column {one.get('field')!r} is drawn as parts of a whole but is 0 in all rows"
        yield Problem(where, what, "leave the figure out where there is nothing to divide")


def _beyond(
    name: str, encoding: Mapping[str, Any], mark: Mapping[str, Any], domain: list[Any], held: list[Any], where: str
) -> Iterator[Problem]:
    """A number past the end of its axis is drawn outside the plot; a bar is cut."""
    one = encoding[name]
    scale = one.get("scale") if isinstance(one.get("scale"), dict) else {}
    kind: tuple[Any, ...] = (datetime.datetime,) if one["type"] == "temporal" else (int, float)
    known: list[Any] = [each for each in domain if isinstance(each, kind)]
    if len(known) < len(domain) or scale.get("nice") or mark["type"] not in _PLACED:
        return
    low, high = min(known, default=scale.get("domainMin")), max(known, default=scale.get("domainMax"))
    under: list[Any] = [value for value in held if isinstance(low, kind) and isinstance(value, kind) and value < low]
    over: list[Any] = [value for value in held if isinstance(high, kind) and isinstance(value, kind) and value > high]
    length = mark["type"] == "bar" and one["type"] == "quantitative" and _is_length(name, encoding, mark)
    start = _away_from_zero(low, high) if length and f"{name}2" not in encoding else None
    if start is not None:
        what = f"the chart's {name} begins at {_said(start)}, but the length of a bar is measured from zero"
        yield Problem(where, what, "let the axis begin at zero, or draw points")
        return
    if not (under or over) or (not length and (mark.get("clip") or scale.get("clamp"))):
        return
    if over:
        what = f"the chart's {name} ends at {_said(high)} but must reach {_said(max(over))}"
    else:
        what = f"the chart's {name} begins at {_said(low)} but must show {_said(min(under))}"
    happens = "a bar is cut" if length else "a mark is outside the plot"
    fix = "widen the domain" if length else "widen the domain, or leave it out with clip=True"
    yield Problem(where, f"{what}: {happens}", fix)


def _away_from_zero(low: Any, high: Any) -> float | None:
    """The end of an axis that is nearest to zero; None if the axis has zero."""
    if isinstance(low, int | float) and low > 0:
        return low
    return high if isinstance(high, int | float) and high < 0 else None


def _day(value: Any) -> Any:
    """A date in a domain or a row as a datetime; other values unchanged."""
    try:
        return datetime.datetime.fromisoformat(value).replace(tzinfo=None) if isinstance(value, str) else value
    except ValueError:
        return value


def _said(value: Any) -> str:
    if isinstance(value, datetime.datetime):
        return value.isoformat(" ").removesuffix(" 00:00:00")
    return f"{value:,.10g}"


def _is_length(name: str, encoding: Mapping[str, Any], mark: Mapping[str, Any]) -> bool:
    """Whether a bar's length is measured along this channel."""
    other = encoding.get("y" if name == "x" else "x")
    if isinstance(other, dict) and other.get("type") == "quantitative" and not other.get("bin"):
        return (name == "x") == (mark.get("orient") == "horizontal")
    return True
