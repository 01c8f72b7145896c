"""What is said of the sentences of a page: comments with answers, and the claims that somebody checked."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from nutgraf import ledger
from nutgraf.errors import Problem, UsageError, did_you_mean
from nutgraf.inbox.desk_events import DeskEvent, add_event, all_events, events_on, in_force, new_event, one_at_a_time
from nutgraf.ledger import Claim, PageClaims
from nutgraf.project import Project


@dataclass(frozen=True)
class Comment:
    """A comment on a sentence, with its answers; `is_open` until somebody other than its author answers."""

    event: DeskEvent
    answers: tuple[DeskEvent, ...]

    @property
    def is_open(self) -> bool:
        """Whether it waits for an answer."""
        return not any(answer.by.casefold() != self.event.by.casefold() for answer in self.answers)


@dataclass(frozen=True)
class CheckedClaim:
    """A claim of a page with its last tick; `stale` says what changed since, and is empty if nothing did."""

    claim: Claim
    tick: DeskEvent | None
    stale: str
    comments: tuple[Comment, ...]

    @property
    def is_checked(self) -> bool:
        """Whether somebody checked it as it is now."""
        return self.tick is not None and not self.stale


def comment(
    project: Project, page: str, by: str, text: str, now: datetime.datetime, *, claim: str = "", sentence: str = ""
) -> DeskEvent:
    """Comment on a claim of a page, or on a sentence; the page as a whole if neither is given.

    Raises UsageError for a page or a claim that does not exist.
    """
    sheet = _sheet(project, page)
    if claim:
        found = _claim(sheet, claim)
        claim, sentence = found.id, found.sentence
    with one_at_a_time(project):
        about = {"sentence": sentence} if sentence else {}
        return add_event(
            project, new_event(now, by, "comment", page=sheet.address, subject=claim, text=text, about=about)
        )


def answer(project: Project, comment_id: str, by: str, text: str, now: datetime.datetime) -> DeskEvent:
    """Answer a comment, or a number that was sent back. Raises UsageError if there is no such event."""
    with one_at_a_time(project):
        asked = [event for event in in_force(all_events(project)) if event.kind in ("comment", "send-back")]
        found = [event for event in asked if comment_id and event.id.startswith(comment_id)]
        if len(found) != 1:
            what = "there is no comment with this id" if not found else "more than one comment has an id that begins so"
            raise UsageError(Problem(f"comment {comment_id}", what, "see nutgraf facts log"))
        (to,) = found
        made = new_event(now, by, "answer", page=to.page, subject=to.subject, to=to.id, text=text, about=dict(to.about))
        return add_event(project, made)


def tick(project: Project, page: str, claim: str, by: str, against: str, now: datetime.datetime) -> DeskEvent:
    """Record that somebody checked a claim, and against what. Raises UsageError if the page has no such claim."""
    sheet = _sheet(project, page)
    found = _claim(sheet, claim)
    with one_at_a_time(project):
        made = new_event(now, by, "tick", page=sheet.address, subject=found.id, text=against, about=_checked(found))
        return add_event(project, made)


def fact_sheet(project: Project, page: str) -> tuple[PageClaims, tuple[CheckedClaim, ...]]:
    """Every claim of a page with its tick and comments. Raises UsageError if no built page has this address."""
    sheet = _sheet(project, page)
    events = in_force(events_on(project, sheet.address))
    ticks = {event.subject: event for event in events if event.kind == "tick"}
    comments = _comments(events)
    lines = []
    for claim in sheet.claims:
        last = ticks.get(claim.id)
        of_claim = tuple(each for each in comments if each.event.subject == claim.id)
        lines.append(CheckedClaim(claim, last, _stale(last, claim) if last else "", of_claim))
    return sheet, tuple(lines)


def page_comments(project: Project, page: str) -> tuple[Comment, ...]:
    """Every comment on a page, with its answers, in order of time."""
    return _comments(in_force(events_on(project, page)))


def _comments(events: Sequence[DeskEvent]) -> tuple[Comment, ...]:
    return tuple(
        Comment(event, tuple(each for each in events if each.kind == "answer" and each.to == event.id))
        for event in events
        if event.kind == "comment"
    )


def _sheet(project: Project, page: str) -> PageClaims:
    return ledger.sheet_at(project.site_dir, page)


def _claim(sheet: PageClaims, name: str) -> Claim:
    """The claim with this id, number in the fact sheet, or printed text."""
    if name.isdecimal() and 0 < int(name) <= len(sheet.claims):
        return sheet.claims[int(name) - 1]
    found = [claim for claim in sheet.claims if name in (claim.id, claim.text)]
    if not found:
        fix = did_you_mean(name, [claim.text for claim in sheet.claims])
        raise UsageError(Problem(sheet.address, f"it has no claim {name!r}", fix))
    return found[0]


def _checked(claim: Claim) -> dict[str, object]:
    return {"text": claim.text, "value": claim.value, "sentence": claim.sentence}


def _stale(tick: DeskEvent, claim: Claim) -> str:
    """What changed since a claim was checked, in words."""
    was = tick.about
    if (was.get("text"), was.get("value")) != (claim.text, claim.value):
        return f"it was {was.get('text')} when it was checked"
    if was.get("sentence") != claim.sentence:
        return f"its sentence was “{was.get('sentence')}” when it was checked"
    return ""
