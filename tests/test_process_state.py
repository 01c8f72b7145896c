"""A process keeps few things that are not passed to it: all are named here, with the reason."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "nutgraf"
CHANGES = {
    *("add", "append", "appendleft", "clear", "discard", "extend", "insert", "move_to_end", "pop", "popitem", "remove"),
    *("setdefault", "update"),
}
IN_THE_KERNEL = "the kernel of a page is a process of its own, and a notebook's cells pass nothing on to nutgraf"
ONE_VL_CONVERT = "vl-convert has one log, one clock and one set of fonts in a process"
AS_JUPYTER = "Jupyter and IPython make their own objects, and ask modules for the rest"
STATE = {
    "file_bytes.py: _kept": "a cache, with a limit, of files that have not changed",
    "data/missing_facts.py: _FOUND_NOTHING": IN_THE_KERNEL,
    "data/read_log.py: _LOG": IN_THE_KERNEL,
    "kernel/altair_shortcuts.py: data": "Altair's own question is replaced where it is preloaded",
    "kernel/altair_shortcuts.py: schemapi": "Altair's conversion is replaced where it is preloaded",
    "kernel/cell_source.py: _awaits": "a cache, with a limit, that kernels inherit from the fork server",
    "kernel/cell_source.py: compiler": AS_JUPYTER,
    "kernel/cell_source.py: interactiveshell": AS_JUPYTER,
    "kernel/child.py: sys": "a forked kernel sets its own arguments and streams, as a new process would",
    "kernel/open_kernels.py: _current": "Jupyter makes the manager and the provisioner of a kernel itself, from their names",
    "kernel/preimport.py: builtins": "imports are watched while modules are preloaded, in the fork server alone",
    "kernel/schema_validation.py: schemapi": "Altair's validator is replaced where it is preloaded",
    "language/page_language.py: _parameters": IN_THE_KERNEL,
    "language/page_language.py: _spoken": IN_THE_KERNEL,
    "pipeline/page_trace.py: _known": "a cache, with a limit, of runs that have not changed",
    "prose/claim_notes.py: _numbers": IN_THE_KERNEL,
    "tracking/audit.py: _files": IN_THE_KERNEL,
    "tracking/audit.py: _root": IN_THE_KERNEL,
    "tracking/audit.py: _unseen": IN_THE_KERNEL,
    "tracking/audit.py: _written": IN_THE_KERNEL,
    "tracking/audit.py: os": "looking a file up raises no audit event, so `os.stat` itself is watched in the kernel",
    "vega/converter.py: _elsewhere": ONE_VL_CONVERT,
    "vega/converter.py: _heap_mb": ONE_VL_CONVERT,
    "vega/converter.py: _needs_other_type": ONE_VL_CONVERT,
    "vega/converter.py: _warnings": ONE_VL_CONVERT,
}
"""What a process keeps. A new value belongs in the worker of a build (`pipeline/worker.py`) or among arguments."""


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _of_the_module(tree: ast.Module) -> set[str]:
    """The names that a module gives values to at its top."""
    found = set()
    for node in tree.body:
        targets = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        )
        found |= {target.id for target in targets if isinstance(target, ast.Name)}
    return found


def _imported(tree: ast.Module) -> set[str]:
    """The names that a module imports, which may be modules and classes of others."""
    imports = (node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom))
    return {(alias.asname or alias.name).split(".")[0] for node in imports for alias in node.names}


def _changed(tree: ast.Module) -> Iterator[ast.expr]:
    """What the functions of a module change in place: by an item, by an attribute or by a method that changes it."""
    for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)):
        for node in ast.walk(function):
            if isinstance(node, ast.Subscript | ast.Attribute) and isinstance(node.ctx, ast.Store | ast.Del):
                yield node.value
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CHANGES:
                yield node.func.value
            elif isinstance(node, ast.Call) and ast.unparse(node.func) == "next":
                yield node.args[0]


def _state(source: ast.Module) -> set[str]:
    """The names of a module that its functions bind again or change in place, and those of others that they change."""
    rebound = {name for node in ast.walk(source) if isinstance(node, ast.Global) for name in node.names}
    known = _of_the_module(source) | _imported(source)
    changed = {node.id for node in _changed(source) if isinstance(node, ast.Name)}
    return rebound | (changed & known)


def test_a_process_keeps_nothing_between_pages_that_is_not_named_here() -> None:
    found = {
        f"{path.relative_to(PACKAGE).as_posix()}: {name}"
        for path in PACKAGE.rglob("*.py")
        for name in _state(_tree(path))
    }
    assert found ^ STATE.keys() == set()


@pytest.mark.parametrize(
    "source",
    [
        "pages = {}\ndef note(page):\n    pages[page] = 1",
        "pages: list[str] = []\ndef note(page):\n    pages.append(page)",
        "pages = count()\ndef note():\n    return next(pages)",
        "pages = 0\ndef note():\n    global pages\n    pages = 1",
        "import pages\ndef note():\n    pages.last = 1",
        "pages = []\nasync def note():\n    del pages[:]",
    ],
)
def test_each_way_of_keeping_something_is_seen(source: str) -> None:
    assert _state(ast.parse(source)) == {"pages"}
