"""The verdict on a page, from its current claims and the published ones."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from nutgraf.check_settings import ToleranceRule
from nutgraf.data import TotalAndPart
from nutgraf.ledger.diff import changes
from nutgraf.ledger.facts_lock import Lock
from nutgraf.ledger.plausibility import NamedRow, doubted, values_of_key
from nutgraf.ledger.plotted_values import plotted_changes
from nutgraf.ledger.published import Change, Claim, Plotted, Verdict
from nutgraf.ledger.tolerance import released


def decide(
    lock: Lock,
    page: str,
    claims: Sequence[Claim],
    policy: str,
    notebook: str = "",
    *,
    drawn: Sequence[Plotted] = (),
    totals: Callable[[], Sequence[TotalAndPart]] = tuple,
    named: NamedRow = values_of_key,
    rules: Sequence[ToleranceRule] = (),
    explainer: str = "",
    in_headlines: Callable[[], Collection[str]] = frozenset,
) -> Verdict:
    """Publish, note or hold: the policy applies if something changed; otherwise the page is published.

    `drawn` are the values that the page's figures show, which count as claims like those in its sentences. `totals`
    gives the totals of the tables with their parts, and `named` a row by its table and key in words: both are asked
    where something changed. Where the policy is to
    hold, the page is published nevertheless if the `rules` of the newsroom release every change of its explainer;
    `in_headlines` gives the keys of the facts that the headline of any page prints.
    """
    lang = claims[0].lang if claims else "en"
    moves = changes(lock, page, claims, notebook) + plotted_changes(lock, page, drawn, notebook, lang=lang)
    if not moves:
        return Verdict("publish")
    moves = doubted(lock, moves, claims, totals(), named)
    if policy == "publish":
        return Verdict("publish", moves)
    if policy == "note":
        return Verdict("note", moves)
    if rules:
        moves = released(moves, rules, explainer, in_headlines())
    return Verdict("publish" if all(move.rule for move in moves) else "hold", moves)


@dataclass(frozen=True)
class ChangeGroup:
    """One changed fact, with every page and sentence that prints it."""

    was: str
    now: str
    percent: float | None
    why: str
    kind: str
    pages: tuple[str, ...]
    sentences: tuple[str, ...]
    doubts: tuple[str, ...] = ()


def group_changes(moves: Iterable[tuple[str, Change]]) -> tuple[ChangeGroup, ...]:
    """The changes on many pages, as (address, change), grouped by fact; the one on most pages first.

    A fact is the same in every language, and is shown as the first page prints it. Changes in charts join those of
    sentences that print the same values.
    """
    known = list(moves)
    printed = {(move.was, move.now): _alike(move) for _, move in known if not move.is_drawn}
    alike: dict[tuple[str, ...], list[tuple[str, Change]]] = {}
    for address, move in sorted(known, key=lambda one: one[1].is_drawn):
        text = move.was.rpartition(": ")[2], move.now
        group = printed.get(text) if move.is_drawn else None
        alike.setdefault(group or _alike(move), []).append((address, move))
    shifts = [
        ChangeGroup(
            was=found[0][1].was,
            now=found[0][1].now,
            percent=found[0][1].percent,
            why=found[0][1].why,
            kind=found[0][1].kind,
            pages=tuple(dict.fromkeys(address for address, _ in found)),
            sentences=tuple(dict.fromkeys(move.sentence for _, move in found if move.sentence)),
            doubts=next((tuple(doubt.text for doubt in move.doubts) for _, move in found if move.doubts), ()),
        )
        for found in alike.values()
    ]
    return tuple(sorted(shifts, key=lambda shift: (-len(shift.pages), shift.was, shift.now, shift.why)))


def _alike(move: Change) -> tuple[str, ...]:
    """What the changes of one fact have in common."""
    return move.key, move.kind, move.why, str(move.percent)


def summary(moves: Sequence[Change]) -> str:
    """The changes on a page, in a clause: `$314.2 million would be $320 million, and 3 more`."""
    first = moves[0]
    more = f", and {len(moves) - 1} more" if len(moves) > 1 else ""
    return f"{first.was} would be {first.now or 'gone'}{more}: {first.why}"
