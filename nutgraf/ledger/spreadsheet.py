"""Text that a spreadsheet program shows as it is written, and does not run as a formula."""

from __future__ import annotations

import re
from typing import Any

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\n", "＝", "＋", "－", "＠")
_IS_A_NUMBER = re.compile(r"[+-]?[$€£]?\d[\d.,]*(e[+-]?\d+)? ?%?", re.IGNORECASE)


def no_formula(value: Any) -> Any:
    """A value for a cell of a CSV file: a text that would be run is opened by an apostrophe, a number is left alone."""
    if not isinstance(value, str):
        return value
    text = value.replace("\r\n", "\n").replace("\r", "\n")  # a bare return would end the row
    is_formula = text.startswith(_STARTS_A_FORMULA) and not _IS_A_NUMBER.fullmatch(text)
    return f"'{text}" if is_formula else text
