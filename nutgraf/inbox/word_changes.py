"""A sentence before and after, word by word, so that an editor sees what changes in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Literal

DiffPart = tuple[Literal["same", "was", "now"], str]
_WORDS = re.compile(r"\S+\s*")


def changed_words(before: str, after: str, was: str, now: str) -> tuple[DiffPart, ...]:
    """The words that both sentences have, those that only the first has, and those that only the second has.

    Where nothing changes but the number, `was` and `now`, it is marked as a whole: "$314.2 million" and not "$314.2".
    """
    if was and now and before.count(was) == 1 and before.replace(was, now) == after:
        start, _, end = before.partition(was)
        parts: list[DiffPart] = [("same", start), ("was", was), ("now", now), ("same", end)]
    else:
        parts = list(_compared(before, after))
    return tuple((kind, text) for kind, text in parts if text)


def _compared(before: str, after: str) -> Iterator[DiffPart]:
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    compared = SequenceMatcher(None, [word.rstrip() for word in old], [word.rstrip() for word in new], autojunk=False)
    for how, a, b, c, d in compared.get_opcodes():
        if how == "equal":
            yield "same", "".join(new[c:d])
        else:
            yield "was", "".join(old[a:b])
            yield "now", "".join(new[c:d])
