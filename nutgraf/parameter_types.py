"""The types of parameters: reads annotations and checks values against them."""

from __future__ import annotations

import ast
import datetime
import math
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from nutgraf.characters import unfit
from nutgraf.errors import did_you_mean

TYPES: Mapping[str, type | tuple[type, ...]] = {
    "str": str,
    "int": int,
    "float": (int, float),
    "bool": bool,
    "list": list,
    "dict": dict,
    "date": str,
}
_BUILT_IN = frozenset({"str", "int", "float", "bool", "list", "dict"})
_COMES_FROM = {
    "date": "datetime",
    "datetime": "",
    **dict.fromkeys(("Optional", "Union", "Literal", "List", "Dict"), "typing"),
}
_AS_BUILT_IN = {"List": "list", "Dict": "dict"}


@dataclass(frozen=True)
class ParameterType:
    """One type that a value may have: a name of TYPES, what a list holds, or the values of a Literal."""

    name: str
    items: tuple[ParameterType, ...] = ()
    choices: tuple[Any, ...] = ()

    def refuses(self, value: Any) -> str:
        """What is wrong with a value, in words that follow it; empty when it fits."""
        if self.name == "Literal":
            fits = any(type(value) is type(choice) and value == choice for choice in self.choices)
            return "" if fits else f"is none of {', '.join(map(repr, self.choices))}"
        if self.name == "None":
            return "" if value is None else f"is {_kind_of(value)}"
        fits = isinstance(value, TYPES[self.name])
        if not fits or (isinstance(value, bool) and self.name in ("int", "float")):
            return f"is {_kind_of(value)}, but the notebook wants {self.name}"
        if self.name == "date" and not _is_day(value):
            return "is not a date written as 2026-11-24"
        for item in value if self.items else ():
            if wrong := refused_by_all(self.items, item):
                return f"holds {item!r}, which {wrong}"
        return ""


@dataclass
class RefusedValue(Exception):
    """What is wrong with a line of the parameters cell, and how to write it."""

    what: str
    fix: str = 'write one parameter per line, such as: region: str = "BY"  # its code'


def refused_by_all(kinds: Iterable[ParameterType], value: Any) -> str:
    """What is wrong with a value that fits none of the types; empty when it fits one."""
    refused = [kind.refuses(value) for kind in kinds]
    if not all(refused):
        return ""
    return refused[0] if len(refused) == 1 else f"fits none of its types: it {'; it '.join(refused)}"


def kinds_of(default: Any, name: str) -> tuple[ParameterType | None, ...]:
    """The type of an unannotated default."""
    return (None if default is None else _named(type(default).__name__, name),)


def kinds_in(node: ast.expr, name: str, known: Collection[str] | None) -> tuple[ParameterType | None, ...]:
    """The types that an annotation names; None among them is None itself."""
    if isinstance(node, ast.Constant) and node.value is None:
        return (None,)
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        try:
            return kinds_in(ast.parse(node.value, mode="eval").body, name, None)  # never evaluated
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            raise RefusedValue(f"{name} has the type {node.value!r}, which is not Python") from None
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        sides = (node.left, node.right)
        if known is not None and any(isinstance(each, ast.Constant) and each.value is not None for each in sides):
            what = f"{name} has the type {ast.unparse(node)}, which Python cannot join"
            raise RefusedValue(what, "put the whole type in quotation marks")
        return kinds_in(node.left, name, known) + kinds_in(node.right, name, known)
    if isinstance(node, ast.Subscript):
        inner = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        return _subscript(_type_name(node.value, name, known), inner, name, known)
    return (_named(_type_name(node, name, known), name),)


def _subscript(
    outer: str, inner: list[ast.expr], name: str, known: Collection[str] | None
) -> tuple[ParameterType | None, ...]:
    if not inner:
        raise RefusedValue(f"{name} has the type {outer}[()], which says nothing", f"write {name}: str")
    if outer == "Literal":
        try:
            choices = [ast.literal_eval(each) for each in inner]
        except ValueError:
            raise RefusedValue(f"{name} has a Literal of values that are not plain") from None
        kind = ParameterType("Literal", choices=tuple(choice for choice in choices if choice is not None))
        return (kind, None) if None in choices else (kind,)
    if outer == "Optional" and len(inner) > 1:
        raise RefusedValue(f"{name} has an Optional of several types", "write int | str | None")
    if outer in ("Optional", "Union"):
        found = tuple(kind for each in inner for kind in kinds_in(each, name, known))
        return (*found, None) if outer == "Optional" else found
    if outer == "list":
        items = kinds_in(inner[0], name, known)
        return (ParameterType("list", items=tuple(kind or ParameterType("None") for kind in items)),)
    if outer == "dict":
        return (ParameterType("dict"),)
    if outer in TYPES:
        raise RefusedValue(f"{name} has the type {outer}[…], and {outer} takes no brackets", f"write {name}: {outer}")
    return (_named(outer, name),)


def _type_name(node: ast.expr, name: str, known: Collection[str] | None) -> str:
    """The name of a type that Python resolves when the cell runs."""
    first = node
    while isinstance(first, ast.Attribute):
        first = first.value
    if not isinstance(first, ast.Name) or not isinstance(node, (ast.Name, ast.Attribute)):
        raise RefusedValue(f"{name} has the type {ast.unparse(node)}, which is none", did_you_mean("", TYPES))
    said = node.attr if isinstance(node, ast.Attribute) else node.id
    taken = _AS_BUILT_IN.get(said, said)
    if taken not in TYPES and taken not in ("Optional", "Union", "Literal"):
        return said
    if known is not None and first.id not in _BUILT_IN and first.id not in known:
        module = _COMES_FROM.get(first.id)
        line = f"from {module} import {first.id}" if module else f"import {first.id}"
        what = f"{name} has the type {ast.unparse(node)}, and {first.id!r} is not imported by then"
        raise RefusedValue(what, f"write {line} above it, or put the type in quotation marks")
    return taken


def _named(said: str, name: str) -> ParameterType:
    if said not in TYPES:
        raise RefusedValue(f"{name} has the type {said}; {did_you_mean(said, TYPES)}")
    return ParameterType(said)


def _kind_of(value: Any) -> str:
    return type(value).__name__


def _is_day(value: str) -> bool:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        return False
    try:
        datetime.date.fromisoformat(value)
    except ValueError:
        return False
    return True


def unfit_for_json(value: Any) -> str:
    """Why a value cannot be passed unchanged to the notebook and the page's records."""
    if character := unfit(value):
        return f"holds the character {character}, which no page can hold"
    if isinstance(value, float) and not math.isfinite(value):
        return "is not a number that can be written"
    if isinstance(value, dict):
        odd = next((key for key in value if not isinstance(key, str)), None)
        return (
            f"has the key {odd!r}, which is not a text"
            if odd is not None
            else _first(map(unfit_for_json, value.values()))
        )
    if isinstance(value, list):
        return _first(map(unfit_for_json, value))
    plain = value is None or isinstance(value, (str, int, float, bool))
    return "" if plain else f"holds a {_kind_of(value)}, which is not a plain value"


def _first(words: Iterable[str]) -> str:
    return next(filter(None, words), "")
