"""Splits a text into words, numbers in digits, names with digits, marks and barriers."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import NamedTuple

from nutgraf.numbers.masking import WALL
from nutgraf.numbers.vocabulary import GLYPHS, Vocabulary, split

SCALE_LETTERS = {"k": 1e3, "m": 1e6, "mm": 1e6, "mn": 1e6, "b": 1e9, "bn": 1e9, "t": 1e12, "tn": 1e12}
_UNIT_LETTERS = split("mph kph km kg kw kwh mw gw lb lbs ft in cm mg g oz hr hrs min px f c yd ml l ha mi")

_COMMON = r"""
      (?P<wall>[{wall}|]+ | \n[ \t]*\n)
    | (?P<name>(?!(?:to|a|y|o|and|or)-\d)[^\W\d_]+[-‑]?\d[\w]*(?:[-‑.]\w+)*(?:\(\w\))*
        | {version}\d+(?:\.\d+){{2,}}(?!\d) | \d+(?:\([a-z0-9]{{1,4}}\))+ | \d+-[A-Z]{{1,3}}\b)
    | (?P<number>{number})(?P<suffix>[^\W\d_]+[\w]*)?
    | (?P<glyph>[{glyphs}]+)
    | (?P<word>{elided}[^\W\d_]+(?:['’][^\W\d_]+)*)
    | (?P<mark>[^\w\s*])
"""
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_GLYPH = "".join(GLYPHS) + _RAISED + "₀-₉Ⅰ-ↈ①-⓿❶-➓㉈-㉟㊱-㊿"
"""Fractions, raised and lowered digits, Roman numerals and digits in circles, each one character."""
_LAKHS = r"\d{{1,2}}(?:,\d\d)+,\d{{3}}(?![\d,])(?:\.\d+)?"
"""Digits as India groups them: 12,34,567."""
_POINT = _LAKHS + r"|\d{{1,3}}(?:[,{groups}]\d{{3}})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+"
_MIXED = (
    r"\d{1,3}(?:\.\d{3}){2,}(?![\d.])(?:,\d+)?|\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d{1,3}(?:[\u202f\u00a0]\d{3})+(?!\d)"
    r"|\d+,\d+(?![\d,])|\d+(?:\.\d+)?|\.\d+"
)
_COMMA = r"\d{{1,3}}(?:[.{groups}]\d{{3}})+(?!\d)(?:,\d+)?|\d+,\d+(?![\d,])|\d+(?:\.\d+)?|,\d+"
_VERSION = r"(?!\d{1,3}(?:\.\d{3}){2,}(?!\d))"
"""Digits with several points are a version, unless the language groups by points."""


@cache
def _pattern(notation: str, groups: str, elided: frozenset[str]) -> re.Pattern[str]:
    number = {"point": _POINT, "mixed": _MIXED, "comma": _COMMA}[notation]
    if notation != "mixed":
        number = number.format(groups=re.escape(groups))
    version = "" if notation == "point" else _VERSION
    before = rf"\b(?i:{'|'.join(sorted(elided))})['’](?=\w)|" if elided else ""
    pattern = _COMMON.format(wall=WALL, number=number, version=version, glyphs=_GLYPH, elided=before)
    return re.compile(pattern, re.VERBOSE)


class Token(NamedTuple):
    """A word, number, name, mark or barrier; numbers have their value and rounding step."""

    start: int
    end: int
    low: str
    kind: str
    value: float = 0
    step: float = 1
    suffix: str = ""
    capital: bool = False


NOTHING = Token(-1, -1, "", "wall")


class Tokens:
    """The tokens of one text; an index beyond either end gives NOTHING."""

    def __init__(self, text: str, words: Vocabulary) -> None:
        self.text, self.words = text, words
        self.all = [
            _token(match, words) for match in _pattern(words.notation, words.groups, words.elided).finditer(text)
        ]

    def __len__(self) -> int:
        return len(self.all)

    def __getitem__(self, at: int) -> Token:
        return self.all[at] if 0 <= at < len(self.all) else NOTHING

    def low(self, at: int) -> str:
        """The word or mark at a place, in lower case."""
        return self.all[at].low if 0 <= at < len(self.all) else ""

    def touching(self, at: int) -> bool:
        """Whether no space separates this token from the next."""
        return self[at].end == self[at + 1].start

    def says(self, at: int, *words: str) -> bool:
        """Whether these words follow here, in order."""
        return all(self.low(at + step) == word for step, word in enumerate(words))

    def starts_sentence(self, at: int) -> bool:
        """Whether this token opens a sentence, a heading or a list item."""
        before = self[at - 1]
        return before.kind == "wall" or before.low in {".", "!", "?", ":", "¿", "¡", "#", "“", '"', "«", "-", "…", "—"}


_LONGEST = 300
"""The most digits that a number has; a row of more is a code."""


def read_digits(text: str, words: Vocabulary) -> tuple[float, float]:
    """The value of a number in digits and the place it is rounded to: 5.8 -> (5.8, 0.1)."""
    plain = re.sub(rf"[\u202f\u00a0{re.escape(words.groups)}]", "", text)
    mixed = words.notation == "mixed"
    grouped = words.notation == "comma" and re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", plain)
    if grouped or (mixed and plain.count(".") > 1):
        plain = plain.replace(".", "").replace(",", ".")
    elif words.notation == "comma" or (
        mixed and plain.count(",") == 1 and not re.fullmatch(r"\d{1,3},\d{3}(?:\.\d+)?", plain)
    ):
        plain = plain.replace(",", ".")
    else:
        plain = plain.replace(",", "")
    if "." in plain:
        return float(plain), 10.0 ** -len(plain.partition(".")[2])
    digits = len(plain) - len(plain.rstrip("0"))
    return int(plain), 10**digits if plain.strip("0") else 1


def _token(match: re.Match[str], words: Vocabulary) -> Token:
    kind = match.lastgroup or "mark"
    start, end = match.span()
    whole = match.group()
    if kind in ("number", "suffix") and len(match.group("number")) > _LONGEST:
        return Token(start, end, whole.lower(), "name")
    if kind == "glyph":
        return Token(start, end, whole, "number", _value_of_glyphs(whole), 0.25 if whole in GLYPHS else 1)
    if kind not in ("number", "suffix"):
        return Token(start, end, whole.lower().replace("'", "’"), kind, capital=whole[:1].isupper())
    value, step = read_digits(match.group("number"), words)
    suffix = match.group("suffix") or ""
    low = suffix.lower()
    if not suffix:
        return Token(start, end, whole, "number", value, step)
    if suffix in GLYPHS:
        return Token(start, end, whole, "number", value + GLYPHS[suffix], 0.25)
    if suffix.strip(_RAISED) == "":
        return Token(start, end, whole, "number", value)
    if low in words.ordinal_suffixes and not (suffix == "M" or low == "mm"):
        return Token(start, end, whole.lower(), "ordinal", value, step, low)
    if (low in SCALE_LETTERS or low in _UNIT_LETTERS) and not (suffix in {"C", "F"} and value >= 1000):
        return Token(start, end, whole.lower(), "number", value, step, suffix)
    return Token(start, end, whole.lower(), "name")


def _value_of_glyphs(glyphs: str) -> float:
    """The value of one character, of raised digits in a row, or of Roman numerals that add up."""
    values = [unicodedata.numeric(glyph) for glyph in glyphs]
    if all(unicodedata.digit(glyph, None) is not None for glyph in glyphs):
        return float("".join(str(unicodedata.digit(glyph)) for glyph in glyphs))
    return sum(values)
