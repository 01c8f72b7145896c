"""The parts of a page: frozen values, ready for a template to place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from nutgraf.page.source_entry import SourceEntry
from nutgraf.plan.page_info import OfPage


@dataclass(frozen=True)
class Heading:
    """A heading in the body, with its anchor."""

    level: int
    id: str
    text: str
    part: str = ""
    """The anchor that the section shares with the same section in other languages."""


@dataclass(frozen=True)
class Prose:
    """One Markdown cell as HTML; `mentions` are the sources that it names, in order.

    `kind` is "key-numbers" or "glossary" for a cell with that tag.
    """

    html: str
    headings: tuple[Heading, ...] = ()
    mentions: tuple[str, ...] = ()
    kind: str = ""


@dataclass(frozen=True)
class Code:
    """Code that the notebook shows to readers."""

    text: str


@dataclass(frozen=True)
class TableCell:
    """One cell of a table; `scope` is "col" or "row" in a header, "" elsewhere."""

    text: str
    scope: str = ""
    numeric: bool = False
    colspan: int = 1
    rowspan: int = 1


@dataclass(frozen=True)
class DataTable:
    """A data frame in the output of a cell."""

    head: tuple[tuple[TableCell, ...], ...]
    body: tuple[tuple[TableCell, ...], ...]
    caption: str = ""


@dataclass(frozen=True)
class FigureTable:
    """The data behind a figure: as printed for the page, raw for the download."""

    columns: tuple[str, ...]
    numeric: tuple[bool, ...]
    rows: tuple[tuple[str, ...], ...]
    raw: tuple[tuple[Any, ...], ...]
    unsourced: frozenset[tuple[int, int]] = frozenset()
    """Cells without a fact or a source, by row and column."""
    source_rows: tuple[tuple[Mapping[str, Any], ...], ...] = ()
    """For each row, the rows of data/ that it shows or is computed from: table and key."""


@dataclass(frozen=True)
class PageFigure:
    """A chart with its texts and data, drawn later from `spec`; `all_notes` has its notes and what has no number."""

    number: int
    name: str
    title: str
    subtitle: str
    alt: str
    notes: str
    spec: Mapping[str, Any]
    sources: tuple[str, ...]
    table: FigureTable
    all_notes: str = ""


@dataclass(frozen=True)
class PageMedia:
    """A photograph, pull quote, large number, embed or audio clip, with its words; `file` is its path from the root."""

    kind: str
    name: str
    words: Mapping[str, str]
    file: str = ""
    digest: str = ""
    size: tuple[int, int] = (0, 0)
    href: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    """The choices of a look-up, or the numbers of a calculator, each with its answer."""
    script: Mapping[str, Any] = field(default_factory=dict)
    """What the script of a calculator computes with."""


@dataclass(frozen=True)
class Collapsible:
    """A block that readers can open: code tagged hide-input, or the output of a cell tagged hide-output."""

    kind: str
    block: Code | DataTable | PageFigure | PageMedia


Block = Prose | Code | DataTable | PageFigure | PageMedia | Collapsible


@dataclass(frozen=True)
class PrintedFact:
    """A fact as printed on this page."""

    number: int
    place: str
    key: str
    text: str
    value: int | float
    unit: str
    publisher: str
    checked_against: str
    sources: tuple[str, ...]
    inputs: tuple[Mapping[str, Any], ...]
    low: int | float | None = None
    high: int | float | None = None
    qualifier: str = ""
    derivation: str = ""
    estimate: bool = False
    """Whether it is an estimate, or computed from one, as the table of publishers says."""

    @property
    def is_large(self) -> bool:
        """Whether it is in the headline or a big number, so that a card may show it."""
        return self.place == "title" or (self.place.startswith("media:") and self.place.endswith(":number"))


@dataclass(frozen=True)
class ExemptNumber:
    """A number that its reporter marked as not a fact, with the reason."""

    place: str
    text: str
    reason: str


@dataclass(frozen=True)
class Passage:
    """A text of the page as the kernel rendered it; `place` is a cell's id, "title" or "figure:NAME:alt"."""

    place: str
    where: str
    text: str
    heading: str = ""
    markdown: bool = False
    unsourced: tuple[str, ...] | None = None
    """For a table row, the cells without a fact or a source; None if the whole text is checked."""
    voice: Literal["", "quoted", "seen"] = ""
    """Its numbers: "quoted", of somebody who said them; "seen", of a picture, which words such as "two" count."""


@dataclass(frozen=True)
class Correction:
    """A note to readers about a number that was corrected or updated."""

    date: str
    was: str
    now: str
    kind: str = "correction"
    words: str = ""
    key: str = field(default="", compare=False)
    """The fact that changed; one that is printed in several places is one correction."""


@dataclass(frozen=True)
class SiteInfo:
    """The parts that all pages of the site share."""

    name: str
    url: str
    contact: str
    languages: tuple[str, ...]
    license: str = ""
    """The address of the terms under which the numbers may be used."""
    archive: bool = False
    """Whether readers can look up earlier versions of a page."""


@dataclass(frozen=True)
class Page(OfPage):
    """A complete page, as values."""

    title: str
    dek: str
    description: str
    short_title: str
    data_as_of: str
    blocks: tuple[Block, ...]
    footnotes: str
    sources: tuple[SourceEntry, ...]
    claims: tuple[PrintedFact, ...]
    site: SiteInfo
    exempt: tuple[ExemptNumber, ...] = ()
    headings: tuple[Heading, ...] = ()
    passages: tuple[Passage, ...] = ()
    corrections: tuple[Correction, ...] = ()
    search_title: str = ""
    """The title in search results; "" for the headline."""
    latest_data: str = ""
    """What the date line says of how recent the numbers are, in place of their newest date."""
    publisher_names: Mapping[str, str] = field(default_factory=dict)
    """What the language of the page calls publishers, by the name that tables have."""
    unit_nouns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """The nouns that it has for units, by unit and plural form."""
    noindex: bool = False
    """Whether search engines are asked to leave it out."""

    @property
    def explainer(self) -> str:
        """The name of the page's notebook."""
        return self.info.explainer

    @property
    def figures(self) -> tuple[PageFigure, ...]:
        """The page's figures in order, including collapsed ones."""
        return tuple(block for block in self._inner if isinstance(block, PageFigure))

    @property
    def media(self) -> tuple[PageMedia, ...]:
        """The page's photographs, quotes and so on, in order."""
        return tuple(block for block in self._inner if isinstance(block, PageMedia))

    @property
    def _inner(self) -> tuple[Block, ...]:
        return tuple(block.block if isinstance(block, Collapsible) else block for block in self.blocks)
