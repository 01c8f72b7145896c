"""Names in prose: each is given by a cell of the notebook, or by the prose itself."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from nutgraf.errors import Problem, did_you_mean
from nutgraf.notebook import Explainer
from nutgraf.plan import PagePlan
from nutgraf.proofread.desk import Desk
from nutgraf.proofread.settled import parsed_code
from nutgraf.prose import names_wanted, syntax_problems
from nutgraf.typed import texts

_UNSEEN = frozenset({"exec", "eval", "globals", "locals", "vars", "setattr", "get_ipython", "__import__"})
"""Calls that may give names which no one can see."""
_BRACES = re.compile(r"\{\{|\{%")


def words_can_be_read(desk: Desk, explainer: Explainer, pages: Sequence[PagePlan]) -> Iterator[Problem]:
    """The expressions in the words of figures are well formed, as those of prose and of the front matter are."""
    for text in texts(explainer, list(dict.fromkeys(page.lang for page in pages))):
        if not text.markdown and "front matter" not in text.where and _BRACES.search(text.text):
            for what, fix in syntax_problems(text.text):
                yield Problem(text.where, what, fix)


def names_are_given(desk: Desk, explainer: Explainer, pages: Sequence[PagePlan]) -> Iterator[Problem]:
    """Every name that prose asks for is in the notebook."""
    given = _given(explainer)
    if given is None:
        return
    for text in texts(explainer, list(dict.fromkeys(page.lang for page in pages))):
        if not text.rendered or not _BRACES.search(text.text):
            continue
        for name in names_wanted(text.text):
            if name not in given:
                what = f"nothing in the notebook is named {name!r}"
                yield Problem(text.where, what, did_you_mean(name, _printable(explainer, given)))


def _printable(explainer: Explainer, given: frozenset[str]) -> frozenset[str]:
    """The names among which the right one is: modules are given too, and never printed."""
    trees = (tree for _, tree in parsed_code(explainer))
    imports = (node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Import))
    modules = {(alias.asname or alias.name).partition(".")[0] for node in imports for alias in node.names}
    return frozenset(name for name in given - modules if not name.startswith("_"))


def _given(explainer: Explainer) -> frozenset[str] | None:
    """Every name that a code cell binds, anywhere; None where names may come from where nobody sees them."""
    given: set[str] = set()
    run = [cell for cell in explainer.cells if cell.kind == "code" and cell.is_run]
    trees = [tree for _, tree in parsed_code(explainer)]
    if len(trees) < len(run):
        return None
    for node in (node for tree in trees for node in ast.walk(tree)):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            given.add(node.id)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            given.add(node.name)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            given |= {(alias.asname or alias.name).partition(".")[0] for alias in node.names}
        elif isinstance(node, (ast.MatchAs, ast.MatchStar, ast.ExceptHandler)):
            given.add(node.name or "")
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _UNSEEN:
            return None
    return None if "*" in given else frozenset(given)
