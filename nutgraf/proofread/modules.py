"""Modules that code imports: each is there, and the newsroom's own are Python and hold what is asked of them."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path

from nutgraf.errors import Problem, did_you_mean
from nutgraf.notebook import Explainer
from nutgraf.plan import PagePlan
from nutgraf.proofread.desk import Desk
from nutgraf.proofread.settled import parsed_code

_OURS = "python3"
"""The kernel that runs in this environment; what another has installed nobody knows here."""


def modules_are_there(desk: Desk, explainer: Explainer, pages: Sequence[PagePlan]) -> Iterator[Problem]:
    """Every module that code imports can be found; of one in the project, every name."""
    folders = (explainer.path.parent, desk.project.charts_dir.parent, desk.project.root)
    for cell, tree in parsed_code(explainer):
        where = f"{explainer.where}, {cell.place_in(pages[0].lang)}"
        for module, names, line in _imports(tree):
            place = next((folder for folder in folders if _file(folder, module.partition(".")[0])), None)
            if place is not None:
                yield from _in_project(desk.project.root, place, (module, names), f"{where}, line {line}")
            elif explainer.kernel == _OURS and not _is_installed(module.partition(".")[0]):
                what = f"no module named {module.partition('.')[0]!r} is installed here"
                yield Problem(f"{where}, line {line}", what, "install it, or correct its name")


def _imports(tree: ast.Module) -> Iterator[tuple[str, tuple[str, ...], int]]:
    """The modules imported, the names wanted of each, and the line; those of a `try:` may be missing."""
    tried = {id(inner) for node in ast.walk(tree) if isinstance(node, ast.Try) for inner in ast.walk(node)}
    for node in ast.walk(tree):
        if id(node) in tried:
            continue
        if isinstance(node, ast.Import):
            yield from ((alias.name, (), node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module, tuple(alias.name for alias in node.names if alias.name != "*"), node.lineno


def _in_project(root: Path, folder: Path, wanted: tuple[str, tuple[str, ...]], where: str) -> Iterator[Problem]:
    module, names = wanted
    for n, _ in enumerate(module.split("."), 1):
        part = ".".join(module.split(".")[:n])
        file = _file(folder, part)
        if file is None:
            yield Problem(where, f"no module named {part!r} in {_shown(root, folder)}", "correct its name, or write it")
            return
        try:
            given = _given(file)
        except (SyntaxError, UnicodeDecodeError) as error:
            line = f", line {error.lineno}" if isinstance(error, SyntaxError) and error.lineno else ""
            said = error.msg if isinstance(error, SyntaxError) else "it is not text in UTF-8"
            yield Problem(
                f"{file.relative_to(root).as_posix()}{line}", f"this is not Python: {said}", "correct that line"
            )
            return
    if file is None or given is None:
        return
    for name in names:
        if name not in given and _file(folder, f"{module}.{name}") is None:
            near = did_you_mean(name, (each for each in given if not each.startswith("_")))
            yield Problem(where, f"{file.relative_to(root).as_posix()} has no {name!r}", near)


def _file(folder: Path, module: str) -> Path | None:
    """The file of a module below a folder; a folder without __init__.py is its own."""
    path = folder.joinpath(*module.split("."))
    found = (each for each in (path / "__init__.py", path.with_suffix(".py")) if each.is_file())
    return next(found, path if path.is_dir() and any(path.glob("*.py")) else None)


def _given(file: Path) -> frozenset[str] | None:
    """The names that a module holds; None where they cannot all be seen."""
    if file.is_dir():
        return frozenset()
    tree = ast.parse(file.read_text(encoding="utf-8"))
    given: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            given.add(node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            given.add(node.id)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            given |= {(alias.asname or alias.name).partition(".")[0] for alias in node.names}
    return None if given & {"*", "__getattr__"} else frozenset(given)


def _is_installed(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except (ImportError, ValueError):
        return False


def _shown(root: Path, folder: Path) -> str:
    return "the project" if folder == root else f"{folder.relative_to(root).as_posix()}/"
