"""The parameters cell: typed literals with a comment each, read without running them."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from nutgraf.errors import About, Problem, did_you_mean
from nutgraf.parameter_types import ParameterType, RefusedValue, kinds_in, kinds_of, refused_by_all, unfit_for_json


@dataclass(frozen=True)
class Parameter:
    """A typed literal in the parameters cell: its name, default, types and the comment that explains it."""

    name: str
    default: Any
    kinds: tuple[ParameterType, ...]
    optional: bool
    help: str

    def refuses(self, value: Any) -> str:
        """What is wrong with a value for this parameter, in words; empty when it fits."""
        if value is None:
            wanted = " or ".join(kind.name for kind in self.kinds)
            return "" if self.optional else f"{self.name} = None, but the notebook wants {wanted}"
        if wrong := refused_by_all(self.kinds, value) or unfit_for_json(value):
            return f"{self.name} = {value!r} {wrong}"
        return ""

    def advice(self, value: Any) -> str:
        """How to correct a value that is refused."""
        choices = [choice for kind in self.kinds for choice in kind.choices if isinstance(choice, str)]
        if choices and isinstance(value, str):
            return did_you_mean(value, choices)
        return self.help or "change the value, or the type in the parameters cell"


def read_parameters(
    source: str, where: str, imported: Collection[str] | None
) -> tuple[tuple[Parameter, ...], list[Problem]]:
    """The parameters in the source of their cell, and what is wrong with each line.

    `imported` are the names that cells before it import; None where they cannot be read.
    """
    try:
        lines = ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        at = f", line {error.lineno}" if isinstance(error, SyntaxError) else ""
        what = f"the parameters cell is not Python: {getattr(error, 'msg', error)}{at}"
        return (), [Problem(where, what, "correct that line")]
    known = None if imported is None else {*imported, *imports_of(lines)}
    if any(isinstance(line, ast.ImportFrom) and line.module == "__future__" for line in lines):
        known = None  # annotations are never evaluated
    helps, found, problems = _comments(source), dict[str, Parameter](), list[Problem]()
    for line in lines:
        if isinstance(line, (ast.Import, ast.ImportFrom)):
            continue
        try:
            parameter = _parameter(line, helps, known)
            if parameter.name in found:
                raise RefusedValue(f"{parameter.name} is here a second time", "keep one of the two")
            found[parameter.name] = parameter
        except RefusedValue as refused:
            problems.append(Problem(f"{where}, line {line.lineno}", refused.what, refused.fix, About(line=line.lineno)))
    return tuple(found.values()), problems


def imports_of(lines: Iterable[ast.stmt]) -> Iterator[str]:
    """The names that import statements among these lines bind."""
    for line in lines:
        if isinstance(line, (ast.Import, ast.ImportFrom)):
            yield from ((alias.asname or alias.name.partition(".")[0]) for alias in line.names)


def _parameter(line: ast.stmt, helps: Mapping[int, str], known: Collection[str] | None) -> Parameter:
    annotation: ast.expr | None = None
    if isinstance(line, ast.AnnAssign) and isinstance(line.target, ast.Name) and line.value is not None:
        name, annotation = line.target.id, line.annotation
    elif isinstance(line, ast.Assign) and len(line.targets) == 1 and isinstance(line.targets[0], ast.Name):
        name = line.targets[0].id
    else:
        raise RefusedValue(f"this line is not a parameter: {ast.unparse(line)}")
    assert line.value is not None
    try:
        default = ast.literal_eval(line.value)
    except (ValueError, TypeError):
        written = ast.unparse(line.value)
        if re.fullmatch(r"(datetime\.|dt\.)?(date|datetime)\(.*\)", written):
            fix = f'write the date as text: {name}: date = "2026-11-24"'
            raise RefusedValue(f"{name} is not a plain value: {written}", fix) from None
        raise RefusedValue(f"{name} is not a plain value: {written}") from None
    kinds = kinds_in(annotation, name, known) if annotation is not None else kinds_of(default, name)
    if default is None and None not in kinds and annotation is not None:
        wanted = ast.unparse(annotation)
        fix = f"give it a value, or write {name}: {wanted} | None = None where it may have none"
        raise RefusedValue(f"{name} = None, but its type is {wanted}", fix)
    parameter = Parameter(
        name,
        default,
        tuple(kind for kind in kinds if kind) or (ParameterType("str"),),
        None in kinds,
        helps.get(line.lineno, ""),
    )
    if wrong := parameter.refuses(default):
        raise RefusedValue(wrong, parameter.advice(default))
    return parameter


def _comments(source: str) -> dict[int, str]:
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return {token.start[0]: token.string.lstrip("# ") for token in tokens if token.type == tokenize.COMMENT}
