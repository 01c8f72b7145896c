"""Finds figures that a cell creates but does not show, and a thumbnail that names none of them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from nutgraf.cell_code import nodes_in
from nutgraf.errors import About, Problem
from nutgraf.lint.constants import parsed_code
from nutgraf.lint.data_calls import function_called, imported
from nutgraf.lint.lint_context import LintContext
from nutgraf.notebook import Explainer
from nutgraf.page.figure_outputs import thumbnail_problems
from nutgraf.plan import PagePlan

_NEVER_SHOWN = frozenset({"setup", "checks", "remove-output", "remove-cell", "raises-exception"})


def figures_are_drawn(context: LintContext, explainer: Explainer, pages: Sequence[PagePlan]) -> Iterator[Problem]:
    """A figure that a cell creates but no page shows: it is not on the last line, or is inside an if or a loop.

    Jupyter shows only the last expression of a cell.
    """
    trees = list(parsed_code(explainer))
    modules, functions = imported([tree for _, tree in trees])
    if any("ast_node_interactivity" in cell.source for cell, _ in trees):
        return
    used = frozenset[str]().union(*(_names_read(tree) for _, tree in trees))
    for cell, tree in trees:
        if _NEVER_SHOWN & set(cell.tags):
            continue
        shown = tree.body[-1] if tree.body and not cell.source.rstrip().endswith(";") else None
        for node in _statements_in(tree):
            if not isinstance(node, ast.Expr) or node is shown or not isinstance(node.value, ast.Call):
                continue
            if function_called(node.value.func, modules, functions) == "figure":
                where = f"{explainer.where}, {cell.place_in(pages[0].lang)}, line {node.lineno}"
                what = "this figure would not be on the page: a cell shows only the value of its last line"
                fix = "put it last, without a ; after it, or write display(nutgraf.figure(…))"
                yield Problem(where, what, fix, About(line=node.lineno))
        for node in _statements_in(tree):
            named = _names_a_figure(node, modules, functions)
            if named and named not in used:
                where = f"{explainer.where}, {cell.place_in(pages[0].lang)}, line {node.lineno}"
                what = f"this figure would not be on the page: it is named {named}, and nothing shows {named}"
                fix = f"write {named} on the last line, or leave the name out"
                yield Problem(where, what, fix, About(line=node.lineno))


def thumbnail_is_a_figure(context: LintContext, explainer: Explainer, pages: Sequence[PagePlan]) -> Iterator[Problem]:
    """A thumbnail that names no figure of the notebook, as far as its code says; the run knows computed names."""
    name = explainer.front_matter.thumbnail
    codes = [cell.source for cell in explainer.cells if cell.kind == "code" and cell.is_run]
    if not re.fullmatch(r"figure-\d+", name) and any("figure(" in code for code in codes):
        yield from thumbnail_problems(name, (), codes, explainer.where)


@lru_cache(maxsize=512)
def _names_read(tree: ast.Module) -> frozenset[str]:
    return frozenset(
        node.id for node in nodes_in(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    )


@lru_cache(maxsize=512)
def _statements_in(tree: ast.Module) -> tuple[ast.stmt, ...]:
    return tuple(node for node in nodes_in(tree) if isinstance(node, ast.stmt))


def _names_a_figure(node: ast.stmt, modules: set[str], functions: dict[str, str]) -> str:
    """The one name that a figure is assigned to; "" for anything else."""
    if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.Call) or len(node.targets) != 1:
        return ""
    target, called = node.targets[0], function_called(node.value.func, modules, functions)
    return target.id if isinstance(target, ast.Name) and called == "figure" else ""
