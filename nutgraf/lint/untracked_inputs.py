"""Finds inputs that a build cannot track, in the code of explainers and in the records of their last runs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from nutgraf.cache.page_cache import PageCache
from nutgraf.errors import Problem
from nutgraf.frontmatter import RENDERED
from nutgraf.notebook import Cell, Explainer
from nutgraf.plan import Plan
from nutgraf.project import Project
from nutgraf.tracking import files_named, suspects_by_cell, suspects_in

_FIX = "make it a parameter, or put it into data/: a page is rebuilt only when a tracked input has changed"


def untracked_inputs(project: Project, plan: Plan) -> list[Problem]:
    """The distinct untracked inputs: in the code of notebooks, in the project's modules, or recorded by past runs."""
    found = [*_in_modules(project)]
    for explainer in plan.explainers.values():
        found += [(_where(explainer, cell), one) for cell, one in untracked_in(explainer, project)]
    reported = {what for _, what in found}
    page_cache = PageCache(project)
    for page in plan.pages:
        record = page_cache.record(page.address)
        for one in record.untracked if record else ():
            if one not in reported:
                found.append((page.explainer.where, one))
    return [Problem(where, f"untracked: {what}", _FIX) for where, what in dict.fromkeys(found)]


def untracked_in(explainer: Explainer, project: Project) -> list[tuple[Cell | None, str]]:
    """The untracked inputs of a notebook's code and of the expressions in its prose, each with its cell.

    Those in front matter have no cell.
    """
    code = [cell for cell in explainer.cells if cell.kind == "code" and cell.is_run]
    prose = [cell for cell in explainer.cells if cell.kind == "markdown" and cell.is_run]
    front = explainer.front_matter
    words = [getattr(front, name) for name in RENDERED]
    texts = [text for each in words for text in (each.values() if isinstance(each, dict) else [each])]
    sources = tuple(cell.source for cell in code)
    files = frozenset(files_named(sources, project.notebooks_dir, project.root))
    found = suspects_by_cell(sources, (*(cell.source for cell in prose), *texts), files)
    cells: list[Cell | None] = [*code, *prose, *([None] * len(texts))]
    return [(cells[number], one) for number, one in found]


def _where(explainer: Explainer, cell: Cell | None) -> str:
    return f"{explainer.where}, {cell.place if cell else 'front matter'}"


def _in_modules(project: Project) -> Iterator[tuple[str, str]]:
    modules: list[Path] = [*project.charts_dir.rglob("*.py"), *project.notebooks_dir.rglob("*.py")]
    for path in sorted(modules):
        for one in suspects_in(path):
            yield path.relative_to(project.root).as_posix(), one
