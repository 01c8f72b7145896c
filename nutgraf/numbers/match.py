"""Which fact on file a typed number probably is."""

from __future__ import annotations

from collections.abc import Iterable

from nutgraf.numbers.found_number import Number

Candidate = tuple[float, str, str]  # value, unit, name

_DOLLARS = ("usd", "cad", "aud", "nzd", "hkd", "sgd", "twd", "mxn", "ars", "clp", "cop")
_CURRENCIES = {"usd": _DOLLARS, "cent": ("eur", *_DOLLARS), "jpy": ("jpy", "cny"), "gbp": ("gbp", "egp")}
"""The currencies that a printed sign may be of: a dollar sign does not say whose."""


def likely(number: Number, candidates: Iterable[Candidate]) -> Candidate | None:
    """The candidate nearest to a number, if within the rounding of its printed text and of a unit that it could be."""
    best: tuple[float, Candidate] | None = None
    for candidate in candidates:
        for value in (number.value, number.high):
            if value is None:
                continue
            gap = _gap(number, value, candidate)
            if gap is not None and (best is None or gap < best[0]):
                best = (gap, candidate)
    return best[1] if best else None


def _gap(number: Number, value: float, candidate: Candidate) -> float | None:
    """How far apart, as a share of the candidate; None where it cannot be the same."""
    fact, unit, _ = candidate
    share = number.kind == "fraction" and value <= 1
    if share and unit == "percent":
        fact, room = fact / 100, 0.02
    elif share:
        if not 0 <= fact <= 1 or unit not in ("", "share", "ratio"):
            return None
        room = 0.02
    else:
        if not _units_agree(number.unit, unit):
            return None
        room = number.step / 2 if number.step else 0.0
    if number.unit == "cent":
        value, room = value / 100, room / 100
    gap = abs(abs(fact) - abs(value))
    if gap > room * (1 + 1e-9) + abs(fact) * 1e-12:
        return None
    return gap / abs(fact) if fact else gap


def _units_agree(printed: str, unit: str) -> bool:
    unit = unit.casefold()
    return not printed or unit in _CURRENCIES.get(printed, (printed,))
