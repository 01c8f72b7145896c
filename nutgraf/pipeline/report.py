"""How a build came out: each page, what became of it and what it took, and the whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from nutgraf.errors import Problem
from nutgraf.ledger import Change
from nutgraf.pipeline.timing import BuildTiming, PageTiming, build_timing

Status = Literal["ran", "unchanged", "rendered", "held", "failed"]


@dataclass(frozen=True)
class Outcome:
    """How one page came out."""

    address: str
    name: str
    status: Status
    why: str
    problems: tuple[Problem, ...] = ()
    last_good: bool = False
    moves: tuple[Change, ...] = ()
    numbers: tuple[Mapping[str, Any], ...] = ()
    timing: PageTiming = field(default_factory=PageTiming)
    untracked: tuple[str, ...] = ()
    """What its run read that nobody can compare with what is there now, in words."""
    notes: tuple[tuple[str, str], ...] = ()
    """What is worth a look in its figures, where it was made now: of which figure, and what."""

    @property
    def seconds(self) -> float:
        """How long it took to make."""
        return self.timing.seconds


@dataclass(frozen=True)
class Report:
    """How a build came out: every page, every problem of the data, and every one that kept a plan from being made."""

    outcomes: tuple[Outcome, ...]
    problems: tuple[Problem, ...]
    withheld: tuple[str, ...]
    seconds: float
    index: Path
    removed_editions: Mapping[str, int] = field(default_factory=dict)
    """How many pages of an explainer leave the site with this build; none of them was published."""
    outdated_translations: tuple[Problem, ...] = ()
    stopped: bool = False
    """Whether the site stays as it was: it would lack a page that is published."""

    @property
    def totals(self) -> dict[str, int]:
        """How many pages came out how."""
        return dict(Counter(outcome.status for outcome in self.outcomes))

    @property
    def timing(self) -> BuildTiming | None:
        """Where the time went; None where no page was made."""
        return build_timing((outcome.address, outcome.timing) for outcome in self.outcomes)

    @property
    def unseen(self) -> dict[str, int]:
        """What pages read that were taken as up to date though nobody can compare it, and how many pages read it."""
        kept = [one for outcome in self.outcomes if outcome.status == "unchanged" for one in outcome.untracked]
        return dict(Counter(kept))

    @property
    def notes(self) -> tuple[tuple[str, str], ...]:
        """What is worth a look in the figures of the pages made now, each figure once whatever editions it is in."""
        return tuple(dict.fromkeys(note for outcome in self.outcomes for note in outcome.notes))

    @property
    def exit_status(self) -> int:
        """0: all is published; 1: a page failed, is held or could not be planned, or a table is wrong; 2: stopped."""
        if self.stopped:
            return 2
        bad = any(outcome.status in ("failed", "held") for outcome in self.outcomes)
        return 1 if bad or self.problems else 0

    @property
    def is_silent(self) -> bool:
        """Whether there is nothing to tell but that every page is published."""
        told = any(each.problems or each.moves or each.numbers or each.untracked for each in self.outcomes)
        return not (told or self.exit_status or self.removed_editions or self.outdated_translations)
