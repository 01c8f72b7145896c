"""Finds conditions that no row meets because they name a value that the data lacks: they highlight nothing."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from nutgraf.errors import Problem, did_you_mean, instead, nearest
from nutgraf.vega.computed_rows import computed_rows
from nutgraf.vega.spec_data import plain_name
from nutgraf.vega.spec_views import SpecView, is_house_chart, views

_FIELD = r"""datum(?:\.(?P<name>[A-Za-z_$][\w$]*)|\[\s*(?:'(?P<single>[^'\\]+)'|"(?P<double>[^"\\]+)")\s*\])"""
_VALUE = r"""(?P<value>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?![\w.])|[A-Za-z_]\w*(?![\w.(\[]))"""
_EQUALS = (
    re.compile(rf"(?<![\w.)\]]){_FIELD}\s*[=!]==?\s*{_VALUE}(?!\s*[-+*/%])"),
    re.compile(rf"(?<![\w.+*/%-]){_VALUE}\s*[=!]==?\s*{_FIELD}(?!\s*[-+*/%.\[])"),
)
_ONE_OF = re.compile(rf"\bindexof\(\s*\[(?P<list>[^\[\]]*)\]\s*,\s*{_FIELD}\s*\)")
_NAMED = ("test", "expr")
_CHOOSING = ("filter", "calculate")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:?\d\d)?")
_NEAR = 0.75
_NAMES = ("nominal", "ordinal")
_GUIDES = ("axis", "legend", "header")
"""Where a condition is about a tick or a label, not about a row."""
_NO_NAMES = ("", 0)
"""A blank and zero name no row: a condition on them is a rule, which no row may meet."""


@dataclass(frozen=True)
class _Named:
    """The values of a field that a condition names."""

    field: str
    values: tuple[Any, ...]
    only_misspelled: bool = False
    """Whether values that no row holds are fine unless they are misspelled, as in a list or a filter."""
    is_range: bool = False


def unmatched_condition_problems(spec: Mapping[str, Any], where: str) -> list[Problem]:
    """Each value that a condition names and no row holds, with the nearest one that a row holds."""
    if is_house_chart(spec):
        return []
    params = {one["name"]: _initial(one) for one in spec.get("params", []) if "value" in one and "name" in one}
    problems: list[Problem] = []
    for view in views(spec):
        place = f"{where}, {view.place}" if view.place else where
        for named in _all_named(view, params):
            held = _held(spec, view, named)
            problems += () if held is None else _unmatched(named, held, place)
    return list(dict.fromkeys(problems))


def _all_named(view: SpecView, params: Mapping[str, Any]) -> Iterator[_Named]:
    for part in (*view.encoding.values(), view.spec.get("mark")):
        yield from _together(named for test in _tests(part) for named in _in_test(test, params))
        if isinstance(part, Mapping) and part.get("type") in _NAMES and not {"timeUnit", "bin"} & set(part):
            guides = [part.get(name) for name in _GUIDES]
            ticks = (
                each for test in _tests(guides) for each in _in_test(test, params) if each.field in ("value", "label")
            )
            yield from _together(replace(each, field=plain_name(str(part.get("field")))) for each in ticks)
    for transform in view.transforms:
        for name in _CHOOSING:
            for named in _in_test(transform.get(name), params):
                if not named.is_range:
                    yield _Named(named.field, named.values, only_misspelled=True)


def _together(found: Iterable[_Named]) -> Iterator[_Named]:
    """What the conditions of one channel name: of several values of a field, some may be on other pages only."""
    values: dict[str, list[Any]] = {}
    for named in found:
        if named.is_range:
            yield named
        else:
            values.setdefault(named.field, []).extend(named.values)
    yield from (_Named(field, tuple(each)) for field, each in values.items())


def _tests(part: Any) -> Iterator[Any]:
    """The tests of the conditions in a mark or its channels; those of ticks and labels are not about rows."""
    if isinstance(part, list):
        for item in part:
            yield from _tests(item)
    if not isinstance(part, Mapping):
        return
    for name, item in part.items():
        if name in _NAMED:
            yield item
        elif name == "param" and isinstance(item, str):
            yield {"param": item}
        elif name not in (*_GUIDES, "scale"):
            yield from _tests(item)


def _in_test(test: Any, params: Mapping[str, Any]) -> Iterator[_Named]:
    """The values that a formula or a predicate names."""
    if isinstance(test, str):
        yield from _in_formula(test, params)
    if not isinstance(test, Mapping):
        return
    for name in ("and", "or"):
        for each in test.get(name, []):
            yield from _in_test(each, params)
    yield from _in_test(test.get("not"), params)
    if "param" in test:
        yield from _selected(params.get(str(test["param"])))
    if not isinstance(test.get("field"), str) or "timeUnit" in test:
        return
    field = plain_name(test["field"])
    if _is_literal(test.get("equal")):
        yield _Named(field, (test["equal"],))
    if isinstance(test.get("oneOf"), list):
        yield _Named(field, tuple(filter(_is_literal, test["oneOf"])))
    ends = test.get("range")
    if isinstance(ends, list) and len(ends) == 2 and all(type(end) in (int, float) for end in ends):
        yield _Named(field, tuple(ends), is_range=True)


