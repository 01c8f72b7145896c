"""Checks the photographs and sounds that code names: that each is in the project, and a sound of a known kind."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import replace

from nutgraf.errors import About, Problem
from nutgraf.lint.constants import constants, literal, parsed_code
from nutgraf.lint.data_calls import function_called, imported
from nutgraf.lint.lint_context import LintContext
from nutgraf.notebook import Explainer
from nutgraf.plan import PagePlan

_PERHAPS = (
    *(ast.If, ast.IfExp, ast.BoolOp, ast.Match, ast.Try, ast.TryStar, ast.For, ast.AsyncFor, ast.While),
    *(ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda),
    *(ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp),
)
"""What may not run the code inside it, or catches what goes wrong there."""


def media_files_can_be_read(context: LintContext, explainer: Explainer, pages: Sequence[PagePlan]) -> Iterator[Problem]:
    """A photograph or a sound that the run would refuse, where the code certainly runs and says the path."""
    trees = [(cell, tree) for cell, tree in parsed_code(explainer) if "raises-exception" not in cell.tags]
    modules, functions = imported([tree for _, tree in trees])
    for cell, tree in trees:
        if "photo" not in cell.source and "audio" not in cell.source:
            continue
        for node in _certain(tree):
            kind = function_called(node.func, modules, functions)
            if kind in ("photo", "audio") and isinstance(path := literal(_path(node), constants(explainer)), str):
                where = f"{explainer.where}, {cell.place_in(pages[0].lang)}, line {node.lineno}"
                about = About(path, line=node.lineno)
                yield from (replace(each, about=about) for each in _wrong(context, where, kind, path))


def _wrong(context: LintContext, where: str, kind: str, path: str) -> Iterator[Problem]:
    from nutgraf.media.project_files import wrong_file, wrong_sound

    try:
        wrong = (wrong_sound if kind == "audio" else wrong_file)(context.project.root, path)
    except (OSError, ValueError):  # the run says what the system has against this file
        return
    if wrong:
        yield Problem(where, f"{kind} {path!r}: {wrong[0]}", wrong[1])


def _path(call: ast.Call) -> ast.expr | None:
    return call.args[0] if call.args else next((word.value for word in call.keywords if word.arg == "path"), None)


def _certain(node: ast.AST) -> Iterator[ast.Call]:
    """The calls that run whenever the cell does."""
    if isinstance(node, ast.Call):
        yield node
    for inner in ast.iter_child_nodes(node):
        if not isinstance(inner, _PERHAPS):
            yield from _certain(inner)
