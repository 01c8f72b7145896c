"""The views of what waits: the inbox, one number with its pages, and the log."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from jupyter_server.auth.decorator import authorized
from tornado import web

from nutgraf import inbox
from nutgraf.desk.editor_handler import EditorHandler
from nutgraf.desk.json_handler import JsonHandler
from nutgraf.errors import Problem, UsageError
from nutgraf.inbox import GRADES, Activity, DeskEvent, ReaderNotice, RowOrigin, WaitingFact
from nutgraf.ledger import Signature
from nutgraf.pipeline.unbuilt import Unbuilt
from nutgraf.project import Project

WAIT_S = 60.0
"""How long a decision waits for a build of the desk, after which it is made on what that build found."""


@dataclass(frozen=True)
class ItemView:
    """A number with all that an editor looks at before deciding."""

    item: WaitingFact
    rows: tuple[RowOrigin, ...]
    notices: tuple[ReaderNotice, ...]
    page: str
    before: bool
    after: bool
    cards: bool
    typed: dict[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    is_outdated: bool = False
    """Whether a page of it changed since it was built, so that another number may wait by now."""

    @property
    def marks_before(self) -> list[str]:
        """The texts to mark on the page as published."""
        own = [each.change for each in self.item.printed if each.address == self.page]
        return list(dict.fromkeys(each.was.rpartition(": ")[2] for each in own))

    @property
    def marks_after(self) -> list[str]:
        """The texts to mark on the page as it would be."""
        own = [each.change for each in self.item.printed if each.address == self.page]
        return list(dict.fromkeys(each.now for each in own if each.now))


class InboxHandler(EditorHandler):
    """What waits for an editor."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """Show the inbox, with what was just done."""
        project = self.project
        found = await asyncio.to_thread(inbox.open_inbox, project, self.now)
        activities = await asyncio.to_thread(inbox.activity, project)
        done = next((each for each in activities if each.event.id == self.get_query_argument("done", "")), None)
        crossed = inbox.crossed_decisions(activities, [item.id for item in found.items])
        others = still_waiting(found.items, done)
        unbuilt = Unbuilt() if _builds_all(done, found.unbuilt) and not others else found.unbuilt
        known = {"unbuilt": unbuilt, "running": self.builds.running, "others": others, "crossed": crossed}
        self.show("inbox.html.j2", newsroom=project.name, groups=group_by_grade(found.items), done=done, **known)


class ItemHandler(EditorHandler):
    """One number that waits."""

    @web.authenticated
    @authorized
    async def get(self, name: str) -> None:
        """Show it; a query `page` chooses the page that is shown as published and as it would be."""
        page = self.get_query_argument("page", "")
        view = await asyncio.to_thread(view_item, self.project, name, page, self.now.date().isoformat())
        self.show("item.html.j2", shown=view)

    @web.authenticated
    @authorized
    async def post(self, name: str) -> None:
        """Accept it, send it back, hold it or answer; a refusal is said above what was typed."""
        project = self.project
        typed = {key: self.typed(key) for key in self.request.body_arguments if key != "_xsrf"}
        await self.builds.ended(WAIT_S)
        try:
            event = await asyncio.to_thread(self._decide, project, name, typed)
        except UsageError as error:
            self.set_status(409)
            self.remember()
            await self._show_refusal(name, typed, error.problems)
            return
        self.go_to("", event.id)

    async def _show_refusal(self, name: str, typed: dict[str, str], problems: tuple[Problem, ...]) -> None:
        """Say why it was not done, with what was typed, whether the number still waits or not."""
        date = self.now.date().isoformat()
        try:
            view = await asyncio.to_thread(view_item, self.project, name, "", date, typed=typed, problems=problems)
        except UsageError:
            own = [key for key in typed if key == "text" or (typed.get("notice") and key.startswith("words-"))]
            words = [typed[key] for key in own if typed[key]]
            self.show("not_done.html.j2", problems=problems, typed=words)
        else:
            self.show("item.html.j2", shown=view)

    def _decide(self, project: Project, name: str, typed: dict[str, str]) -> DeskEvent:
        by, text, seen = self.actor, typed.get("text", ""), typed.get("seen", "")
        match typed.get("action"):
            case "accept":
                kind = typed.get("notice", "")
                words = {key.removeprefix("words-"): each for key, each in typed.items() if key.startswith("words-")}
                signature = Signature(self.now.date().isoformat(), by, text, kind, words if kind else None)
                return inbox.accept(project, name, signature, self.now, seen=seen).event
            case "send-back":
                return inbox.send_back(project, name, by, text, self.now, seen=seen)
            case "hold":
                return inbox.hold(project, name, by, text, typed.get("until", ""), self.now, seen=seen)
            case "answer":
                return inbox.answer(project, typed.get("to", ""), by, text, self.now)
        raise UsageError(Problem("the form", "it names no decision", "choose one of its buttons"))


class LogHandler(EditorHandler):
    """Who did what."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """Show the log."""
        self.show("log.html.j2", activities=await asyncio.to_thread(inbox.activity, self.project))

    @web.authenticated
    @authorized
    async def post(self) -> None:
        """Take back one thing that was done."""
        undone = self.typed("event") or "none"
        await self.builds.ended(WAIT_S)
        await asyncio.to_thread(inbox.undo, self.project, undone, self.actor, self.now)
        self.go_to("log")


class InboxDataHandler(JsonHandler, EditorHandler):
    """What waits, as JSON, for the panel in JupyterLab."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """Each number in short."""
        items = await asyncio.to_thread(inbox.read_inbox, self.project, self.now)
        known = [
            {"id": each.id, "importance": each.importance, "text": each.in_short, "state": each.decision.state}
            for each in items
        ]
        self.answer({"items": known})


def group_by_grade(items: Sequence[WaitingFact]) -> list[tuple[str, list[WaitingFact]]]:
    """What waits by how closely to check it, then what waits for a reporter or for a day."""
    groups: dict[str, list[WaitingFact]] = {label: [] for label in (*GRADES.values(), "Sent back", "On hold")}
    for item in items:
        is_put_aside = item.decision.state in ("sent back", "on hold")
        groups[item.decision.state.capitalize() if is_put_aside else item.grade].append(item)
    return [(label, found) for label, found in groups.items() if found]


def view_item(
    project: Project, name: str, page: str, date: str, *, typed: Any = None, problems: tuple[Problem, ...] = ()
) -> ItemView:
    """A number with its rows and notices. Raises UsageError if it does not wait."""
    import datetime

    now = datetime.datetime.now(datetime.UTC)
    opened = inbox.open_inbox(project, now)
    item = inbox.find_waiting(opened.items, name)
    shown = page if page in item.pages else item.pages[0]
    before, after = project.site_dir / shown, project.held_dir / shown
    return ItemView(
        item,
        tuple(inbox.origin_of(project, row) for row in item.rows),
        inbox.reader_notices(item, date),
        shown,
        (before / "index.html").is_file(),
        (after / "index.html").is_file(),
        item.is_headline and (before / "card.png").is_file() and (after / "card.png").is_file(),
        typed or {},
        problems,
        not {*item.pages}.isdisjoint(opened.unbuilt.changed),
    )


def still_waiting(items: Sequence[WaitingFact], done: Activity | None) -> list[WaitingFact]:
    """What else waits on the pages of a number that was just accepted, so that a build would not publish them."""
    pages = {str(address) for address in done.event.about.get("pages", ())} if done else set()
    return [item for item in items if not pages.isdisjoint(item.pages)]


def _builds_all(done: Activity | None, unbuilt: Unbuilt) -> bool:
    """Whether the build that is offered with what was just done is the same as that of all pages."""
    is_offered = done is not None and done.event.kind == "accept" and not done.undone
    return done is not None and is_offered and {*unbuilt.pages} <= {*done.event.about["pages"]}


def find_activity(project: Project, event_id: str) -> Activity | None:
    """What was done, by its id."""
    return next((each for each in inbox.activity(project) if each.event.id == event_id), None) if event_id else None


ROUTES: list[tuple[str, Any]] = [
    (r"/nutgraf/?", InboxHandler),
    (r"/nutgraf/inbox/(\w+)", ItemHandler),
    (r"/nutgraf/log", LogHandler),
    (r"/nutgraf/api/inbox", InboxDataHandler),
]
