"""A figure's bundle from the kernel becomes a numbered figure; one without title or alt text is refused."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from nutgraf.cell_code import nodes_in, tree_of
from nutgraf.errors import Problem, did_you_mean
from nutgraf.figures.computed_table import computed_table
from nutgraf.figures.missing_sentence import missing_sentence
from nutgraf.figures.table_columns import joined_tables
from nutgraf.filler_text import is_filler
from nutgraf.page.page_model import FigureTable, PageFigure


def read_figure(bundle: Mapping[str, Any], number: int) -> PageFigure:
    """The figure in a bundle, as figure `number` of the page.

    Raises FigureError if the chart computes its own values and they cannot be put into its table.
    """
    table = bundle["table"]
    if "drawing" in table:
        computed = computed_table(bundle["spec"], table["drawing"], f"figure {number} ({bundle['title']})")
        table = joined_tables(table, computed) if table["rows"] else computed
    notes, missing = (bundle.get("notes") or "").strip(), missing_sentence(bundle["spec"], bundle.get("lang") or "en")
    return PageFigure(
        number=number,
        name=_name(bundle, number),
        title=bundle["title"].strip(),
        subtitle=(bundle.get("subtitle") or "").strip(),
        alt=(bundle.get("alt") or "").strip(),
        notes=notes,
        spec=bundle["spec"],
        sources=tuple(bundle.get("sources") or ()),
        table=FigureTable(
            columns=tuple(column["label"] for column in table["columns"]),
            numeric=tuple(bool(column.get("numeric")) for column in table["columns"]),
            rows=tuple(tuple(row) for row in table["rows"]),
            raw=tuple(tuple(row) for row in table["raw"]),
            source_rows=tuple(tuple(row) for row in table.get("source_rows") or ()),
            unsourced=frozenset((row, column) for row, column in table.get("unsourced") or ()),
        ),
        all_notes=" ".join(filter(None, (notes, missing))),
    )


def figure_notes(bundle: Mapping[str, Any], number: int) -> Iterator[Mapping[str, Any]]:
    """The facts and exempt numbers in the texts of figure `number` of the page, under the figure's name."""
    for note in bundle.get("claims") or ():
        word = note["place"].rpartition(":")[2]
        yield {**note, "place": f"figure:{_name(bundle, number)}:{word}"}


def _name(bundle: Mapping[str, Any], number: int) -> str:
    """The name of a figure, or its number, which only the page knows, not the cell that draws the figure."""
    return bundle.get("name") or f"figure-{number}"


def figure_problems(figure: PageFigure, where: str) -> list[Problem]:
    """Why a figure cannot be published."""
    problems = []
    if not figure.title:
        problems.append(Problem(where, f"figure {figure.number} has no title", "say in title= what the chart shows"))
    if is_filler(figure.alt):
        what = f"figure {figure.number} ({figure.title}) has no text for readers who cannot see it"
        problems.append(Problem(where, what, "say in alt= what the chart shows, with its main numbers"))
    if not figure.sources:
        problems.append(Problem(where, f"figure {figure.number} ({figure.title}) names no source", "give source="))
    if not figure.table.rows:
        what = f"figure {figure.number} ({figure.title}) has no data"
        problems.append(Problem(where, what, "leave the figure out if there is nothing to show"))
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", figure.name):
        what = f"figure {figure.number} is named {figure.name!r}"
        problems.append(Problem(where, what, "a name becomes part of an address: small letters, digits and hyphens"))
    return problems


def thumbnail_problems(name: str, shown: Iterable[str], codes: Iterable[str], where: str) -> Iterator[Problem]:
    """The problem of a `thumbnail` that names no figure of any edition.

    `shown` are the names of the figures on this page, `codes` the code of the notebook. A name in the code that this
    page does not show may belong to another edition, and a computed name is only known where it is computed.
    """
    there = set(shown)
    if not name or name in there:
        return
    in_code = list(_names(codes))
    if name not in in_code and None not in in_code:
        what = f"no figure is named {name!r}"
        yield Problem(f"{where}, front matter, thumbnail", what, did_you_mean(name, there.union(filter(None, in_code))))


def _names(codes: Iterable[str]) -> Iterator[str | None]:
    """The names of figures in code: None for a computed one; a figure without a name has its number."""
    for n, call in enumerate(_calls(codes), 1):
        given = {word.arg: word.value for word in call.keywords}
        name = given.get("name")
        if isinstance(name, ast.Constant):
            yield str(name.value)
        else:
            yield None if name or None in given else f"figure-{n}"


def _calls(codes: Iterable[str]) -> Iterator[ast.Call]:
    for code in codes:
        for node in nodes_in(tree_of(code)):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) == "figure":
                yield node
