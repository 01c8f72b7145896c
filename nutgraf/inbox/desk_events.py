"""The record of the desk: desk/decisions.jsonl, and desk/pages/ADDRESS.jsonl for comments and ticks.

Each line is one event as JSON. Lines are only ever added, so that git merges two
branches by keeping the lines of both (desk/.gitattributes says so).
"""

from __future__ import annotations

import contextlib
import datetime
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nutgraf.cache import digest
from nutgraf.characters import unfit
from nutgraf.errors import DataError, Problem, UsageError, merge_conflict
from nutgraf.file_lock import file_lock
from nutgraf.project import Project
from nutgraf.regular_file import refuse_special_file
from nutgraf.utc_moment import utc_moment

_ATTRIBUTES = "*.jsonl merge=union\n"
_LONGEST_SHOWN = 200
LONGEST_NAME = 100
_FIX = "restore it from git; only nutgraf writes it"


@dataclass(frozen=True)
class DeskEvent:
    """One thing that somebody did: `subject` is the id of a number or the claim on a page; `to` another event."""

    id: str
    at: str
    by: str
    kind: str
    page: str = ""
    subject: str = ""
    to: str = ""
    text: str = ""
    about: Mapping[str, Any] = field(default_factory=dict)


def new_event(now: datetime.datetime, by: str, kind: str, **values: Any) -> DeskEvent:
    """An event with an id made of its content. Raises UsageError for a name or a text that says nothing."""
    required = [("name", by)] if kind in ("tick", "undo") else [("name", by), ("text", values.get("text", ""))]
    for what, text in required:
        if not text.strip():
            raise UsageError(Problem(what, "nothing is written there", "say it in words: it stays in desk/"))
    for what, text in (("name", by), ("text", values.get("text", ""))):
        if character := unfit(text):
            raise UsageError(Problem(what, f"{character} is in it, which no page can hold", "take it out"))
    if len(by.strip()) > LONGEST_NAME:
        what = f"it has {len(by.strip())} characters"
        raise UsageError(Problem("name", what, f"write a name of {LONGEST_NAME} characters at most"))
    at = utc_moment(now)
    clean = {**values, "text": values.get("text", "").strip()}
    return DeskEvent(digest([at, by.strip(), kind, clean])[:12], at, by.strip(), kind, **clean)


@contextlib.contextmanager
def one_at_a_time(project: Project) -> Iterator[None]:
    """Hold the desk: what was read is still so when the next event is written, also where others are at work."""
    with file_lock(project.build_dir / ".desk-lock", wait=True):
        yield


def add_event(project: Project, event: DeskEvent) -> DeskEvent:
    """Add an event to the record, to the file of its page if it is about a page."""
    path = _file(project, event.page)
    attributes = project.root / "desk" / ".gitattributes"
    for each in (path, attributes):
        _refuse_link_out(project, each)
    refuse_special_file(path, _named(project, path), _FIX)
    path.parent.mkdir(parents=True, exist_ok=True)
    if not attributes.exists():
        attributes.write_text(_ATTRIBUTES, encoding="utf-8")
    line = json.dumps({name: each for name, each in vars(event).items() if each}, ensure_ascii=False)
    torn = path.exists() and path.read_bytes()[-1:] not in (b"", b"\n")  # a write that a crash cut off
    with path.open("a", encoding="utf-8") as file:
        file.write("\n" * torn + f"{line}\n")
        file.flush()
        os.fsync(file.fileno())
    return event


def decisions_made(project: Project) -> tuple[DeskEvent, ...]:
    """Every decision about a number, in order of time."""
    return _read(project, _file(project, ""))


def events_on(project: Project, page: str) -> tuple[DeskEvent, ...]:
    """The comments and ticks of a page, in order of time."""
    return _read(project, _file(project, page))


