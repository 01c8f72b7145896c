"""A figure of a page as readers see it: its words, its table, and the shade of each row that its map draws."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bs4 import Tag

_SHADE = re.compile(r"--c-ramp-(\d)")
_WORDS = ".figure-title, .figure-subtitle, .figure-note, .figure-notes"
_ROWS = ".figure-data tbody tr"
_HEADS = ".figure-data thead th"


@dataclass(frozen=True)
class HtmlFigure:
    """What a figure says, what its table prints, and how dark its map shades each row."""

    title: str
    words: str
    """Its title, subtitle and notes, and the text in place of its picture."""
    rows: tuple[tuple[str, ...], ...] = ()
    """The cells of its table."""
    order: tuple[tuple[int, ...], ...] = ()
    """For each column, its rows from the smallest number to the largest; empty for a column without an order."""
    shades: Mapping[int, int] | None = None
    """The step of the ramp for each row that is shaded."""


def figures_in(soup: Tag) -> Iterator[HtmlFigure]:
    """The figures and large numbers of a page."""
    for tag in soup.find_all("figure", class_="figure"):
        title = tag.select_one(".figure-title")
        spoken = [str(each["aria-label"]) for each in tag.select('[role="img"][aria-label]')]
        yield HtmlFigure(
            title=_said(title) if title else "",
            words=" ".join([*map(_said, tag.select(_WORDS)), *spoken]),
            rows=tuple(tuple(map(_said, row.find_all(["th", "td"]))) for row in tag.select(_ROWS)),
            order=tuple(_places(head) for head in tag.select(_HEADS)),
            shades=dict(_shades(tag)),
        )
    for tag in soup.find_all(class_="big-number"):
        number = tag.find("strong")
        yield HtmlFigure(title=_said(number) if number else "", words=_said(tag))


def _said(tag: Tag) -> str:
    return " ".join(tag.get_text().split())


def _places(head: Tag) -> tuple[int, ...]:
    return tuple(int(place) for place in str(head.get("data-order") or "").split())


def _shades(figure: Tag) -> Iterator[tuple[int, int]]:
    for mark in figure.select(".wide [data-row][fill]"):
        found = _SHADE.search(str(mark["fill"]))
        if found:
            yield int(str(mark["data-row"])), int(found[1])
