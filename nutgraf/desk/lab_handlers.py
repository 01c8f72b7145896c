"""What JupyterLab asks of the desk: the project, the pages of a notebook, a new explainer, a build or a check."""

from __future__ import annotations

import asyncio
import os
import sys
from dataclasses import asdict
from pathlib import Path

from jupyter_server.auth.decorator import authorized
from tornado import web

from nutgraf.desk.build_queue import BuildWish
from nutgraf.desk.cell_comments import cell_comments, record_stamp
from nutgraf.desk.command_process import run_nutgraf
from nutgraf.desk.json_handler import JsonHandler
from nutgraf.desk.notebook_pages import editions, explainer_at, project_outline, start_explainer
from nutgraf.errors import Problem, UsageError


class ProjectHandler(JsonHandler):
    """What a reporter chooses from for a new explainer."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """Answer with the project's languages and tables."""
        self.answer(await asyncio.to_thread(project_outline, self.project, shown_folder(self)))


class EditionsHandler(JsonHandler):
    """The pages of a notebook."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """Answer with the address of each, that of the notebook's own parameters first."""
        notebook = shown_folder(self) / self.get_query_argument("notebook").lstrip("/")
        self.answer({"editions": await asyncio.to_thread(editions, self.project, notebook)})


class CellCommentsHandler(JsonHandler):
    """What editors ask about the sentences of a notebook."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """Answer with the comments on all its pages, and with the name that answers are signed with.

        The comments are null while the stamp of the record is that of the query: a notebook asks every few seconds.
        """
        project = self.project
        notebook = shown_folder(self) / self.get_query_argument("notebook").lstrip("/")
        stamp, found = await asyncio.to_thread(record_stamp, project), None
        if stamp != self.get_query_argument("since", ""):
            found = [asdict(each) for each in await asyncio.to_thread(cell_comments, project, notebook)]
        self.answer({"stamp": stamp, "comments": found, "signer": self.signer})


class NewHandler(JsonHandler):
    """A new explainer."""

    @web.authenticated
    @authorized
    async def post(self) -> None:
        """Write it, and answer with its path below the project."""
        self.answer({"path": await asyncio.to_thread(start_explainer, self.project, self.body())})


class RunHandler(JsonHandler):
    """`nutgraf build` or `nutgraf check` for a notebook."""

    @web.authenticated
    @authorized
    async def post(self) -> None:
        """Answer with what the check prints, or with the number of a build, whose view says how far it is."""
        sent, project = self.body(), self.project
        path = explainer_at(project, shown_folder(self) / str(sent.get("notebook", "")).lstrip("/"))
        if sent.get("command") == "build":
            pages = [page["address"] for page in await asyncio.to_thread(editions, project, path)]
            self.answer({"build": self.builds.start(project, BuildWish(notebook=path), pages, len(pages)).number})
        elif sent.get("command") == "check":
            is_done, printed = await run_nutgraf(project.root, "check", "--", str(path))
            self.answer({"is_done": is_done, "text": printed})
        else:
            raise UsageError(Problem("the request", "no such command", "choose one of 'build', 'check'"))


ROUTES = [
    (r"/nutgraf/api/project", ProjectHandler),
    (r"/nutgraf/api/editions", EditionsHandler),
    (r"/nutgraf/api/cell-comments", CellCommentsHandler),
    (r"/nutgraf/api/new", NewHandler),
    (r"/nutgraf/api/run", RunHandler),
]


def shown_folder(handler: JsonHandler) -> Path:
    """The folder that JupyterLab shows, to which its paths are relative."""
    return Path(handler.settings["server_root_dir"]).expanduser()


def put_commands_on_path() -> None:
    """Let cells and terminals of JupyterLab find `nutgraf`, although nobody activated the environment."""
    folder = str(Path(sys.executable).parent)
    known = os.environ.get("PATH", "")
    if folder not in known.split(os.pathsep):
        os.environ["PATH"] = f"{folder}{os.pathsep}{known}" if known else folder
