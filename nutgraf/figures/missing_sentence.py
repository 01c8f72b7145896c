"""The sentence below a figure that says what has no number in it, so that a gap is not read as a zero."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_NAMED = 6
"""The most names that the sentence has; of more rows it says how many there are."""


def missing_sentence(spec: Mapping[str, Any], lang: str) -> str:
    """Names what lacks a number in a chart, or says how many rows of its table do; "" where none does.

    Needs vl-convert, so a build's kernels cannot call it.
    """
    from nutgraf.language import language
    from nutgraf.vega.missing_numbers import missing_numbers

    names = missing_numbers(spec)
    if not names:
        return ""
    if all(names) and len(names) <= _NAMED:
        return language(lang).say("No data for {names}.", names=language(lang).listed(names))
    one, many = "{n} row lacks data.", "{n} rows lack data."
    return language(lang).say(one, many=many, n=len(names))
