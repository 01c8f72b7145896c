"""What a page is made of: frozen values that a template can place without asking anything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nutgraf.plan.page_info import PageInfo


@dataclass(frozen=True)
class Heading:
    """A heading in the body, and the anchor that leads to it."""

    level: int
    id: str
    text: str
    part: str = ""
    """The anchor of a section that it shares with the same section in other languages."""


@dataclass(frozen=True)
class Prose:
    """One markdown cell as HTML; `mentions` are the sources it names, in order.

    `kind` is "key-figures" or "glossary" for a cell with that tag.
    """

    html: str
    headings: tuple[Heading, ...] = ()
    mentions: tuple[str, ...] = ()
    kind: str = ""


@dataclass(frozen=True)
class Code:
    """Code that its notebook shows to readers."""

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
    """A data frame that a cell showed."""

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
    loose: frozenset[tuple[int, int]] = frozenset()
    """Cells, by row and column, that no fact and no source vouches for."""
    behind: tuple[tuple[Mapping[str, Any], ...], ...] = ()
    """For each row the rows of data/ it shows or was computed from: table and key."""


@dataclass(frozen=True)
class PageFigure:
    """A chart with its words and its data; the picture itself is drawn later, from `spec`."""

    number: int
    name: str
    title: str
    subtitle: str
    alt: str
    notes: str
    spec: Mapping[str, Any]
    sources: tuple[str, ...]
    table: FigureTable


@dataclass(frozen=True)
class Collapsible:
    """Something a reader opens: code tagged hide-input, or what a cell tagged hide-output showed."""

    kind: str
    block: Code | DataTable | PageFigure


Block = Prose | Code | DataTable | PageFigure | Collapsible


@dataclass(frozen=True)
class PrintedFact:
    """A fact as it stands printed on this page."""

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


@dataclass(frozen=True)
class ExemptNumber:
    """A number that its reporter marked as no figure, with the reason."""

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
    loose: tuple[str, ...] | None = None
    """In a row of a table the cells that nothing vouches for; None where all of the text is looked through."""


@dataclass(frozen=True)
class Correction:
    """A figure that the page once gave otherwise, as its readers are told: corrected, or updated."""

    date: str
    was: str
    now: str
    kind: str = "correction"
    words: str = ""


@dataclass(frozen=True)
class SourceEntry:
    """A source in the page's list.

    `reported` says that nobody here saw the figures in their publisher's own pages; `estimated_by` then names those
    whose figures these are.
    """

    number: int
    id: str
    publisher: str
    title: str
    published: str
    url: str
    reported: bool
    estimated_by: tuple[str, ...] = ()
    title_lang: str = ""


@dataclass(frozen=True)
class SiteInfo:
    """What every page of the site says alike."""

    name: str
    url: str
    contact: str
    languages: tuple[str, ...]


@dataclass(frozen=True)
class Page:
    """What a reader opens."""

    info: PageInfo
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

    @property
    def address(self) -> str:
        """Where the page is published."""
        return self.info.address

    @property
    def lang(self) -> str:
        """The language that the page is in."""
        return self.info.lang

    @property
    def explainer(self) -> str:
        """The notebook that the page is made from, by name."""
        return self.info.explainer

    @property
    def figures(self) -> tuple[PageFigure, ...]:
        """The page's figures in order, folded ones too."""
        inner = (block.block if isinstance(block, Collapsible) else block for block in self.blocks)
        return tuple(block for block in inner if isinstance(block, PageFigure))
