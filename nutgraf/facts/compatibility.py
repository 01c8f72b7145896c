"""What a number is based on (population, method, edition), and which bases may be combined."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase


class FactWarning(UserWarning):
    """Two facts with different bases or years were combined; check that the sentence says so."""


@dataclass(frozen=True)
class BasisRules:
    """The data package's rules: pairs of bases that clash, with the reason, pairs that fit, and names of units."""

    clashes: tuple[tuple[str, str, str], ...] = ()
    fits: tuple[tuple[str, str], ...] = ()
    singulars: Mapping[str, str] = field(default_factory=dict, hash=False)
    """The name of one of a unit, as rates have it: "children" → "child"."""

    def clash(self, left: str, right: str) -> str:
        """Why two bases must not be combined; "" where no rule forbids it."""
        if left == right:
            return ""
        return next((why for a, b, why in self.clashes if _names((a, b), left, right)), "")

    def fit(self, left: str, right: str) -> bool:
        """Whether a rule allows two bases to be combined."""
        return left == right or any(_names(pair, left, right) for pair in self.fits)


NO_RULES = BasisRules()


def first_conflict(rules: BasisRules, left: Iterable[str], right: Iterable[str]) -> str:
    """The first reason why two sets of bases must not be combined."""
    ours = tuple(left)
    return next((why for b in right for a in ours if (why := rules.clash(a, b))), "")


def misfit(rules: BasisRules, left: Iterable[str], right: Iterable[str]) -> tuple[str, str] | None:
    """The first two bases that no rule covers."""
    ours = tuple(left)
    return next(((a, b) for b in right for a in ours if not rules.fit(a, b)), None)


def _names(pair: tuple[str, str], left: str, right: str) -> bool:
    a, b = pair
    return (fnmatchcase(left, a) and fnmatchcase(right, b)) or (fnmatchcase(left, b) and fnmatchcase(right, a))
