"""Parses a number in the format that the data package declares, and suggests what was probably meant."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

_WHOLE = re.compile(r"[+-]?[0-9]+")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_PADDED = re.compile(r"[+-]?0[0-9]")
_AROUND = re.compile(r"^[^-\d]*|\D*$", re.ASCII)
"""What the standard has taken off a number that is not bare."""
_SCALE = re.compile(
    r"\d\s*(?:(?:k|mn|bn|b|tn|mil|mio|mrd|thousand|million|millón|millones|milliard|milliarden|billion|trillion|hundred"
    r"|lakh|crore)s?\b|(?-i:M\b))|[$€£¥]\s*[\d.,]+\s*m\b",
    re.I,
)
_BOUNDS = "<>≤≥~≈"
_MINUS = "−‒–—﹣-"

_EXACT = 2**53
"""From here on a float does not hold every whole number."""


class Slip(ValueError):
    """A cell that does not fit its column; `what` completes the sentence "'12x' …".

    Without a fix, the way to write the column is one.
    """

    def __init__(self, what: str, fix: str = "") -> None:
        super().__init__(what)
        self.what, self.fix = what, fix


@dataclass(frozen=True)
class Writing:
    """How the numbers of a column are written."""

    whole: bool = False
    group: str = ""
    decimal: str = "."
    bare: bool = True
    floats: bool = False

    @property
    def noun(self) -> str:
        return "a whole number" if self.whole else "a number"


def number_reader(writing: Writing) -> Callable[[str], int | float]:
    """Parses a cell: an int if written as one, else a float; a Slip if not a number."""
    pattern = _WHOLE if writing.whole else _NUMBER
    plain = writing.bare and not writing.group and writing.decimal == "."

    def read(text: str) -> int | float:
        digits = text if plain else _bare(text, writing)
        if not pattern.fullmatch(digits):
            raise Slip(f"is not {writing.noun}", _thousands(digits, writing) or _advice(text))
        if _PADDED.match(digits):
            fix = 'give the column the type "string" if it is a code, or take the zero away'
            raise Slip("begins with a zero, which a number would lose", fix)
        return _value(digits, floats=writing.floats)

    return read


def _value(digits: str, *, floats: bool) -> int | float:
    if not floats and digits.lstrip("+-").isdigit():
        return int(digits)
    value = float(digits)
    if math.isinf(value) or (value == 0 and re.search("[1-9]", re.split("[eE]", digits)[0])):
        raise Slip("is too large or too small a number to be kept", "look at the exponent")
    if abs(value) >= _EXACT and digits.lstrip("+-").replace(".", "", 1).isdigit() and Decimal(digits) != Decimal(value):
        raise Slip("has more digits than can be kept", "round it to 15 digits")
    return value


def _bare(text: str, writing: Writing) -> str:
    """The number as Python writes it."""
    if text != text.strip():
        raise Slip(f"is not {writing.noun}", _advice(text))
    digits = text
    if not writing.bare:
        digits = _AROUND.sub("", text)
        start = text.find(digits) if digits else 0
        before, after = text[:start], text[start + len(digits) :]
        _refuse_lost(writing, text, before, after)
    if writing.group and writing.group in digits:
        digits = _ungrouped(digits, writing)
    if writing.decimal != ".":
        if "." in digits:
            raise Slip(
                f"is not {writing.noun}: the decimal sign of this column is {writing.decimal!r}",
                _point(digits, writing),
            )
        digits = digits.replace(writing.decimal, ".")
    return digits


def _point(digits: str, writing: Writing) -> str:
    """What to do about a point in a column with another decimal sign."""
    written = f"write {digits.replace('.', writing.decimal)}, or take the decimalChar out of the column"
    return _thousands(digits, writing) or written


def _thousands(digits: str, writing: Writing) -> str:
    """What to do about points that probably set thousands apart: as a decimal point they would divide by a thousand."""
    decimal = re.escape(writing.decimal if writing.decimal != "." else ",")
    if writing.group or not re.fullmatch(rf"[+-]?\d{{1,3}}(\.\d{{3}})+({decimal}\d+)?", digits, re.ASCII):
        return ""
    also = ' and "decimalChar": ","' if writing.decimal == "." and not writing.whole else ""
    plain = digits.replace(".", "")
    if also:
        plain = plain.replace(",", ".")
    return f'write {plain} if the point sets thousands apart, or declare "groupChar": "."{also} for the column'


def _refuse_lost(writing: Writing, text: str, before: str, after: str) -> None:
    """Text around a number may be stripped only if it does not change it."""
    if any(sign in before for sign in _MINUS) or after.lstrip().startswith(tuple(_MINUS)):
        raise Slip(f"is not {writing.noun}: its minus sign would be lost", "put a plain minus sign before the digits")
    if any(sign.isdecimal() for sign in before + after):
        raise Slip(f"is not {writing.noun}", _advice(text))
    if any(sign in before for sign in _BOUNDS) or after.lstrip().startswith("+"):
        raise Slip(f"is not {writing.noun}: its bound would be lost", "write the number alone, or leave the cell blank")
    if "(" in before and ")" in after:
        raise Slip(f"is not {writing.noun}: in brackets it may be negative", "put a minus sign before the digits")
    if before.endswith((writing.decimal, ".", ",")) or _SCALE.search(text):
        raise Slip(f"is not {writing.noun}: a part of it would be lost", "write the number in digits")


def _ungrouped(digits: str, writing: Writing) -> str:
    """Groups of thousands, or lakhs and crores; others are errors, such as 12,34 for 12.34."""
    group, (whole, point, rest) = re.escape(writing.group), digits.partition(writing.decimal)
    forms = rf"[+-]?(?:\d{{1,3}}(?:{group}\d{{3}})+|\d{{1,2}}(?:{group}\d{{2}})+{group}\d{{3}})"
    if not re.fullmatch(forms, whole, re.ASCII) or writing.group in rest:
        raise Slip(f"is not {writing.noun}: its digits are not in groups of three", "look at the sign between them")
    return whole.replace(writing.group, "") + point + rest


def _advice(text: str) -> str:
    """What was probably meant."""
    bare = text.strip()
    if not text:
        return 'write a number, or add "" to "missingValues" if a blank cell has none'
    folded = unicodedata.normalize("NFKC", bare).replace("−", "-")
    if bare == text and _NUMBER.fullmatch(bare):
        return 'give the column the type "number" if its numbers have decimals'
    if _NUMBER.fullmatch(bare):
        return f"write {bare} without the spaces"
    if _NUMBER.fullmatch(folded):
        return f"write {folded} with plain digits and signs"
    if re.fullmatch(r"[+-]?[0-9_]+(\.[0-9_]+)?", bare):
        return f"write {bare.replace('_', '')}"
    if re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?", bare):
        return f'write {bare.replace(",", "")}, or declare "groupChar": "," for the column'
    if re.fullmatch(r"[+-]?\d+,\d+", bare):
        return f'write {bare.replace(",", ".")}, or declare "decimalChar": "," for the column'
    if re.fullmatch(r"[$€£¥]\s*[\d.,]+|[\d.,]+\s*[%€]", bare):
        return 'write the digits alone, or declare "bareNumber": false for the column'
    if re.fullmatch(r"[+-]?(nan|inf(inity)?)|n/?a|null|none|-+|–|—|\.+|x|missing|unknown|s|d", bare, re.I) or not bare:
        return f'leave the cell blank, or declare "missingValues": ["", "{text}"]'
    return ""
