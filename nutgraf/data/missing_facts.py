"""Queries that found nothing where the notebook passed missing=None, to explain a printed None."""

from __future__ import annotations

from collections.abc import Callable

from nutgraf.errors import Problem

_MOST = 50
_FOUND_NOTHING: list[Callable[[], Problem]] = []


def note_nothing(why: Callable[[], Problem]) -> None:
    """Record that a query found nothing; `why` explains it and suggests near matches."""
    _FOUND_NOTHING.append(why)
    del _FOUND_NOTHING[:-_MOST]


def unanswered() -> tuple[Problem, ...]:
    """The queries that found nothing, latest first, each once."""
    return tuple(dict.fromkeys(why() for why in reversed(_FOUND_NOTHING)))
