"""How much a change matters to readers, with the reasons in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nutgraf.errors import counted
from nutgraf.inbox.waiting_facts import Importance, Printed, doubts_about

_LARGE = 10
_ORDER: tuple[Importance, ...] = ("high", "medium", "low")
_KINDS: dict[str, tuple[Importance, str]] = {
    "sign": ("high", "its sign changes: read every sentence"),
    "rank": ("medium", "its rank changes"),
    "direction": ("medium", "the words around it change direction"),
    "vanished": ("medium", "it is gone from the page"),
    "page": ("high", "it is about the whole page"),
}


def importance_of(printed: Sequence[Printed]) -> tuple[Importance, tuple[str, ...]]:
    """The grade of a change, and why it has it, the weightiest reason first."""
    found = sorted(set(_reasons(printed)), key=lambda reason: (_ORDER.index(reason[0]), reason[1]))
    grade = found[0][0] if found else "low"
    return grade, tuple(words for _, words in found)


def order(grade: Importance) -> int:
    """The place of a grade in the inbox."""
    return _ORDER.index(grade)


def _reasons(printed: Sequence[Printed]) -> Iterator[tuple[Importance, str]]:
    headlines = {each.address for each in printed if each.is_headline}
    if headlines:
        yield "high", f"it is in the headline of {counted(len(headlines), 'page')}"
    for each in printed:
        if each.change.kind in _KINDS:
            yield _KINDS[each.change.kind]
    for doubt in doubts_about(printed):
        yield "high", doubt
    own = [each for each in printed if len(each.change.rows) == 1] or printed  # not what is computed from it
    far = max((abs(each.change.percent) for each in own if each.change.percent is not None), default=0)
    if far >= _LARGE:
        yield "medium", f"it changes by {far:.0f}%"
    if all(each.change.is_drawn for each in printed):
        yield "low", "it is only in charts and tables"
