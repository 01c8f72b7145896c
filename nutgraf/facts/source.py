"""Where a number comes from: a Source, and an Input for one cell of a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Source:
    """A publication, as listed under a page's sources."""

    id: str
    publisher: str
    title: str
    published: str = ""
    url: str = ""
    terms: str = ""
    title_note: str = ""
    published_note: str = ""
    package: str = ""
    retrieved: str = ""
    checked_against: str = ""
    credit_en: str = ""
    credit_es: str = ""
    via_en: str = ""
    via_es: str = ""

    def credit(self, lang: str) -> str:
        """How a sentence names it: "the Congressional Research Service"."""
        return str(getattr(self, f"credit_{lang}", "")) or self.publisher

    def via(self, lang: str) -> str:
        """The attribution after the publisher: "as reported by KSL.com", "in a copy of its file on GitHub (…)"."""
        return str(getattr(self, f"via_{lang}", ""))


@dataclass(frozen=True, kw_only=True)
class Input:
    """One table cell that went into a fact; an empty key means the whole table."""

    table: str
    key: Mapping[str, Any]
    column: str
    value: int | float | None
    source_id: str
    checked_against: str = ""
    as_of: str = ""
    publisher: str = ""

    def __hash__(self) -> int:
        return hash((self.table, self.column, self.source_id, tuple(self.key.items())))
