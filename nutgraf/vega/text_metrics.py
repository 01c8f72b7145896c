"""Sets lines of text as SVG: the width of words in Liberation Sans, and where a line breaks."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from html import escape  # that of xml.sax imports an HTTP client

FACE = "Liberation Sans"
"""A font that vl-convert bundles; any other would depend on the machine."""

# Advance widths in thousandths of the font size; an accented letter is as wide as its base letter.
_REGULAR = {
    191: "'",
    222: "ijl‘’",
    260: "|¦",
    278: " !,./:;I[\\]ft·\xa0",
    333: "()-`r¡°“”",
    355: '"',
    500: "Jcksvxyz",
    556: "#$0123456789?L_abdeghnopqu¢€«»–",
    584: "+<=>~×−",
    611: "FTZ¿",
    667: "&ABEKPSVXY",
    722: "CDHNRUw",
    778: "GOQ",
    833: "Mm",
    889: "%",
    944: "W",
    1000: "—…@",
}
_WIDTHS = {character: width for width, characters in _REGULAR.items() for character in characters}
_BOLD = 1.08  # letters in bold, at most
_AS_WIDE_IN_BOLD = frozenset("0123456789–—-.,$€£%+= ()")


@dataclass(frozen=True)
class TextStyle:
    """The style of a text: its size, line height, color and weight."""

    size: float
    leading: float
    color: str
    bold: bool = False

    def width(self, text: str) -> float:
        """The width of one line."""
        advance_of = _ADVANCES[self.bold].__getitem__
        return sum(map(advance_of, text if text.isascii() else _without_marks(text))) * self.size / 1000

    def lines(self, text: str, room: float) -> list[str]:
        """The text broken into lines between words."""
        lines: list[str] = []
        for word in text.split(" "):
            if lines and self.width(f"{lines[-1]} {word}") <= room:
                lines[-1] += f" {word}"
            elif word:
                lines.append(word)
        return lines


class _Advances(dict[str, float]):
    """The width of each letter, computed when it is first asked for."""

    def __init__(self, *, bold: bool) -> None:
        self._bold = bold

    def __missing__(self, letter: str) -> float:
        advance = _WIDTHS.get(letter) or _other(letter)
        self[letter] = advance * _BOLD if self._bold and letter not in _AS_WIDE_IN_BOLD else advance
        return self[letter]


_ADVANCES = {bold: _Advances(bold=bold) for bold in (False, True)}


def _without_marks(text: str) -> str:
    """A text without accents, whose letters are as wide."""
    plain = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def _other(letter: str) -> int:
    """About how wide a letter is that Liberation Sans lacks: joined Arabic letters are narrow."""
    return 400 if unicodedata.bidirectional(letter) == "AL" else 600


@dataclass(frozen=True)
class TextColumn:
    """A column for text: from `left`, `width` pixels wide, right to left if `rtl`."""

    left: float
    width: float
    rtl: bool = False

    def set(self, text: str, face: TextStyle, top: float) -> tuple[str, float]:
        """A text as SVG from `top` down, and its bottom edge."""
        edge, anchor = (self.left + self.width, "end") if self.rtl else (self.left, "start")
        weight = ' font-weight="700"' if face.bold else ""
        drawn = []
        for line in face.lines(text, self.width):
            # Letters are centered vertically in their line.
            base = top + (face.leading + 0.72 * face.size) / 2
            drawn.append(
                f'<text x="{edge:g}" y="{base:.1f}" text-anchor="{anchor}" font-size="{face.size:g}"{weight} '
                f'fill="{face.color}">{escape(line, quote=False)}</text>'
            )
            top += face.leading
        return "".join(drawn), top
