"""Finds what a file says of the scale of its numbers, "in thousands" or "Cost (M€)", so that it is not passed over."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from nutgraf.intake.column_values import TypedColumn
from nutgraf.intake.declared_columns import STEPS
from nutgraf.intake.given import Given
from nutgraf.intake.interview import Interview, Question
from nutgraf.intake.table_layout import Laid
from nutgraf.intake.unit_names import unit_in

_WORDS = {
    "trillion": r"trillions?|billionen|billones|lakh crores?",
    "crore": r"crores?|₹ ?cr",
    "lakh": r"lakhs?",
    "billion": r"billions?|milliards?|milliarden|mrd|miles de millones|bn|md€|[€$£]bn",
    "million": r"millions?|millones|millionen|milh[õo]es|mio|mn|m[€$£]|[€$£]m",
    "thousand": r"thousands?|milliers|miles|milhares|tausend|tsd|[kt]€|k[$£]|[€$£]k|['’]?000s|['’]000"
    r"|r\$ mil|mil (?=euros|reais)",
}
_NOT_A_RATE = r"(?<!per )(?<!par )(?<!por )(?<!pro )(?<!pour )(?<!je )"
_HEADING = {word: re.compile(rf"{_NOT_A_RATE}(?<![\w.,])(?:{said})(?![\w,])", re.I) for word, said in _WORDS.items()}
_TITLE = {word: re.compile(rf"\b(?:in|en|em) (?:{said})(?![\w,])", re.I) for word, said in _WORDS.items()}
_IN_BRACKETS = {
    "trillion": r"trillions?|billionen|billones|lakh crores?",
    "crore": r"crores?",
    "lakh": r"lakhs?",
    "billion": r"billions?|milliards?|milliarden|mrd|miles de millones",
    "million": r"millions?|millones|millionen|milh[õo]es|mio",
    "thousand": r"thousands?|milliers|miles de(?! millones)|milhares|tausend|tsd|['’]?000s?",
}
"""Whole words that say the scale at the start of brackets: "(thousands of dollars)", "($ millions)"."""
_TITLE = {
    word: re.compile(
        rf"{found.pattern}|\((?:(?:US|C|A|R)?[$€£₹]|[A-Z]{{3}})?\s?(?:{_IN_BRACKETS[word]})(?![\w,])", re.I
    )
    for word, found in _TITLE.items()
}
_TITLE = {
    word: re.compile(
        rf"{found.pattern}|[,;:–-] (?:{_IN_BRACKETS[word]})(?: (?:of|de) [^\W\d]+)?(?= ?(?:[/;,)]|$))", re.I
    )
    for word, found in _TITLE.items()
}
"""And after a comma at the end: "Jobs at sea, thousands"."""
_TITLE["thousand"] = re.compile(rf"{_TITLE['thousand'].pattern}|\bin 1[.,]?000s?(?![\w,.-])", re.I)
_HEADING["thousand"] = re.compile(f"{_HEADING['thousand'].pattern}|{_TITLE['thousand'].pattern}", re.I)


_LAST_PART = re.compile(r"(?:[,;:–-]? in (?:[^\s,]+ ){0,3}[^\s,]+|[,;:–-] [^,]+| ?\([^)]*\))$", re.I)


def said_scales(laid: Laid, columns: Sequence[TypedColumn], given: Given, interview: Interview) -> dict[str, str]:
    """The scale of each column whose heading, or the title of the table, says one: asked, or taken and listed."""
    found = [
        (column, *said)
        for column in columns
        if column.is_number and not column.is_year and column.name not in given.scale
        for said in _said(laid, column, given)
    ]
    several = len(found) > 1 and len({(scale, why) for _, scale, why, _ in found}) == 1
    for_all = f"; --scale '*={found[0][1]}' is for all columns" if several else ""
    return {
        column.name: interview.answer(_question(laid.where, column, scale, why + for_all, is_amount))
        for column, scale, why, is_amount in found
    }


def _question(where: str, column: TypedColumn, scale: str, why: str, is_amount: bool) -> Question:
    what = f"whether {column.name} is given in {scale}s is not known"
    if not is_amount:
        why += f"; --unit {column.name}=none says that it is no amount"
        return Question(where, f"--scale {column.name}=", what, None, why, scale)
    if all(Decimal(value) % STEPS[scale] == 0 for value in column.values):
        why += "; but its numbers seem to be written out, and =one says so"
        return Question(where, f"--scale {column.name}=", what, None, why, scale)
    return Question(where, f"--scale {column.name}=", what, scale, why)


def _said(laid: Laid, column: TypedColumn, given: Given) -> Iterator[tuple[str, str, bool]]:
    """The scale that is said, if one is, with the reason, and whether the column is known to be an amount."""
    if scale := _scale_in(column.title, _HEADING):
        yield scale, f"its heading says so: “{column.title}”", True
        return
    unit = (given.unit.get(column.name, "") or column.unit or unit_in(column.title)).lower()
    for place, text in (("the title of", laid.title), ("a note below", laid.notes)):
        if unit not in ("none", "percent") and (scale := _scale_in(text, _TITLE)):
            yield scale, f"{place} the table says so: “{text}”", bool(unit or unit_in(laid.title))
            return


def without_scale(title: str) -> str:
    """A title without the scale that ends it, as numbers are written out in full; "" if nothing else is left."""
    if not _scale_in(title, _TITLE):
        return title
    cut = _LAST_PART.sub("", title)
    return "" if _scale_in(cut, _TITLE) else cut


def _scale_in(text: str, patterns: dict[str, re.Pattern[str]]) -> str:
    return next((word for word, pattern in patterns.items() if pattern.search(text)), "")
