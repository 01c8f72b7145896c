"""An entry of a page's list of sources."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class SourceEntry:
    """A source in the page's list.

    `reported` means that nobody in the newsroom checked the numbers against their original publication; `estimated_by`
    then names the original publishers.
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
    grade: str = ""
    credited: str = ""
    """What a sentence calls the publisher: "the Washington Post via The Japan News"."""
    page: str = ""
    """Where in it the numbers are: "Appendix Table 1"."""
    quote: str = ""
    """The words in which it gives a number."""
    archived_url: str = ""
    """The address of a lasting copy of it."""
    expected: str = ""
    """The day by which its next edition was expected, where that day is past and the page says so."""
