"""What moved between the lines a page was published with and the claims it would make now, and why."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from nutgraf.ledger.lock import DIGEST, Lock, inputs_of, rows_of
from nutgraf.ledger.model import Kind, Line, Move, Stated, key_in
from nutgraf.numbers import READ, find


def what_moved(lock: Lock, edition: str, claims: Sequence[Stated], notebook: str = "") -> tuple[Move, ...]:
    """The moves of one page, in the order of reading; those of claims that vanished come last.

    A sentence that was moved, reworded or newly written moves no claim. `notebook` says what changed in the notebook,
    for claims whose rows did not.
    """
    lines = lock.of(edition)
    pairs, gone = _paired(lines, claims)
    moves = [
        Move(
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
        )
        for line, claim in pairs
        if (kind := _kind(line, claim))
    ]
    why = notebook or "the sentence that held it is gone, or prints another figure"
    moves += [Move(line.id, "vanished", line.text, "", None, why, line.key, rows=tuple(line.inputs)) for line in gone]
    return tuple(moves)


def lost(line: Line, held: Callable[[str, Mapping[str, str], str], Any]) -> str:
    """Which rows of a claim that vanished hold something else now, or nothing to publish; "" where none does.

    `held` gives what stands in a column of a row, asked by table and key; None where there is nothing to publish.
    """
    changed = []
    for row, value in line.inputs.items():
        if row == DIGEST:
            continue
        table, _, rest = row.partition(":")
        key, _, column = rest.rpartition(":")
        now = held(table, dict(part.split("=", 1) for part in re.split(r",(?=\w+=)", key) if part), column)
        if now is None:
            changed.append(f"{_row_words(row)}, which held {_number(value)}, is gone or must not be published")
        elif now != value:
            changed.append(f"{_row_words(row)} was {_number(value)}, is {_number(now)}")
    return "; ".join(changed[:3])


def _paired(lines: Mapping[str, Line], claims: Sequence[Stated]) -> tuple[list[tuple[Line, Stated]], list[Line]]:
    """Each claim with its line: by id, else by key, for a sentence may have been moved to another cell."""
    left = dict(lines)
    pairs: dict[str, Line] = {}
    for claim in claims:
        if claim.id in left:
            pairs[claim.id] = left.pop(claim.id)
    by_key: dict[str, list[Line]] = defaultdict(list)
    for line in left.values():
        by_key[line.key].append(line)
    said = {key_in(claim.id) for claim in claims}
    for claim in claims:
        if claim.id not in pairs and by_key[key_in(claim.id)]:
            pairs[claim.id] = by_key[key_in(claim.id)].pop(0)
    # A figure that the page still gives elsewhere has not vanished, though it is given once less.
    gone = [line for name in sorted(by_key) for line in by_key[name] if line.key not in said]
    return [(pairs[claim.id], claim) for claim in claims if claim.id in pairs], gone


def _kind(line: Line, claim: Stated) -> Kind | None:
    if line.unit != claim.unit:
        return "moved"
    if line.value == claim.value or line.text == claim.text:
        # A figure printed with more or fewer digits is the same figure; so is one that moved below the last of them.
        return None
    if (line.value < 0) != (claim.value < 0):
        return "sign"
    if claim.unit == "rank":
        return "rank"
    return "direction" if _words(line.text, claim.lang) != _words(claim.text, claim.lang) else "moved"


def _words(text: str, lang: str) -> str:
    """What is said before the number of a claim ("nearly", "rose"), or all of it where it gives none."""
    if lang not in READ:
        return re.split(r"\d", text, maxsplit=1)[0].strip().casefold()
    found = find(text, lang)
    return (text[: found[0].start] if found else text).strip().casefold()


def _percent(line: Line, claim: Stated) -> float | None:
    if not line.value or claim.unit in ("rank", "") or line.unit != claim.unit:
        return None
    return (claim.value - line.value) / abs(line.value) * 100


def _why(lock: Lock, line: Line, claim: Stated, notebook: str) -> str:
    changed = list(_changed_rows(lock, line, claim))
    if changed:
        shown = "; ".join(changed[:3])
        return f"{shown} and {len(changed) - 3} more rows" if len(changed) > 3 else shown
    if line.inputs != inputs_of(claim):
        return f"one of the {len(claim.inputs)} rows it is computed from changed"
    return notebook or "its rows are the same: the notebook or nutgraf computes it otherwise"


def _changed_rows(lock: Lock, line: Line, claim: Stated) -> Iterator[str]:
    """The rows that hold another value now. Where the line keeps a fingerprint, other lines know what they held."""
    before: Mapping[str, Any] = lock.rows if DIGEST in line.inputs else line.inputs
    for row, value in rows_of(claim):
        if row in before and before[row] != value:
            yield f"{_row_words(row)} was {_number(before[row])}, is {_number(value)}"
        elif row not in before and DIGEST not in line.inputs:
            yield f"{_row_words(row)} is read now"


def _row_words(row: str) -> str:
    table, _, rest = row.partition(":")
    key, _, column = rest.rpartition(":")
    return f"data/{table}.csv, {key.replace(',', ', ')}, {column}"


def _number(value: Any) -> str:
    return f"{value:,}" if isinstance(value, (int, float)) else str(value)
