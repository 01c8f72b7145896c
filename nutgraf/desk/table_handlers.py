"""The view of tables, and the form that adds one."""

from __future__ import annotations

import asyncio
import datetime
import json
from dataclasses import asdict
from typing import Any

from jupyter_server.auth.decorator import authorized
from tornado import web

from nutgraf.desk.table_list import add_table, list_tables
from nutgraf.desk.view_handler import ViewHandler
from nutgraf.errors import NutgrafError, Problem, UsageError


class TablesHandler(ViewHandler):
    """The tables of the data package, with their sources and days."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """Show them."""
        tables, problems = await asyncio.to_thread(list_tables, self.project, datetime.date.today())
        self.show("tables.html.j2", tables=tables, problems=problems)

    @web.authenticated
    @authorized
    async def post(self) -> None:
        """Add the table in the file that was sent; with `dry_run`, say what would be added. Answers with JSON."""
        self.set_header("Content-Type", "application/json")
        wish = {name: self.get_body_argument(name) for name in self.request.body_arguments}
        try:
            sent = self.request.files.get("file", [])
            if not sent:
                raise UsageError(Problem("the file", "there is none", "choose a CSV file or a workbook"))
            added = await asyncio.to_thread(
                add_table,
                self.project,
                sent[0]["filename"],
                sent[0]["body"],
                wish,
                datetime.date.today(),
                dry_run=bool(wish.get("dry_run")),
            )
        except NutgrafError as error:
            self.set_status(409)
            self.finish(json.dumps({"problems": [problem.to_json() for problem in error.problems]}))
        else:
            self.finish(json.dumps(asdict(added)))


ROUTES: list[tuple[str, Any]] = [(r"/nutgraf/tables", TablesHandler)]
