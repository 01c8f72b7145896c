"""The copies of a page that a build can show, and the decision about one of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from nutgraf.errors import Problem
from nutgraf.ledger import Verdict
from nutgraf.pipeline.live import LiveSheet
from nutgraf.site.entry import PageFiles


@dataclass(frozen=True)
class Copy:
    """One of the copies of a page that a build can show."""

    origin: Literal["built", "cached", "site", "live"]
    """Built or found current by this build; cached by an earlier one; in the local site; in the live site."""
    files: PageFiles = ()
    """The files of a copy that is in a site."""


CACHED = Copy("cached")


@dataclass(frozen=True)
class Decision:
    """Whether a copy of a page may be published; if not, why; what changed on it, and its content."""

    verdict: Verdict
    problems: tuple[Problem, ...] = ()
    sheet: LiveSheet | None = None
    """Its content; None once it is decided about with its editions: `Review.sheet` reads it from the cache."""

    @property
    def may_publish(self) -> bool:
        """Whether this copy may be published."""
        return not self.verdict.held and not self.problems
