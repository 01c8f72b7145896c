"""A figure of a page as readers see it: its words, its table, and the shade of each row that its map draws."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bs4 import Tag

_SHADE = re.compile(r"--c-ramp-(\d)")
_WORDS = frozenset({"figure-title", "figure-subtitle", "figure-note", "figure-notes"})


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
        parts = tag.find_all(True)  # once: a map has a mark and a row for each of hundreds of areas
        title = next((part for part in parts if "figure-title" in _classes(part)), None)
        spoken = [
            str(part["aria-label"]) for part in parts if part.get("role") == "img" and part.has_attr("aria-label")
        ]
        tables = [part for part in parts if "figure-data" in _classes(part)]
        yield HtmlFigure(
            title=_said(title) if title else "",
            words=" ".join([*(_said(part) for part in parts if _WORDS & _classes(part)), *spoken]),
            rows=tuple(tuple(map(_said, row.find_all(["th", "td"]))) for row in _within(tables, "tbody", "tr")),
            order=tuple(_places(head) for head in _within(tables, "thead", "th")),
            shades=dict(_shades(part for part in parts if "wide" in _classes(part))),
        )
    for tag in soup.find_all(class_="big-number"):
        number = tag.find("strong")
        yield HtmlFigure(title=_said(number) if number else "", words=_said(tag))


def _classes(tag: Tag) -> set[str]:
    return set(tag.get_attribute_list("class"))


def _within(tables: Sequence[Tag], part: str, name: str) -> Iterator[Tag]:
    """The rows or cells of one part of each table."""
    for table in tables:
        for section in table.find_all(part):
            yield from section.find_all(name)


def _said(tag: Tag) -> str:
    return " ".join(tag.get_text().split())


def _places(head: Tag) -> tuple[int, ...]:
    return tuple(int(place) for place in str(head.get("data-order") or "").split())


def _shades(drawings: Iterable[Tag]) -> Iterator[tuple[int, int]]:
    for drawing in drawings:
        for mark in drawing.find_all(True):
            found = _SHADE.search(str(mark.get("fill"))) if mark.has_attr("data-row") else None
            if found:
                yield int(str(mark["data-row"])), int(found[1])
