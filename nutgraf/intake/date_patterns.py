"""Reads dates as people write them; a day and a month that could be exchanged are a question, never a guess."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

_ORDERS = ("%m{0}%d{0}%Y", "%d{0}%m{0}%Y", "%Y{0}%m{0}%d")
PATTERNS = (
    "%Y-%m-%d",
    *(order.format(sign) for sign in "/.-" for order in _ORDERS if (order, sign) != (_ORDERS[2], "-")),
    *("%d %B %Y", "%d %b %Y", "%B %d, %Y", "%b %d, %Y", "%B %d %Y", "%b %d %Y", "%d-%b-%Y"),
)
"""The patterns that are tried; years of two digits are not among them."""


def read_date(text: str, pattern: str) -> date | None:
    """The date, if the text follows the pattern."""
    try:
        return datetime.strptime(text, pattern).date()
    except ValueError:
        return None


def possible_patterns(texts: Sequence[str]) -> list[str]:
    """The patterns that every text follows, one for each reading of them."""
    readings: dict[tuple[date | None, ...], str] = {}
    for pattern in PATTERNS:
        read = tuple(read_date(text, pattern) for text in texts)
        if all(read):
            readings.setdefault(read, pattern)
    return list(readings.values())
