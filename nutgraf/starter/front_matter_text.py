"""Edits the text of a front matter key by key, so that its comments and everything else stay."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence


def with_key(text: str, key: str, block: str) -> str:
    """The front matter with another value of a top-level key; a new key goes to the end."""
    found = _block(key).search(text)
    if found:
        return text[: found.start()] + block + text[found.end() :]
    end = text.rstrip().rfind("---")
    return f"{text[:end]}{block}{text[end:]}" if end > 0 else text + block


def without_key(text: str, key: str) -> str:
    """The front matter without a top-level key, and without the comment directly above it."""
    return re.sub(rf"(?m)^(?:#.*\n)*{_block(key).pattern}", "", text)


def in_these_languages(text: str, languages: Collection[str], all_languages: Sequence[str]) -> str:
    """The front matter without the texts of other languages, which are written one on a line."""
    others = "|".join(re.escape(lang) for lang in all_languages if lang not in languages)
    return re.sub(rf"(?m)^ +(?:{others}): .*\n", "", text) if others else text


def _block(key: str) -> re.Pattern[str]:
    """A top-level key with the indented lines below it."""
    return re.compile(rf"(?m)^{re.escape(key)}:.*\n(?:[ \t]+.*\n)*")
