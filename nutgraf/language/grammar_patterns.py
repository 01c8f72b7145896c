"""Checks the regular expressions in a project's own file of a language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from nutgraf.errors import Problem

_PAIRS = ("after_scale", "day_marks", "contractions", "ordinal_marks", "joins")
"""The keys that hold pairs of a pattern and a word, some by gender."""


def wrong_patterns(code: str, grammar: Mapping[str, Any]) -> Iterator[Problem]:
    """A problem for each pattern in a section `grammar`, with values of the right types, that cannot be read."""
    for key, pattern in _patterns(grammar):
        try:
            re.compile(pattern)
        except re.error as error:
            what = f"the pattern {pattern!r} cannot be read: {error}"
            yield Problem(
                f"languages/{code}.toml, grammar.{key}", what, "write \\( for a parenthesis, \\. for a period"
            )


def _patterns(grammar: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key in _PAIRS:
        value = grammar.get(key, ())
        for pairs in value.values() if isinstance(value, Mapping) else (value,):
            yield from ((key, pattern) for pattern, _ in pairs)
    yield from (("no_number", pattern.replace("{number}", "")) for pattern in grammar.get("no_number", ()))
    yield from ((key, grammar[key]) for key in ("uncontracted", "disagreeing") if key in grammar)
