"""What the ledger holds: claims as a page states them, lines as they were published, and what moved between the two."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Number = int | float
Kind = Literal["moved", "sign", "rank", "direction", "vanished"]
GRAVE: frozenset[Kind] = frozenset({"sign", "rank", "direction", "vanished"})
"""Moves that are told whatever the policy: the sentence around the number may no longer be true."""


def key_in(name: str) -> str:
    """The key in a claim's id, without the edition, the place and the count of those alike."""
    return re.sub(r"#\d+\Z", "", name.split("#", 2)[2])


@dataclass(frozen=True)
class Stated:
    """A claim of a page, with the sentence it stands in; its id is made of explainer, edition, place and key."""

    id: str
    place: str
    where: str
    heading: str
    sentence: str
    lang: str
    key: str
    text: str
    value: Number
    unit: str
    low: Number | None
    high: Number | None
    derivation: str
    qualifier: str
    publisher: str
    checked_against: str
    sources: tuple[str, ...]
    inputs: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True)
class Past:
    """What a line said before it was signed off anew; `kind` is "correction" or "update" where readers are told."""

    date: str
    was: str
    now: str
    kind: str = ""
    name: str = ""
    reason: str = ""
    words: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Line:
    """A claim as it was last published: one line of facts.lock."""

    id: str
    text: str
    value: Number
    unit: str
    inputs: Mapping[str, Any]
    date: str = ""
    name: str = ""
    reason: str = ""
    gone: bool = False
    history: tuple[Past, ...] = ()

    @property
    def edition(self) -> str:
        """The page it stood on, as `edition_of` names it."""
        return self.id.partition("#")[0]

    @property
    def key(self) -> str:
        """What was claimed, wherever on the page it stood."""
        return key_in(self.id)


@dataclass(frozen=True)
class Move:
    """A claim that a rebuild would change: what it was, what it would be, and why."""

    id: str
    kind: Kind
    was: str
    now: str
    percent: float | None
    why: str
    key: str
    sentence: str = ""
    place: str = ""
    rows: tuple[str, ...] = ()

    @property
    def grave(self) -> bool:
        """Whether the words around the number may have become untrue."""
        return self.kind in GRAVE


@dataclass(frozen=True)
class Verdict:
    """What is to be done with a page: published as it is, published with a note to readers, or held."""

    action: Literal["publish", "note", "hold"]
    moves: tuple[Move, ...] = ()

    @property
    def held(self) -> bool:
        """Whether the page keeps its last published form."""
        return self.action == "hold"
