"""Reads numbers as people write them: which sign is the decimal one is a question of the column, never of a cell."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache

from nutgraf.intake.unit_names import CURRENCIES, MONEY

SIGNS = (".", ",")
_AROUND = re.compile(rf"(?P<minus>[-−–]?)\s*(?P<sign>{MONEY})?\s*(?P<digits>.*?)\s*(?P<after>%|{MONEY})?")
_OTHER_DIGITS = re.compile(r"[-+−]?[\d.,٬٫]+\s?[%٪]?")
_OTHER_SIGNS = {"٬": "", "٫": ".", "٪": "%"}
_SPACES = "\u0020\u00a0\u2009\u202f'’"


def _pattern(decimal: str) -> re.Pattern[str]:
    point, other = re.escape(decimal), re.escape("," if decimal == "." else ".")
    groups = [rf"[1-9]\d{{0,2}}(?:{sign}\d{{3}})+" for sign in (other, *_SPACES)]
    lakhs = rf"[1-9]\d?(?:{other}\d{{2}})+{other}\d{{3}}"
    return re.compile(
        rf"[+-]?(?:(?:{'|'.join([*groups, lakhs])}|\d+)(?:{point}\d+)?|{point}\d+)(?:[eE][+-]?\d+)?", re.A
    )


_PATTERNS = {decimal: _pattern(decimal) for decimal in SIGNS}


def in_plain_digits(text: str) -> str:
    """A number in the digits of another script, such as ١٬٢٣٤٫٥, in ours; any other text as it is."""
    if text.isascii() or not _OTHER_DIGITS.fullmatch(text) or not any(letter.isdecimal() for letter in text):
        return text
    return "".join(
        str(unicodedata.decimal(letter)) if letter.isdecimal() else _OTHER_SIGNS.get(letter, letter) for letter in text
    )


def bare(text: str) -> tuple[str, str]:
    """A text without its currency or percent sign, and the unit that the sign means, or ""."""
    if _is_digits(text):
        return text, ""
    found = _AROUND.fullmatch(text)
    if not found or not (found["sign"] or found["after"]):
        return text.replace("−", "-"), ""
    sign = found["sign"] or found["after"]
    return ("-" if found["minus"] else "") + found["digits"], "percent" if sign == "%" else CURRENCIES[sign]


@lru_cache(maxsize=1 << 16)
def number(text: str, decimal: str) -> Decimal | None:
    """The number, if the text is one where this is the decimal sign."""
    if _is_digits(text):
        return Decimal(text)
    digits = bare(text)[0]
    if not _PATTERNS[decimal].fullmatch(digits):
        return None
    for sign in ("," if decimal == "." else ".", *_SPACES):
        digits = digits.replace(sign, "")
    return Decimal(digits.replace(decimal, "."))


def _is_digits(text: str) -> bool:
    """Whether a text is a whole number whatever the decimal sign, as most cells of long columns are."""
    return text.isascii() and text.isdigit()


def is_number(text: str) -> bool:
    """Whether the text is a number with one sign or the other."""
    return any(number(text, decimal) is not None for decimal in SIGNS)


def possible_signs(texts: Iterable[str]) -> set[str]:
    """The decimal signs with which all the texts are numbers: two where it makes no difference or is ambiguous."""
    listed = list(texts)
    return {decimal for decimal in SIGNS if all(number(text, decimal) is not None for text in listed)}


def first_ambiguous(texts: Iterable[str]) -> str | None:
    """A text that is another number with each sign, such as 1.234; None where there is none."""
    return next((text for text in texts if number(text, ".") != number(text, ",")), None)
