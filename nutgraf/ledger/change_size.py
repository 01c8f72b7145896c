"""How far a number moved, in words."""

from __future__ import annotations


def size_in_words(percent: float | None) -> str:
    """The change in percent with its sign, such as "+1.2%"; "" where there is none, as from zero."""
    if percent is None:
        return ""
    if abs(percent) < 0.05:
        return "less than 0.1%"
    return f"{percent:+.1f}%"
