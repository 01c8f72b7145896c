"""The values of the ledger: claims as a page states them, claims as published, and the changes between the two."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from nutgraf.page.page_model import PrintedFact

ClaimValue = int | float
IN_THE_HEADLINE = frozenset({"title", "short_title"})
"""The places of a page whose claims are its headline."""
ChangeKind = Literal["moved", "sign", "rank", "direction", "vanished", "page"]


def key_in(name: str) -> str:
    """The key in the name of a line, without the page and the number of the line."""
    return re.sub(r"#\d+\Z", "", name.partition("#")[2])


def is_in_headline(claim: str) -> bool:
    """Whether the id of a claim is that of a claim in the headline of its page."""
    return claim.partition("#")[2].partition("#")[0] in IN_THE_HEADLINE


@dataclass(frozen=True, kw_only=True)
class Claim(PrintedFact):
    """A fact as a page prints it, with its sentence; its id consists of explainer, edition, place and key."""

    number: int = field(default=0, compare=False)
    """Its number on the page; not in the fact sheet."""
    id: str
    where: str
    heading: str
    sentence: str
    lang: str


@dataclass(frozen=True)
class Plotted:
    """One value that a figure or a table of a page shows, with its row and column."""

    figure: str
    row: str
    column: str
    text: str
    title: str = ""
    number: int = 0
    inputs: tuple[Mapping[str, Any], ...] = ()

    @property
    def label(self) -> str:
        """The row and column of the value."""
        return f"{self.row} | {self.column}" if self.row else self.column


@dataclass(frozen=True)
class Revision:
    """An earlier state of a line; `kind` is "correction" or "update" if readers are notified."""

    date: str
    was: str
    now: str
    kind: str = ""
    name: str = ""
    reason: str = ""
    words: Mapping[str, str] | None = None


@dataclass(frozen=True)
class PublishedClaim:
    """A claim as it was last published: one line of facts.lock, named by its page and its key."""

    id: str
    text: str
    value: ClaimValue
    unit: str
    inputs: Mapping[str, Any]
    date: str = ""
    name: str = ""
    reason: str = ""
    gone: bool = False
    history: tuple[Revision, ...] = ()

    @property
    def page(self) -> str:
        """The address of its page."""
        return self.id.partition("#")[0]

    @property
    def key(self) -> str:
        """The key of the fact, anywhere on the page."""
        return key_in(self.id)


@dataclass(frozen=True)
class Shown:
    """A figure of a page as it was last published: each value that it shows, by row and column."""

    id: str
    values: Mapping[str, str]
    date: str = ""
    name: str = ""
    reason: str = ""
    history: tuple[Revision, ...] = ()

    @property
    def page(self) -> str:
        """The address of its page."""
        return self.id.partition("#")[0]

    @property
    def figure(self) -> str:
        """The name of the figure."""
        return self.id.partition("#figure:")[2]


PublicationState = Literal["published", "gone", "withdrawn"]


@dataclass(frozen=True)
class Address:
    """An address as last published: it has a page, or an editor signed off that the page is gone or withdrawn."""

    id: str
    state: PublicationState = "published"
    date: str = ""
    explainer: str = ""
    name: str = ""
    reason: str = ""
    words: Mapping[str, str] = field(default_factory=dict)
    """The note to readers of a withdrawn page, by language."""
    to: str = ""
    """The new address of a moved page; its redirect stays as long as that page exists."""


@dataclass(frozen=True)
class RowChange:
    """A value of a row of data that changed since publication."""

    row: str
    """The row and column by name: `taxes_2024:metric=…,region=BY:value`."""
    was: Any
    now: Any


DoubtKind = Literal["bounds", "part", "order", "rank", "still", "far", "quote"]


@dataclass(frozen=True)
class Doubt:
    """What makes a new number implausible, in a sentence; those of one kind about the same thing are one doubt."""

    kind: DoubtKind
    text: str
    about: str = ""


@dataclass(frozen=True)
class Change:
    """A claim that a rebuild would change: what it was, what it would be, and why."""

    id: str
    kind: ChangeKind
    was: str
    now: str
    percent: float | None
    why: str
    key: str
    sentence: str = ""
    place: str = ""
    rows: tuple[str, ...] = ()
    line: str = ""
    """The name of the line in facts.lock."""
    changed: tuple[RowChange, ...] = ()
    """The rows behind it whose value changed."""
    doubts: tuple[Doubt, ...] = ()
    """What makes the new number implausible next to the other numbers of its page."""
    rule: str = ""
    """The rule of the newsroom that releases it; empty where an editor has to."""

    @property
    def in_headline(self) -> bool:
        """Whether it is in the headline of its page."""
        return is_in_headline(self.id)

    @property
    def is_drawn(self) -> bool:
        """Whether it is a change of a value in a figure."""
        return "#figure:" in self.line


@dataclass(frozen=True)
class Verdict:
    """The decision about a page: publish it, publish it with a note to readers, or hold it."""

    action: Literal["publish", "note", "hold"]
    moves: tuple[Change, ...] = ()

    @property
    def held(self) -> bool:
        """Whether the site keeps the last published form of the page."""
        return self.action == "hold"
