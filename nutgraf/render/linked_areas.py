"""Marks of a figure that lead to the page of the area they stand for, without a script."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from html import escape

from markupsafe import Markup

from nutgraf.page import Page
from nutgraf.render.figure_view import FigureView
from nutgraf.render.navigation import switcher

_MARK = re.compile(
    r'<(?:path|rect|circle)\b[^>]*\bdata-row="(\d+)"[^>]*/>|<text\b[^>]*\bdata-row="(\d+)"[^>]*>.*?</text>', re.DOTALL
)
_DAGGER = re.compile(r"\s*†$")


def with_links(view: FigureView, page: Page) -> FigureView:
    """The figure with its drawings linked, if readers look for areas in it that have pages of their own."""
    editions = switcher(page) if view.find and view.finds_areas else None
    pages = {link.text: link.href for link in editions.links if not link.current} if editions else {}
    names = [row[0] for row in view.it.table.rows]
    wide, narrow = (linked_areas(svg, names, pages) for svg in (view.wide, view.narrow))
    return replace(view, linked=(Markup(wide), Markup(narrow))) if wide != view.wide else view


def linked_areas(svg: str, names: Sequence[str], pages: Mapping[str, str]) -> str:
    """The drawing with a link around each mark whose row, by its name in `names`, has an address in `pages`.

    The keyboard passes the links over: the list of the page has them all, and the table names each row.
    """

    def linked(found: re.Match[str]) -> str:
        nth = int(found[1] or found[2])
        href = pages.get(_DAGGER.sub("", names[nth])) if nth < len(names) else None
        return f'<a href="{escape(href)}" tabindex="-1">{found[0]}</a>' if href else found[0]

    return _MARK.sub(linked, svg)
