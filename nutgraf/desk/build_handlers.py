"""The views of a build that an editor starts: of the pages of a number that was accepted, or of all that changed."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from jupyter_server.auth.decorator import authorized
from tornado import web

from nutgraf import inbox
from nutgraf.desk.build_queue import BuildWish, DeskBuild
from nutgraf.desk.editor_handler import EditorHandler
from nutgraf.desk.inbox_handlers import find_activity
from nutgraf.desk.json_handler import JsonHandler
from nutgraf.desk.page_list import plan_now
from nutgraf.desk.page_proxy import known_status
from nutgraf.desk.view_handler import ViewHandler
from nutgraf.errors import Problem, UsageError
from nutgraf.project import Project


class StartBuildHandler(EditorHandler):
    """Starts a build."""

    @web.authenticated
    @authorized
    async def post(self) -> None:
        """Build the pages of a number that was accepted, the `event`; all pages that changed if none is named."""
        project, event = self.project, self.typed("event")
        if event:
            pages = patterns = await asyncio.to_thread(_pages_of, project, event)
        else:
            pages, patterns = (await asyncio.to_thread(inbox.open_inbox, project, self.now)).unbuilt.pages, ()
        total = await asyncio.to_thread(_count, project, patterns)
        build = self.builds.start(project, BuildWish(patterns), pages, total)
        self.go_to(f"build/{build.number}")


class BuildHandler(EditorHandler):
    """One build."""

    @web.authenticated
    @authorized
    async def get(self, number: str) -> None:
        """Show how far it is; once it is over, what it built, what waits and what failed."""
        build = _found(self, number)
        in_frame = bool(self.get_query_argument("frame", ""))
        self.show("build.html.j2", build=build, waits_for=await waits_for(self, build), in_frame=in_frame)

    @web.authenticated
    @authorized
    def post(self, number: str) -> None:
        """Cancel it."""
        self.builds.cancel(_found(self, number))
        self.redirect(self.request.uri or "", status=303)


class BuildProgressHandler(JsonHandler):
    """How far a build is, as JSON."""

    @web.authenticated
    @authorized
    async def get(self, number: str) -> None:
        """Its state, how many pages it has looked at, and what it waits for."""
        build = _found(self, number)
        known = {"state": build.state, "done": len(build.outcomes), "total": build.total}
        self.answer({**known, "waits_for": await waits_for(self, build)})


async def waits_for(handler: ViewHandler, build: DeskBuild) -> str:
    """What a build waits for, in words: another one, or the preview, which builds the pages that are open."""
    if build.state == "waiting" and (other := handler.builds.running) and other is not build:
        return f"the build of {other.wish.name}, which has looked at {len(other.outcomes)} of {other.total}"
    status = {} if build.outcomes or build.is_over else await known_status(handler.preview)
    if status.get("building"):
        return f"the page that is open next to its notebook: {status['made']} of {status['to_make']} ready"
    return ""


def _found(handler: ViewHandler, number: str) -> DeskBuild:
    build = handler.builds.find(int(number))
    if build is None:
        what = "the desk does not remember it: it was started again since, or many others followed"
        raise UsageError(Problem(f"build {number}", what, "go to the inbox, which says what is not built"))
    return build


def _pages_of(project: Project, event_id: str) -> tuple[str, ...]:
    """The pages of a number that was accepted; UsageError for anything else."""
    done = find_activity(project, event_id)
    if done is None or done.event.kind != "accept" or done.undone:
        raise UsageError(Problem("the form", "it names no number that was accepted", "accept a number first"))
    return tuple(str(address) for address in done.event.about["pages"])


def _count(project: Project, patterns: Sequence[str]) -> int:
    plan = plan_now(project)
    return sum(not page.withheld_reason for page in (plan.matching(patterns) if patterns else plan.pages))


ROUTES: list[tuple[str, Any]] = [
    (r"/nutgraf/build", StartBuildHandler),
    (r"/nutgraf/build/([0-9]{1,9})", BuildHandler),
    (r"/nutgraf/api/build/([0-9]{1,9})", BuildProgressHandler),
]
