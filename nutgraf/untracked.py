"""What explainers read that a build cannot compare: found in their code, and in the records of their last runs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from nutgraf.errors import Problem
from nutgraf.inputs import suspects, suspects_in
from nutgraf.plan import Plan
from nutgraf.project import Project
from nutgraf.record.shelf import Shelf

_FIX = "make it a parameter, or put it into data/: a page is rebuilt only when something we can see has changed"


def untracked(project: Project, plan: Plan) -> list[Problem]:
    """Each thing once for a notebook: in its code, in the project's modules, or as its last runs noted it."""
    explainers = {page.explainer.name: page.explainer for page in plan.pages}
    found = [*_in_modules(project)]
    for explainer in explainers.values():
        for cell in explainer.cells:
            if cell.kind == "code":
                found += [(f"{explainer.where}, {cell.place}", one) for one in suspects([cell.source])]
    told = {what for _, what in found}
    shelf = Shelf(project)
    for page in plan.pages:
        record = shelf.record(page.address)
        for one in record.untracked if record else ():
            if one not in told:
                found.append((page.explainer.where, one))
    return [Problem(where, f"untracked: {what}", _FIX) for where, what in dict.fromkeys(found)]


def _in_modules(project: Project) -> Iterator[tuple[str, str]]:
    modules: list[Path] = [*project.charts_dir.rglob("*.py"), *project.notebooks_dir.rglob("*.py")]
    for path in sorted(modules):
        for one in suspects_in(path):
            yield path.relative_to(project.root).as_posix(), one
