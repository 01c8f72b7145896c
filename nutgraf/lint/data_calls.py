"""Checks what code reads from the data package, as far as the code shows it: tables, columns, values, sources."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from nutgraf import data
from nutgraf.cell_code import nodes_in
from nutgraf.data import Package
from nutgraf.errors import About, NutgrafError, Problem, did_you_mean
from nutgraf.filler_text import is_filler
from nutgraf.lint.constants import constants, literal, parsed_code
from nutgraf.lint.hardcoded_numbers import texts
from nutgraf.lint.lint_context import LintContext
from nutgraf.notebook import Cell, Explainer
from nutgraf.plan import PagePlan
from nutgraf.tracking import expressions_in

_OF_A_TABLE = {"fact": ("column", "missing"), "all_facts": ("column",), "rows": ("rows",), "table": ("rows",)}
"""The functions that read a table, each with its arguments that are not columns."""
_FIGURE_WORDS = ("title", "alt", "source")
_WITH_SOURCES = frozenset({"figure", "fact_from"})


@dataclass(frozen=True)
class _Call:
    """A call of a nutgraf function, with the arguments that are known."""

    function: str
    where: str
    first: Any
    named: Mapping[str, Any]
    texts: Sequence[tuple[str, str]]
    """The texts of its arguments, by name; one in several languages has several."""
    whole: bool
    """Whether every argument is written out; `**given` may add others."""
    line: int
    """Its line in a code cell; 0 in prose."""


def calls_find_their_data(context: LintContext, explainer: Explainer, pages: Sequence[PagePlan]) -> Iterator[Problem]:
    """Checks that the tables, columns, values and sources in code are in the data package."""
    for call in _calls(explainer, list(dict.fromkeys(page.lang for page in pages))):
        if call.function in _OF_A_TABLE:
            yield from _asked_of_a_table(context.package, call)
        elif call.function == "source" and isinstance(call.first, str):
            yield from _known_source(context, call, [call.first])
        elif call.function in _WITH_SOURCES:
            named = call.named.get("source")
            yield from _known_source(context, call, [named] if isinstance(named, str) else named or [])
        if call.function == "figure" and call.whole:
            for word in _FIGURE_WORDS:
                if word not in call.named:
                    about = About(argument=word, line=call.line)
                    yield Problem(call.where, f"a figure without {word}=", _WORDS_FIX[word], about)
        if call.function == "figure":
            for word, text in call.texts:
                if word in ("title", "alt") and is_filler(text):
                    what = f"the {word} of a figure says nothing ({text!r})"
                    yield Problem(call.where, what, _WORDS_FIX[word], About(text, line=call.line))


_WORDS_FIX = {
    "title": "say in title= what the chart shows",
    "alt": "say in alt= what the chart shows, with its main numbers, for readers who cannot see it",
    "source": "give source=: a fact, or the id of a source",
}


def _asked_of_a_table(package: Package, call: _Call) -> Iterator[Problem]:
    if not isinstance(call.first, str):
        return
    aside = _OF_A_TABLE[call.function]
    where = {name: value for name, value in call.named.items() if name not in (*aside, "table")}
    try:
        data.would_find(package, call.first, where)
        column = call.named.get("column")
        if call.function in ("fact", "all_facts") and (column or (call.whole and "column" not in call.named)):
            data.would_read(package, call.first, column)
    except NutgrafError as error:
        for problem in error.problems:
            yield replace(
                problem,
                where=call.where,
                what=f"{problem.where}: {problem.what}",
                about=replace(problem.about, line=call.line),
            )


def _known_source(context: LintContext, call: _Call, ids: Sequence[Any]) -> Iterator[Problem]:
    for one in ids:
        if isinstance(one, str) and one not in context.sources:
            fix = did_you_mean(one, context.sources)
            yield Problem(call.where, f"table sources: no source {one!r}", fix, About(line=call.line))


def _calls(explainer: Explainer, langs: Sequence[str]) -> Iterator[_Call]:
    known = constants(explainer)
    trees = list(parsed_code(explainer))
    modules, functions = imported([tree for _, tree in trees])
    for where, calls, in_code in _asking(explainer, langs, trees):
        for node in calls:
            if not (function := function_called(node.func, modules, functions)):
                continue
            named = {word.arg: literal(word.value, known) for word in node.keywords if word.arg}
            whole = all(word.arg for word in node.keywords) and not any(isinstance(a, ast.Starred) for a in node.args)
            first = literal(node.args[0], known) if node.args else named.get("table")
            line = node.lineno if in_code else 0
            at = f"{where}, line {line}" if in_code else where
            yield _Call(function, at, first, named, _texts(node, known), whole, line)


def _texts(call: ast.Call, known: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [
        (word.arg, text)
        for word in call.keywords
        if word.arg
        for each in (word.value.values if isinstance(word.value, ast.Dict) else [word.value])
        if isinstance(text := literal(each, known), str)
    ]


def _asking(
    explainer: Explainer, langs: Sequence[str], trees: Sequence[tuple[Cell, ast.Module]]
) -> Iterator[tuple[str, Sequence[ast.Call], bool]]:
    """The calls in the code of each cell and in the expressions of each text, with its place and whether it is code."""
    for cell, tree in trees:
        yield f"{explainer.where}, {cell.place_in(langs[0])}", _calls_in(tree), True
    for text in texts(explainer, list(langs)):
        if text.rendered and "{" in text.text:
            yield text.where, _calls_in_prose(text.text), False


@lru_cache(maxsize=1000)
def _calls_in_prose(text: str) -> tuple[ast.Call, ...]:
    """The calls in the expressions of a text, which stay in memory: most texts are the same after a save."""
    trees = expressions_in([text])
    return tuple(node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call))


def imported(trees: Sequence[ast.Module]) -> tuple[set[str], dict[str, str]]:
    """The names under which a notebook imports nutgraf and its functions."""
    modules: set[str] = set()
    functions: dict[str, str] = {}
    for node in (node for tree in trees for node in _imports_in(tree)):
        if isinstance(node, ast.Import):
            modules |= {alias.asname or alias.name for alias in node.names if alias.name == "nutgraf"}
        elif node.module == "nutgraf":
            functions |= {alias.asname or alias.name: alias.name for alias in node.names}
    return modules, functions


@lru_cache(maxsize=512)
def _imports_in(tree: ast.Module) -> tuple[ast.Import | ast.ImportFrom, ...]:
    return tuple(node for node in nodes_in(tree) if isinstance(node, ast.Import | ast.ImportFrom))


@lru_cache(maxsize=512)
def _calls_in(tree: ast.Module) -> tuple[ast.Call, ...]:
    return tuple(node for node in nodes_in(tree) if isinstance(node, ast.Call))


def function_called(node: ast.expr, modules: set[str], functions: Mapping[str, str]) -> str:
    """The name of the nutgraf function that is called; "" for another function."""
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in modules:
        return node.attr
    return functions.get(node.id, "") if isinstance(node, ast.Name) else ""
