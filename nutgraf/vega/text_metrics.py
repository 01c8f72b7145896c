"""Sets lines of text as SVG: the width of words in Liberation Sans, and where a line breaks."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape  # that of xml.sax imports an HTTP client

from nutgraf.letter_widths import line_width

FACE = "Liberation Sans"
"""A font that vl-convert bundles; any other would depend on the machine."""


@dataclass(frozen=True)
class TextStyle:
    """The style of a text: its size, line height, color and weight."""

    size: float
    leading: float
    color: str
    bold: bool = False

    def width(self, text: str) -> float:
        """The width of one line."""
        return line_width(text, self.size, bold=self.bold)

    def lines(self, text: str, room: float) -> list[str]:
        """The text broken into lines between words."""
        lines: list[str] = []
        for word in text.split(" "):
            if lines and self.width(f"{lines[-1]} {word}") <= room:
                lines[-1] += f" {word}"
            elif word:
                lines.append(word)
        return lines


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
