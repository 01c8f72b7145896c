"""The values of the inbox: a number that waits for an editor, where it is printed, and what was decided before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from nutgraf.cache import digest
from nutgraf.errors import Problem, UsageError, did_you_mean
from nutgraf.inbox.desk_events import DeskEvent
from nutgraf.inbox.word_changes import DiffPart, changed_words
from nutgraf.ledger import Change, DoubtKind, RowChange

Importance = Literal["high", "medium", "low"]
FactState = Literal["waiting", "signed once", "sent back", "on hold"]
GRADES: dict[Importance, str] = {"high": "Check closely", "medium": "Worth a look", "low": "Routine"}
"""What an editor is to do with a number, by how much it matters."""


@dataclass(frozen=True)
class Printed:
    """One place where a changed number is printed or drawn, with its sentence before and after."""

    address: str
    lang: str
    change: Change
    before: str

    @property
    def after(self) -> str:
        """The sentence as it would be; empty if it is gone."""
        return self.change.sentence if self.change.now else ""

    @property
    def words(self) -> tuple[DiffPart, ...]:
        """The sentence before and after, word by word."""
        return changed_words(self.before, self.after, self.change.was, self.change.now)

    @property
    def is_headline(self) -> bool:
        """Whether it is the headline of its page."""
        return self.change.in_headline


@dataclass(frozen=True)
class EditorDecision:
    """What was last decided about a number, and the events since it began to wait."""

    state: FactState = "waiting"
    said: str = ""
    until: str = ""
    events: tuple[DeskEvent, ...] = ()


@dataclass(frozen=True)
class WaitingFact:
    """A number that would change, with every page and sentence that prints it."""

    id: str
    title: str
    was: str
    now: str
    percent: float | None
    why: str
    importance: Importance
    reasons: tuple[str, ...]
    printed: tuple[Printed, ...]
    decision: EditorDecision = field(default_factory=EditorDecision)
    needs_two: bool = False

    @property
    def version(self) -> str:
        """What an editor has seen: old, new and sentence on every page. An action on another version is refused."""
        return digest(
            sorted([each.address, each.change.was, each.change.now, each.change.sentence] for each in self.printed)
        )[:12]

    @property
    def seen(self) -> str:
        """The version, and what was last said or decided about it."""
        last = self.decision.events[-1].id if self.decision.events else "nothing"
        return f"{self.version}.{last}"

    @property
    def grade(self) -> str:
        """What an editor is to do with it."""
        return GRADES[self.importance]

    @property
    def pages(self) -> tuple[str, ...]:
        """The pages on which it changes."""
        return tuple(dict.fromkeys(each.address for each in self.printed))

    @property
    def doubts(self) -> tuple[str, ...]:
        """What makes it implausible."""
        return doubts_about(self.printed)

    @property
    def sentences(self) -> tuple[Printed, ...]:
        """Each sentence once in each language, with the first page that prints it; charts are left out."""
        said = (each for each in self.printed if not each.change.is_drawn and each.change.kind != "page")
        return tuple({(each.before, each.after): each for each in reversed(list(said))}.values())[::-1]

    @property
    def rows(self) -> tuple[RowChange, ...]:
        """The rows of data that changed."""
        return tuple(dict.fromkeys(row for each in self.printed for row in each.change.changed))

    @property
    def is_headline(self) -> bool:
        """Whether it is in the headline of a page."""
        return any(each.is_headline for each in self.printed)

    @property
    def in_short(self) -> str:
        """Its title with old and new."""
        return f"{self.title}: {self.was} → {self.now or 'gone'}"


def doubts_about(printed: Iterable[Printed]) -> tuple[str, ...]:
    """What makes a change implausible, one sentence for each kind: the pages in other languages raise the same."""
    doubted = [each for each in printed if each.change.doubts]
    first = [each for each in doubted if each.lang == doubted[0].lang]
    first.sort(key=lambda each: len(each.change.rows) != 1)  # what is computed from a number is as far off as it
    found: dict[DoubtKind, dict[str, str]] = {}
    for doubt in (doubt for each in first for doubt in each.change.doubts):
        found.setdefault(doubt.kind, {}).setdefault(doubt.about, doubt.text)
    return tuple(_in_one([*alike.values()]) for alike in found.values())


def _in_one(doubts: Sequence[str]) -> str:
    """The first of doubts of one kind, with how many there are."""
    return f"{doubts[0]} (and {len(doubts) - 1} more like this)" if len(doubts) > 1 else doubts[0]


def find_waiting(items: Iterable[WaitingFact], name: str) -> WaitingFact:
    """The number with this id, or with an id that begins so. Raises UsageError if there is none, or more than one."""
    known = {item.id: item for item in items}
    found = [item for item in known.values() if name and item.id.startswith(name)]
    if len(found) != 1:
        fix = did_you_mean(name, known) if known else "nothing waits; see nutgraf facts log"
        what = "it no longer waits" if not found else "more than one number has an id that begins so"
        raise UsageError(Problem(f"inbox, {name}", what, fix))
    return found[0]
