"""Claim parity: the editions of one page in several languages carry the same facts, printed as the same values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import product

from nutgraf.errors import Problem
from nutgraf.language_files import language_state
from nutgraf.ledger.published import Claim
from nutgraf.numbers import Number, find

_QUOTED = 160


def disagreements(where: str, one: Sequence[Claim], other: Sequence[Claim]) -> Iterator[Problem]:
    """The claims that differ between two editions of a page, each with both sentences."""
    here, there, state = _by_key(one), _by_key(other), language_state()
    fix = "say it in both languages, or in neither"
    for key in [*here, *(key for key in there if key not in here)]:
        claims, others = here.get(key), there.get(key)
        if claims is None or others is None:
            found = (claims or others or [])[0]
            known, lacking = (one, other) if claims else (other, one)
            near = _counterpart(found, known, lacking)
            what = f"{found.text} is printed only in {found.lang}: {_quote(found)}"
            yield Problem(f"{where}, {found.where}", f"{what}; the sentence there is {near}" if near else what, fix)
        elif not _same(claims, others, state):
            what = f"{claims[0].text} and {others[0].text} are the same fact: {_quote(claims[0])}; {_quote(others[0])}"
            yield Problem(f"{where}, {claims[0].where}", what, "print the same value in both languages")


def _by_key(claims: Sequence[Claim]) -> dict[str, list[Claim]]:
    found: dict[str, list[Claim]] = {}
    for claim in claims:
        found.setdefault(claim.key, []).append(claim)
    return found


def _same(claims: Sequence[Claim], others: Sequence[Claim], state: object) -> bool:
    """Whether each language prints the fact at least once as the other does, within the rounding of both."""
    if claims[0].value != others[0].value or claims[0].unit != others[0].unit:
        return False
    left, right = ([_read(each.text, each.lang, state) for each in same] for same in (claims, others))
    if None in left or None in right:
        return True  # words alone, such as "rose"
    return _all_meet(left, right) or _all_meet(
        *([_in_range(each, state) for each in same] for same in (claims, others))
    )


def _all_meet(left: Sequence[Number | None], right: Sequence[Number | None]) -> bool:
    return all(any(_meet(a, b) for b in right) for a in left) and all(any(_meet(a, b) for a in left) for b in right)


def _in_range(claim: Claim, state: object) -> Number | None:
    """The number of a claim; if it opens a range, with the scale at the end of it: 12,000 a 39,000 millones."""
    ranges = (number.text for number in find(claim.sentence, claim.lang) if number.text.startswith(f"{claim.text} "))
    return _read(next(ranges, claim.text), claim.lang, state)


@lru_cache(maxsize=20_000)
def _read(text: str, lang: str, _: object) -> Number | None:
    found = [number for number in find(text, lang) if number.value is not None]
    return found[0] if found else None


def _meet(one: Number | None, other: Number | None) -> bool:
    if one is None or other is None or one.value is None or other.value is None:
        return True
    room = (one.step + other.step) / 2
    return abs(one.value - other.value) <= max(room, abs(one.value) * 1e-9)


def _counterpart(claim: Claim, known: Sequence[Claim], lacking: Sequence[Claim]) -> str:
    """The sentence of the other language at the place where the counterpart of this one should be."""
    keys = [each.key for each in known]
    at = keys.index(claim.key)
    nearby = sorted(product(range(len(known)), range(len(lacking))), key=lambda pair: (abs(pair[0] - at), pair[1]))
    match = next((b for a, b in nearby if keys[a] == lacking[b].key), None)
    return _quote(lacking[match]) if match is not None else ""


def _quote(claim: Claim) -> str:
    text = claim.sentence
    return f"“{text if len(text) <= _QUOTED else text[:_QUOTED].rstrip() + '…'}”"
