"""The cell of parameters: typed literals with a comment each, read without running them, and the values they take."""

from __future__ import annotations

import ast
import datetime
import io
import math
import re
import tokenize
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from nutgraf.characters import unfit
from nutgraf.errors import Problem, did_you_mean

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
_ONE_A_LINE = 'write one parameter a line, such as: state: str = "TN"  # USPS code'


@dataclass(frozen=True)
class Kind:
    """One type that a value may have: a name of TYPES, what a list holds, or the values of a Literal."""

    name: str
    items: tuple[Kind, ...] = ()
    choices: tuple[Any, ...] = ()

    def refuses(self, value: Any) -> str:
        """What is wrong with a value, in words that follow it; empty when it fits."""
        if self.name == "Literal":
            fits = any(type(value) is type(choice) and value == choice for choice in self.choices)
            return "" if fits else f"is none of {', '.join(map(repr, self.choices))}"
        fits = isinstance(value, TYPES[self.name])
        if not fits or (isinstance(value, bool) and self.name in ("int", "float")):
            return f"is {_kind_of(value)}, but the notebook wants {self.name}"
        if self.name == "date" and not _is_day(value):
            return "is not a date written as 2026-11-24"
        for item in value if self.items else ():
            if wrong := refused_by_all(self.items, item):
                return f"holds {item!r}, which {wrong}"
        return ""


@dataclass(frozen=True)
class Parameter:
    """A typed literal in the parameters cell: its name, default, types and the comment that explains it."""

    name: str
    default: Any
    kinds: tuple[Kind, ...]
    optional: bool
    help: str

    def refuses(self, value: Any) -> str:
        """What is wrong with a value for this parameter, in words; empty when it fits."""
        if value is None:
            wanted = " or ".join(kind.name for kind in self.kinds)
            return "" if self.optional else f"{self.name} = None, but the notebook wants {wanted}"
        if wrong := refused_by_all(self.kinds, value) or _unfit_for_json(value):
            return f"{self.name} = {value!r} {wrong}"
        return ""

    def advice(self, value: Any) -> str:
        """How to mend a value that is refused."""
        choices = [choice for kind in self.kinds for choice in kind.choices if isinstance(choice, str)]
        if choices and isinstance(value, str):
            return did_you_mean(value, choices)
        return self.help or "change the value, or the type in the parameters cell"


def refused_by_all(kinds: Iterable[Kind], value: Any) -> str:
    """What is wrong with a value that fits none of the types; empty when it fits one."""
    refused = [kind.refuses(value) for kind in kinds]
    if not all(refused):
        return ""
    return refused[0] if len(refused) == 1 else f"fits none of its types: it {'; it '.join(refused)}"


def read_parameters(
    source: str, where: str, imported: Collection[str] | None
) -> tuple[tuple[Parameter, ...], list[Problem]]:
    """The parameters in the source of their cell, and what is wrong with each line.

    `imported` are the names that cells before it import; None where they cannot be read.
    """
    try:
        lines = ast.parse(source).body
    except (SyntaxError, ValueError) as error:
        at = f", line {error.lineno}" if isinstance(error, SyntaxError) else ""
        what = f"the parameters cell is not Python: {getattr(error, 'msg', error)}{at}"
        return (), [Problem(where, what, "mend that line")]
    known = None if imported is None else {*imported, *imports_of(lines)}
    if any(isinstance(line, ast.ImportFrom) and line.module == "__future__" for line in lines):
        known = None  # annotations are never looked up
    helps, found, problems = _comments(source), dict[str, Parameter](), list[Problem]()
    for line in lines:
        if isinstance(line, (ast.Import, ast.ImportFrom)):
            continue
        try:
            parameter = _parameter(line, helps, known)
            if parameter.name in found:
                raise _Refused(f"{parameter.name} stands here a second time", "keep one of the two")
            found[parameter.name] = parameter
        except _Refused as refused:
            problems.append(Problem(f"{where}, line {line.lineno}", refused.what, refused.fix))
    return tuple(found.values()), problems


def imports_of(lines: Iterable[ast.stmt]) -> Iterator[str]:
    """The names that import statements among these lines bind."""
    for line in lines:
        if isinstance(line, (ast.Import, ast.ImportFrom)):
            yield from ((alias.asname or alias.name.partition(".")[0]) for alias in line.names)


@dataclass
class _Refused(Exception):
    what: str
    fix: str = _ONE_A_LINE