def _in_formula(formula: str, params: Mapping[str, Any]) -> Iterator[_Named]:
    for pattern in _EQUALS:
        for found in pattern.finditer(formula):
            value = found["value"]
            if value[0].isalpha() or value[0] == "_":
                if _is_literal(params.get(value)):
                    yield _Named(_field(found), (params[value],))
            else:
                yield _Named(_field(found), (_literal(value),))
    for found in _ONE_OF.finditer(formula):
        values = [match["value"] for match in re.finditer(_VALUE, found["list"])]
        if values and not any(value[0].isalpha() or value[0] == "_" for value in values):
            yield _Named(_field(found), tuple(map(_literal, values)))


def _initial(param: Mapping[str, Any]) -> Any:
    """What a parameter begins with; for a selection by one field, as if it were written with that field."""
    value, select = param["value"], param.get("select")
    fields = select.get("fields") if isinstance(select, Mapping) else None
    if isinstance(fields, list) and len(fields) == 1:
        values = value if isinstance(value, list) else [value]
        return [one if isinstance(one, Mapping) else {fields[0]: one} for one in values]
    return value


def _selected(value: Any) -> Iterator[_Named]:
    """What a selection begins with, which is what a static picture shows."""
    for one in value if isinstance(value, list) else []:
        for field, each in one.items() if isinstance(one, Mapping) else ():
            if _is_literal(each):
                yield _Named(str(field), (each,))


def _field(found: re.Match[str]) -> str:
    return found["name"] or found["single"] or found["double"]


def _literal(text: str) -> Any:
    try:
        return ast.literal_eval(text)
    except (SyntaxError, ValueError):
        return text.strip("'\"")


def _is_literal(value: Any) -> bool:
    return isinstance(value, (str, int, float)) and not isinstance(value, bool)


def _held(spec: Mapping[str, Any], view: SpecView, named: _Named) -> list[Any] | None:
    """The values of a field, as far as the rows can be known; before the filters if one of these names it."""
    if view.table.open:
        return None
    in_data = list(view.table.dicts()) if named.field in view.table.columns else []
    if view.transforms and not (named.only_misspelled and in_data):
        rows: Sequence[Mapping[str, Any]] = computed_rows(spec, view, view.transforms) or ()
    else:
        rows = in_data
    held = [row[named.field] for row in rows if row.get(named.field) is not None]
    return list(dict.fromkeys(value for value in held if _is_literal(value))) or None


def _unmatched(named: _Named, held: list[Any], where: str) -> Iterator[Problem]:
    if named.is_range:
        low, high = named.values
        numbers = [value for value in held if not isinstance(value, str)]
        if numbers and not any(low <= value <= high for value in numbers):
            nearest = min(numbers, key=lambda value: (max(low - value, value - high), value))
            what = f"a condition names {named.field!r} from {low} to {high}, and no row is in that range"
            yield Problem(where, what, f"the nearest is {nearest}")
        return
    missing = [value for value in named.values if value not in held and value not in _NO_NAMES]
    some_match = len(missing) < len(named.values)
    for value in missing:
        near = _near(value, held)
        if near or not (some_match or named.only_misspelled):
            what = f"a condition names {named.field!r} as {value!r}, which no row holds"
            yield Problem(where, what, near or _any_other(value, held))


def _near(value: Any, held: list[Any]) -> str:
    """The value that is meant by one that is misspelled or of another type; "" if there is none."""
    if alike := next((each for each in held if type(each) is not type(value) and str(each) == str(value)), None):
        kind = "numbers: write it without quotation marks" if isinstance(value, str) else "texts: write it in quotes"
        return f"the column holds {kind}, as {alike!r}"
    texts = [each for each in held if isinstance(each, str)]
    if any(_INSTANT.fullmatch(each) for each in texts):
        return "compare a date by its parts: year(datum.day) === 2024 && month(datum.day) === 0 for January 2024"
    if not isinstance(value, str) or any(letter.isdigit() for letter in value):
        return ""
    folded = next((each for each in texts if each.strip().casefold() == value.strip().casefold()), None)
    found = folded or nearest(value, texts, _NEAR)
    return instead(value, found) if found else ""


def _any_other(value: Any, held: list[Any]) -> str:
    numbers = [each for each in held if not isinstance(each, str)]
    if not isinstance(value, str) and numbers:
        return f"the nearest is {min(numbers, key=lambda each: (abs(each - value), each))}"
    return did_you_mean(str(value), map(str, held))
