"""Knows a title or an alt text that says nothing: empty, or no more than what kind of thing it describes."""

from __future__ import annotations

import re

_THINGS = "chart|figure|graph|graphic|image|picture|plot|map|gráfic[oa]|imagen|figura|mapa|todo|tbd|alt|text"
_FILLER = re.compile(
    rf"\W*((an? |the |una? |el |la )?({_THINGS})?|no description has been provided.*)\W*", re.IGNORECASE | re.DOTALL
)


def is_filler(text: str) -> bool:
    """Whether a text says nothing of what a chart shows, such as "a chart" or the words that Jupyter puts there."""
    return _FILLER.fullmatch(text) is not None
