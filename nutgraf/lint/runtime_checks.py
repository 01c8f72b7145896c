"""Checks what a run needs, without running: an installed kernel, and modules that exist and are valid Python."""

from __future__ import annotations

import ast
import re
import shutil
import sys
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from importlib.machinery import PathFinder
from pathlib import Path
from typing import Any

from nutgraf.cell_code import UNREADABLE, tree_of
from nutgraf.errors import About, Problem, did_you_mean
from nutgraf.notebook import Explainer
from nutgraf.plan import PagePlan
from nutgraf.project import find_root

_KIT = Path(__file__).parent.parent
OURS = "python3"
"""The kernel of nutgraf's own environment, which is always available."""


def kernel_is_here(explainer: Explainer, pages: Sequence[PagePlan]) -> Iterator[Problem]:
    """Checks that the notebook's kernel is installed, starts a program that exists, and runs Python."""
    name = explainer.kernel
    if name == OURS:
        return
    known = _kernels()
    fix = "choose the kernel Python 3 (python3) in JupyterLab and save the notebook"
    if name not in known:
        what = f"the kernel {name!r} is not installed here; installed: {', '.join(map(repr, sorted(known)))}"
        yield Problem(explainer.where, what, fix)
    elif known[name]["language"].lower() != "python":
        what = f"the kernel {name!r} runs {known[name]['language']}, and explainers must be Python"
        yield Problem(explainer.where, what, fix)
    elif shutil.which(known[name]["program"]) is None:
        what = f"the kernel {name!r} starts a program that no longer exists: {Path(known[name]['program']).name}"
        yield Problem(explainer.where, what, fix)


def modules_can_be_imported(explainer: Explainer, pages: Sequence[PagePlan]) -> Iterator[Problem]:
    """Checks that imports exist, are valid Python, and have the imported names."""
    if settles_imports(explainer) or explainer.kernel != OURS:
        return
    root = find_root(explainer.path.parent)
    seen: set[Path] = set()
    for cell in explainer.cells:
        if cell.kind == "code" and cell.is_run and "raises-exception" not in cell.tags:
            where = f"{explainer.where}, {cell.place}"
            yield from _problems_in(tree_of(cell.source), where, (root / "notebooks", root), seen)


def settles_imports(explainer: Explainer) -> bool:
    """Whether the notebook changes what can be imported while it runs."""
    sources = (cell.source for cell in explainer.cells if cell.kind == "code" and cell.is_run)
    return any(re.search(r"\bsys\.path\b|\bpip install\b|\bsite\.addsitedir\b", source) for source in sources)


def _problems_in(
    tree: ast.AST, where: str, folders: tuple[Path, Path], seen: set[Path], package: Path | None = None
) -> Iterator[Problem]:
    """The problems with the imports of code, and with the imports of the project's modules among them.

    `package` is the folder for relative imports.
    """
    for node in _imports(tree):
        at = f"{where}, line {node.lineno}"
        for name in [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""]:
            level = 0 if isinstance(node, ast.Import) else node.level
            start = [package, *package.parents][level - 1] if level and package else None
            if start is None and name.partition(".")[0] == "nutgraf":
                yield from _missing_in_the_kit(node, name, at)
                continue
            path = _file_of(name, (start,)) if start else _own(name, folders)
            if path is not None:
                yield from _problems_of(path, folders, seen)
                yield from _missing_names(node, path, at, folders[1])
            elif start is None:
                yield from _missing(name, at, folders)
            elif name:
                what = f"there is no module {name!r} in {_shown(start, folders[1])}/"
                yield Problem(at, what, "create it, or correct the name", About(name))


def _missing_names(node: ast.Import | ast.ImportFrom, path: Path, where: str, root: Path) -> Iterator[Problem]:
    """The imported names that are not in a module of the project."""
    has = _names_of(path)
    if isinstance(node, ast.Import) or has is None:
        return
    module = node.module or ""
    of_kit = not node.level and module.partition(".")[0] == "nutgraf"  # a reporter does not edit the files of these
    for alias in node.names:
        if alias.name not in has and alias.name != "*":
            offered = (name for name in has if not name.startswith("_"))
            moved = f"write: from {kit_charts()[alias.name]} import {alias.name}" if alias.name in kit_charts() else ""
            fix = moved or did_you_mean(alias.name, offered)
            yield Problem(where, f"{module if of_kit else _shown(path, root)} has no {alias.name!r}", fix)


@cache
def kit_charts() -> dict[str, str]:
    """The charts of nutgraf, each with its module: they were part of the project's charts/ before."""
    modules = ("nutgraf.charts.us", "nutgraf.charts")
    texts = [(name, (_KIT.parent.joinpath(*name.split(".")) / "__init__.py").read_bytes()) for name in modules]
    return {found: name for name, text in texts for found in _names_in(text) or () if not found.startswith("_")}


