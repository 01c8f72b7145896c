"""Dataclasses as JSON and back: what is read is made of nothing but the classes and types that its fields name."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from markupsafe import Markup

ValueReader = Callable[[Any], Any]
"""From a JSON value to the value of a type. Raises TypeError or ValueError for one of another type."""

_SCALARS = (str, int, float, bool, NoneType)


def written(value: object) -> bytes:
    """The JSON of a value: a dataclass is the list of its class's name and its fields."""
    return json.dumps(value, default=_plain, ensure_ascii=False, separators=(",", ":")).encode()


@cache
def reader(hint: Any) -> ValueReader:
    """What reads values of a type. Raises TypeError for a type that has no form in JSON."""
    kind, parts = get_origin(hint), get_args(hint)
    if hint is Any:
        return _anything
    if hint in _SCALARS:
        return _scalar(hint)
    if hint is Markup:
        return _markup
    if kind is Literal:
        return _one_of(parts)
    if kind in (Union, UnionType):
        return _union(parts)
    if kind is tuple:
        return _sequence(parts[0]) if parts[-1] is Ellipsis else _row(parts)
    if kind is frozenset:
        return _set(parts[0])
    if kind is Mapping:
        return _mapping(*parts)
    if isinstance(hint, type) and is_dataclass(hint):
        return _part(hint)
    raise TypeError(f"{hint} has no form in JSON")


def _plain(value: Any) -> list[Any]:
    """What json.dumps asks for: the JSON of a set or a dataclass."""
    if isinstance(value, frozenset):
        return sorted(value)
    return [type(value).__name__, *(getattr(value, each.name) for each in fields(value))]


def _anything(value: Any) -> Any:
    return value


def _scalar(hint: type) -> ValueReader:
    def as_scalar(value: Any) -> Any:
        if type(value) is not hint:  # True is no int, and 1 no float: each is printed in its own way
            raise TypeError(f"{value!r} is not of {hint.__name__}")
        return value

    return as_scalar


def _markup(value: Any) -> Markup:
    return Markup(_scalar(str)(value))


def _one_of(known: Sequence[Any]) -> ValueReader:
    def as_one(value: Any) -> Any:
        if type(value) is not str or value not in known:
            raise ValueError(f"{value!r} is none of {known}")
        return value

    return as_one


def _union(parts: Sequence[Any]) -> ValueReader:
    """Scalars and dataclasses say what they are; at most one type of another kind can be among them."""
    classes = {part.__name__: part for part in parts if isinstance(part, type) and is_dataclass(part)}
    scalars = {part: part for part in parts if part in _SCALARS}
    others = [part for part in parts if part not in (*classes.values(), *scalars)]

    def as_one(value: Any) -> Any:
        if type(value) in scalars:
            return value
        if type(value) is list and value and type(value[0]) is str and (found := classes.get(value[0])):
            return reader(found)(value)
        if len(others) == 1:
            return reader(others[0])(value)
        raise TypeError(f"{str(value)[:40]} is none of {parts}")

    return as_one


def _list(value: Any) -> list[Any]:
    if type(value) is not list:
        raise TypeError(f"{str(value)[:40]} is no list")
    return value


def _sequence(hint: Any) -> ValueReader:
    inside = reader(hint)
    return lambda value: tuple(map(inside, _list(value)))


def _row(hints: Sequence[Any]) -> ValueReader:
    inside = tuple(map(reader, hints))
    return lambda value: tuple(read(each) for read, each in zip(inside, _list(value), strict=True))


def _set(hint: Any) -> ValueReader:
    inside = reader(hint)
    return lambda value: frozenset(map(inside, _list(value)))


def _mapping(key: Any, hint: Any) -> ValueReader:
    if key is not str:
        raise TypeError(f"{key} cannot be a key in JSON, where keys are text")

    def as_mapping(value: Any) -> dict[str, Any]:
        if type(value) is not dict:
            raise TypeError(f"{str(value)[:40]} is no object")
        return value if hint is Any else {name: reader(hint)(each) for name, each in value.items()}

    return as_mapping


def _part(cls: Any) -> ValueReader:
    """The reader of a dataclass; those of its fields are made when the first one is read, for it may hold its like."""
    names = [each.name for each in fields(cls)]
    inside: list[ValueReader] = []

    def as_part(value: Any) -> Any:
        if not inside:
            hints = get_type_hints(cls)
            inside.extend(reader(hints[name]) for name in names)
        name, *values = _list(value)
        if name != cls.__name__:
            raise TypeError(f"{name!r} is no {cls.__name__}")
        return cls(**{name: read(each) for name, read, each in zip(names, inside, values, strict=True)})

    return as_part
