"""The length of a list of facts, which is itself a fact."""

from __future__ import annotations

import sys
from typing import Any

from nutgraf.facts import Fact, Facts
from nutgraf.facts.fact import AS_TEXT


class Counted(int):
    """An integer that is printed as the fact that it comes from."""

    fact: Fact

    def __new__(cls, fact: Fact) -> Counted:
        made = super().__new__(cls, int(fact.value))
        made.fact = fact
        return made

    def __str__(self) -> str:
        return str(self.fact) if AS_TEXT.get() else int.__repr__(self)

    def __format__(self, form: str) -> str:
        return format(int(self), form) if form else str(self)


def how_many(values: Any) -> int:
    """The length of a list; for facts, or rows of the data, one that is traced to its source."""
    rows = sys.modules.get("nutgraf.data.row")
    if isinstance(values, Facts) or (rows is not None and isinstance(values, rows.Rows)):
        return Counted(values.count())
    return len(values)
