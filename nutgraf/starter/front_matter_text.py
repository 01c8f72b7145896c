"""Edits the text of a front matter key by key, so that its comments and everything else stay."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence


def with_key(text: str, key: str, block: str) -> str:
    """The front matter with another value of a top-level key; a new key goes to the end."""
    found = re.search(_block(key), text, re.M)
    if found:
        return text[: found.start()] + block + text[found.end() :]
    end = text.rstrip().rfind("---")
    return f"{text[:end]}{block}{text[end:]}" if end > 0 else text + block


def without_key(text: str, key: str) -> str:
    """The front matter without a top-level key, and without the comment directly above it."""
    return re.sub(rf"^(?:#.*\n)*{_block(key)}", "", text, flags=re.M)


def in_these_languages(text: str, languages: Collection[str], all_languages: Sequence[str]) -> str:
    """The front matter without the texts of other languages, which are written one on a line."""
    others = "|".join(re.escape(lang) for lang in all_languages if lang not in languages)
    return re.sub(rf"^ +(?:{others}): .*\n", "", text, flags=re.M) if others else text


def _block(key: str) -> str:
    """The pattern of a top-level key with the indented lines below it, for lines of their own."""
    return rf"(?:^{re.escape(key)}:.*\n(?:[ \t]+.*\n)*)"
