"""The letters of a drawing as Skia outlines, in the bundled font, with kerning."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from nutgraf.vega.svg_style import UnsupportedSvg, number
from nutgraf.vega.text_metrics import FACE

_FONTS = Path(__file__).parent / "fonts"
_FILES = {False: "LiberationSans-Regular.ttf", True: "LiberationSans-Bold.ttf"}
_BOLD = {"": False, "normal": False, "400": False, "bold": True, "700": True}
_SHAPED = ("Mn", "Mc", "Me", "Cf", "Cc", "Cs", "Co", "Cn", "Lo")
"""The kinds of letters whose form or place depends on their neighbors."""
_LEFTWARD = ("R", "AL", "AN")


def text_outline(text: str, style: Mapping[str, str], start: tuple[float, float]) -> Any:
    """The outlines of a line of text as one path, anchored at `start`.

    Outlines, because letters that Skia draws itself come out lighter. Raises UnsupportedSvg for another font, and
    for letters that must be shaped or that the font lacks.
    """
    import skia

    # SVG collapses spaces, but no no-break spaces.
    said = " ".join(part for part in text.replace("\n", " ").replace("\t", " ").split(" ") if part)
    bold, size = _font(style)
    line, x, y = skia.Path(), *start
    if not said:
        return line
    places, width = _places(said, bold)
    x -= {"start": 0.0, "middle": width / 2, "end": width}[style.get("text-anchor", "start")] * size
    for glyph, place in places:
        if (letter := _letter(bold, size, glyph)) is not None:
            line.addPath(letter, x + place * size, y)
    return line


def _font(style: Mapping[str, str]) -> tuple[bool, float]:
    """Whether a text is bold, and its size."""
    family = style["font-family"].partition(",")[0].strip(" '\"")
    weight, slant = style.get("font-weight", ""), style.get("font-style", "normal")
    if family != FACE or weight not in _BOLD or slant != "normal":
        raise UnsupportedSvg(f"text in {family} {weight} {slant}")
    return _BOLD[weight], number(style["font-size"])


@lru_cache(maxsize=1024)
def _places(text: str, bold: bool) -> tuple[tuple[tuple[int, float], ...], float]:
    """The glyphs of a text with their places, and its width, at a font size of 1."""
    if any(
        unicodedata.category(letter) in _SHAPED or unicodedata.bidirectional(letter) in _LEFTWARD for letter in text
    ):
        raise UnsupportedSvg(text)
    font = _sized(bold, 1)
    glyphs = font.textToGlyphs(text)
    if 0 in glyphs:
        raise UnsupportedSvg(text)
    typeface = font.getTypeface()
    units = typeface.getUnitsPerEm()
    kerns = typeface.getKerningPairAdjustments(glyphs) or [0] * (len(glyphs) - 1)
    places, end = [], 0.0
    for glyph, width, kern in zip(glyphs, _sized(bold, units).getWidths(glyphs), (*kerns, 0), strict=True):
        places.append((glyph, end / units))
        end += width + kern
    return tuple(places), end / units


@lru_cache(maxsize=4096)
def _letter(bold: bool, size: float, glyph: int) -> Any:
    """The outline of a glyph; None for a space."""
    return _sized(bold, size).getPath(glyph)


@lru_cache(maxsize=64)
def _sized(bold: bool, size: float) -> Any:
    import skia

    font = skia.Font(_typeface(bold), size)
    font.setHinting(skia.FontHinting.kNone)
    font.setLinearMetrics(True)
    return font


@cache
def _typeface(bold: bool) -> Any:
    """The bundled font, opened without those of the machine: the letters are the same on every machine."""
    import skia

    return skia.FontMgr.New_Custom_Empty().makeFromFile(str(_FONTS / _FILES[bold]))
