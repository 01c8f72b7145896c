"""Where a number comes from: a Source, and an Input for one cell of a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Source:
    """A publication, as listed under a page's sources."""

    id: str
    """Its `source_id` in the table of sources."""
    publisher: str
    """Who published it."""
    title: str
    """Its title."""
    published: str = ""
    """When it was published, as ISO 8601 text, as far as that is known."""
    url: str = ""
    """Its web address."""
    terms: str = ""
    """The terms of use that it names."""
    title_note: str = ""
    """A remark on the title."""
    published_note: str = ""
    """A remark on the date."""
    package: str = ""
    """The name of the data package that it came with."""
    retrieved: str = ""
    """The day it was read."""
    checked_against: str = ""
    """What was read: "publisher" for the publisher's own publication, "reported" for somebody else's report of it."""
    grade: str = ""
    """How good it is, from A for the publisher to D for anybody's copy; empty where sources are not graded."""
    credits: tuple[tuple[str, str], ...] = ()
    """What a sentence calls it, by language: the columns credit_en, credit_es … of the table; read it with credit()."""
    vias: tuple[tuple[str, str], ...] = ()
    """What a sentence says of who reported it, by language: the columns via_en …; read it with via()."""

    @property
    def is_copy(self) -> bool:
        """Whether it only repeats numbers of others: a copy, a rewrite or a private page. Pages mark its numbers."""
        return self.grade == "D"

    def credit(self, lang: str) -> str:
        """How a sentence names it: "the Congressional Research Service"."""
        return dict(self.credits).get(lang) or self.publisher

    def via(self, lang: str) -> str:
        """The attribution after the publisher: "as reported by KSL.com", "in a copy of its file on GitHub (…)"."""
        return dict(self.vias).get(lang, "")


@dataclass(frozen=True, kw_only=True)
class Input:
    """One table cell that went into a fact; an empty key means the whole table."""

    table: str
    """The table."""
    key: Mapping[str, Any]
    """The primary key of the row."""
    column: str
    """The column; empty where rows were counted."""
    value: int | float | None
    """What the cell holds."""
    source_id: str
    """The source of the row."""
    checked_against: str = ""
    """Where it was seen: "publisher" or "reported"."""
    as_of: str = ""
    """The day, month or year it is for."""
    publisher: str = ""
    """Who estimated or counted it."""
    correction: str = ""
    """What the newsroom corrected in its row, and why."""

    def __hash__(self) -> int:
        return hash((self.table, self.column, self.source_id, tuple(self.key.items())))
