"""Words that follow the value ("nearly", "rose", "a third", "the third most"), refused where bounds forbid them."""

from __future__ import annotations

from typing import Any


def roughly(value: Any) -> Any:
    return value


def compare(value: Any, other: Any) -> Any:
    return value


def rank(value: Any, among: Any) -> Any:
    return value
