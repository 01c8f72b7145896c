"""Who did what, in sentences: the record of the desk for people, the latest first."""

from __future__ import annotations

from dataclasses import dataclass

from nutgraf.inbox.desk_events import DeskEvent, all_events
from nutgraf.project import Project

_NOTICES = {"correction": ", with a correction for readers", "update": ", with an update for readers"}


@dataclass(frozen=True)
class Activity:
    """One thing that was done, in a sentence; `undone` if somebody took it back."""

    event: DeskEvent
    sentence: str
    undone: bool


def activity(project: Project) -> tuple[Activity, ...]:
    """Everything that was done at the desk, the latest first."""
    events = all_events(project)
    by_id = {event.id: event for event in events}
    undone = {event.to for event in events if event.kind == "undo"}
    found = [Activity(event, _sentence(event, by_id.get(event.to)), event.id in undone) for event in events]
    return tuple(reversed(found))


def _sentence(event: DeskEvent, to: DeskEvent | None) -> str:
    what = f"{event.by} {_done(event, to)}"
    return f"{what}: “{event.text}”" if event.text else f"{what}."


def _done(event: DeskEvent, to: DeskEvent | None) -> str:
    number = _number(event)
    match event.kind:
        case "accept":
            return f"accepted {number}{_NOTICES.get(str(event.about.get('notice', '')), '')}"
        case "sign":
            return f"signed {number}, which needs a second person"
        case "send-back":
            return f"sent back {number}"
        case "hold":
            return f"put {number} on hold until {event.about.get('until')}"
        case "comment":
            return f"commented on {_place(event)}"
        case "answer":
            return f"answered {to.by if to else 'a comment'} about {_place(event) if event.page else number}"
        case "tick":
            return f"checked {event.about.get('text')} on {event.page}{' against' if event.text else ''}"
        case "undo":
            done = _done(to, None) if to else "did something that is not in this record"
            return f"took back that {to.by if to else 'somebody'} {done}"
    return f"did “{event.kind}”, which a later version of nutgraf knows"


def _number(event: DeskEvent) -> str:
    about = event.about
    pages = about.get("pages") or ()
    many = "1 page" if len(pages) == 1 else f"{len(pages)} pages"
    return f"{about.get('title')} ({about.get('was')} → {about.get('now') or 'gone'}, on {many})"


def _place(event: DeskEvent) -> str:
    sentence = event.about.get("sentence")
    return f"“{sentence}” on {event.page}" if sentence else event.page
