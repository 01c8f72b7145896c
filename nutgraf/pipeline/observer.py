"""Lets a preview follow a build: the page on screen is built first, and each page is reported at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
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

    def portions(
        self, work: Sequence[_Work], size: int = _AT_ONCE, *, begun: bool = False
    ) -> Iterator[Sequence[_Work]]:
        """The work in batches of a size, until something is saved; the first in any case, unless a page is made."""
        for start in range(0, len(work), size):
            if (begun or start) and self.enough():
                return
            yield work[start : start + size]