def _parameter(line: ast.stmt, helps: Mapping[int, str], known: Collection[str] | None) -> Parameter:
    annotation: ast.expr | None = None
    if isinstance(line, ast.AnnAssign) and isinstance(line.target, ast.Name) and line.value is not None:
        name, annotation = line.target.id, line.annotation
    elif isinstance(line, ast.Assign) and len(line.targets) == 1 and isinstance(line.targets[0], ast.Name):
        name = line.targets[0].id
    else:
        raise _Refused(f"this line is not a parameter: {ast.unparse(line)}")
    assert line.value is not None
    try:
        default = ast.literal_eval(line.value)
    except (ValueError, TypeError):
        raise _Refused(f"{name} is not a plain value: {ast.unparse(line.value)}") from None
    kinds = _kinds(annotation, name, known) if annotation is not None else _kinds_of(default, name)
    optional = default is None or None in kinds
    parameter = Parameter(
        name, default, tuple(kind for kind in kinds if kind) or (Kind("str"),), optional, helps.get(line.lineno, "")
    )
    if wrong := parameter.refuses(default):
        raise _Refused(wrong, parameter.advice(default))
    return parameter


def _kinds_of(default: Any, name: str) -> tuple[Kind | None, ...]:
    return (None if default is None else _named(type(default).__name__, name),)


def _kinds(node: ast.expr, name: str, known: Collection[str] | None) -> tuple[Kind | None, ...]:
    """The types that an annotation names; None among them is None itself."""
    if isinstance(node, ast.Constant) and node.value is None:
        return (None,)
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        try:
            return _kinds(ast.parse(node.value, mode="eval").body, name, None)  # a text is never looked up
        except SyntaxError:
            raise _Refused(f"{name} has the type {node.value!r}, which is not Python") from None
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        return _kinds(node.left, name, known) + _kinds(node.right, name, known)
    if isinstance(node, ast.Subscript):
        inner = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        return _subscript(_type_name(node.value, name, known), inner, name, known)
    return (_named(_type_name(node, name, known), name),)


def _subscript(outer: str, inner: list[ast.expr], name: str, known: Collection[str] | None) -> tuple[Kind | None, ...]:
    if outer == "Literal":
        try:
            choices = [ast.literal_eval(each) for each in inner]
        except ValueError:
            raise _Refused(f"{name} has a Literal of values that are not plain") from None
        kind = Kind("Literal", choices=tuple(choice for choice in choices if choice is not None))
        return (kind, None) if None in choices else (kind,)
    if outer in ("Optional", "Union"):
        found = tuple(kind for each in inner for kind in _kinds(each, name, known))
        return (*found, None) if outer == "Optional" else found
    if outer == "list":
        items = _kinds(inner[0], name, known)
        return (Kind("list", items=tuple(kind for kind in items if kind)),)
    if outer == "dict":
        return (Kind("dict"),)
    return (_named(outer, name),)


def _type_name(node: ast.expr, name: str, known: Collection[str] | None) -> str:
    """The name of a type, of which Python knows when the cell is run."""
    first = node
    while isinstance(first, ast.Attribute):
        first = first.value
    if not isinstance(first, ast.Name) or not isinstance(node, (ast.Name, ast.Attribute)):
        raise _Refused(f"{name} has the type {ast.unparse(node)}, which is none", did_you_mean("", TYPES))
    said = node.attr if isinstance(node, ast.Attribute) else node.id
    taken = _AS_BUILT_IN.get(said, said)
    if taken not in TYPES and taken not in ("Optional", "Union", "Literal"):
        return said
    if known is not None and first.id not in _BUILT_IN and first.id not in known:
        module = _COMES_FROM.get(first.id)
        line = f"from {module} import {first.id}" if module else f"import {first.id}"
        what = f"{name} has the type {ast.unparse(node)}, and {first.id!r} is not imported by then"
        raise _Refused(what, f"write {line} above it, or put the type in quotation marks")
    return taken


def _named(said: str, name: str) -> Kind:
    if said not in TYPES:
        raise _Refused(f"{name} has the type {said}; {did_you_mean(said, TYPES)}")
    return Kind(said)


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


def _unfit_for_json(value: Any) -> str:
    """What keeps a value from travelling to the notebook and into the page's records as it is."""
    if character := unfit(value):
        return f"holds the character {character}, which no page can hold"
    if isinstance(value, float) and not math.isfinite(value):
        return "is no number that can be written"
    if isinstance(value, dict):
        odd = next((key for key in value if not isinstance(key, str)), None)
        return (
            f"has the key {odd!r}, which is no text"
            if odd is not None
            else _first(map(_unfit_for_json, value.values()))
        )
    if isinstance(value, list):
        return _first(map(_unfit_for_json, value))
    plain = value is None or isinstance(value, (str, int, float, bool))
    return "" if plain else f"holds a {_kind_of(value)}, which is no plain value"


def _first(words: Iterable[str]) -> str:
    return next(filter(None, words), "")


def _comments(source: str) -> dict[int, str]:
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return {token.start[0]: token.string.lstrip("# ") for token in tokens if token.type == tokenize.COMMENT}
