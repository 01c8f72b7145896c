"""Runs one page of a notebook on its own, outside of the site: for an export of a notebook that no build ran.

`python -m nutgraf.pipeline.lone_page NOTEBOOK RESULT` writes the executed notebook, with the page's metadata, or
`{"problems": […]}`. It is a process of its own because a kernel is started, and JupyterLab's server has a loop already.
"""

from __future__ import annotations

import datetime
import json
import sys
from pathlib import Path
from typing import Any

from nutgraf.errors import NotebookError, NutgrafError, Problem
from nutgraf.plan import PagePlan, plan_pages
from nutgraf.project import find_root, read_project


def lone_page(notebook: Path) -> Any:
    """The executed notebook of one page, that of the notebook's own parameters or else the first.

    Raises NutgrafError if it cannot be planned, or stops.
    """
    from nutgraf.run import run_page, with_page_metadata

    project = read_project(find_root(notebook.parent))
    plan = plan_pages(project, [notebook], now=datetime.datetime.now(datetime.UTC))
    if not plan.pages:
        where = f"{notebook.parent.name}/{notebook.name}"
        raise NotebookError(
            *plan.problems or [Problem(where, "it has no page", "look at the matrix in its first cell")]
        )
    page = next((page for page in plan.pages if _is_default(page)), plan.pages[0])
    return with_page_metadata(run_page(page, project).notebook, page, project)


def _is_default(page: PagePlan) -> bool:
    """Whether a page has the values that the notebook's own cell of parameters has."""
    return all(page.values.get(name) == value for name, value in page.explainer.defaults.items())


def write_lone_page(notebook: Path, result: Path) -> None:
    """Write the executed notebook, or the problems, as JSON."""
    try:
        found: Any = lone_page(notebook)
    except NutgrafError as error:
        found = {"problems": [problem.to_json() for problem in error.problems]}
    result.write_text(json.dumps(found), encoding="utf-8")


if __name__ == "__main__":
    write_lone_page(Path(sys.argv[1]), Path(sys.argv[2]))