def _missing_in_the_kit(node: ast.Import | ast.ImportFrom, name: str, where: str) -> Iterator[Problem]:
    """The problem of a module or chart that nutgraf does not have."""
    path = _file_of(name, (_KIT.parent,))
    if path is None:
        known = [".".join(at.relative_to(_KIT.parent).parts) for at in (_KIT / "charts", _KIT / "charts" / "us")]
        yield Problem(where, f"nutgraf has no module {name!r}", did_you_mean(name, known))
    else:
        yield from _missing_names(node, path, where, _KIT.parent)


def _problems_of(path: Path, folders: tuple[Path, Path], seen: set[Path]) -> Iterator[Problem]:
    """The problems of a module of the project, reported once."""
    parts = [path.parent / "__init__.py", path] if path.name != "__init__.py" else [path]
    for part in parts:
        if part in seen or not part.is_file():
            continue
        seen.add(part)
        shown = _shown(part, folders[1])
        try:
            tree = _module_tree(part.read_bytes())
        except SyntaxError as error:
            where = f"{shown}, line {error.lineno}" if error.lineno else shown
            yield Problem(where, f"this is not Python: {error.msg}", "correct that line")
        except (OSError, ValueError, RecursionError, MemoryError) as error:
            yield Problem(shown, f"this cannot be read as Python: {error}", "save it as UTF-8 text")
        else:
            yield from _problems_in(tree, shown, folders, seen, part.parent)


def _missing(name: str, where: str, folders: tuple[Path, Path]) -> Iterator[Problem]:
    """The problem of a module that is neither in the project nor installed."""
    top, _, rest = name.partition(".")
    own = [folder / top for folder in folders if (folder / top).is_dir() and _is_package(folder / top)]
    if own and rest:
        choices = sorted(path.stem for path in own[0].glob("*.py") if path.stem != "__init__")
        fix = did_you_mean(rest, choices) if choices else "create it, or correct the name"
        yield Problem(where, f"there is no module {name!r}: {_shown(own[0], folders[1])}/ has no {rest!r}", fix)
    elif not own and not is_installed(top):
        yield Problem(where, f"there is no module {top!r}", "install it in this environment, or correct the name")


@cache
def is_installed(top: str) -> bool:
    """Whether a module can be imported in this environment."""
    if top in sys.stdlib_module_names or top in sys.builtin_module_names or top in sys.modules:
        return True
    return PathFinder.find_spec(top) is not None or any(_finds(finder, top) for finder in sys.meta_path)


def _finds(finder: Any, top: str) -> bool:
    try:
        return finder.find_spec(top, None) is not None
    except Exception:  # a third-party finder
        return True


def _own(name: str, folders: Sequence[Path]) -> Path | None:
    """The file of a project module, as a kernel would find it; None for other modules."""
    return None if name.partition(".")[0] in sys.stdlib_module_names else _file_of(name, folders)


def _file_of(name: str, folders: Sequence[Path]) -> Path | None:
    for folder in folders:
        base = folder.joinpath(*name.split("."))
        for path in (base / "__init__.py", base.parent / f"{base.name}.py"):
            if path.is_file():
                return path
    return None


def _names_of(path: Path) -> frozenset[str] | None:
    """The names that can be imported from a module; None if only running it can tell."""
    try:
        found = _names_in(path.read_bytes())
    except (OSError, *UNREADABLE):
        return None
    if found is None or path.name != "__init__.py":
        return found
    near = path.parent.iterdir()
    return found | {each.stem if each.suffix == ".py" else each.name for each in near if each.suffix in ("", ".py")}


@lru_cache(maxsize=256)
def _module_tree(source: bytes) -> ast.Module:
    return ast.parse(source)


@lru_cache(maxsize=256)
def _names_in(source: bytes) -> frozenset[str] | None:
    """The names that code defines in a module; None if it may define others."""
    tree = _module_tree(source)
    found = {"__all__", "__doc__", "__file__", "__name__", "__path__"}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and any(alias.name == "*" for alias in node.names):
            return None
        if isinstance(node, ast.Name) and node.id in ("globals", "exec", "setattr"):
            return None
        if isinstance(node, ast.Import | ast.ImportFrom):
            found |= {alias.asname or alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
        elif isinstance(node, ast.ExceptHandler | ast.MatchAs) and node.name:
            found.add(node.name)
    return None if "__getattr__" in found else frozenset(found)


def _imports(tree: ast.AST) -> Iterator[ast.Import | ast.ImportFrom]:
    """The unconditional imports: not those under try or if."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield node
        elif isinstance(node, ast.With | ast.For | ast.ClassDef):
            yield from _imports(node)


def _is_package(folder: Path) -> bool:
    return any(folder.glob("*.py"))


def _shown(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix()


@cache
def _kernels() -> dict[str, dict[str, str]]:
    """The installed kernels, each with its language and the program that it starts."""
    from jupyter_client.kernelspec import KernelSpecManager

    found = KernelSpecManager().get_all_specs()
    return {
        name: {"language": one["spec"].get("language", ""), "program": (one["spec"].get("argv") or [""])[0]}
        for name, one in found.items()
    }
