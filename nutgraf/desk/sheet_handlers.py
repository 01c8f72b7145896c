"""The fact sheet of a page with ticks and comments, and the page as published and as it would be."""

from __future__ import annotations

import asyncio
import mimetypes
from pathlib import Path
from typing import Any

from jupyter_server.auth.decorator import authorized
from tornado import web

from nutgraf import inbox
from nutgraf.desk.editor_handler import EditorHandler
from nutgraf.errors import Problem, UsageError
from nutgraf.inbox import Comment, DeskEvent
from nutgraf.project import Project


class SheetHandler(EditorHandler):
    """Every claim of a page, to be checked and talked about."""

    @web.authenticated
    @authorized
    async def get(self, address: str) -> None:
        """Show the sheet."""
        await self._show(address)

    @web.authenticated
    @authorized
    async def post(self, address: str) -> None:
        """Tick a claim, comment on it, or answer; a refusal is said above the sheet."""
        try:
            event = await asyncio.to_thread(self._act, self.project, address)
        except UsageError as error:
            self.set_status(409)
            await self._show(address, error.problems)
            return
        self.remember()
        number = self.typed("number") if self.typed("number").isdecimal() else ""
        self.redirect(f"{self.request.path}#{event.subject and f'claim-{number}'}", status=303)

    async def _show(self, address: str, problems: tuple[Problem, ...] = ()) -> None:
        sheet, claims = await asyncio.to_thread(inbox.fact_sheet, self.project, address)
        comments = await asyncio.to_thread(inbox.page_comments, self.project, sheet.address)
        known = {claim.claim.id for claim in claims}
        loose = [each for each in comments if each.event.subject not in known]
        checked = sum(claim.is_checked for claim in claims)
        self.show("sheet.html.j2", sheet=sheet, claims=claims, loose=loose, checked=checked, problems=problems)

    def _act(self, project: Project, address: str) -> DeskEvent:
        by, text, claim = self.actor, self.typed("text"), self.typed("claim")
        match self.typed("action"):
            case "tick":
                return inbox.tick(project, address, claim, by, text, self.now)
            case "comment":
                return inbox.comment(project, address, by, text, self.now, claim=claim)
            case "answer":
                return inbox.answer(project, self.typed("to"), by, text, self.now)
        raise UsageError(Problem("the form", "it names nothing to do", "choose one of its buttons"))


class CommentsHandler(EditorHandler):
    """The comments of a page, as JSON, for JupyterLab."""

    @web.authenticated
    @authorized
    async def get(self, address: str) -> None:
        """Each comment with its answers."""
        comments = await asyncio.to_thread(inbox.page_comments, self.project, address)
        self.finish({"comments": [_plain(each) for each in comments]})

    @web.authenticated
    @authorized
    async def post(self, address: str) -> None:
        """Answer the comment `to`, or comment on the page, with `text`."""
        body = self.get_json_body() or {}
        to, text = str(body.get("to", "")), str(body.get("text", ""))
        name = self.signer or str(body.get("name", ""))
        if to:
            event = await asyncio.to_thread(inbox.answer, self.project, to, name, text, self.now)
        else:
            claim = str(body.get("claim", ""))
            event = await asyncio.to_thread(
                lambda: inbox.comment(self.project, address, name, text, self.now, claim=claim)
            )
        self.remember(" ".join(name.split()))
        self.finish({"id": event.id})


class PageFileHandler(EditorHandler):
    """A file of the published site, or of the pages that are held."""

    @property
    def content_security_policy(self) -> str:
        """The page is looked at: it runs nothing, and only the desk frames it."""
        return "script-src 'none'; form-action 'none'; frame-ancestors 'self'"

    @web.authenticated
    @authorized
    async def get(self, which: str, path: str) -> None:
        """Send it; what is outside the folder is not found."""
        folder = self.project.site_dir if which == "before" else self.project.held_dir
        content, name = await asyncio.to_thread(_read, folder, path)
        self.set_header("Content-Type", mimetypes.guess_type(name)[0] or "application/octet-stream")
        self.set_header("Cache-Control", "no-store")
        self.set_header("X-Content-Type-Options", "nosniff")
        self.finish(content)


def _read(folder: Path, path: str) -> tuple[bytes, str]:
    """The content and the name of a file in a folder. Raises HTTPError 404 for anything else."""
    try:
        asked = (folder / path.strip("/")).resolve()
        file = asked / "index.html" if asked.is_dir() else asked
        if not file.is_relative_to(folder.resolve()):
            raise web.HTTPError(404)
        return file.read_bytes(), file.name
    except (OSError, ValueError) as error:
        raise web.HTTPError(404) from error


def _plain(comment: Comment) -> dict[str, Any]:
    event = comment.event
    answers = [{"id": each.id, "by": each.by, "at": each.at, "text": each.text} for each in comment.answers]
    about = {"claim": event.subject, "sentence": event.about.get("sentence", "")}
    return {"id": event.id, "by": event.by, "at": event.at, "text": event.text, **about, "answers": answers}


ROUTES: list[tuple[str, Any]] = [
    (r"/nutgraf/facts/(.+)", SheetHandler),
    (r"/nutgraf/api/comments/(.+)", CommentsHandler),
    (r"/nutgraf/(before|after)/(.*)", PageFileHandler),
]
