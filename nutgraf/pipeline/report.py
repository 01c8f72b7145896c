"""The results of a build: the outcome and time of each page, and the totals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from nutgraf.errors import Problem
from nutgraf.pipeline.timing import BuildTiming, PageTiming, build_timing

if TYPE_CHECKING:
    from nutgraf.ledger import Change

UP_TO_DATE = "nothing it was made from has changed"

OutcomeStatus = Literal["ran", "unchanged", "rendered", "held", "failed"]


@dataclass(frozen=True)
class Outcome:
    """The outcome of one page."""

    address: str
    name: str
    status: OutcomeStatus
    why: str
    problems: tuple[Problem, ...] = ()
    last_good: bool = False
    moves: tuple[Change, ...] = ()
    numbers: tuple[Mapping[str, Any], ...] = ()
    timing: PageTiming = field(default_factory=PageTiming)
    untracked: tuple[str, ...] = ()
    """Its untracked inputs, in words."""
    notes: tuple[tuple[str, str], ...] = ()
    """The notes on its figures, if it was built now: (figure, note)."""
    killed: tuple[str, ...] = ()
    """How each process ended that was killed while it made the page: `SIGKILL`."""

    @property
    def seconds(self) -> float:
        """The seconds that it took to build."""
        return self.timing.seconds


@dataclass(frozen=True)
class Report:
    """The results of a build: every page, every problem of the data, and every problem that prevented a plan."""

    outcomes: tuple[Outcome, ...]
    problems: tuple[Problem, ...]
    withheld: tuple[str, ...]
    seconds: float
    index: Path
    removed_editions: Mapping[str, int] = field(default_factory=dict)
    """The number of pages per explainer that leave the site with this build; none of them was published."""
    outdated_translations: tuple[Problem, ...] = ()
    drafts: tuple[str, ...] = ()
    """The pages in the site that readers must not see yet, after a build with --drafts."""
    stopped: bool = False
    """Whether the site was left as it was, because it would lack a published page."""

    @property
    def totals(self) -> dict[str, int]:
        """The number of pages by status."""
        return dict(Counter(outcome.status for outcome in self.outcomes))

    @property
    def timing(self) -> BuildTiming | None:
        """The timing; None if no page was built."""
        return build_timing((outcome.address, outcome.timing) for outcome in self.outcomes)

    @property
    def unseen(self) -> dict[str, int]:
        """The untracked inputs of unchanged pages, and how many pages read each."""
        kept = [one for outcome in self.outcomes if outcome.status == "unchanged" for one in outcome.untracked]
        return dict(Counter(kept))

    @property
    def notes(self) -> tuple[tuple[str, str], ...]:
        """The notes on the figures of the pages built now, each figure once whatever editions it is in."""
        return tuple(dict.fromkeys(note for outcome in self.outcomes for note in outcome.notes))

    @property
    def released(self) -> Mapping[str, Sequence[tuple[str, Change]]]:
        """The changes that no editor signed, as (address, change), by the rule of the newsroom that released each."""
        found: dict[str, list[tuple[str, Change]]] = {}
        for outcome in self.outcomes:
            for move in outcome.moves if outcome.status not in ("held", "failed") else ():
                if move.rule:
                    found.setdefault(move.rule, []).append((outcome.address, move))
        return found

    @property
    def exit_status(self) -> int:
        """0: all published; 1: a page failed, is held or could not be planned, or a table is wrong; 2: stopped."""
        if self.stopped:
            return 2
        bad = any(outcome.status in ("failed", "held") for outcome in self.outcomes)
        return 1 if bad or self.problems else 0

    @property
    def is_settled(self) -> bool:
        """Whether every page is published, and a build without a change would report the same."""
        moved = any(each.problems or each.moves for each in self.outcomes)
        return not (moved or self.exit_status or self.removed_editions)


def kept_out(withheld: tuple[str, ...], *, drafts: bool) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The pages that are kept out of the site, and those in it that readers must not see yet."""
    return ((), withheld) if drafts else (withheld, ())


def unchanged(
    address: str, name: str, numbers: tuple[Mapping[str, Any], ...] = (), untracked: tuple[str, ...] = ()
) -> Outcome:
    """The outcome of a page that is up to date, as far as its inputs are tracked."""
    why = f"{UP_TO_DATE}, as far as can be seen" if untracked else UP_TO_DATE
    return Outcome(address, name, "unchanged", why, numbers=numbers, untracked=untracked)
