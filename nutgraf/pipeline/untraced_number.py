"""The problem of a number without a fact, which stops a page that is to be published."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nutgraf.errors import About, Problem


def without_fact(where: str, number: Mapping[str, Any]) -> Problem:
    what = f"{number['text']!r} leads to no fact, in “{number['sentence']}”"
    likely = number["likely"]
    fix = (
        f"it is probably {likely}: read it with nutgraf.fact"
        if likely
        else "read it as a fact, or mark it with not_a_fact and say why"
    )
    about = About(number["text"], fact=likely, passage=number["sentence"])
    return Problem(f"{where}, {number['where']}", what, fix, about)