def all_events(project: Project) -> tuple[DeskEvent, ...]:
    """Everything that was done, in order of time."""
    folder = project.root / "desk"
    found = [event for path in sorted(folder.rglob("*.jsonl")) for event in _read(project, path)]
    return tuple(sorted(found, key=lambda event: event.at))


def _file(project: Project, page: str) -> Path:
    folder = project.root / "desk"
    if not page:
        return folder / "decisions.jsonl"
    path = folder / "pages" / f"{page}.jsonl"
    try:
        path.exists()  # raises for a name that no file can have
        is_inside = path.resolve().is_relative_to((folder / "pages").resolve())
    except (OSError, ValueError):
        is_inside = False
    if not is_inside:
        what = "no page has this address"
        raise UsageError(Problem(page[:_LONGEST_SHOWN], what, "copy the address from the list of pages"))
    return path


def _refuse_link_out(project: Project, path: Path) -> None:
    """Refuse to write through a link that leads out of desk/: a contributor to the repository can put one there."""
    if not path.resolve().is_relative_to(project.root.resolve() / "desk"):
        what = "it is a link that leads out of desk/, and what is done at the desk is recorded there"
        raise DataError(Problem(_named(project, path), what, "replace the link with an ordinary file or folder"))


def _named(project: Project, path: Path) -> str:
    return path.relative_to(project.root).as_posix()


def _read(project: Project, path: Path) -> tuple[DeskEvent, ...]:
    """The events in a file, each once. Raises DataError naming the line that is not one."""
    where = _named(project, path)
    refuse_special_file(path, where, _FIX)
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ()
    except UnicodeDecodeError as error:
        raise DataError(Problem(where, "nutgraf did not write this file: it is not text in UTF-8", _FIX)) from error
    if conflict := merge_conflict(where, text, "take the marks out, and keep the lines of both versions"):
        raise DataError(conflict)
    found: dict[str, DeskEvent] = {}
    for number, line in enumerate(text.split("\n"), 1):  # splitlines() would part a line at U+2028 in what was said
        try:
            event = _event(json.loads(line)) if line.strip() else None
        except (ValueError, TypeError, RecursionError) as error:
            raise DataError(Problem(f"{where}, line {number}", "nutgraf did not write this line", _FIX)) from error
        if event:
            found.setdefault(event.id, event)
    return tuple(sorted(found.values(), key=lambda event: event.at))  # those of one second as they were written


def _event(values: Any) -> DeskEvent:
    """An event of its values. Raises ValueError or TypeError where they are not those of one."""
    event = DeskEvent(**values)
    texts = {name: value for name, value in vars(event).items() if name != "about"}
    if not isinstance(event.about, dict) or not all(isinstance(value, str) for value in texts.values()):
        raise TypeError("one of its values is no text")
    after = event.about.get("after", [])
    if not isinstance(after, list) or not all(isinstance(each, str) for each in after):
        raise TypeError("what it follows is no list of ids")
    return event


def in_force(events: Iterable[DeskEvent]) -> tuple[DeskEvent, ...]:
    """The events that nobody took back."""
    known = tuple(events)
    undone = {event.to for event in known if event.kind == "undo"}
    return tuple(event for event in known if event.kind != "undo" and event.id not in undone)


def last_known(events: Iterable[DeskEvent], subject: str) -> list[str]:
    """The last events on a number: those that no other one follows. Clones that git merged leave more than one."""
    own = [event for event in events if event.subject == subject]
    followed = {name for event in own for name in event.about.get("after", ())}
    return [event.id for event in own if event.id not in followed]


def known_before(events: Iterable[DeskEvent]) -> dict[str, set[str]]:
    """The ids of the events that each event followed, by its id: what was recorded where it was made."""
    before = {event.id: event.about.get("after", ()) for event in events}
    found: dict[str, set[str]] = {}
    for name in before:
        open_, known = [*before[name]], found.setdefault(name, set())
        while open_:
            if (each := open_.pop()) not in known:
                known.add(each)
                open_ += before.get(each, ())
    return found
