"""Cells of prose as a page has them."""

from __future__ import annotations

import pytest

from nutgraf.errors import PageError
from nutgraf.page import Prose, read_page
from nutgraf.prose.rendering import render
from support.executed import notebook, prose


def html(*texts: str) -> str:
    """All prose of a page with these cells."""
    page = read_page(notebook(*map(prose, texts)))
    return "".join(block.html for block in page.blocks if isinstance(block, Prose)) + page.footnotes


def refused(*texts: str) -> list[str]:
    """What is wrong with these cells."""
    with pytest.raises(PageError) as caught:
        read_page(notebook(*map(prose, texts)))
    return [problem.what for problem in caught.value.problems]


def printed(source: str, **names: object) -> str:
    """The HTML of a cell whose expressions are evaluated with these names."""
    return html(render(source, {"lang": "en", **names}, "c1", markdown=True).text)
