"""The differences between the published claims of a page and its current ones, and their causes."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from nutgraf.ledger.claim_inputs import DIGEST, inputs_of, parts_of_row, rows_of, words_of_row
from nutgraf.ledger.claims import short
from nutgraf.ledger.facts_lock import Lock
from nutgraf.ledger.published import Change, ChangeKind, Claim, PublishedClaim, RowChange, key_in
from nutgraf.numbers import find, readable_languages


def claims_by_line(page: str, claims: Sequence[Claim]) -> dict[str, list[Claim]]:
    """The claims by the line of facts.lock that each belongs to.

    A line is one fact printed in one way, anywhere on the page; it depends on neither ids nor the order of cells.
    """
    found: dict[str, list[Claim]] = {}
    texts: dict[str, list[str]] = defaultdict(list)
    for claim in claims:
        key = short(claim.key)
        if claim.text not in texts[key]:
            texts[key].append(claim.text)
        number = texts[key].index(claim.text) + 1
        found.setdefault(f"{page}#{key}" + (f"#{number}" if number > 1 else ""), []).append(claim)
    return found


def changes(lock: Lock, page: str, claims: Sequence[Claim], notebook: str = "") -> tuple[Change, ...]:
    """The changed claims of one page, in reading order; claims that vanished come last.

    A sentence that was moved, reworded or added changes no claim. `notebook` says what changed in the notebook,
    for claims whose rows are the same.
    """
    lines, by_line = lock.of(page), claims_by_line(page, claims)
    by_key: dict[str, list[PublishedClaim]] = defaultdict(list)
    for line in lines.values():
        by_key[line.key].append(line)
    first = {claim.id: name for name, each in by_line.items() for claim in each}
    moves = []
    for claim in claims:
        held_to = _line_of(lines, by_key, first[claim.id], claim)
        if held_to is not None and (kind := _kind(held_to, claim, notebook)):
            moves.append(_move(lock, held_to, claim, kind, notebook))
    keys = {key_in(name) for name in by_line}
    why = notebook or "its sentence is gone, or prints another number"
    # A fact that is still printed elsewhere on the page has not vanished.
    moves += [
        Change(line.id, "vanished", line.text, "", None, why, line.key, rows=tuple(line.inputs), line=line.id)
        for name, line in sorted(lines.items())
        if line.key not in keys
    ]
    return tuple(moves)


def _line_of(
    lines: Mapping[str, PublishedClaim], by_key: Mapping[str, Sequence[PublishedClaim]], name: str, claim: Claim
) -> PublishedClaim | None:
    """The line that a claim is compared with: one with the same text, else the same name, else the same fact."""
    alike = by_key.get(key_in(name), ())
    same = next((line for line in alike if line.text == claim.text), None)
    return same or lines.get(name) or next(iter(alike), None)


def _move(lock: Lock, line: PublishedClaim, claim: Claim, kind: ChangeKind, notebook: str) -> Change:
    return Change(
        id=claim.id,
        kind=kind,
        was=line.text,
        now=claim.text,
        percent=_percent(line, claim),
        why=_why(lock, line, claim, notebook),
        key=claim.key,
        sentence=claim.sentence,
        place=claim.where,
        rows=tuple(row for row, _ in rows_of(claim)),
        line=line.id,
        changed=tuple(_changed_rows(lock, line, claim)),
    )


def missing_rows(line: PublishedClaim, held: Callable[[str, Mapping[str, str], str], Any]) -> str:
    """The rows of a vanished claim whose value changed or may no longer be published; "" if none.

    `held` gives the value of a table, key and column; None if there is nothing to publish.
    """
    changed = []
    for row, value in line.inputs.items():
        if row == DIGEST:
            continue
        now = held(*parts_of_row(row))
        if now is None:
            changed.append(f"{words_of_row(row)}, which held {_number(value)}, is gone or must not be published")
        elif now != value:
            changed.append(f"{words_of_row(row)} was {_number(value)}, is {_number(now)}")
    return "; ".join(changed[:3])


def _kind(line: PublishedClaim, claim: Claim, notebook: str) -> ChangeKind | None:
    if line.unit != claim.unit:
        return "moved"
    if line.text == claim.text:
        return None  # it changed only below the last digit, if at all
    words_differ = _words(line.text, claim.lang) != _words(claim.text, claim.lang)
    if line.value == claim.value:
        # A number printed with more or fewer digits is the same. "Fewer than 5" is not 5, where the data say so
        # and not a reporter, who may write a number in other words.
        return "direction" if words_differ and not notebook else None
    if (line.value < 0) != (claim.value < 0):
        return "sign"
    if claim.unit == "rank":
        return "rank"
    return "direction" if words_differ else "moved"


def _words(text: str, lang: str) -> str:
    """The words before the number of a claim ("nearly"), or the whole claim if it has no number ("rose")."""
    if lang not in readable_languages():
        return re.split(r"\d", text, maxsplit=1)[0].strip().casefold()
    found = find(text, lang)
    return (text[: found[0].start] if found else text).strip().casefold()


def _percent(line: PublishedClaim, claim: Claim) -> float | None:
    if line.value in (0, claim.value) or claim.unit in ("rank", "") or line.unit != claim.unit:
        return None
    return (claim.value - line.value) / abs(line.value) * 100


def _why(lock: Lock, line: PublishedClaim, claim: Claim, notebook: str) -> str:
    changed = [
        *(
            f"{words_of_row(each.row)} was {_number(each.was)}, is {_number(each.now)}"
            for each in _changed_rows(lock, line, claim)
        ),
        *(f"{words_of_row(row)} is read now" for row in _added_rows(line, claim)),
    ]
    if changed:
        shown = "; ".join(changed[:3])
        return f"{shown} and {len(changed) - 3} more rows" if len(changed) > 3 else shown
    if line.inputs != inputs_of(claim):
        return f"one of the {len(claim.inputs)} rows it is computed from changed"
    return notebook or "its rows are the same; the notebook or nutgraf computes it differently"


def _changed_rows(lock: Lock, line: PublishedClaim, claim: Claim) -> Iterator[RowChange]:
    """The rows whose value changed. If the line keeps only a fingerprint, other lines have the earlier values."""
    before: Mapping[str, Any] = lock.rows if DIGEST in line.inputs else line.inputs
    for row, value in rows_of(claim):
        if row in before and before[row] != value:
            yield RowChange(row, before[row], value)


def _added_rows(line: PublishedClaim, claim: Claim) -> Iterator[str]:
    """The rows that the claim is computed from now, and was not before."""
    if DIGEST not in line.inputs:
        yield from (row for row, _ in rows_of(claim) if row not in line.inputs)


def _number(value: Any) -> str:
    return f"{value:,}" if isinstance(value, (int, float)) else str(value)
