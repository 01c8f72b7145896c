"""The comments on the pages of a notebook, each with the cell that its sentence is from."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from nutgraf.cache import digest
from nutgraf.inbox import DeskEvent, decisions_made, in_force, page_comments
from nutgraf.project import Project


@dataclass(frozen=True)
class CellComment:
    """A comment on a sentence of a page, or on a number that was sent back.

    `cell` is "" for one on the page as a whole and for a number, which may be in many cells.
    """

    id: str
    page: str
    cell: str
    by: str
    at: str
    text: str
    sentence: str
    answers: tuple[dict[str, str], ...]


def cell_comments(project: Project, notebook: Path) -> tuple[CellComment, ...]:
    """What editors say about all pages of a notebook, in order of time. Raises NutgrafError where it has none."""
    from nutgraf.desk.notebook_pages import editions

    pages = [page["address"] for page in editions(project, notebook)]
    found = [
        CellComment(
            **_said(each.event),
            page=page,
            cell=_cell_of(each.event.subject),
            sentence=str(each.event.about.get("sentence") or ""),
            answers=tuple(map(_said, each.answers)),
        )
        for page in pages
        for each in page_comments(project, page)
    ]
    found += _sent_back(in_force(decisions_made(project)), pages)
    return tuple(sorted(found, key=lambda each: (each.at, each.id)))


def record_stamp(project: Project) -> str:
    """A stamp of what is recorded in desk/, which is another one after each comment, answer and decision."""
    files = sorted((project.root / "desk").rglob("*.jsonl"))
    return digest([[str(path), (about := path.stat()).st_size, about.st_mtime_ns] for path in files])


def _sent_back(events: Collection[DeskEvent], pages: Collection[str]) -> Iterator[CellComment]:
    """The numbers of these pages that were sent back, and not decided since."""
    last = {event.subject: event for event in events if event.kind != "answer"}
    for event in last.values():
        of_these = [page for page in event.about.get("pages") or () if page in pages]
        if event.kind == "send-back" and of_these:
            about = {name: event.about.get(name) for name in ("title", "was", "now")}
            answers = tuple(_said(each) for each in events if each.kind == "answer" and each.to == event.id)
            sentence = f"{about['title']}: {about['was']} → {about['now']}"
            yield CellComment(**_said(event), page=of_these[0], cell="", sentence=sentence, answers=answers)


def _cell_of(claim: str) -> str:
    """The place in the id of a claim, after its explainer and edition: the id of a cell, or "title" and the like."""
    _, _, rest = claim.partition("#")
    return rest.partition("#")[0]


def _said(event: DeskEvent) -> dict[str, str]:
    return {"id": event.id, "by": event.by, "at": event.at, "text": event.text}
