"""The view of problems, and those of one notebook for JupyterLab."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from typing import Any

from jupyter_server.auth.decorator import authorized
from tornado import web

from nutgraf.desk.json_handler import JsonHandler
from nutgraf.desk.page_proxy import known_status, status_once_shown
from nutgraf.desk.problem_list import ListedProblem, fix_listed, list_problems
from nutgraf.desk.view_handler import ViewHandler
from nutgraf.errors import Problem
from nutgraf.plan import find_explainers


class ProblemsHandler(ViewHandler):
    """The problems of the last build and of `nutgraf check`."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """Show them by notebook, those that stop a page first."""
        project = self.project
        status = await known_status(self.preview)
        found = await asyncio.to_thread(list_problems, project, status)
        listed = sorted((each for each in found if each.kind != "note"), key=_file)
        self.show(
            "problem_list.html.j2",
            groups=[(file, list(each)) for file, each in groupby(listed, key=_file)],
            notes=[each for each in found if each.kind == "note"],
            status=status,
            lab=self.lab_address(project.root),
        )


class CellProblemsHandler(JsonHandler):
    """The problems of a notebook, each with its cell, as JSON."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """Answer with the problems of the notebook at a path below the folder that JupyterLab shows.

        `building` says that the preview builds now: its problems may be others soon.
        """
        project = self.project
        shown = Path(self.settings["server_root_dir"]).expanduser()
        path = shown / self.get_query_argument("notebook").lstrip("/")
        path = path.parent.resolve() / path.name
        found: tuple[ListedProblem, ...] = ()
        status: Mapping[str, Any] = {}
        if path in find_explainers(project):
            where = f"notebooks/{path.relative_to(project.notebooks_dir).as_posix()}"
            status = await status_once_shown(self.preview)
            found = await asyncio.to_thread(list_problems, project, status, [path])
            found = tuple(each for each in found if each.notebook == where and each.kind != "note")
        self.answer({"problems": [asdict(each) for each in found], "building": bool(status.get("building"))})


class FixHandler(JsonHandler):
    """The fix of a problem that a machine can make."""

    @web.authenticated
    @authorized
    async def post(self) -> None:
        """Fix a problem, sent as its `where`, `what` and `fix`, in the notebook file; answer with what was done."""
        sent = self.body()
        problem = Problem(str(sent.get("where", "")), str(sent.get("what", "")), str(sent.get("fix", "")))
        edit = await asyncio.to_thread(fix_listed, self.project, problem)
        self.answer({"label": edit.label})


def _file(problem: ListedProblem) -> str:
    return problem.notebook or problem.where.partition(",")[0]


ROUTES: list[tuple[str, Any]] = [
    (r"/nutgraf/problems", ProblemsHandler),
    (r"/nutgraf/api/cell-problems", CellProblemsHandler),
    (r"/nutgraf/api/fix", FixHandler),
]
