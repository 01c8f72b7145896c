"""The fact sheet of a page with ticks and comments, and the page as published and as it would be."""

from __future__ import annotations

import asyncio
import mimetypes
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any

from jupyter_server.auth.decorator import authorized
from tornado import web
from tornado.escape import url_escape

from nutgraf import inbox
from nutgraf.desk.editor_handler import EditorHandler
from nutgraf.desk.json_handler import JsonHandler
from nutgraf.errors import Problem, UsageError
from nutgraf.inbox import CheckedClaim, Comment, DeskEvent
from nutgraf.project import Project

FILTERS: dict[str, Callable[[CheckedClaim], bool]] = {
    "": lambda _: True,
    "open": lambda claim: not claim.is_checked,
    "stale": lambda claim: bool(claim.stale),
    "checked": lambda claim: claim.is_checked,
    "comments": lambda claim: bool(claim.comments),
}
"""The claims that a fact sheet can be narrowed to."""


@dataclass(frozen=True)
class SheetSentence:
    """A sentence of the page, and its claims with their numbers in the sheet."""

    text: str
    lang: str
    where: str
    claims: tuple[tuple[int, CheckedClaim], ...]


_SCRIPT = re.compile(rb"<script\b.*?</script\s*>", re.DOTALL | re.IGNORECASE)


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
            self.remember()
            await self._show(address, error.problems)
            return
        self.remember()
        number = self.typed("number") if self.typed("number").isdecimal() else ""
        only = f"?show={url_escape(self.typed('show'))}" if self.typed("show") else ""
        self.redirect(f"{self.request.path}{only}#{event.subject and f'claim-{number}'}", status=303)

    async def _show(self, address: str, problems: tuple[Problem, ...] = ()) -> None:
        sheet, claims = await asyncio.to_thread(inbox.fact_sheet, self.project, address)
        comments = await asyncio.to_thread(inbox.page_comments, self.project, sheet.address)
        known = {claim.claim.id for claim in claims}
        loose = [each for each in comments if each.event.subject not in known]
        only = self.get_argument("show", "")
        counts = {name: sum(map(chosen, claims)) for name, chosen in FILTERS.items()}
        sentences = group_by_sentence(claims, only)
        self.show(
            "sheet.html.j2",
            sheet=sheet,
            sentences=sentences,
            counts=counts,
            only=only,
            loose=loose,
            problems=problems,
            rows=partial(inbox.title_of_input, self.project.data_package),
            grouped=inbox.grouped,
        )

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


def group_by_sentence(claims: Sequence[CheckedClaim], only: str = "") -> list[SheetSentence]:
    """The claims of a fact sheet, or those that a filter chooses, under the sentences that print them."""
    chosen = FILTERS.get(only, FILTERS[""])
    kept = [(number, claim) for number, claim in enumerate(claims, 1) if chosen(claim)]
    found = []
    for _, group in groupby(kept, key=lambda one: (one[1].claim.sentence, one[1].claim.where)):
        own = tuple(group)
        first = own[0][1].claim
        found.append(SheetSentence(first.sentence, first.lang, first.where, own))
    return found


class CommentsHandler(JsonHandler, EditorHandler):
    """The comments of a page, as JSON, for JupyterLab."""

    @web.authenticated
    @authorized
    async def get(self, address: str) -> None:
        """Each comment with its answers."""
        comments = await asyncio.to_thread(inbox.page_comments, self.project, address)
        self.answer({"comments": [_plain(each) for each in comments]})

    @web.authenticated
    @authorized
    async def post(self, address: str) -> None:
        """Answer the comment `to`, or comment on the page, with `text`."""
        body = self.body()
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
        self.answer({"id": event.id})


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
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        if kind == "text/html":
            content = _SCRIPT.sub(b"", content)  # the policy blocks them, and each would be an error in the console
        self.set_header("Content-Type", kind)
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
