"""How wide a letter is in Liberation Sans, the font of all drawings, and so in Arial."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

# In thousandths of the type size. A letter with an accent that is not here is as wide as the letter without it, and
# one that is not in the table of the bold face is as wide there.
_REGULAR = {
    0: "\xad\u200e\u200f",
    188: "′",
    191: "'",
    200: "\u202f\u2009",
    222: "ijlł‘’‚‛",
    260: "|¦",
    278: " !,./:;I[\\]ftìíîïĩīĭıŧ",
    292: "ľ",
    333: "()-`r¡¨²³´·¸¹“”„‟‹›",
    334: "{}",
    350: "•",
    354: "″",
    355: '"',
    365: "º",
    370: "ª",
    375: "ť",
    389: "*",
    400: "°",
    469: "^",
    500: "Jcksvxyzĸ↑↓↕",
    513: "₫",
    537: "¶",
    549: "±÷≈≠≤≥",
    552: "¯",
    556: "#$0123456789?L_abdeghnopqu¢£¤¥§«»ðþđħŁŋ‒–†‡€₴",
    576: "µ",
    584: "+<=>~¬×−",
    604: "●",
    611: "FTZ¿ßøŦ₮",
    615: "ď",
    667: "&ABEKPSVXYÞ₭₱",
    713: "∞",
    722: "CDHNRUwÐĐĦ₡₦₵",
    723: "Ŋ",
    737: "©®",
    778: "GOQØ₲",
    833: "Mm",
    834: "¼½¾",
    849: "₪",
    889: "%æ",
    944: "Wœ₩",
    990: "▲▼",
    1000: "ÆŒ—―…‰←→↔™",
    1015: "@",
}
_BOLD = {
    238: "'",
    240: "′",
    278: "ijlł‘’‚‛",
    280: "|¦",
    333: "!:;[]ftŧ",
    385: "ľ",
    389: "r{}",
    474: '"',
    479: "ť″",
    500: "“”„‟",
    556: "Jcksvxy¶ĸ",
    584: "^",
    611: "?LbdghnopquðþđħŁŋ",
    667: "₴",
    719: "ď",
    722: "&ABK₭",
    778: "w",
    884: "₪",
    889: "m",
    975: "@",
}


class _Widths(dict[str, int]):
    """The widths by letter; that of a letter that is not in the table is worked out."""

    def __missing__(self, letter: str) -> int:
        return _unlisted(letter, self)


def _unlisted(letter: str, widths: Mapping[str, int]) -> int:
    """The width of an accented letter, or about that of one that the font lacks: joined Arabic letters are narrow."""
    if unicodedata.combining(letter):
        return 0
    if unicodedata.east_asian_width(letter) in "WF":  # a Korean syllable has parts, which are not next to each other
        return 1000
    if (parts := unicodedata.normalize("NFKD", letter)) != letter:
        return sum(widths[part] for part in parts)
    joined, other = _OF_OTHER_SCRIPTS[widths is _WIDTHS[True]]
    return joined if unicodedata.bidirectional(letter) == "AL" else other


_OF_OTHER_SCRIPTS = {False: (500, 600), True: (600, 660)}
"""The widths of an Arabic letter and of any other one, as DejaVu Sans has them, wider than most."""


def _by_letter(table: Mapping[int, str]) -> dict[str, int]:
    return {letter: width for width, letters in table.items() for letter in letters}


_WIDTHS = {False: _Widths(_by_letter(_REGULAR)), True: _Widths(_by_letter(_REGULAR) | _by_letter(_BOLD))}


def line_width(line: str, size: float, *, bold: bool = False) -> float:
    """The width in pixels of a line of text at a type size in pixels, without kerning."""
    return sum(map(_WIDTHS[bold].__getitem__, line)) * size / 1000


def is_measured(text: str) -> bool:
    """Whether the widths of all its letters are known, and none is an estimate."""
    known = _WIDTHS[False]
    parts = unicodedata.normalize("NFKD", text.replace("\n", ""))
    return all(part in known or unicodedata.combining(part) for part in parts)
