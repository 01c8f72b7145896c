"""Lets a preview follow a build: the page on screen is built first, and each page is reported at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from nutgraf.pipeline.report import Outcome

_AT_ONCE = 8
_Work = TypeVar("_Work")


@dataclass(frozen=True)
class Observer:
    """What a preview asks of a build, and how it follows it.

    `first` are the addresses on screen, the latest first; `on_outcome` is called with each page as soon as it is
    built, in any order; `enough` is true once something was saved: the rest waits for the next build.
    """

    first: tuple[str, ...] = ()
    on_outcome: Callable[[Outcome], None] = lambda _: None
    enough: Callable[[], bool] = lambda: False

    def in_order(self, work: Mapping[str, _Work]) -> list[_Work]:
        """The tasks by address, those on screen first."""
        rank = {address: place for place, address in enumerate(self.first)}
        return [work[address] for address in sorted(work, key=lambda address: rank.get(address, len(rank)))]

    def portions(self, work: Sequence[_Work]) -> Iterator[Sequence[_Work]]:
        """The work in batches, until something is saved: the first is what is on screen."""
        ends = [*range(1, len(self.first) + 1), *range(len(self.first) + _AT_ONCE, len(work) + _AT_ONCE, _AT_ONCE)]
        begun = 0
        for end in ends:
            if begun < len(work) and not (begun and self.enough()):
                yield work[begun:end]
                begun = end
