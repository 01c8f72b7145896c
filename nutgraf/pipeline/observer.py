"""Lets a preview follow a build: the page on screen is built first, and each page is reported at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from nutgraf.pipeline.report import Outcome


@dataclass(frozen=True)
class Observer:
    """What a preview asks of a build, and how it follows it.

    `first` are the addresses on screen, the latest first; `on_outcome` is called with each page as soon as it is
    built, in any order; `enough` is true once something was saved: the rest waits for the next build.
    """

    first: tuple[str, ...] = ()
    on_outcome: Callable[[Outcome], None] = lambda _: None
    enough: Callable[[], bool] = lambda: False
