"""Shortens long lists for people: merges similar entries, and counts the rest with a way to see them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from nutgraf.errors import Problem

if TYPE_CHECKING:
    from nutgraf.pipeline import Outcome

_PLACES = 3
_LETTERS = 1_200
_LINES = 30
_LETTERS_FOR_MACHINES = 4_000


@dataclass(frozen=True)
class Limit:
    """The number of entries printed; all of them with --all."""

    everything: bool = False
    most: int = 20

    def cut(self, entries: Sequence[str], noun: str, way: str = "add --all to see them") -> list[str]:
        """The first entries, and a count of the rest with a way to see them."""
        if self.everything or len(entries) <= self.most:
            return list(entries)
        rest = len(entries) - self.most
        return [*entries[: self.most], f"  … and {rest:,} more {noun}{'' if rest == 1 else 's'}: {way}."]

    def words(self, text: str, most: int = _LETTERS) -> str:
        """A text, cut to a readable length."""
        if self.everything:
            return text
        lines = text.splitlines()
        shown = "\n".join(lines[:_LINES]) + (f"\n… {len(lines) - _LINES:,} more lines" if len(lines) > _LINES else "")
        return shown if len(shown) <= most else f"{shown[:most]} … ({len(text):,} letters in all)"


def gathered(problems: Iterable[Problem]) -> list[Problem]:
    """The problems, with the same one in several places merged and its first places named."""
    places: dict[tuple[str, str], dict[str, None]] = {}
    for problem in problems:
        places.setdefault((problem.what, problem.fix), {})[problem.where] = None
    return [Problem(_in_places(list(where)), what, fix) for (what, fix), where in places.items()]


def alike(failed: Iterable[Outcome]) -> list[tuple[Outcome, int]]:
    """Pages that failed for one cause, as the first one and a count; the fixes may differ in a page's values."""
    first: dict[tuple[tuple[str, str], ...], Outcome] = {}
    counts: Counter[tuple[tuple[str, str], ...]] = Counter()
    for outcome in failed:
        cause = tuple((problem.where, problem.what) for problem in outcome.problems)
        first.setdefault(cause, outcome)
        counts[cause] += 1
    return [(outcome, counts[cause]) for cause, outcome in first.items()]


def for_machines(problem: Problem) -> Problem:
    """A problem short enough for a line of JSON; a huge message is cut, and says so."""
    if len(problem.what) <= _LETTERS_FOR_MACHINES:
        return problem
    what = f"{problem.what[:_LETTERS_FOR_MACHINES]} … ({len(problem.what):,} letters in all)"
    return replace(problem, what=what)


def _in_places(where: Sequence[str]) -> str:
    shown = "; ".join(where[:_PLACES])
    rest = len(where) - _PLACES
    return shown if rest <= 0 else f"{shown}; and {rest:,} more place{'' if rest == 1 else 's'}"
