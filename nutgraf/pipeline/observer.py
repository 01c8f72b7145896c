"""Somebody who looks on while pages are made: what they look at comes first, and they hear of each page at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from nutgraf.pipeline.report import Outcome

_AT_ONCE = 8
_Work = TypeVar("_Work")


@dataclass(frozen=True)
class Observer:
    """What a preview says to a build, and hears from it.

    `first` are the addresses that somebody looks at, the last one first; `heard` hears of each page as soon as it is
    made, in whatever order; `enough` says that something was saved meanwhile: the rest waits for the next build.
    """

    first: tuple[str, ...] = ()
    heard: Callable[[Outcome], None] = lambda _: None
    enough: Callable[[], bool] = lambda: False

    def in_order(self, work: Mapping[str, _Work]) -> list[_Work]:
        """What is to be done, by address: what somebody looks at first."""
        rank = {address: place for place, address in enumerate(self.first)}
        return [work[address] for address in sorted(work, key=lambda address: rank.get(address, len(rank)))]

    def portions(self, work: Sequence[_Work]) -> Iterator[Sequence[_Work]]:
        """The work in portions, until something was saved: the first of them is what somebody looks at."""
        ends = [*range(1, len(self.first) + 1), *range(len(self.first) + _AT_ONCE, len(work) + _AT_ONCE, _AT_ONCE)]
        begun = 0
        for end in ends:
            if begun < len(work) and not (begun and self.enough()):
                yield work[begun:end]
                begun = end
