"""A figure's bundle, as the kernel gave it, becomes a numbered figure; one without its words is refused."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from nutgraf.errors import Problem
from nutgraf.page.model import FigureTable, PageFigure

FIGURE_TYPE = "application/vnd.nutgraf.figure.v1+json"

_FILLER = re.compile(
    r"(?i)\W*(no description has been provided.*|chart|figure|graph|image|picture|gráfic[oa]|imagen|todo|tbd|alt)?\W*"
)


def read_figure(bundle: Mapping[str, Any], number: int) -> PageFigure:
    """The figure in a bundle, as the page's n-th."""
    table = bundle["table"]
    return PageFigure(
        number=number,
        name=bundle.get("name") or f"figure-{number}",
        title=bundle["title"].strip(),
        subtitle=(bundle.get("subtitle") or "").strip(),
        alt=(bundle.get("alt") or "").strip(),
        notes=(bundle.get("notes") or "").strip(),
        spec=bundle["spec"],
        sources=tuple(bundle.get("sources") or ()),
        table=FigureTable(
            columns=tuple(column["label"] for column in table["columns"]),
            numeric=tuple(bool(column.get("numeric")) for column in table["columns"]),
            rows=tuple(tuple(row) for row in table["rows"]),
            raw=tuple(tuple(row) for row in table["raw"]),
            behind=tuple(tuple(row) for row in table.get("behind") or ()),
            loose=frozenset((row, column) for row, column in table.get("loose") or ()),
        ),
    )


def figure_problems(figure: PageFigure, where: str) -> list[Problem]:
    """What keeps a figure from being published."""
    problems = []
    if not figure.title:
        problems.append(Problem(where, f"figure {figure.number} has no title", "say in title= what the chart shows"))
    if _FILLER.fullmatch(figure.alt):
        what = f"figure {figure.number} ({figure.title}) has no text for readers who cannot see it"
        problems.append(Problem(where, what, "say in alt= what the chart shows, with its main figures"))
    if not figure.sources:
        problems.append(Problem(where, f"figure {figure.number} ({figure.title}) names no source", "give source="))
    if not figure.table.rows:
        what = f"figure {figure.number} ({figure.title}) has no data"
        problems.append(Problem(where, what, "leave the figure out where there is nothing to show"))
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", figure.name):
        what = f"figure {figure.number} is named {figure.name!r}"
        problems.append(Problem(where, what, "a name becomes part of an address: small letters, digits and hyphens"))
    return problems
