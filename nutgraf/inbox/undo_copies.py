"""The lines of facts.lock from before and after a sign-off, in build/undo/, so that it can be taken back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from nutgraf import ledger
from nutgraf.errors import Problem, UsageError
from nutgraf.inbox.desk_events import DeskEvent
from nutgraf.ledger import Lock, read_lock, write_lock
from nutgraf.pipeline.build_lock import one_build_at_a_time
from nutgraf.pipeline.live import read_sheet
from nutgraf.project import Project

_KINDS = ("lines", "addresses", "shown")


def keep_copies(project: Project, event: DeskEvent, before: Lock, after: Lock) -> None:
    """Keep the lines that a sign-off changed, as they were and as they are."""
    folder = project.build_dir / "undo" / event.id
    folder.mkdir(parents=True, exist_ok=True)
    for name, one, other in (("before", before, after), ("after", after, before)):
        write_lock(_unlike(one, other), folder / f"{name}.lock")


def take_back(project: Project, event: DeskEvent) -> None:
    """Put the lines of facts.lock back as they were before a sign-off.

    Raises UsageError if they are not on this machine, if they changed since, or if the number was published since.
    """
    folder = project.build_dir / "undo" / event.id
    if not folder.is_dir():
        what = "what facts.lock said before is not on this machine, or was cleaned away"
        fix = "take it back on the computer where it was accepted, or restore facts.lock with git"
        raise UsageError(Problem("facts.lock", what, fix))
    before, after = read_lock(folder / "before.lock"), read_lock(folder / "after.lock")
    with one_build_at_a_time(project):
        lock = read_lock(project.lock_file)
        for kind in _KINDS:
            there, signed, was = getattr(lock, kind), getattr(after, kind), getattr(before, kind)
            gone = was.keys() - signed.keys()
            if any(there.get(name) != each for name, each in signed.items()) or gone & there.keys():
                what = "the number was published or signed off again since"
                raise UsageError(Problem("facts.lock", what, "correct the table, and sign off the correction"))
        _refuse_published(project, before, after)
        write_lock(replace(lock, **{kind: _restored(lock, before, after, kind) for kind in _KINDS}), project.lock_file)


def _unlike(one: Lock, other: Lock) -> Lock:
    """The lines of one lock that another lacks or has with other values."""
    found: dict[str, Mapping[str, Any]] = {}
    for kind in _KINDS:
        there = getattr(other, kind)
        found[kind] = {name: each for name, each in getattr(one, kind).items() if there.get(name) != each}
    return Lock(**found)


def _restored(lock: Lock, before: Lock, after: Lock, kind: str) -> dict[str, Any]:
    rest = {name: each for name, each in getattr(lock, kind).items() if name not in getattr(after, kind)}
    return {**rest, **getattr(before, kind)}


def _refuse_published(project: Project, before: Lock, after: Lock) -> None:
    """Refuse to take back what the built site shows."""
    for name, line in after.lines.items():
        old = before.lines.get(name)
        path = project.site_dir / line.page / ledger.JSON
        sheet = read_sheet(path.read_bytes() if path.is_file() else None)
        shown = any(ledger.short(claim.key) == line.key and claim.text == line.text for claim in sheet.claims)
        if shown and (old is None or old.text != line.text):
            what = f"{line.page} was built with it since"
            raise UsageError(Problem("facts.lock", what, "correct the table, and sign off the correction"))
