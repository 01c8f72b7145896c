"""Who did what, in sentences: the record of the desk for people, the latest first."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from nutgraf.cache import digest
from nutgraf.errors import counted
from nutgraf.inbox.desk_events import DeskEvent, all_events, known_before
from nutgraf.ledger import RULE, Lock, PublishedClaim, Shown, read_lock
from nutgraf.project import Project

_OBJECTIONS = ("send-back", "hold")
_NOTICES = {"correction": ", with a correction for readers", "update": ", with an update for readers"}


@dataclass(frozen=True)
class Activity:
    """One thing that was done, in a sentence; `undone` if somebody took it back."""

    event: DeskEvent
    sentence: str
    undone: bool


def activity(project: Project) -> tuple[Activity, ...]:
    """Everything that was done at the desk or released by a rule, the latest first."""
    released = _released(read_lock(project.lock_file))
    events = sorted((*all_events(project), *released), key=lambda event: event.at)
    by_id = {event.id: event for event in events}
    undone = {event.to for event in events if event.kind == "undo"}
    found = [Activity(event, _sentence(event, by_id.get(event.to)), event.id in undone) for event in events]
    return tuple(reversed(found))


def crossed_decisions(
    activities: Sequence[Activity], waiting: Collection[str]
) -> tuple[tuple[Activity, Activity], ...]:
    """Numbers that one editor accepted and another sent back or held, neither knowing of it: (accepted, other).

    At one desk the second is refused. Two who decide in clones of their own learn of it once git has merged them:
    the number does not wait, so that the objection would be heard by nobody. `waiting` are the ids that wait now.
    """
    known = known_before([each.event for each in activities])
    found: dict[str, list[Activity]] = {}
    for each in activities:
        if not each.undone and each.event.kind in ("accept", *_OBJECTIONS) and each.event.subject not in waiting:
            found.setdefault(each.event.subject, []).append(each)
    pairs = (_crossed(of_one, known) for of_one in found.values())
    return tuple(pair for pair in pairs if pair)


def _crossed(of_one: Sequence[Activity], known: Mapping[str, Collection[str]]) -> tuple[Activity, Activity] | None:
    """The last acceptance of a number, and an objection to the same change of which it knew as little as that of it."""
    accepted = next((each for each in of_one if each.event.kind == "accept"), None)
    if accepted is None:
        return None
    others = (each for each in of_one if each.event.kind in _OBJECTIONS)
    return next(((accepted, each) for each in others if _is_unaware(accepted.event, each.event, known)), None)


def _is_unaware(one: DeskEvent, other: DeskEvent, known: Mapping[str, Collection[str]]) -> bool:
    """Whether two decisions are about the same change, and neither was made where the other was known."""
    is_same = all(one.about.get(name) == other.about.get(name) for name in ("was", "now"))
    return is_same and one.id not in known[other.id] and other.id not in known[one.id]


def _released(lock: Lock) -> Iterator[DeskEvent]:
    """What rules of the newsroom released, as facts.lock has it: each change once, with its pages."""
    pages: dict[tuple[str, str, str, str], list[str]] = {}
    lines: tuple[PublishedClaim | Shown, ...] = (*lock.lines.values(), *lock.shown.values())
    for each in lines:
        for past in each.history:
            if past.name.startswith(RULE):
                pages.setdefault((past.date, past.name, past.was, past.now), []).append(each.page)
    for (date, by, was, now), found in pages.items():
        about = {"title": "a number", "was": was, "now": now, "pages": list(dict.fromkeys(found))}
        known = digest([date, by, was, now])[:12]
        yield DeskEvent(known, f"{date}T00:00:00Z", f"The {by}", "release", about=about)


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
        case "release":
            return f"released {number}"
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
    many = counted(len(pages), "page")
    return f"{about.get('title')} ({about.get('was')} → {about.get('now') or 'gone'}, on {many})"


def _place(event: DeskEvent) -> str:
    sentence = event.about.get("sentence")
    return f"“{sentence}” on {event.page}" if sentence else event.page
