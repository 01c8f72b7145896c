"""Finds the texts that are known before anything runs: prose without its expressions, constants in code."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from nutgraf.cell_code import code_tree, nodes_in
from nutgraf.notebook import Cell, Explainer

UNKNOWN = "\ue020"
"""The placeholder in prose for the value of an expression."""

_COMMENT = re.compile(r"\{#(?![A-Za-z][^{}#\n]*\}).*?#\}\n?", re.DOTALL)
_BLOCK = re.compile(r"(?:^[ \t]*)?\{%.*?%\}\n?", re.DOTALL | re.MULTILINE)
_END_OF_MACRO = re.compile(r"\{%-?\s*endmacro\b[^%]*%\}\n?")
"""The words of a macro are printed where it is called, and touch nothing that follows it."""
_VALUE = re.compile(r"\{\{.*?\}\}", re.DOTALL)


def settled(source: str) -> str:
    """Prose with all of its branches, and UNKNOWN for each value."""
    if "{" not in source:
        return source
    return _VALUE.sub(UNKNOWN, _BLOCK.sub("", _END_OF_MACRO.sub("\n\n", _COMMENT.sub("", source))))


def shown_prose(explainer: Explainer) -> Iterator[Cell]:
    """The Markdown cells that readers see."""
    for cell in explainer.cells:
        if cell.kind == "markdown" and cell.is_run and "remove-cell" not in cell.tags:
            yield cell


def parsed_code(explainer: Explainer) -> Iterator[tuple[Cell, ast.Module]]:
    """The code cells that run and parse as Python, with IPython's magic commands."""
    for cell in explainer.cells:
        if cell.kind == "code" and cell.is_run and (tree := code_tree(cell.source)):
            yield cell, tree


def constants(explainer: Explainer) -> Mapping[str, Any]:
    """The names that a notebook assigns a single text or list of texts, and no other value."""
    found: dict[str, Any] = {}
    given: Counter[str] = Counter()
    for _, tree in parsed_code(explainer):
        names, literals = _assigned_in(tree)
        given.update(names)
        found.update(literals)
    varied = {parameter.name for parameter in explainer.parameters}
    return {
        name: value for name, value in found.items() if value is not None and given[name] == 1 and name not in varied
    }


@lru_cache(maxsize=512)
def _assigned_in(tree: ast.Module) -> tuple[tuple[str, ...], tuple[tuple[str, Any], ...]]:
    """Each name that a cell gives a value, as often as it does, and the literals that it assigns to a name alone."""
    names, literals = list[str](), list[tuple[str, Any]]()
    for node in nodes_in(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.append(node.id)
        elif isinstance(node, ast.arg):
            names.append(node.arg)
        elif isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            literals.append((node.targets[0].id, literal(node.value, {})))
    return tuple(names), tuple(literals)


def literal(node: ast.expr | None, known: Mapping[str, Any]) -> Any:
    """The text, number or list of texts that an expression always evaluates to; None if that may vary."""
    if isinstance(node, ast.Constant):
        return node.value if type(node.value) in (str, int, float) else None
    if isinstance(node, ast.Name):
        return known.get(node.id)
    if isinstance(node, (ast.List, ast.Tuple)):
        parts = [literal(part, known) for part in node.elts]
        return parts if parts and all(isinstance(part, str) for part in parts) else None
    return None
