"""Names that a notebook gives and takes away again: `del`, and the name of `except … as error`."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nutgraf.lint.constants import parsed_code
from nutgraf.lint.hardcoded_numbers import Text
from nutgraf.notebook import Cell, Explainer


class NamesGone:
    """Where the names of a notebook end, as far as its code shows it."""

    def __init__(self, explainer: Explainer) -> None:
        code = list(parsed_code(explainer))
        self._turns = [(cell, name, gone) for cell, tree in code for name, gone in _turns(tree)]
        caught = {node.name for _, tree in code for node in ast.walk(tree) if isinstance(node, ast.ExceptHandler)}
        self._caught = caught - {name for _, tree in code for name in _bound(tree)}

    def before(self, name: str, text: Text) -> tuple[str, str] | None:
        """What took a name away before a text asks for it, and what to do; None where it may have a value."""
        if name in self._caught:
            what = f"{name!r} has no value any more: Python takes the name of `except … as {name}` away with its block"
            return what, f"keep what it says under another name, in that block: problem = str({name})"
        if text.cell is None and "front matter" not in text.where:
            return None  # the words of a figure are rendered where it is made
        turns = [(cell, gone) for cell, each, gone in self._turns if each == name and _is_above(cell, text)]
        if not turns or not turns[-1][1]:
            return None
        return f"{name!r} has no value any more: {turns[-1][0].place_in(text.lang)} deletes it", "take the del out"


def _is_above(cell: Cell, text: Text) -> bool:
    return text.cell is None or cell.index < text.cell.index


def _turns(tree: ast.Module) -> Iterator[tuple[str, bool]]:
    """The names that a cell gives, and those that it takes away whatever happens, in order."""
    for statement in tree.body:
        if isinstance(statement, ast.Delete):
            yield from ((target.id, True) for target in statement.targets if isinstance(target, ast.Name))
        else:
            yield from ((name, False) for name in _bound(statement))


def _bound(tree: ast.AST) -> Iterator[str]:
    """Every name that code may give a value, wherever; those of `except` aside."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Import | ast.ImportFrom):
            yield from ((alias.asname or alias.name).partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.MatchAs | ast.MatchStar) and node.name:
            yield node.name
