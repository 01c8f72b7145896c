"""The names of a table's columns, made from its headings: each one there, and each one once."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from nutgraf.errors import Problem, did_you_mean
from nutgraf.intake.cell_marks import without_footnotes
from nutgraf.intake.given import Given
from nutgraf.intake.grid import SheetValue, shown
from nutgraf.intake.interview import Interview
from nutgraf.language import in_latin

_TATWEEL = "\u0640"
_LONGEST_TITLE = 120
_ABOUT_THE_FILE = re.compile(
    r"https?:|(?:data extracted|last updated|downloaded|source|note|quelle|stand|fuente|fonte|unit|einheit)\b", re.I
)
"""How the lines above a table begin that are about its file."""
_OF_QUERIES = frozenset({"table", "column", "missing", "rows"})
"""Names that a query could not select rows by, because its own arguments have them."""


@dataclass(frozen=True)
class ColumnHeading:
    """A column: its place in the file, the name that notebooks use, and what the file calls it."""

    place: int
    name: str
    title: str


def read_column_names(
    where: str,
    above: Sequence[Sequence[SheetValue]],
    body: Sequence[Sequence[SheetValue]],
    width: int,
    given: Given,
    interview: Interview,
) -> list[ColumnHeading]:
    """The columns with a heading or a value; those without a name, or with one that is taken, are refused."""
    found: list[ColumnHeading] = []
    for place in range(width):
        title = _title([without_footnotes(cells[place], given.footnotes) for cells in above if place < len(cells)])
        name = given.rename.get(str(place + 1)) or given.rename.get(title) or column_name(title, given.language)
        if not title and not any(place < len(cells) and cells[place] != "" for cells in body):
            interview.note(f"column {place + 1} is left out: it has neither a heading nor a value")
        elif not name:
            what = f"column {place + 1} has no heading" if not title else f"the heading {title!r} gives no name"
            interview.refuse(Problem(where, what, f"give it a name: --rename {place + 1}=NAME"))
        elif name in _OF_QUERIES:
            what = f"column {place + 1} is named {name!r}, which is an argument of nutgraf.fact"
            interview.refuse(Problem(where, what, f"give it another name: --rename {place + 1}=NAME"))
        elif twin := next((one for one in found if one.name == name), None):
            what = f"columns {twin.place + 1} and {place + 1} are both named {name!r}"
            also = "; or --header 1,2 if the second row has headings too" * _is_head(body[0] if body else ())
            interview.refuse(Problem(where, what, f"give one another name: --rename {place + 1}=NAME{also}"))
        else:
            found.append(ColumnHeading(place, name, title))
    known = {str(number + 1) for number in range(width)} | {heading.title for heading in found}
    for asked in given.rename:
        if asked not in known:
            interview.refuse(Problem("--rename", f"no column {asked!r}", did_you_mean(asked, known)))
    return found


def _is_head(row: Sequence[SheetValue]) -> bool:
    """Whether a row below the headings may be one of headings: its first cell is blank, or it is years."""
    return bool(row) and row[0] == "" and any(cell != "" for cell in row)


def _title(cells: Sequence[SheetValue]) -> str:
    """Headings of several rows as one; a text that is repeated below itself is kept once."""
    texts = [shown(cell) for cell in cells if cell != ""]
    return " ".join(text for n, text in enumerate(texts) if not n or text != texts[n - 1])


def column_name(title: str, lang: str) -> str:
    """A name that can be typed in Python, such as median_income.

    Letters of other alphabets are transliterated, except where vowels are not written, as in Arabic: `lmhfz` says
    nothing. Their digits are those of Python, and the marks above and below letters are left out.
    """
    text = title.replace("%", " percent ")
    if not is_without_vowels(text):
        return in_latin_letters(text, lang)
    from slugify import slugify

    plain = "".join(_plain(letter) for letter in unicodedata.normalize("NFKC", text))
    return slugify(plain, separator="_", allow_unicode=True)


def is_caption(line: str) -> bool:
    """Whether a line above the headings can be the title: several words, and no address, day of download or source."""
    return " " in line and len(line) <= _LONGEST_TITLE and not _ABOUT_THE_FILE.match(line)


def is_without_vowels(text: str) -> bool:
    """Whether it has letters of a script in which vowels are not written, such as Arabic or Hebrew."""
    return any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in text)


def in_latin_letters(text: str, lang: str) -> str:
    """A name for files and addresses, such as median_income; "" for letters that give none which can be read."""
    return "" if is_without_vowels(text) else in_latin(text, lang, separator="_")


def _plain(letter: str) -> str:
    """A letter as names have it: a digit in ASCII, "" for a vowel mark and for what only lengthens a letter."""
    if unicodedata.category(letter) == "Mn" or letter == _TATWEEL:
        return ""
    digit = unicodedata.decimal(letter, None)
    return letter if digit is None else str(digit)
