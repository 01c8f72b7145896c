"""Reads code without running it: the expressions in its texts, the files of the project it names."""

from __future__ import annotations

import ast
import os
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from nutgraf.cell_code import UNREADABLE, tree_of

_EXPRESSION = re.compile(r"\{\{(.*?)\}\}|\{%-?\s*(?:if|elif|set\s+\w+\s*=|for\s+[\w, ]+\s+in)\s(.*?)-?%\}", re.S)
_QUOTED = re.compile(r"'([^'\n]+)'|\"([^\"\n]+)\"")
_LONGEST = 300
NATIVE = frozenset(
    {
        *("read_parquet", "read_feather", "read_orc", "read_sql", "read_sql_query", "read_sql_table", "read_hdf"),
        *("read_spss", "scan_parquet", "scan_csv", "scan_ndjson", "scan_ipc", "read_table", "open_dataset"),
        *("read_database", "read_database_uri"),
    }
)
"""Readers that open a file below Python, whatever they belong to."""
_SEEN = (sys.stdlib_module_names - {"ctypes"}) | {"altair", "babel", "jinja2", "IPython", "numpy", "nutgraf", "pandas"}
"""Packages that open files in ways that raise an event."""


def texts_in(tree: ast.AST) -> Iterator[str]:
    """The texts that code holds."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def expressions_in(texts: Iterable[str]) -> Iterator[ast.AST]:
    """The Jinja expressions in texts that are also valid Python."""
    for text in texts:
        for found in _EXPRESSION.finditer(text) if "{" in text else ():
            try:
                yield ast.parse((found[1] or found[2] or "").strip("- \n\t"), mode="eval")
            except UNREADABLE:
                continue


def files_named(sources: Iterable[str], folder: Path, root: Path) -> dict[str, str]:
    """The files of the project named in code, as written and by their path from the root.

    A missing file counts if its folder exists, because code may check for it. Code
    that opens files only in recorded ways names none: the record then says which edition opened which.
    """
    codes = [_named_in(source) for source in sources]
    if not any(_opens_unseen(code, folder, root) for code in codes):
        return {}
    written = (each for code in codes for each in code.candidates)
    return {each: name for each in written if (name := _name_of(each, folder, root))}


@dataclass(frozen=True)
class _Named:
    """What code names: whether it calls a native reader, the packages that it imports, what may be file names."""

    calls_native: bool
    packages: tuple[str, ...]
    candidates: tuple[str, ...]


# All editions of an explainer, and all that import a module, have the same code.
@lru_cache(maxsize=512)
def _named_in(source: str) -> _Named:
    tree, packages, calls_native = tree_of(source), dict[str, None](), False
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            calls_native = calls_native or node.attr in NATIVE
        elif isinstance(node, ast.Import):
            packages |= dict.fromkeys(alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            packages[node.module.partition(".")[0]] = None
    candidates = dict.fromkeys(written for text in texts_in(tree) for written in _candidates(text))
    return _Named(calls_native, tuple(each for each in packages if each not in _SEEN), tuple(candidates))


def _opens_unseen(code: _Named, folder: Path, root: Path) -> bool:
    """Whether it imports a package, or calls a reader, that may open files without an audit event."""
    return code.calls_native or any(not is_own_module(each, folder, root) for each in code.packages)


def is_own_module(name: str, folder: Path, root: Path) -> bool:
    """Whether a module is in the notebooks' folder or at the root of the project."""
    return any((each / name).is_dir() or (each / f"{name}.py").is_file() for each in (folder, root))


def _candidates(text: str) -> Iterator[str]:
    """A text itself, or a quoted part of it, as in an SQL query, if it may be a file name."""
    for one in (text, *(found[1] or found[2] for found in _QUOTED.finditer(text))):
        if len(one) <= _LONGEST and "\n" not in one and re.search(r"\.\w{1,8}$|/", one) and "://" not in one:
            yield one


def _name_of(written: str, folder: Path, root: Path) -> str:
    try:
        path = os.path.normpath(folder / written)  # a symbolic link inside the project keeps its own name
        if not path.startswith(str(root) + os.sep) or Path(path).is_dir() or not Path(path).parent.is_dir():
            return ""
    except (OSError, ValueError):
        return ""
    name = Path(path).relative_to(root).as_posix()
    # A missing name without an extension is rarely a file: "text/plain", "%d/%m".
    return name if Path(path).exists() or re.search(r"\.\w{1,8}$", name) else ""
