"""Tells whether a value of a table is missing, whichever library read the table."""

from __future__ import annotations

from decimal import Decimal
from typing import Any


def is_missing(value: Any) -> bool:
    """Whether a value is None, NaN, NaT or NA. An empty text is a value, and so is a list."""
    if value is None or type(value).__name__ in ("NAType", "NaTType"):
        return True
    if not isinstance(value, (float, Decimal)) and type(value).__module__ != "numpy":
        return False
    try:
        return bool(value != value)
    except ValueError:  # an array, which has no single truth value
        return False
