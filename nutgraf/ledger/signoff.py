"""The lines after publication or an editor's sign-off, with the history that readers see."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

from nutgraf.ledger.claim_inputs import inputs_of
from nutgraf.ledger.diff import changes, claims_by_line
from nutgraf.ledger.facts_lock import Lock
from nutgraf.ledger.plotted_values import plotted_changes, shown_on
from nutgraf.ledger.published import Address, Change, Claim, Plotted, PublishedClaim, Revision, Shown, key_in
from nutgraf.page import Correction


@dataclass(frozen=True)
class Signature:
    """Who signed off, when and why; `kind` is "correction" or "update" if readers are to be notified."""

    date: str
    name: str = ""
    reason: str = ""
    kind: str = ""
    words: Mapping[str, str] | None = None


def publish(
    lock: Lock, page: str, claims: Sequence[Claim], signature: Signature, drawn: Sequence[Plotted] = ()
) -> Lock:
    """The lock with one page as published now. A line whose claim did not change keeps its sign-off."""
    old = lock.pages.get(page, {})
    moves = {move.line: move for move in reversed(changes(lock, page, claims))}
    by_line = claims_by_line(page, claims)
    kept = {name: old.get(name) or _of_key(old, name, by_line) for name in by_line}
    lines = {name: _line(name, each[0], kept[name], moves, signature) for name, each in by_line.items()}
    taken = {line.id for line in kept.values() if line}
    for name, line in old.items():
        if name not in lines and name not in taken and (gone := _gone(line, moves.get(name), signature)):
            lines[name] = gone
    shown = _published_figures(lock, page, drawn, signature)
    rest = lock.without(page)
    before = lock.addresses.get(page)
    known = before if before and before.state == "published" else Address(page, date=signature.date)
    return replace(rest, lines={**rest.lines, **lines}, shown={**rest.shown, **shown}).at(known)


def accept(
    lock: Lock,
    page: str,
    claims: Sequence[Claim],
    signature: Signature,
    chosen: Callable[[Change], bool],
    drawn: Sequence[Plotted] = (),
) -> tuple[Lock, tuple[Change, ...]]:
    """The lock with the chosen changes of one page signed off, and those changes; other lines are unchanged."""
    signed = tuple(move for move in changes(lock, page, claims) if chosen(move))
    lines, by_line = dict(lock.lines), claims_by_line(page, claims)
    printed = {claim.id: name for name, each in by_line.items() for claim in each}
    for move in {move.line: move for move in reversed(signed)}.values():
        old = lines.pop(move.line)
        if move.id not in printed:
            kept = _gone(old, move, signature)
        else:
            claim = next(claim for claim in claims if claim.id == move.id)
            kept = _line(printed[move.id], claim, old, {move.line: move}, signature)
        if kept:
            lines[kept.id] = _signed(kept, signature)
    moved = tuple(move for move in plotted_changes(lock, page, drawn) if chosen(move))
    return replace(lock, lines=lines, shown=_accepted_figures(lock, page, drawn, moved, signature)), signed + moved


def renamed(lock: Lock, page: str, to: str) -> Lock:
    """The lock with the lines of a page moved to its new address; lines already there take over the history."""
    rest = lock.without(page)
    lines, shown = dict(rest.lines), dict(rest.shown)
    for name, line in lock.pages.get(page, {}).items():
        now = f"{to}#{name.partition('#')[2]}"
        own = lines.get(now)
        lines[now] = replace(own, history=line.history + own.history) if own else replace(line, id=now)
    for name, each in lock.figures.get(page, {}).items():
        now = f"{to}#{name.partition('#')[2]}"
        same = shown.get(now)
        shown[now] = replace(same, history=each.history + same.history) if same else replace(each, id=now)
    return replace(rest, lines=lines, shown=shown)


def names_fact(pattern: str) -> Callable[[Change], bool]:
    """A test of whether a change belongs to a fact, named by its key, one of its rows, or a part of either."""
    table, _, rest = pattern.partition(":")
    parts = set(rest.split(",")) if rest else set()

    def of_row(name: str) -> bool:
        """Whether this row is in the named table and has the named parts of the key."""
        return bool(parts) and name.startswith(f"{table}:") and parts <= set(re.split("[,:]", name)[1:])

    def named(move: Change) -> bool:
        return any(pattern in name or fnmatchcase(name, pattern) or of_row(name) for name in (move.key, *move.rows))

    return named


def corrections(lock: Lock, page: str, lang: str) -> tuple[Correction, ...]:
    """The corrections and updates that readers of a page see, newest first, each once."""
    in_words = [(past, line.key) for line in lock.pages.get(page, {}).values() for past in line.history]
    known = {(past.date, past.was, past.now) for past, _ in in_words}
    drawn = [past for shown in lock.figures.get(page, {}).values() for past in shown.history]
    in_figures = [(past, "") for past in drawn if (past.date, past.was.rpartition(": ")[2], past.now) not in known]
    entries = [
        Correction(past.date, past.was, past.now, past.kind, (past.words or {}).get(lang, ""), key)
        for past, key in (*in_words, *in_figures)
        if past.kind
    ]
    once = sorted(dict.fromkeys(entries), key=lambda each: (each.was, each.now))
    return tuple(sorted(once, key=lambda each: each.date, reverse=True))


def _of_key(old: Mapping[str, PublishedClaim], name: str, by_line: Mapping[str, object]) -> PublishedClaim | None:
    """A line of the same fact that is now printed differently, if no other claim uses it."""
    return next((line for line in old.values() if line.key == key_in(name) and line.id not in by_line), None)


def _line(
    name: str, claim: Claim, old: PublishedClaim | None, moves: Mapping[str, Change], signature: Signature
) -> PublishedClaim:
    fresh = PublishedClaim(name, claim.text, claim.value, claim.unit, inputs_of(claim), signature.date)
    if old is None:
        return fresh
    move = moves.get(old.id)
    if move is None:
        return replace(fresh, date=old.date, name=old.name, reason=old.reason, history=old.history)
    return replace(fresh, history=(*old.history, _past(old.text, move, signature)))


def _published_figures(lock: Lock, page: str, drawn: Sequence[Plotted], signature: Signature) -> dict[str, Shown]:
    """The figures of a page as published now, each with the history of its earlier line."""
    now = shown_on(page, drawn, date=signature.date)
    moves = plotted_changes(lock, page, drawn)
    for name, old in lock.figures.get(page, {}).items():
        moved = [move for move in moves if move.line == name]
        history = (*old.history, *(_past(move.was, move, signature) for move in moved)) if moved else old.history
        if name in now:
            date = signature.date if moved else old.date
            by, reason = ("", "") if moved else (old.name, old.reason)
            now[name] = replace(now[name], date=date, name=by, reason=reason, history=history)
        elif any(past.kind for past in history):
            now[name] = replace(old, values={}, history=history)
    return now


def _accepted_figures(
    lock: Lock, page: str, drawn: Sequence[Plotted], moves: Sequence[Change], signature: Signature
) -> dict[str, Shown]:
    """The figures of a page with the new values of the changes that were signed off."""
    shown = dict(lock.shown)
    there = {f"{each.figure}: {each.label}": each for each in drawn}
    for move in moves:
        old = shown[move.line]
        label = move.key.partition(": ")[2]
        values = dict(old.values)
        if move.now:
            values[label] = there[move.key].text
        else:
            values.pop(label, None)
        past = _past(move.was, move, signature)
        kept = replace(old, values=values, date=signature.date, name=signature.name, reason=signature.reason)
        shown[move.line] = replace(kept, history=(*old.history, past))
    return shown


def _gone(line: PublishedClaim, move: Change | None, signature: Signature) -> PublishedClaim | None:
    """The line of a claim that is gone: None, unless its history holds a note to readers."""
    history = line.history
    if move is not None:
        history = (*history, _past(line.text, move, signature))
    if not any(past.kind for past in history):
        return None
    return line if line.gone else replace(line, gone=True, history=history)


def _past(was: str, move: Change, signature: Signature) -> Revision:
    return Revision(
        date=signature.date,
        was=was,
        now=move.now,
        kind=signature.kind,
        name=signature.name,
        reason=signature.reason,
        words=signature.words if signature.kind else None,
    )


def _signed(line: PublishedClaim, signature: Signature) -> PublishedClaim:
    return replace(line, date=signature.date, name=signature.name, reason=signature.reason)
