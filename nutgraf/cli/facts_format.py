"""How the claims of a page, and the places where a number is printed, are written for an editor or a machine."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from nutgraf.errors import counted

if TYPE_CHECKING:
    from nutgraf.ledger import Claim, PageClaims, Usage

_ROWS = 3


def claims_of(sheets: Sequence[PageClaims], *, as_json: bool) -> Iterator[str]:
    """Every claim of these pages."""
    for sheet in sheets:
        for claim in sheet.claims:
            if as_json:
                yield _json(sheet.address, asdict(claim))
        if not as_json:
            yield from _claims(sheet.address, sheet.claims)
            yield from _no_facts(sheet)


def in_words(found: Sequence[Usage]) -> Iterator[str]:
    """Where a number is printed: each sentence, each row of a chart; briefly what only counts or reads it."""
    if not found:
        yield "No page prints, draws, counts or reads it."
        return
    printed = [claim for one in found for claim in one.printed]
    pages = sum(bool(one.printed) for one in found)
    yield f"{len(printed)} in print, on {counted(pages, 'page')}"
    for one in found:
        yield from _claims(one.sheet.address, [_rows_first(claim, rows) for claim, rows in one.printed])
    yield from _in_charts(found)
    counting = [one.sheet.address for one in found if one.counted]
    if counting:
        times = counted(sum(len(one.counted) for one in found), "time")
        yield f"\nCounted or ranked with others {times} (--json gives the sentences), on {_on(counting)}"
    reading = [one.sheet.address for one in found if one.read and not (one.shown or one.counted)]
    if reading:
        yield f"\nRead, and not printed, on {_on(reading)}"


def as_json(found: Sequence[Usage]) -> Iterator[str]:
    """The same, one line of JSON for each place; `how` is printed, charted, counted or read."""
    for one in found:
        address = one.sheet.address
        for claim, rows in one.printed:
            yield _json(address, {"how": "printed", **asdict(_rows_first(claim, rows))})
        for row in one.drawn:
            yield _json(address, {"how": "charted", **asdict(row)})
        for claim, rows in one.counted:
            yield _json(address, {"how": "counted", **asdict(_rows_first(claim, rows))})
        if one.read and not (one.shown or one.counted):
            yield _json(address, {"how": "read"})


def _claims(address: str, claims: Sequence[Claim]) -> Iterator[str]:
    from nutgraf.ledger import row_words

    last = ""
    for claim in claims:
        if (head := f"{address}, {claim.where}") != last:
            yield f"\n{head}"
            last = head
        yield f"  {claim.text}  {claim.value} {claim.unit}".rstrip()
        yield f"    {claim.sentence}"
        if claim.derivation:
            yield f"    = {claim.derivation}"
        yield from (f"    {row_words(row)} ({row['source_id']})" for row in claim.inputs[:_ROWS])
        if len(claim.inputs) > _ROWS:
            yield f"    and {counted(len(claim.inputs) - _ROWS, 'more row')}"


def _no_facts(sheet: PageClaims) -> Iterator[str]:
    """The numbers of a page that are no facts, with why they are exempt so, or as what is still to be explained."""
    if sheet.numbers:
        verb = "is no fact" if len(sheet.numbers) == 1 else "are no facts"
        yield f"\n{sheet.address}, {counted(len(sheet.numbers), 'number')} that {verb}"
    for number in sheet.numbers:
        yield f"  {number['text']}  {number['where']}"
        yield f"    {number['sentence']}"
        yield f"    exempt: {number['exempt']}" if number["exempt"] else "    it leads to no fact"


def _in_charts(found: Sequence[Usage]) -> Iterator[str]:
    """Rows of charts that read alike, listed once with every page they are on."""
    rows: dict[tuple[str, str], list[str]] = {}
    for one in found:
        for row in one.drawn:
            rows.setdefault((row.figure, row.row), []).append(one.sheet.address)
    if rows:
        pages = sum(bool(one.drawn) for one in found)
        yield f"\n{sum(map(len, rows.values()))} in charts and the tables beneath them, on {counted(pages, 'page')}"
    for (figure, text), addresses in rows.items():
        yield f"\n  {text}"
        yield f"    figure “{figure}” on {_on(addresses)}"


def _on(addresses: Sequence[str]) -> str:
    once = list(dict.fromkeys(addresses))
    return f"{counted(len(once), 'page')}: {', '.join(once)}"


def _rows_first(claim: Claim, rows: Sequence[Any]) -> Claim:
    """The claim with the rows that were asked for before the others."""
    return replace(claim, inputs=(*rows, *(row for row in claim.inputs if row not in rows)))


def _json(address: str, values: dict[str, Any]) -> str:
    return json.dumps({"address": address, **values}, ensure_ascii=False)
