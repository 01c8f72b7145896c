"""Finds names that a notebook defines and deletes: `del`, and the name of `except … as error`."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nutgraf.cell_code import nodes_in
from nutgraf.lint.constants import parsed_code
from nutgraf.lint.hardcoded_numbers import Text
from nutgraf.notebook import Cell, Explainer


class NamesGone:
    """Where the names of a notebook are deleted, as far as its code shows."""

    def __init__(self, explainer: Explainer) -> None:
        code = list(parsed_code(explainer))
        deletes = any(isinstance(each, ast.Delete) for _, tree in code for each in tree.body)
        self._turns = [(cell, name, gone) for cell, tree in code for name, gone in _turns(tree)] if deletes else []
        caught = {node.name for _, tree in code for node in nodes_in(tree) if isinstance(node, ast.ExceptHandler)}
        self._caught = caught - {name for _, tree in code for name in _bound(tree)} if caught else caught

    def before(self, name: str, text: Text) -> tuple[str, str] | None:
        """What deletes a name before a text uses it, and the fix; None if it may have a value."""
        if name in self._caught:
            what = f"{name!r} no longer has a value: Python deletes the name of `except … as {name}` after its block"
            return what, f"assign its message to another name in that block: problem = str({name})"
        if text.cell is None and "front matter" not in text.where:
            return None  # the texts of a figure are rendered where it is created
        turns = [(cell, gone) for cell, each, gone in self._turns if each == name and _is_above(cell, text)]
        if not turns or not turns[-1][1]:
            return None
        return f"{name!r} no longer has a value: {turns[-1][0].place_in(text.lang)} deletes it", "remove the del"


def _is_above(cell: Cell, text: Text) -> bool:
    return text.cell is None or cell.index < text.cell.index


def _turns(tree: ast.Module) -> Iterator[tuple[str, bool]]:
    """The names that a cell defines, and those that it always deletes, in order."""
    for statement in tree.body:
        if isinstance(statement, ast.Delete):
            yield from ((target.id, True) for target in statement.targets if isinstance(target, ast.Name))
        else:
            yield from ((name, False) for name in _bound(statement))


def _bound(tree: ast.AST) -> Iterator[str]:
    """Every name that code may assign anywhere, except those of `except`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Import | ast.ImportFrom):
            yield from ((alias.asname or alias.name).partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.MatchAs | ast.MatchStar) and node.name:
            yield node.name
