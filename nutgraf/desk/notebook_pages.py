"""The notebooks of JupyterLab in terms of the project: the pages that each is for, and a new one."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nutgraf.errors import Problem, UsageError
from nutgraf.project import Project

_PROPERTIES = {"name": str, "titles": list, "languages": list, "table": str, "matrix": str}


def project_outline(project: Project, shown: Path) -> dict[str, Any]:
    """What a reporter chooses from for a new explainer; `shown` is the folder that JupyterLab shows."""
    from nutgraf.starter import tables_with_facts

    return {
        "name": project.name,
        "root": _below(project.root, shown),
        "languages": list(project.languages),
        "tables": [{"name": name, "keys": [*key]} for name, key in tables_with_facts(project).items()],
    }


def editions(project: Project, notebook: Path) -> list[dict[str, str]]:
    """The pages of a notebook, that of its own parameters first. Raises NutgrafError where it has none."""
    from nutgraf.plan import plan_pages

    plan = plan_pages(project, [explainer_at(project, notebook)])
    if not plan.pages:
        raise UsageError(*plan.problems or (Problem(notebook.name, "it has no pages", "look at its matrix"),))
    own = plan.pages[0].explainer.defaults

    def is_other(page: Any) -> int:
        return sum(own.get(name) != value for name, value in page.info.parameters.items())

    pages = sorted(plan.pages, key=is_other)
    return [{"address": page.address, "lang": page.info.lang, "label": page.name} for page in pages]


def pages_to_build(project: Project, notebook: Path, now: datetime.datetime) -> list[str]:
    """The pages of a notebook as arguments of `nutgraf build`, with `--drafts` while it has no other pages."""
    from nutgraf.plan import plan_pages

    addresses = [page["address"] for page in editions(project, notebook)]
    planned = plan_pages(project, [explainer_at(project, notebook)], now=now).pages
    return [*(["--drafts"] if all(page.withheld_reason for page in planned) else []), "--", *addresses]


def explainer_at(project: Project, notebook: Path) -> Path:
    """A notebook that is to be published; UsageError for any other file."""
    from nutgraf.plan import find_explainers

    path = notebook.parent.resolve() / notebook.name
    if path not in find_explainers(project):
        fix = "explainers are in notebooks/, and their names begin with neither _ nor get-"
        raise UsageError(Problem(notebook.name, "it is no explainer of this project", fix))
    return path


def start_explainer(project: Project, wish: Mapping[str, Any]) -> str:
    """Write a new notebook, and return its path below the project. Raises UsageError as `nutgraf new` does."""
    from nutgraf.starter import Wish, new_explainer

    given = {name: wish.get(name) or kind() for name, kind in _PROPERTIES.items()}
    for name, kind in _PROPERTIES.items():
        if not isinstance(given[name], kind) or (kind is list and not all(isinstance(one, str) for one in given[name])):
            raise UsageError(
                Problem(name, f"it is not {'a list of texts' if kind is list else 'a text'}", "correct it")
            )
    made = Wish(given["name"], tuple(given["titles"]), tuple(given["languages"]), given["table"], given["matrix"])
    return new_explainer(project, made).relative_to(project.root).as_posix()


def _below(folder: Path, shown: Path) -> str:
    """A folder as JupyterLab names it; "" for the one that it shows, and for one above it."""
    own, top = folder.resolve(), shown.resolve()
    return own.relative_to(top).as_posix() if own.is_relative_to(top) and own != top else ""
