"""Text that a spreadsheet program shows literally and does not run as a formula."""

from __future__ import annotations

import re
from typing import Any

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\n", "＝", "＋", "－", "＠")
_IS_A_NUMBER = re.compile(r"[+-]?[$€£]?\d[\d.,]*(e[+-]?\d+)? ?%?", re.IGNORECASE)

_CELL_OF_A_COMMENT = re.compile(r"([,;|]\s*)(?=[=+\-@＝＋－＠])")


def no_formula(value: Any) -> Any:
    """A value for a CSV cell: text that would run as a formula gets a leading apostrophe; numbers are unchanged."""
    if not isinstance(value, str):
        return value
    text = value.replace("\r\n", "\n").replace("\r", "\n")  # a bare carriage return would end the row
    is_formula = text.startswith(_STARTS_A_FORMULA) and not _IS_A_NUMBER.fullmatch(text)
    return f"'{text}" if is_formula else text


def comment_line(text: str) -> str:
    """A text as one comment line of a CSV file: a program that splits it at commas finds no formula in it either."""
    return "# " + _CELL_OF_A_COMMENT.sub(r"\1'", " ".join(text.split()))
