"""Checks IPython commands such as %time: an unknown one would stop the page."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from functools import cache
from inspect import isclass

from nutgraf.cell_code import tree_of
from nutgraf.errors import About, Problem, did_you_mean
from nutgraf.lint.runtime_checks import OURS, is_installed, settles_imports
from nutgraf.notebook import Explainer
from nutgraf.plan import PagePlan

_BRINGS_OTHERS = re.compile(r"%(?:re)?load_ext\b|%alias|%macro|%rehashx|register_|\bload_extension\(|%run\b|%load\b")
"""Commands and calls that may define more commands."""
_SCRIPTS = ("sh", "bash", "perl", "ruby", "python", "python2", "python3", "pypy")
_PLOTS = ("matplotlib", "pylab")


def magics_are_known(explainer: Explainer, pages: Sequence[PagePlan]) -> Iterator[Problem]:
    """Checks that every IPython command exists, and that matplotlib is installed for %matplotlib."""
    cells = [cell for cell in explainer.cells if cell.kind == "code" and cell.is_run]
    if explainer.kernel != OURS:
        return
    others = any(_BRINGS_OTHERS.search(cell.source) for cell in cells)
    for cell in cells:
        if "raises-exception" in cell.tags or not re.search(r"^\s*%|=\s*%", cell.source, re.MULTILINE):
            continue
        for kind, name, line in _commands(tree_of(cell.source)):
            where = f"{explainer.where}, {cell.place}, line {line}"
            about = About(name, line=line)
            sign = "%%" if kind == "cell" else "%"
            if not others and name not in _known()[kind]:
                yield Problem(where, f"IPython has no command {sign}{name}", did_you_mean(name, _known()[kind]), about)
            elif name in _PLOTS and not (is_installed("matplotlib") or settles_imports(explainer)):
                fix = "delete the line, because charts are drawn with Altair, or install matplotlib in this environment"
                yield Problem(where, f"%{name} needs matplotlib, which is not installed", fix, about)


def _commands(tree: ast.Module) -> Iterator[tuple[str, str, int]]:
    """The commands of a cell: "line" or "cell", the name and the line number."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
            name = node.args[0]
            kind = {"run_line_magic": "line", "run_cell_magic": "cell"}.get(node.func.attr)
            if kind and isinstance(name, ast.Constant) and isinstance(name.value, str):
                yield kind, name.value, node.lineno


@cache
def _known() -> dict[str, frozenset[str]]:
    """The commands that a new kernel has: line magics and cell magics."""
    from ipykernel.zmqshell import KernelMagics
    from IPython.core import magics
    from IPython.core.alias import default_aliases

    classes = (each for each in (*vars(magics).values(), KernelMagics) if isclass(each))
    tables = [getattr(magics, "BUILTIN_LAZY_MAGICS", {}), *(getattr(each, "magics", None) or {} for each in classes)]
    line, cell = ({name for table in tables for name in table.get(kind, ())} for kind in ("line", "cell"))
    line |= {name for name, _ in default_aliases()} | {"ed", "hist", "rep"}
    return {"line": frozenset(line), "cell": frozenset(cell.union(_SCRIPTS, ("SVG", "HTML", "file")))}
