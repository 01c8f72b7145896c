"""An editor's decisions about a number that waits: accept it, send it back, hold it until a day, and undo.

Each is made on a number as somebody saw it. If it changed since, or somebody else decided, it is refused in words.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from nutgraf.errors import Problem, UsageError
from nutgraf.inbox.desk_events import (
    DeskEvent,
    add_event,
    all_events,
    decisions_made,
    in_force,
    last_known,
    new_event,
    one_at_a_time,
)
from nutgraf.inbox.inbox_reading import read_inbox
from nutgraf.inbox.undo_copies import keep_copies, take_back
from nutgraf.inbox.waiting_facts import WaitingFact, find_waiting
from nutgraf.ledger import Signature, names_fact, read_lock
from nutgraf.pipeline.accept import accept as sign_off
from nutgraf.pipeline.accept import identity
from nutgraf.project import Project

_DONE = {"accept": "accepted it", "sign": "signed it", "send-back": "sent it back", "hold": "put it on hold"}


@dataclass(frozen=True)
class SignedFact:
    """A number that was signed off; it is not `complete` while it needs another person's signature."""

    item: WaitingFact
    event: DeskEvent
    complete: bool
    waiting: tuple[tuple[str, str], ...] = ()
    """The pages that wait for their edition in another language, each with the address of that edition."""


def accept(project: Project, name: str, signature: Signature, now: datetime.datetime, *, seen: str = "") -> SignedFact:
    """Sign off one number on every page that prints it; the next build publishes it.

    Raises UsageError if the number is not as it was seen, and for a second signature by the same person.
    """
    with one_at_a_time(project):
        item = _as_seen(project, name, seen, now)
        about = _about(project, item) | ({"notice": signature.kind} if signature.kind else {})
        first = item.decision.events[-1] if item.decision.state == "signed once" else None
        kind = "accept" if first or not item.needs_two else "sign"
        event = new_event(now, signature.name, kind, subject=item.id, text=signature.reason, about=about)
        if first and first.by.casefold() == event.by.casefold():
            fix = "another person opens it, and accepts it too"
            raise UsageError(Problem(item.title, f"{first.by} has signed it already, and it needs two people", fix))
        if kind == "sign":
            return SignedFact(item, add_event(project, event), complete=False)
        before = read_lock(project.lock_file)
        if item.printed[0].change.kind == "page":
            done = sign_off(project, signature, pages=item.pages)
        else:
            exactly = {(each.address, identity(each.change)) for each in item.printed}
            done = sign_off(project, signature, pages=item.pages, exactly=exactly)
        keep_copies(project, event, before, read_lock(project.lock_file))
        return SignedFact(item, add_event(project, event), complete=True, waiting=done.waiting)


def send_back(
    project: Project, name: str, by: str, comment: str, now: datetime.datetime, *, seen: str = ""
) -> DeskEvent:
    """Send a number back to its reporter with a comment; it waits again once it is answered or changes."""
    with one_at_a_time(project):
        item = _as_seen(project, name, seen, now)
        about = _about(project, item)
        return add_event(project, new_event(now, by, "send-back", subject=item.id, text=comment, about=about))


def hold(
    project: Project, name: str, by: str, why: str, until: str, now: datetime.datetime, *, seen: str = ""
) -> DeskEvent:
    """Put a number aside until a day; its pages stay as published. Raises UsageError for a day that has passed."""
    try:
        day = datetime.date.fromisoformat(until)
    except ValueError as error:
        raise UsageError(Problem("until", f"{until!r} is not a day", "write it as 2026-12-24")) from error
    if day <= now.date():
        raise UsageError(Problem("until", f"{until} is not in the future", "choose a later day, or accept it"))
    with one_at_a_time(project):
        item = _as_seen(project, name, seen, now)
        about = {**_about(project, item), "until": day.isoformat()}
        return add_event(project, new_event(now, by, "hold", subject=item.id, text=why, about=about))


def undo(project: Project, event_id: str, by: str, now: datetime.datetime) -> DeskEvent:
    """Take back what somebody did; without an id, the last thing that this person did.

    Raises UsageError if there is no such event, if it was taken back, or if a sign-off was published since.
    """
    with one_at_a_time(project):
        events = all_events(project)
        known = in_force(events)
        own = [event for event in known if event.by.casefold() == by.strip().casefold()]
        found = [event for event in known if event.id.startswith(event_id)] if event_id else own[-1:]
        if len(found) != 1:
            was = next((event for event in events if event_id and event.id.startswith(event_id)), None)
            what = "it was taken back already" if was else "there is nothing to take back"
            raise UsageError(Problem(f"undo {event_id}".strip(), what, "see nutgraf facts log"))
        (event,) = found
        made = new_event(now, by, "undo", page=event.page, subject=event.subject, to=event.id, about=dict(event.about))
        if event.kind == "accept":
            take_back(project, event)
        return add_event(project, made)


def refuse_one_signature(project: Project, pages: Sequence[str], facts: Sequence[str], now: datetime.datetime) -> None:
    """Raise UsageError if a sign-off by page or fact includes a number that two people have to sign."""
    if project.desk.two_signatures == "never":
        return
    from fnmatch import fnmatchcase

    tests = [names_fact(fact) for fact in facts]
    for item in read_inbox(project, now):
        for each in item.printed if item.needs_two else ():
            is_page = not pages or any(fnmatchcase(each.address, pattern.strip("/")) for pattern in pages)
            if is_page and (not tests or any(test(each.change) for test in tests)):
                fix = f"each of them: nutgraf facts accept {item.id} --name … --reason …"
                raise UsageError(Problem(each.address, f"two people have to sign off {item.in_short}", fix))


def _about(project: Project, item: WaitingFact) -> dict[str, object]:
    """What the record says of a number, for those who read it when it no longer waits, and what it follows."""
    about = {"title": item.title, "was": item.was, "now": item.now, "pages": list(item.pages), "version": item.version}
    return {**about, "after": last_known(decisions_made(project), item.id)}


def _as_seen(project: Project, name: str, seen: str, now: datetime.datetime) -> WaitingFact:
    """The number that waits, if it is as it was seen: `seen` is its version, or that with what was last decided."""
    items = read_inbox(project, now)
    decided = [event for event in in_force(decisions_made(project)) if name and event.subject.startswith(name)]
    if decided and not any(item.id.startswith(name) for item in items):
        last = decided[-1]
        raise UsageError(
            Problem(str(last.about.get("title", name)), f"it no longer waits; {_said(last)}", "see nutgraf facts log")
        )
    item = find_waiting(items, name)
    version, _, event = seen.partition(".")
    if version and version != item.version:
        what = f"it has changed since you saw it: now {item.was} → {item.now or 'gone'}, on {len(item.pages)} pages"
        raise UsageError(Problem(item.title, what, "look at it again, and decide then"))
    if event and seen != item.seen:
        what = (
            f"since you saw it, {_said(item.decision.events[-1])}"
            if item.decision.events
            else "what was decided about it was taken back"
        )
        raise UsageError(Problem(item.title, what, "look at it again, and decide then"))
    return item


def _said(event: DeskEvent) -> str:
    """What somebody did, when, and with which words."""
    done = _DONE.get(event.kind, "answered about it")
    return f"{event.by} {done} on {event.at[:10]} at {event.at[11:16]} UTC" + (
        f": “{event.text}”" if event.text else ""
    )
