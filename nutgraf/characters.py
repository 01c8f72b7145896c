"""Finds characters that no page, picture or feed can hold, before anything is built from the text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import is_dataclass
from itertools import chain
from typing import Any

# XML 1.0 holds no control characters, no halves of surrogate pairs and no noncharacters; C1 controls show nothing, and
# embeddings and overrides of direction make a line read otherwise than it is written. Isolates keep a name or a number
# of the other direction in its place: newsrooms that write from right to left need them, each closed in its paragraph.
UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\ud800-\udfff\ufffe\uffff]")
_ISOLATES = re.compile("[\u2066-\u2069]|\n[ \t]*\n")
_SHOWN = re.compile(f"{UNFIT.pattern}|[\u2066-\u2069]")
_CLOSES = "\u2069"
_HALF = re.compile("[\ud800-\udfff]")
_PLAIN = frozenset({int, float, bool, type(None)})


def unfit(value: Any) -> str:
    """The first character in a text, or in the texts of lists and mappings, that no page can hold: "U+0001", or ""."""
    found = next((match for text in texts_in(value) if (match := first_unfit(text))), None)
    return f"U+{ord(found[0]):04X}" if found else ""


def first_unfit(text: str) -> re.Match[str] | None:
    """The first character of a text that no page can hold, or an isolate that is not closed in its paragraph."""
    return UNFIT.search(text) or _unbalanced(text)


def may_be_unfit(texts: Iterable[str]) -> bool:
    """Whether any of many texts has a character that is unfit, or would be on its own."""
    return bool(_SHOWN.search("".join(texts)))


def _unbalanced(text: str) -> re.Match[str] | None:
    """The first isolate that is not closed in its paragraph, or the first end of one that nothing opened."""
    opened: list[re.Match[str]] = []
    for found in _ISOLATES.finditer(text):
        if found[0] == _CLOSES and not opened:
            return found
        if found[0] == _CLOSES:
            opened.pop()
        elif len(found[0]) == 1:
            opened.append(found)
        elif opened:
            break
    return opened[0] if opened else None


def half_a_pair(text: str) -> str:
    """The first half of a surrogate pair in a text, which cannot be written to a file: "U+D800", or ""."""
    found = _HALF.search(text)
    return f"U+{ord(found[0]):04X}" if found else ""


def texts_in(value: Any) -> list[str]:
    """Every string in a value, including those in mappings, lists and dataclasses."""
    found: list[str] = []
    _gather(value, found)
    return found


def _gather(value: Any, found: list[str]) -> None:
    if isinstance(value, str):
        found.append(value)
    elif isinstance(value, (dict, Mapping)):
        _gather_all(chain.from_iterable(value.items()), found)
    elif isinstance(value, (list, tuple, set, frozenset)):
        _gather_all(value, found)
    elif is_dataclass(value) and not isinstance(value, type):
        _gather_all(vars(value).values(), found)


def _gather_all(values: Iterable[Any], found: list[str]) -> None:
    """The strings in each value; most values are texts or numbers, which need no call of a function."""
    for value in values:
        if type(value) is str:
            found.append(value)
        elif type(value) not in _PLAIN:
            _gather(value, found)


def shown(text: str) -> str:
    """A text with its unfit characters spelled out, for messages."""
    return _SHOWN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
