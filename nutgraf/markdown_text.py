"""Text from data and notebooks inside Markdown that a forge shows: a report, a comment, a pull request."""

from __future__ import annotations

_SPECIAL = "\\`*_[]<>#|!~"


def in_markdown(text: str) -> str:
    """Text that Markdown prints as it is, in one line; it starts no formatting and calls nobody by an @name."""
    flat = " ".join(text.split())
    for character in _SPECIAL:
        flat = flat.replace(character, f"\\{character}")
    return flat.replace("@", "@<!-- -->")
