"""Static images: a figure with its title and source in it, and the card shown where a page is shared."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from hashlib import sha256
from io import BytesIO

from nutgraf.picture_library import picture_library
from nutgraf.vega.glyphs import png_of
from nutgraf.vega.keep import Keep, draw_anyway
from nutgraf.vega.taller_png import taller
from nutgraf.vega.text_metrics import FACE, TextColumn, TextStyle

CARD = (1200, 630)
STILL_WIDTH = 720
STILL_SCALE = 1.5
"""1080 pixels wide: sharp in a text column, and a third faster to draw than at double size."""

_INK, _MUTED, _LOOK, _PAPER, _RULE = "#1c2024", "#59626b", "#0b5fa5", "#ffffff", "#c9ced2"
_MARGIN = 20
_CARD_MARGIN = 72
_FIGURE = (560, 96, 580, 440)  # left, top, width and height of the area for a figure on a card
_READABLE = 1.1
"""A drawing scaled below this on a card is not readable on a phone."""

_VAR = re.compile(r"var\(--([\w-]+),\s*([^)]+)\)")
_FAMILY = re.compile(r' font-family="[^"]*"')
_LETTERS = re.compile(r' font-size="[^"]*"')
_SIZE = re.compile(r'<svg[^>]*?\bwidth="([\d.]+)"[^>]*?\bheight="([\d.]+)"')


@dataclass(frozen=True)
class ImageText:
    """The texts of a static image around its drawing.

    On a card, `title` is the headline, `subtitle` the dek, `foot` the newsroom, and `caption` and the notes (what is
    counted, and by whom) belong to its figure; beneath a number, the one note says what the number is.
    """

    title: str
    subtitle: str = ""
    notes: tuple[str, ...] = ()
    foot: str = ""
    number: str = ""
    caption: str = ""
    rtl: bool = False


def size(drawn: str) -> tuple[float, float]:
    """Width and height of a drawing."""
    found = _SIZE.match(drawn)
    return (float(found[1]), float(found[2])) if found else (0.0, 0.0)


def fits_card(drawn: str) -> bool:
    """Whether a drawing is readable at the size that a card gives it."""
    return _scale(drawn) >= _READABLE


def figure_image(drawn: str, words: ImageText) -> str:
    """A figure as a standalone SVG: title, subtitle, drawing, notes and source."""
    column = TextColumn(_MARGIN, STILL_WIDTH - 2 * _MARGIN, words.rtl)
    small = TextStyle(13, 18, _MUTED)
    parts, y = [], 18.0
    for text, face in ((words.title, TextStyle(21, 27, _INK, bold=True)), (words.subtitle, TextStyle(16, 22, _MUTED))):
        piece, y = column.set(text, face, y)
        parts.append(piece)
    y += 10
    width, height = size(drawn)
    parts.append(_placed(drawn, (_MARGIN, y, width, height)))
    y += height + 10
    for note in words.notes:
        piece, y = column.set(note, small, y)
        parts.append(piece)
    piece, y = column.set(words.foot, TextStyle(13, 22, _INK, bold=True), y)
    # An even height, so that it is whole pixels at 1.5 times the size too.
    return _sheet(STILL_WIDTH, 2 * math.ceil((y + 14) / 2), [*parts, piece])


def card(words: ImageText, drawn: str = "") -> str:
    """The card of a page: its headline next to a drawing, under its number, or alone."""
    width, height = CARD
    if drawn:
        column = TextColumn(_CARD_MARGIN, _FIGURE[0] - _CARD_MARGIN - 48, words.rtl)
        parts = _next_to(words, column, drawn)
    else:
        column = TextColumn(_CARD_MARGIN, width - 2 * _CARD_MARGIN, words.rtl)
        parts = _under_number(words, column) if words.number else _alone(words, column)
    parts.append(f'<rect width="{width}" height="14" fill="{_LOOK}"/>')
    parts.append(column.set(words.foot, TextStyle(28, 36, _INK, bold=True), 62)[0])
    return _sheet(width, height, parts)


def to_png(svg: str, scale: float = 1, keep: Keep = draw_anyway) -> bytes:
    """An SVG as PNG; `keep` may return one that was drawn earlier from the same inputs.

    Raises FigureError if it has letters that no font on this machine has.
    """
    return keep(["png", svg, scale], ".png", lambda: png_of(svg, scale))


def in_ratio(png: bytes, size: tuple[int, int], keep: Keep = draw_anyway) -> bytes:
    """A picture in the middle of a sheet of this size and of its own ground; `keep` may return an earlier one."""
    return keep(["padded", sha256(png).hexdigest(), *size], ".png", lambda: padded(png, size))


def padded(png: bytes, size: tuple[int, int]) -> bytes:
    """The same, drawn now."""
    if picture_library() == "Skia" and (found := taller(png, size)):
        return found
    from PIL import Image

    with Image.open(BytesIO(png)) as picture:
        sheet = Image.new(picture.mode, size, picture.getpixel((0, picture.height - 1)))
        if palette := picture.getpalette():
            sheet.putpalette(palette)
        sheet.paste(picture, ((size[0] - picture.width) // 2, (size[1] - picture.height) // 2))
    out = BytesIO()
    sheet.save(out, "PNG", compress_level=4)
    return out.getvalue()


def _next_to(words: ImageText, column: TextColumn, drawn: str) -> list[str]:
    left, top, room, tall = _FIGURE
    aside = TextColumn(left, room, words.rtl)
    small = TextStyle(18, 24, _MUTED)
    headline, below = column.set(words.title, _fitted(words.title, column, (46, 40, 34, 30), 400), 134)
    dek, below = column.set(words.subtitle, TextStyle(23, 31, _MUTED), below + 18)
    caption, y = aside.set(words.caption, TextStyle(22, 28, _INK, bold=True), top - 24)
    counted, y = aside.set(words.notes[0], small, y + 2)
    source = aside.set(words.notes[1], small, 552)[0]
    wide, high = size(drawn)
    scale = min(room / wide, (top + tall - y) / high)
    rule = f'<rect x="{left - 32}" y="72" width="2" height="{CARD[1] - 144}" fill="{_RULE}"/>'
    picture = _placed(drawn, (left, y + 10, wide * scale, high * scale))
    return [headline, dek if below < CARD[1] - 40 else "", caption, counted, picture, rule, source]


def _under_number(words: ImageText, column: TextColumn) -> list[str]:
    face = _fitted(words.number, column, (150, 120, 96, 76, 60), 180, color=_LOOK)
    number, y = column.set(words.number, face, 132)
    # A double rule, as under a total in a ledger.
    y += 14
    rules = "".join(
        f'<rect x="{column.left:g}" y="{at:g}" width="{column.width:g}" height="3" fill="{_INK}"/>' for at in (y, y + 8)
    )
    small = TextStyle(24, 31, _MUTED)
    note = " ".join(words.notes)
    tall = len(small.lines(note, column.width)) * small.leading if note else 0
    headline = _fitted(words.title, column, (60, 54, 48, 42, 36), 570 - y - tall)
    below = [column.set(note, small, CARD[1] - 24 - tall)[0]] if note else []
    return [number, rules, column.set(words.title, headline, y + 34)[0], *below]


def _alone(words: ImageText, column: TextColumn) -> list[str]:
    headline = _fitted(words.title, column, (76, 66, 56, 48), 280)
    title, y = column.set(words.title, headline, 140)
    under = replace(_fitted(words.subtitle, column, (36, 32, 28), 560 - y, color=_MUTED), bold=False)
    return [title, column.set(words.subtitle, under, y + 24)[0]]


def _fitted(text: str, column: TextColumn, sizes: tuple[int, ...], tall: float, *, color: str = _INK) -> TextStyle:
    """The largest of the sizes at which a text fits its column."""
    faces = [TextStyle(each, round(each * 1.18), color, bold=True) for each in sizes]
    for face in faces:
        lines = face.lines(text, column.width)
        if len(lines) * face.leading <= tall and all(face.width(line) <= column.width for line in lines):
            return face
    return faces[-1]


def _scale(drawn: str) -> float:
    width, height = size(drawn)
    return min(_FIGURE[2] / width, (_FIGURE[3] - 80) / height) if width and height else 0.0


def _placed(drawn: str, box: tuple[float, float, float, float]) -> str:
    """A drawing in its place, in the colors of a light page, because no stylesheet applies to a static image."""
    left, top, width, _ = box
    opening, rest = drawn.removesuffix("</svg>").split(">", 1)
    letters = _LETTERS.search(opening)
    scale = width / size(drawn)[0]
    # A group, not a nested drawing: that would be clipped, which doubles the drawing time.
    turned = f"translate({left:g},{top:g})" + ("" if scale == 1 else f" scale({scale:.4f})")
    inside = _FAMILY.sub("", _VAR.sub(_by_day, rest))
    return f'<g transform="{turned}"{letters[0] if letters else ""}>{inside}</g>'


def _by_day(role: re.Match[str]) -> str:
    """The color of a role on a page, in place of the one that Vega drew with."""
    from nutgraf.theme import by_day

    return by_day().get(role[1], role[2])


def _sheet(width: float, height: float, parts: list[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height:g}" '
        f'viewBox="0 0 {width:g} {height:g}" font-family="{FACE}">'
        f'<rect width="100%" height="100%" fill="{_PAPER}"/>{"".join(parts)}</svg>'
    )
