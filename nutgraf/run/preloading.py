"""Predicts what a page's kernel will read, from its notebook without running it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from nutgraf import data
from nutgraf.cell_code import UNREADABLE
from nutgraf.errors import NutgrafError
from nutgraf.frontmatter import RENDERED
from nutgraf.kernel.preload import Preload
from nutgraf.plan import PagePlan
from nutgraf.project import Project


def preload_for(plan: PagePlan, project: Project) -> Preload:
    """The prose of a page and its front matter, its code, and the tables that the code names."""
    cells = [cell for cell in plan.explainer.cells if cell.matters_in(plan.lang)]
    code = tuple(cell.source for cell in cells if cell.kind == "code" and cell.is_run)
    front = plan.explainer.front_matter
    words = [getattr(front, name) for name in RENDERED]
    texts = [
        *(cell.source for cell in cells if cell.kind == "markdown"),
        *(each if isinstance(each, str) else each.get(plan.lang, "") for each in words),
        *_words_in(code),
    ]
    asked = tuple(text.replace("\r\n", "\n") for text in texts if "{" in text)
    return Preload(plan.lang, asked, str(project.data_package), tuple(_tables(project.data_package, code)), code)


def _tables(package: Path, code: tuple[str, ...]) -> list[str]:
    """The tables that code names, and those that their foreign keys refer to."""
    try:
        tables = data.open_package(package).tables
    except NutgrafError:  # the cell that reads a table reports the problem
        return []
    asked = [name for name in tables if _is_named(name, code)]
    for name in asked:
        asked += [other for other, _ in tables[name].refers.values() if other in tables and other not in asked]
    return asked


def _is_named(table: str, code: tuple[str, ...]) -> bool:
    return any(f"{quote}{table}{quote}" in source for source in code for quote in "\"'")


@lru_cache(maxsize=64)
def _words_in(code: tuple[str, ...]) -> tuple[str, ...]:
    """The string literals in code that contain expressions, such as titles and alt texts of figures."""
    return tuple(dict.fromkeys(text for source in code for text in _texts_in(source)))


def _texts_in(source: str) -> Iterator[str]:
    try:
        tree = ast.parse(source)
    except UNREADABLE:  # it has a line that only IPython can parse
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "{{" in node.value:
            yield node.value
