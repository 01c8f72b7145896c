"""The lines after a page was published or an editor signed off what moved, with the history that readers are told."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

from nutgraf.ledger.lock import Lock, line_of
from nutgraf.ledger.model import Line, Move, Past, Stated
from nutgraf.ledger.moving import what_moved
from nutgraf.page import Correction


@dataclass(frozen=True)
class Signature:
    """Who signed off, when and why; `kind` is "correction" or "update" where readers are to be told."""

    date: str
    name: str = ""
    reason: str = ""
    kind: str = ""
    words: Mapping[str, str] | None = None


def publish(lock: Lock, edition: str, claims: Sequence[Stated], signature: Signature) -> Lock:
    """The lock with one edition as it is published now. A line whose claim did not change stays as it was signed."""
    old = lock.editions.get(edition, {})
    moves = {move.id: move for move in what_moved(lock, edition, claims)}
    lines = {claim.id: _line(claim, old.get(claim.id), moves.get(claim.id), signature) for claim in claims}
    for name, line in old.items():
        if name not in lines and (kept := _gone(line, moves.get(name), signature)):
            lines[name] = kept
    rest = {name: line for name, line in lock.lines.items() if line.edition != edition}
    return replace(lock, lines={**rest, **lines})


def accept(
    lock: Lock, edition: str, claims: Sequence[Stated], signature: Signature, chosen: Callable[[Move], bool]
) -> tuple[Lock, tuple[Move, ...]]:
    """The lock with the chosen moves of one edition signed off, and those moves; other lines stay as they are."""
    signed = tuple(move for move in what_moved(lock, edition, claims) if chosen(move))
    said = {claim.id: claim for claim in claims}
    lines = dict(lock.lines)
    for move in signed:
        old = lines.get(move.id) or next(
            (line for line in lock.of(edition).values() if line.key == move.key and line.id not in said), None
        )
        if move.id in said:
            if old is not None and old.id != move.id:
                del lines[old.id]
            lines[move.id] = _signed(_line(said[move.id], old, move, signature), signature)
        elif old is not None:
            del lines[move.id]
            if kept := _gone(old, move, signature):
                lines[move.id] = _signed(kept, signature)
    return replace(lock, lines=lines), signed


def names_figure(pattern: str) -> Callable[[Move], bool]:
    """Whether a move is of a figure, named by its key, one of its rows or a part of either."""

    def named(move: Move) -> bool:
        return any(pattern in name or fnmatchcase(name, pattern) for name in (move.key, *move.rows))

    return named


def corrections(lock: Lock, edition: str, lang: str) -> tuple[Correction, ...]:
    """What the readers of a page are told of figures it once gave otherwise, the newest first, each once."""
    told = [
        Correction(past.date, past.was, past.now, past.kind, (past.words or {}).get(lang, ""))
        for line in lock.editions.get(edition, {}).values()
        for past in line.history
        if past.kind
    ]
    once = sorted(dict.fromkeys(told), key=lambda each: (each.was, each.now))
    return tuple(sorted(once, key=lambda each: each.date, reverse=True))


def _line(claim: Stated, old: Line | None, move: Move | None, signature: Signature) -> Line:
    fresh = line_of(claim, date=signature.date)
    if old is None:
        return fresh
    if move is None:
        return replace(fresh, date=old.date, name=old.name, reason=old.reason, history=old.history)
    return replace(fresh, history=(*old.history, _past(old, move, signature)))


def _gone(line: Line, move: Move | None, signature: Signature) -> Line | None:
    """A claim that the page no longer makes is forgotten, unless its readers are to be told what it once said."""
    history = line.history
    if move is not None:
        history = (*history, _past(line, move, signature))
    if not any(past.kind for past in history):
        return None
    return line if line.gone else replace(line, gone=True, history=history)


def _past(line: Line, move: Move, signature: Signature) -> Past:
    return Past(
        date=signature.date,
        was=line.text,
        now=move.now,
        kind=signature.kind,
        name=signature.name,
        reason=signature.reason,
        words=signature.words if signature.kind else None,
    )


def _signed(line: Line, signature: Signature) -> Line:
    return replace(line, date=signature.date, name=signature.name, reason=signature.reason)
