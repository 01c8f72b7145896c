"""Checks the names in prose: each is defined by a cell of the notebook or by the prose itself."""

from __future__ import annotations

import ast
import re
import symtable
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from nutgraf.cell_code import UNREADABLE, as_python, nodes_in
from nutgraf.errors import About, Problem, did_you_mean
from nutgraf.lint.constants import literal, parsed_code
from nutgraf.lint.hardcoded_numbers import texts
from nutgraf.lint.lint_context import LintContext
from nutgraf.lint.names_gone import NamesGone
from nutgraf.notebook import Cell, Explainer
from nutgraf.plan import PagePlan
from nutgraf.prose import names_wanted, syntax_problems
from nutgraf.prose.template import expression_at, sentence_at

_UNSEEN = frozenset({"exec", "eval", "globals", "locals", "vars", "setattr", "get_ipython", "__import__"})
"""Calls that may define names that are not in the code."""
_SHELL = frozenset({"getoutput", "system"})
_BIND_NOTHING = frozenset(
    {
        *("aimport", "autoreload", "config", "conda", "load_ext", "mamba", "matplotlib", "pip", "pinfo", "pinfo2"),
        *("precision", "reload_ext", "uv", "HTML", "SVG", "html", "javascript", "js", "latex", "svg", "writefile"),
    }
)
"""IPython line and cell commands that define no names."""
_BRACES = re.compile(r"\{\{|\{%")


def words_can_be_read(context: LintContext, explainer: Explainer, pages: Sequence[PagePlan]) -> Iterator[Problem]:
    """Checks that expressions in the texts of figures are well formed, as in prose and front matter."""
    for text in texts(explainer, list(dict.fromkeys(page.lang for page in pages))):
        if not text.markdown and "front matter" not in text.where and _BRACES.search(text.text):
            for problem in syntax_problems(text.text):
                yield replace(problem, where=text.where)


def names_are_given(context: LintContext, explainer: Explainer, pages: Sequence[PagePlan]) -> Iterator[Problem]:
    """Checks that every name in prose is in the notebook."""
    given = _given(explainer)
    if given is None:
        return
    gone = NamesGone(explainer)
    for text in texts(explainer, list(dict.fromkeys(page.lang for page in pages))):
        if not text.rendered or not _BRACES.search(text.text):
            continue
        for name in names_wanted(text.text):
            if lost := gone.before(name, text):
                about = _about(name, text.text)
                yield Problem(text.where, f"{lost[0]}, in “{about.passage}”", lost[1], about)
            elif name not in given:
                about = _about(name, text.text)
                what = f"no cell of the notebook defines {name!r}, in “{about.passage}”"
                yield Problem(text.where, what, did_you_mean(name, _printable(explainer, given)), about)
            elif name != "lang" and text.cell and text.cell.index < given[name].index:
                what = f"{name!r} has no value yet: it is assigned further down, {given[name].place_in(text.lang)}"
                yield Problem(text.where, what, "move that cell above this one", _about(name, text.text))


def _about(name: str, text: str) -> About:
    return About(name, passage=_sentence_of(name, text))


def _sentence_of(name: str, text: str) -> str:
    """The sentence in which an expression uses a name."""
    asked = (part.start() for part in re.finditer(rf"\b{re.escape(name)}\b", text))
    return sentence_at(text, next((place for place in asked if expression_at(text, place)), 0))


def _printable(explainer: Explainer, given: Collection[str]) -> frozenset[str]:
    """The candidates for the right name, without modules, which are never printed."""
    trees = (tree for _, tree in parsed_code(explainer))
    imports = (node for tree in trees for node in nodes_in(tree) if isinstance(node, ast.Import))
    modules = {(alias.asname or alias.name).partition(".")[0] for node in imports for alias in node.names}
    return frozenset(name for name in given if name not in modules and not name.startswith("_"))


def _given(explainer: Explainer) -> dict[str, Cell] | None:
    """Every name with the first cell that binds it; None if names may come from outside the code."""
    given: dict[str, Cell] = {}
    run = [cell for cell in explainer.cells if cell.kind == "code" and cell.is_run]
    trees = [tree for _, tree in parsed_code(explainer)]
    if len(trees) < len(run) or any(_hides_names(tree) for tree in trees):
        return None
    for cell, tree in parsed_code(explainer):
        try:
            bound = set(_bound_in(cell.source))
        except UNREADABLE:  # Python rejects the cell, for example because of a `nonlocal`
            return None
        bound |= _walrus_names(tree)
        given = {**dict.fromkeys(bound, cell), **given}
    return given


@lru_cache(maxsize=512)
def _walrus_names(tree: ast.Module) -> frozenset[str]:
    return frozenset(node.target.id for node in nodes_in(tree) if isinstance(node, ast.NamedExpr))


@lru_cache(maxsize=512)
def _bound_in(source: str) -> frozenset[str]:
    """The names that a cell binds for the cells and the prose below it. Raises what Python does if it rejects it."""
    return frozenset(_bound(symtable.symtable(as_python(source), "cell", "exec")))


def _bound(table: symtable.SymbolTable) -> Iterator[str]:
    """The names that code binds outside of functions and classes, or inside them as global."""
    for symbol in table.get_symbols():
        bound = symbol.is_assigned() or symbol.is_imported()
        if bound and (table.get_type() == "module" or symbol.is_declared_global()):
            yield symbol.get_name()
    for inner in table.get_children():
        yield from _bound(inner)


@lru_cache(maxsize=512)
def _hides_names(tree: ast.Module) -> bool:
    """Whether code may bind names that do not appear in it."""
    calls = [node for node in nodes_in(tree) if isinstance(node, ast.Call)]
    harmless = {node.func.value for node in calls if isinstance(node.func, ast.Attribute) and _binds_nothing(node)}
    unseen = any(isinstance(node.func, ast.Name) and node.func.id in _UNSEEN for node in calls if node not in harmless)
    imports = (node for node in nodes_in(tree) if isinstance(node, ast.ImportFrom))
    return unseen or any(alias.name == "*" for node in imports for alias in node.names)


def _binds_nothing(call: ast.Call) -> bool:
    """Whether a call, if it is on `get_ipython()`, runs a command that defines no names."""
    assert isinstance(call.func, ast.Attribute)
    command = literal(call.args[0], {}) if call.args else None
    return call.func.attr in _SHELL or (isinstance(command, str) and command in _BIND_NOTHING)
