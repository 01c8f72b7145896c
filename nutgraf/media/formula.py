"""The formula of a calculator: computed with facts in the kernel, and as steps for a browser."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nutgraf.errors import FigureError, Problem, did_you_mean
from nutgraf.facts import Fact

_SIGNS: Mapping[type[ast.operator], tuple[str, Callable[[Any, Any], Any]]] = {
    ast.Add: ("+", operator.add),
    ast.Sub: ("-", operator.sub),
    ast.Mult: ("*", operator.mul),
    ast.Div: ("/", operator.truediv),
}
_CALLS: Mapping[str, Callable[[Any, Any], Any]] = {"min": min, "max": max}
_WORK = {**dict(_SIGNS.values()), **_CALLS}
_WHERE = "calculator"
_ALLOWED = "write it with + - * /, parentheses, min(a, b) and max(a, b)"

FormulaStep = float | int | str | list[int]
"""A number, a sign, or the place of an input in a list of its own."""


@dataclass(frozen=True)
class Formula:
    """A formula that has been read; `inputs` are the names of what a reader fills in."""

    text: str
    tree: ast.expr
    inputs: tuple[str, ...]

    def compute(self, values: Mapping[str, Any]) -> tuple[Any, list[FormulaStep]]:
        """The result with the values of all names, and the steps that compute it in postfix order.

        A product with a fact in percent is a hundredth, as for facts.
        """
        return self._value(self.tree, values)

    def _value(self, node: ast.expr, values: Mapping[str, Any]) -> tuple[Any, list[FormulaStep]]:
        if isinstance(node, ast.Constant):
            return node.value, [node.value]  # type: ignore[list-item]
        if isinstance(node, ast.Name):
            held = values[node.id]
            place: FormulaStep = [self.inputs.index(node.id)] if node.id in self.inputs else held.value
            return held, [place]
        sign, work, parts = _operation(node)
        (one, before), (other, after) = (self._value(part, values) for part in parts)
        percent = sign == "*" and any(isinstance(each, Fact) and each.unit == "percent" for each in (one, other))
        both = isinstance(one, Fact) and isinstance(other, Fact)
        hundredth: list[FormulaStep] = [0.01, "*"] if percent and both else []
        return work(one, other), [*before, *after, sign, *hundredth]


def read_formula(text: str, facts: Mapping[str, Any], inputs: Mapping[str, Any]) -> Formula:
    """A formula with the names of its facts and inputs. Raises FigureError for anything else, or a name left over."""
    try:
        tree = ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError):
        raise _problem(f"{text!r} is not a formula", _ALLOWED) from None
    used = _names(tree, text)
    known = [*facts, *inputs]
    for name in used:
        if name not in known:
            raise _problem(f"{name!r} in the formula is neither a fact nor an input", did_you_mean(name, known))
    for name in known:
        if name not in used:
            raise _problem(f"the formula does not use {name!r}", "use it, or leave it out")
    return Formula(text, tree, tuple(inputs))


def computed(steps: Sequence[FormulaStep], inputs: Sequence[float]) -> float:
    """The result of the steps, as a browser computes it."""
    stack: list[float] = []
    for step in steps:
        if isinstance(step, str):
            other, one = stack.pop(), stack.pop()
            stack.append(_WORK[step](one, other))
        else:
            stack.append(inputs[step[0]] if isinstance(step, list) else step)
    return stack[0]


def _names(node: ast.expr, text: str) -> list[str]:
    """The names in a formula, in order."""
    if isinstance(node, ast.Name):
        return [node.id]
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        return []
    try:
        _, _, parts = _operation(node)
    except KeyError:
        said = ast.get_source_segment(text, node) or text
        raise _problem(f"{said!r} is not part of a formula", _ALLOWED) from None
    return [name for part in parts for name in _names(part, text)]


def _operation(node: ast.expr) -> tuple[str, Callable[[Any, Any], Any], tuple[ast.expr, ast.expr]]:
    """The sign of an operation, its work and its two parts. Raises KeyError for what is none."""
    if isinstance(node, ast.BinOp):
        sign, work = _SIGNS[type(node.op)]
        return sign, work, (node.left, node.right)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and len(node.args) == 2 and not node.keywords:
        return node.func.id, _CALLS[node.func.id], (node.args[0], node.args[1])
    raise KeyError(ast.dump(node))


def _problem(what: str, fix: str) -> FigureError:
    return FigureError(Problem(_WHERE, what, fix))
