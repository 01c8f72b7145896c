"""The call around a cursor, in code that is still being typed: its function, its arguments so far, and the word."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

_FUNCTION = re.compile(r"([A-Za-z_][\w.]*)[ \t]*\Z")
_QUOTE = re.compile(r"\"\"\"|'''|\"|'")
_CLOSES = {"(": ")", "[": "]", "{": "}"}
_NAMED = re.compile(r"\s*([A-Za-z_]\w*)\s*=(?!=)\s*")


@dataclass
class _Open:
    """A bracket that is not closed before the cursor."""

    sign: str
    function: str
    start: int
    arguments: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class CallAt:
    """A call that is being written. `keyword` is the argument at the cursor, "" for one by position."""

    function: str
    arguments: tuple[str, ...]
    keyword: str
    quote: str
    """The quotation mark that the cursor is inside of; "" outside of a text."""
    word: str
    """What is typed of the word or the text at the cursor."""
    is_first_part: bool
    """Whether only that word is typed of the argument's value."""

    def given(self, names: Mapping[str, Any]) -> dict[str, Any]:
        """The values of the arguments before, by name, where they are written out or are names of the notebook."""
        found: dict[str, Any] = {}
        for at, text in enumerate(self.arguments):
            named = _NAMED.match(text)
            name = named[1] if named else "table" if at == 0 else ""
            value = _value(text[named.end() if named else 0 :].strip(), names)
            if name and value is not None:
                found[name] = value
        return found


def call_at(code: str) -> CallAt | None:
    """The innermost call around the end of a text of code; None if there is none."""
    is_open: list[_Open] = []
    quote, at = "", 0
    for at, sign, mark in _signs(code):
        quote = mark
        if sign in _CLOSES:
            called = _FUNCTION.search(code, 0, at) if sign == "(" else None
            is_open.append(_Open(sign, called[1] if called else "", at + 1))
        elif is_open and sign == _CLOSES[is_open[-1].sign]:
            is_open.pop()
        elif is_open and sign == ",":
            is_open[-1].arguments.append(code[is_open[-1].start : at])
            is_open[-1].start = at + 1
    call: _Open | None = next((each for each in reversed(is_open) if each.function), None)
    if call is None or any(each.sign == "{" for each in is_open[is_open.index(call) :]):
        return None
    begun = code[call.start :]
    named = _NAMED.match(begun)
    word = code[at + len(quote) :] if quote else _word_at_end(begun)
    value = begun[named.end() if named else 0 :].strip()
    alone = value.lstrip("[( \n") in (word, quote + word)
    return CallAt(call.function, tuple(call.arguments), named[1] if named else "", quote, word, alone or bool(quote))


def _word_at_end(code: str) -> str:
    found = re.search(r"\w*\Z", code)
    return found[0] if found else ""


def _signs(code: str) -> Iterator[tuple[int, str, str]]:
    """Brackets and commas outside of texts and comments; last, the quotation mark of a text that is not closed."""
    at = 0
    while at < len(code):
        if found := _QUOTE.match(code, at):
            end = _end_of_text(code, found.end(), found[0])
            if end is None:
                yield at, "", found[0]
                return
            at = end
            continue
        if code[at] == "#":
            at = next((end for end in [code.find("\n", at)] if end >= 0), len(code))
            continue
        if code[at] in "([{)]},":
            yield at, code[at], ""
        at += 1


def _end_of_text(code: str, at: int, quote: str) -> int | None:
    """Where a text ends; a text on one line is not closed on another."""
    while at < len(code):
        if code[at] == "\\":
            at += 2
        elif code.startswith(quote, at):
            return at + len(quote)
        elif code[at] == "\n" and len(quote) == 1:
            return at
        else:
            at += 1
    return None


def _value(text: str, names: Mapping[str, Any]) -> Any:
    if text.isidentifier():
        value = names.get(text)
        return value if isinstance(value, (str, int, float)) else None
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None
