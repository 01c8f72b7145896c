"""What makes a changed number implausible next to the other numbers of its page, each in a sentence for an editor.

A doubt is no proof: it says what to look at before signing off. Only what the change brings about is said; a page that
was published with a total below its part is not doubted for it again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Any

from nutgraf.data import TotalAndPart, TotalCell
from nutgraf.ledger.claim_inputs import DIGEST, row_named, rows_of
from nutgraf.ledger.facts_lock import Lock
from nutgraf.ledger.published import Change, Claim, ClaimValue, Doubt, PublishedClaim
from nutgraf.numbers import find, readable_languages

NamedRow = Callable[[str, Mapping[str, Any]], str]
"""What a row is of, in words, by its table and key."""
_USUAL_FROM = 3
"""So many earlier changes of a table show what is usual in it."""
_FAR = 10
_MOST = 3


@dataclass(frozen=True)
class _Pair:
    """A claim of the page with its value before and after the build."""

    claim: Claim
    was: ClaimValue

    @property
    def now(self) -> ClaimValue:
        return self.claim.value

    @property
    def row(self) -> str:
        """Its row and column, as facts.lock names them."""
        return next(row for row, _ in rows_of(self.claim))

    def of(self, named: NamedRow) -> str:
        """What it is of."""
        row = self.claim.inputs[0]
        return named(row["table"], row["key"])


def values_of_key(_: str, key: Mapping[str, Any]) -> str:
    """The key of a row without its source: all that is known of it without its table."""
    return ", ".join(str(value) for name, value in key.items() if "source" not in name).replace("_", " ")


def doubted(
    lock: Lock,
    changes: Sequence[Change],
    claims: Sequence[Claim],
    totals: Sequence[TotalAndPart] = (),
    named: NamedRow = values_of_key,
) -> tuple[Change, ...]:
    """The changes of a page, each with the doubts that it raises.

    `totals` are those of all tables with their parts; `named` says what another number of the page is of.
    """
    lines = {change.id: lock.lines[change.line] for change in changes if change.line in lock.lines}
    by_id = {claim.id: claim for claim in claims}
    read = [_Pair(claim, lines[claim.id].value if claim.id in lines else claim.value) for claim in claims]
    direct = list({pair.claim.key: pair for pair in read if _is_read(pair.claim)}.values())
    found = []
    for change in changes:
        claim, line = by_id.get(change.id), lines.get(change.id)
        doubts = list(_below_its_part(lock, change, claims, totals))
        if claim is not None and line is not None and claim.unit == line.unit:
            doubts += [
                *_out_of_bounds(line, claim),
                *_order_turned(_Pair(claim, line.value), direct, totals, named),
                *_misplaced_rank(line, claim, read),
                *_still_printed(change, claim, read, named),
                *_unusually_far(lock, line, claim),
            ]
        found.append(replace(change, doubts=tuple(dict.fromkeys(doubts))))
    return tuple(found)


def _is_read(claim: Claim) -> bool:
    """Whether a claim is one number of one row, as it is in the table."""
    return len(claim.inputs) == 1 and bool(claim.inputs[0]["key"]) and not claim.derivation


def _out_of_bounds(line: PublishedClaim, claim: Claim) -> Iterator[Doubt]:
    """A share outside 0 to the whole, a percentage of a table above 100, a number outside the range given with it."""
    top = {"percent": 100, "ratio": 1}.get(claim.unit)
    is_share = " ÷ " in claim.derivation and "−" not in claim.derivation  # with a minus it is a change
    if top and 0 <= line.value <= top and is_share and not 0 <= claim.value <= top:
        whole = "a share above the whole" if claim.value > top else "a share below zero"
        yield Doubt("bounds", f"{claim.text} would be {whole} ({claim.derivation}); it was {line.text}", claim.key)
    elif top and line.value <= top < claim.value and not claim.derivation:
        text = f"{claim.text} would be more than the whole, if it is a share; it was {line.text}"
        yield Doubt("bounds", text, claim.key)
    if claim.low is not None and claim.high is not None and not claim.low <= claim.value <= claim.high:
        text = f"{claim.text} is outside the range given with it, {claim.low:,} to {claim.high:,}"
        yield Doubt("bounds", text, claim.key)


def _below_its_part(
    lock: Lock, change: Change, claims: Sequence[Claim], totals: Sequence[TotalAndPart]
) -> Iterator[Doubt]:
    """A total that the change brings below one of its parts, wherever that is printed."""
    changed = {each.row: each.was for each in change.changed}
    for one in totals:
        known = {_row_of(cell): cell for cell in (one.total, one.part)}
        if one.total.value >= one.part.value or not changed.keys() & known.keys():
            continue
        total, part = (changed.get(row, lock.rows.get(row, cell.value)) for row, cell in known.items())
        if total >= part:
            said = [_said(cell, row, claims) for row, cell in known.items()]
            text = f"a total would be below its part: {said[0]} is less than {said[1]}"
            yield Doubt("part", text, " and ".join(known))


def _row_of(cell: TotalCell) -> str:
    return f"{row_named({'table': cell.table, 'key': cell.key})}:{cell.column}"


def _said(cell: TotalCell, row: str, claims: Sequence[Claim]) -> str:
    """A number as the page prints it, or with its table, and what it is of."""
    printed = (claim.text for claim in claims if _is_read(claim) and [name for name, _ in rows_of(claim)] == [row])
    of = cell.of or values_of_key(cell.table, cell.key)
    text = next(printed, "")
    return f"{text} ({of})" if text else f"{cell.value:,} ({of}; data/{cell.table}.csv)"


def _order_turned(
    pair: _Pair, others: Sequence[_Pair], totals: Sequence[TotalAndPart], named: NamedRow
) -> Iterator[Doubt]:
    """Two rows of a table that differ in one column, of which the smaller would become the larger."""
    if not _is_read(pair.claim):
        return
    declared = [{_row_of(one.total), _row_of(one.part)} for one in totals]
    turned = [
        other
        for other in others
        if _is_neighbor(pair, other) and (pair.was - other.was) * (pair.now - other.now) < 0
        if {pair.row, other.row} not in declared
    ]
    for other in sorted(turned, key=lambda other: abs(other.now - pair.was))[:_MOST]:
        before, after = ("more", "less") if pair.was > other.was else ("less", "more")
        text = (
            f"the order of two numbers of the page would turn: it was {before} than {other.claim.text} "
            f"({other.of(named)}), and would be {after}"
        )
        yield Doubt("order", text, other.row)


def _is_neighbor(pair: _Pair, other: _Pair) -> bool:
    one, two = pair.claim.inputs[0], other.claim.inputs[0]
    if (one["table"], one["column"], pair.claim.unit) != (two["table"], two["column"], other.claim.unit):
        return False
    unlike = [name for name in one["key"] if "source" not in name and one["key"][name] != two["key"].get(name)]
    return len(unlike) == 1


def _misplaced_rank(line: PublishedClaim, claim: Claim, read: Sequence[_Pair]) -> Iterator[Doubt]:
    """A rank that does not fit the numbers of the page, or moves against its own number."""
    if claim.unit != "rank" or not ("largest first" in claim.derivation or claim.key.startswith("rank of ")):
        return
    own = next((one for one in read if claim.key.startswith(f"rank of {one.claim.key} among ")), None)
    if own is None:
        return
    above = {one.claim.key for one in read if _is_read(one.claim) and _is_ranked_with(own, one) and one.now > own.now}
    if len(above) >= claim.value:
        larger = f"{len(above)} of the numbers on the page are larger than {own.claim.text}"
        yield Doubt("rank", f"{claim.text} does not fit the order: {larger}", "order")
    moved = f"the rank would go from {line.text} to {claim.text}"
    if (own.now - own.was) * (claim.value - line.value) > 0:
        yield Doubt("rank", f"{moved} while its number {'rises' if own.now > own.was else 'falls'}", "move")
    elif own.now == own.was:
        yield Doubt("rank", f"{moved} although its own number, {own.claim.text}, is the same", "move")


def _is_ranked_with(own: _Pair, other: _Pair) -> bool:
    return _is_read(own.claim) and (own.claim.key == other.claim.key or _is_neighbor(own, other))


def _still_printed(change: Change, claim: Claim, read: Sequence[_Pair], named: NamedRow) -> Iterator[Doubt]:
    """Another fact of the page that goes on saying the old number."""
    if len(re.sub(r"\D", "", change.was).strip("0")) < 3:
        return
    for other in read:
        is_same = other.claim.text == change.was and other.claim.unit == claim.unit
        if is_same and other.claim.key != claim.key and other.was == other.now and _is_read(other.claim):
            yield Doubt("still", f"the page would still say {change.was} ({other.of(named)})", other.row)


def _unusually_far(lock: Lock, line: PublishedClaim, claim: Claim) -> Iterator[Doubt]:
    """A change of ten times what is usual in its table; where nothing is known of that, to ten times the number."""
    if not line.value or not claim.value or claim.unit == "rank" or DIGEST in line.inputs:
        return
    tables = {row.partition(":")[0] for row in line.inputs}
    share = abs((claim.value - line.value) / line.value)
    usual = _usual(lock, tables)
    factor = claim.value / line.value
    if factor >= _FAR or 0 < factor <= 1 / _FAR:
        times = f"{factor:,.0f} times" if factor > 1 else f"a {1 / factor:,.0f}th of"
        yield Doubt("far", f"{claim.text} would be {times} {line.text}: look for a slipped point or another unit")
    elif usual and share >= _FAR * usual:
        named = " and ".join(sorted(tables))
        times = f"{share / usual:,.0f} times what is usual in {named} ({usual:.1%})"
        yield Doubt("far", f"a change of {share:.0%} is {times}")


def _usual(lock: Lock, tables: set[str]) -> float:
    """The median of the earlier changes of numbers from these tables; 0 if too few are known."""
    known: dict[tuple[str, str, str], float] = {}
    for line in lock.revised:
        if {row.partition(":")[0] for row in line.inputs} == tables:
            lang = line.page.partition("/")[0]
            for past in line.history:
                before, after = _number(past.was, lang), _number(past.now, lang)
                if before and after:
                    known[line.key, past.was, past.now] = abs((after - before) / before)
    return median(known.values()) if len(known) >= _USUAL_FROM else 0


def _number(text: str, lang: str) -> float | None:
    if lang not in readable_languages():
        return None
    return next((float(one.value) for one in find(text, lang) if one.value is not None), None)
