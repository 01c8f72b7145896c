"""Questions that found no figure where the notebook said missing=None: what to say once one is to be printed."""

from __future__ import annotations

from collections.abc import Callable

from nutgraf.errors import Problem

_MOST = 50
_FOUND_NOTHING: list[Callable[[], Problem]] = []


def note_nothing(why: Callable[[], Problem]) -> None:
    """Remember that a question found nothing; `why` says so with what is near, should anybody ask."""
    _FOUND_NOTHING.append(why)
    del _FOUND_NOTHING[:-_MOST]


def unanswered() -> tuple[Problem, ...]:
    """What found nothing so far, the last first, each once."""
    return tuple(dict.fromkeys(why() for why in reversed(_FOUND_NOTHING)))
