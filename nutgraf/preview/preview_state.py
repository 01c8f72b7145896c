"""What a preview knows besides the files: the pages that are open in a browser, and the problems of each."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

from nutgraf.errors import Problem, did_you_mean
from nutgraf.ledger import Change
from nutgraf.pipeline import Outcome

_LOOKED_AT = 3
FRONT_PAGE = "."


class State:
    """Shared by the builds, which report on pages, and the server, which asks.

    `saved` is set when something was saved since the last build began, or a page was opened that does not exist yet;
    `asked` when any page was opened. `stop` ends the preview.
    """

    def __init__(self, stop: threading.Event, patterns: Sequence[str] = ()) -> None:
        self.stop, self.saved, self.asked = stop, threading.Event(), threading.Event()
        self._lock, self._patterns = threading.Condition(), tuple(patterns)
        self._events = 0
        self._asked: list[str] = []
        self._first: tuple[str, ...] = ()
        self._to_make = self._made = 0
        self._changes: dict[str, tuple[Change, ...]] = {}
        self._failed: dict[str, tuple[Problem, ...]] = {}
        self._held: dict[str, str] = {}
        self._known: set[str] = set()
        self._made_here: set[str] = set()
        self._prepared: set[str] = set()
        self._general: tuple[Problem, ...] = ()
        self.building = self._was_built = False

    def ask(self, address: str, *, missing: bool = False) -> None:
        """Record that the page at an address was opened; one that is missing is built before the others."""
        with self._lock:
            self._asked = [address, *(each for each in self._asked if each != address)][:_LOOKED_AT]
            if missing and self.building and address != FRONT_PAGE and address not in self._first:
                self.saved.set()
        self.asked.set()

    def is_outdated(self) -> bool:
        """Whether the build that runs need not go on: something was saved, or the preview ends."""
        return self.saved.is_set() or self.stop.is_set()

    def to_prepare(self) -> tuple[str, ...]:
        """The pages that are looked at, if the one that was opened last is new: neither made here nor given before."""
        with self._lock:
            if not self._asked or self._asked[0] in self._made_here | self._prepared:
                return ()
            self._prepared.add(self._asked[0])
            return tuple(self._asked)

    def begin(self) -> tuple[str, ...]:
        """Record that a build begins; the pages that it makes first, the one that was opened last at their head."""
        with self._lock:
            self.building, self._first = True, tuple(self._asked)
            self._to_make = self._made = 0
            return self._first

    def count(self, _: int, to_make: int) -> None:
        """Record how many pages a build makes."""
        with self._lock:
            self._to_make = to_make
            self._tell()

    def take(self, outcome: Outcome) -> None:
        """Record the outcome of one page."""
        with self._lock:
            self._known.add(outcome.address)
            if outcome.status in ("ran", "rendered", "failed"):
                self._made += 1
                self._made_here.add(outcome.address)
            self._failed.pop(outcome.address, None)
            if outcome.problems:
                self._failed[outcome.address] = outcome.problems
            self._tell()

    def end(self, outcomes: Sequence[Outcome], problems: tuple[Problem, ...]) -> None:
        """Record the outcome of a build, and problems that belong to no page."""
        with self._lock:
            if outcomes:
                self._known = {outcome.address for outcome in outcomes}
                self._failed = {outcome.address: outcome.problems for outcome in outcomes if outcome.problems}
                self._held = {outcome.address: outcome.why for outcome in outcomes if outcome.status == "held"}
                self._changes = {outcome.address: outcome.moves for outcome in outcomes if outcome.moves}
            self._general, self.building, self._was_built = problems, False, True
            self._tell()

    @property
    def events(self) -> int:
        """How many outcomes were recorded so far."""
        with self._lock:
            return self._events

    def wait_for_event(self, known: int, timeout: float) -> None:
        """Wait until an outcome is recorded after the `known` ones, for so many seconds at most."""
        with self._lock:
            self._lock.wait_for(lambda: self._events > known, timeout)

    def problems(self, address: str) -> tuple[Problem, ...]:
        """The problems to show on this page: its own, or those of the whole build."""
        with self._lock:
            return (*self._failed.get(address, ()), *self._general)

    def held(self, address: str) -> str:
        """What changed on a page that is on hold; "" if it is not."""
        with self._lock:
            return self._held.get(address, "")

    def changes(self, address: str) -> tuple[Change, ...]:
        """The numbers of a page that differ from those that readers see."""
        with self._lock:
            return self._changes.get(address, ())

    def status(self) -> dict[str, Any]:
        """Everything that the desk shows of the builds: pages, problems, and what is on hold."""
        with self._lock:
            return {
                "building": self.building,
                "to_make": self._to_make,
                "made": self._made,
                "pages": sorted(self._known),
                "problems": [problem.to_json() for problem in self._general],
                "failed": {page: [each.to_json() for each in problems] for page, problems in self._failed.items()},
                "held": dict(self._held),
            }

    def _tell(self) -> None:
        self._events += 1
        self._lock.notify_all()

    def why_missing(self, address: str) -> str:
        """Why there is nothing to show at an address."""
        with self._lock:
            if address in self._failed or self._general:
                return "It shows here as soon as it can be built."
            if self.building or not self._was_built or address in self._known:
                so_far = f" ({self._made} of {self._to_make} pages are ready)" if self._to_make else ""
                return f"It is being built{so_far}, and shows here as soon as it is ready."
            asked = f" that this preview was asked for ({', '.join(self._patterns)})" if self._patterns else ""
            return f"No page{asked} has this address: {did_you_mean(address, self._known)}"
