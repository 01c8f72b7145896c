"""Recognizes filler in a title or an alt text: empty, or nothing but the kind of thing that it describes."""

from __future__ import annotations

import re

_THINGS = "chart|figure|graph|graphic|image|picture|plot|map|gráfic[oa]|imagen|figura|mapa|todo|tbd|alt|text"
_FILLER = re.compile(
    rf"\W*((an? |the |una? |el |la )?({_THINGS})?|no description has been provided.*)\W*", re.IGNORECASE | re.DOTALL
)


def is_filler(text: str) -> bool:
    """Whether a text says nothing about the chart: "a chart", or Jupyter's default text."""
    return _FILLER.fullmatch(text) is not None
