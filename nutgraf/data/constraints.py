"""The constraints of a column as tests of its cells, each with a message for a cell that fails it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from nutgraf.data.cell_parser import value_reader
from nutgraf.data.package import Column
from nutgraf.errors import did_you_mean


@dataclass(frozen=True)
class Rule:
    """One constraint: a test of a value, and the message for a cell that fails: (what, fix)."""

    keeps: Callable[[Any], bool]
    words: Callable[[str], tuple[str, str]]


def rules_of(column: Column) -> list[Rule]:
    """The constraints on the cells of a column that are not blank; ValueError where one is not of the column's type."""
    return [
        _rule(column, name, rule) for name, rule in column.constraints.items() if name not in ("required", "unique")
    ]


def _rule(column: Column, name: str, rule: Any) -> Rule:
    if name == "enum":
        return _enum(column, rule)
    if name == "pattern":
        pattern = re.compile(rule)
        words = f"does not have the form, {rule}"
        return Rule(lambda value: pattern.fullmatch(value) is not None, _said(words, name))
    if name in ("minLength", "maxLength"):
        least = name == "minLength"
        parts = "characters" if column.type == "string" else "items"
        words = f"is {'shorter' if least else 'longer'} than the number of {parts} allowed, {rule}"
        return Rule(lambda value: len(value) >= rule if least else len(value) <= rule, _said(words, name))
    bound, (compares, words) = native(column, rule), _BOUNDS[name]
    return Rule(lambda value: _compared(compares, value, bound), _said(f"{words}, {rule}", name))


_BOUNDS: dict[str, tuple[Callable[[Any, Any], bool], str]] = {
    "minimum": (lambda value, bound: value >= bound, "is below the least allowed"),
    "maximum": (lambda value, bound: value <= bound, "is above the most allowed"),
    "exclusiveMinimum": (lambda value, bound: value > bound, "is not above the limit"),
    "exclusiveMaximum": (lambda value, bound: value < bound, "is not below the limit"),
}


def native(column: Column, rule: Any) -> Any:
    """The value of a constraint, in the column's type."""
    if isinstance(rule, str):
        if column.type in ("date", "datetime") and column.format != "default":
            try:
                day = datetime.fromisoformat(rule)  # a column with a form of its own may still have an ISO limit
                return day.date() if column.type == "date" else day
            except ValueError:
                pass
        return value_reader(column)(rule)
    if column.type in ("number", "integer", "year"):
        if isinstance(rule, bool) or not isinstance(rule, int | float):
            raise ValueError(repr(rule))
        return rule
    fits = {"boolean": bool, "array": list, "list": list, "object": dict, "geojson": dict, "any": object}
    if not isinstance(rule, fits.get(column.type, ())):
        raise ValueError(repr(rule))
    return str(rule) if column.type == "any" else rule


def _compared(compares: Callable[[Any, Any], bool], value: Any, bound: Any) -> bool:
    try:
        return bool(compares(value, bound))
    except TypeError:  # a time with a zone, and a limit without
        return False


def _enum(column: Column, rule: Iterable[Any]) -> Rule:
    allowed = [native(column, choice) for choice in rule]
    choices = [str(choice) for choice in rule]
    return Rule(
        lambda value: value in allowed,
        lambda text: ("is not one of the values allowed", did_you_mean(text, choices)),
    )


def _said(words: str, name: str) -> Callable[[str], tuple[str, str]]:
    fix = f"correct the value, or {name} in the constraints of the column"
    return lambda text: (words, fix)


def comparable(value: Any) -> Any:
    """A hashable form of a value, equal where the standard calls values equal."""
    return repr(value) if isinstance(value, list | dict) else value
