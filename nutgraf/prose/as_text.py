"""Converts values to text inside an expression, {{ "%s" % paid }} or {{ paid | string }}: a fact stays a fact."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from markupsafe import soft_str

from nutgraf.facts import Fact, Facts
from nutgraf.prose.context import MARK, advice, current_context
from nutgraf.prose.counting import Counted
from nutgraf.prose.values import FormatError, Phrase

_CONVERSION = re.compile(r"%(?:\([^)]*\))?[-#0 +]*(?:\*|\d+)?(?:\.(?:\*|\d+))?[hlL]?([a-zA-Z%])")
_TRACED = (Fact, Facts, Counted, Phrase)


def string(value: Any) -> str:
    """The value as text."""
    if isinstance(value, _TRACED):
        return current_context().put(value)
    if isinstance(value, (list, tuple, set, frozenset, dict)) or callable(value):
        raise FormatError(f"a {type(value).__name__} is not a text", advice(value))
    return soft_str(value)


def percent_sign(left: Any, right: Any) -> Any:
    """`left % right`: the remainder of numbers, or a text with values inserted."""
    if not isinstance(left, str):
        return left % right
    values = right if isinstance(right, tuple) else tuple(right.values()) if isinstance(right, dict) else (right,)
    kinds = {found[1] for found in _CONVERSION.finditer(left)} - {"%"}
    if kinds - {"s"} and any(isinstance(value, _TRACED) for value in values):
        kind = sorted(kinds - {"s"})[0]
        fix = "write %s, or print the fact itself with a filter, such as {{ paid | money }}"
        raise FormatError(f"“%{kind}” turns a fact into plain digits, and its source is lost", fix)
    for value in values if kinds else ():
        string(value)  # refuses what is not a text
    return left % right


def replace(value: Any, old: str, new: str, count: int | None = None) -> Any:
    """The text with one part replaced by another; the digits of a fact do not change."""
    if isinstance(value, (Fact, Facts, Counted)):
        raise FormatError("replace works on words, and this is a fact", "put a filter first: paid | money | replace(…)")

    def changed(text: str) -> str:
        return text.replace(old, new, -1 if count is None else count)

    if isinstance(value, Phrase):
        done = value.changed(changed)
        if re.sub(r"\D", "", str(done.text)) != re.sub(r"\D", "", value.text):
            raise FormatError("replace would change the digits of a fact", "compute the number in a code cell")
        return done
    return changed(string(value))


def trim(value: Any, chars: str | None = None) -> Any:
    """The text without leading and trailing spaces."""
    return value if isinstance(value, _TRACED) else string(value).strip(chars)


def refuse_traced(words: str) -> None:
    """Raises FormatError for a text that already contains a fact, because it cannot be exempted."""
    if MARK.search(words):
        raise FormatError("a fact has a source and needs no exemption", "print it without not_a_fact")


TEXT_FILTERS: Mapping[str, Callable[..., Any]] = {"string": string, "replace": replace, "trim": trim}
