"""How a build came out: each page, what became of it and what it took, and the whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from nutgraf.build.spent import AllSpent, Spent, all_spent
from nutgraf.errors import Problem
from nutgraf.ledger import Move

Status = Literal["built", "kept", "drawn", "held", "failed"]


@dataclass(frozen=True)
class Outcome:
    """How one page came out."""

    address: str
    name: str
    status: Status
    why: str
    problems: tuple[Problem, ...] = ()
    last_good: bool = False
    moves: tuple[Move, ...] = ()
    numbers: tuple[Mapping[str, Any], ...] = ()
    spent: Spent = field(default_factory=Spent)

    @property
    def seconds(self) -> float:
        """How long it took to make."""
        return self.spent.seconds


@dataclass(frozen=True)
class Report:
    """How a build came out: every page, every problem of the data, and every one that kept a plan from being made."""

    outcomes: tuple[Outcome, ...]
    problems: tuple[Problem, ...]
    withheld: tuple[str, ...]
    seconds: float
    index: Path
    gone: Mapping[str, int] = field(default_factory=dict)
    stale: tuple[Problem, ...] = ()

    @property
    def totals(self) -> dict[str, int]:
        """How many pages came out how."""
        return dict(Counter(outcome.status for outcome in self.outcomes))

    @property
    def spent(self) -> AllSpent | None:
        """Where the time went; None where no page was made."""
        return all_spent(self.outcomes)

    @property
    def exit_status(self) -> int:
        """0 when all is published as asked; 1 when a page failed, is held or could not be planned, or a table is wrong."""
        bad = any(outcome.status in ("failed", "held") for outcome in self.outcomes)
        return 1 if bad or self.problems else 0

    @property
    def is_silent(self) -> bool:
        """Whether there is nothing to tell but that every page is published."""
        told = any(outcome.problems or outcome.moves or outcome.numbers for outcome in self.outcomes)
        return not (told or self.exit_status or self.gone or self.stale)
