"""The comments on the pages of a notebook, each with the cell that its sentence is from."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from nutgraf.inbox import DeskEvent, page_comments
from nutgraf.project import Project


@dataclass(frozen=True)
class CellComment:
    """A comment on a sentence of a page; `cell` is "" for one on the page as a whole."""

    id: str
    page: str
    cell: str
    by: str
    at: str
    text: str
    sentence: str
    answers: tuple[dict[str, str], ...]


def cell_comments(project: Project, notebook: Path) -> tuple[CellComment, ...]:
    """The comments on all pages of a notebook, in order of time. Raises NutgrafError where it has no pages."""
    from nutgraf.desk.notebook_pages import editions

    found = [
        CellComment(
            **_said(each.event),
            page=page["address"],
            cell=_cell_of(each.event.subject),
            sentence=str(each.event.about.get("sentence") or ""),
            answers=tuple(map(_said, each.answers)),
        )
        for page in editions(project, notebook)
        for each in page_comments(project, page["address"])
    ]
    return tuple(sorted(found, key=lambda each: (each.at, each.id)))


def _cell_of(claim: str) -> str:
    """The place in the id of a claim, after its explainer and edition: the id of a cell, or "title" and the like."""
    _, _, rest = claim.partition("#")
    return rest.partition("#")[0]


def _said(event: DeskEvent) -> dict[str, str]:
    return {"id": event.id, "by": event.by, "at": event.at, "text": event.text}
