"""Reads a cell's code without running it, after IPython's transformation: magics become calls."""

from __future__ import annotations

import ast
import re
import warnings
from functools import lru_cache

_PYTHON_BELOW = re.compile(r"[ \t]*%%(?:time|capture)\b(?:[ \t]+--[\w-]+)*[ \t]*([^\W\d]\w*)?[^\n]*")
"""The first line of a cell of which IPython runs the rest as it is, and the name that it gives to what was printed."""

_TIMED = re.compile(r"^([ \t]*)%time[ \t]+", re.MULTILINE)
"""What is put before a statement to measure it."""

UNREADABLE = (SyntaxError, ValueError, RecursionError, MemoryError)
"""What Python raises for code that it cannot read; the last two for expressions that go too deep."""


@lru_cache(maxsize=512)
def code_tree(source: str) -> ast.Module | None:
    """The syntax tree of a cell, which every rule reads and none changes; None where it is not Python."""
    try:
        return _parsed(as_python(source))
    except UNREADABLE:
        return None


def tree_of(source: str) -> ast.Module:
    """The syntax tree of a cell; an empty one where it is not Python."""
    return code_tree(source) or ast.Module([], [])


@lru_cache(maxsize=512)
def nodes_in(tree: ast.Module) -> tuple[ast.AST, ...]:
    """All nodes of the syntax tree of a cell, as `ast.walk` gives them; many rules look through them."""
    return tuple(ast.walk(tree))


@lru_cache(maxsize=512)
def as_python(source: str) -> str:
    """The Python that IPython makes of a cell, including `%pip install x` and `len?`; line numbers are kept."""
    if found := _PYTHON_BELOW.match(source):
        source = f"{found[1] or '_'} = None{source[found.end() :]}"
    source = _TIMED.sub(r"\1", source)
    try:
        _parsed(source)
        return source
    except UNREADABLE:
        from IPython.core.inputtransformer2 import TransformerManager

        blank = len(source) - len(source.lstrip("\n"))
        try:
            return "\n" * blank + str(TransformerManager().transform_cell(source))  # type: ignore[no-untyped-call]
        except SyntaxError:  # unbalanced brackets and quotes
            return source


@lru_cache(maxsize=512)
def syntax_error(source: str) -> Exception | None:
    """The syntax error of a cell, if it has one."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(as_python(source), "cell", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
    except UNREADABLE as error:
        return error
    return None


@lru_cache(maxsize=512)
def _parsed(source: str) -> ast.Module:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # warnings about a cell, such as for "\d", are not for the terminal
        return ast.parse(source)
