"""Draws our own SVG as PNG with Skia: a third of the time that vl-convert takes, and half the bytes.

vl-convert draws the picture where Skia cannot be loaded, and where a drawing holds anything but the shapes of
`svg_canvas`. The two look the same, but their bytes differ, so the library counts as software of a page.
"""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

from nutgraf.picture_library import picture_library
from nutgraf.vega.palette_png import palette_png
from nutgraf.vega.svg_canvas import SvgCanvas
from nutgraf.vega.svg_style import UnsupportedSvg, color, number


def draw_png(svg: str, scale: float) -> bytes | None:
    """The drawing as PNG; None if vl-convert must draw it."""
    if picture_library() != "Skia":
        return None
    try:
        return _png(ElementTree.fromstring(svg), scale)
    except (UnsupportedSvg, ElementTree.ParseError):
        return None


def _png(root: ElementTree.Element, scale: float) -> bytes:
    import numpy as np
    import skia

    width, height = number(root.get("width", "")), number(root.get("height", ""))
    if root.get("viewBox", "") not in ("", f"0 0 {root.get('width')} {root.get('height')}"):
        raise UnsupportedSvg("another scale")
    if not _covers(root):
        raise UnsupportedSvg("a transparent ground")
    pixels = np.zeros((round(height * scale), round(width * scale), 4), np.uint8)
    surface = skia.Surface(pixels, colorType=skia.kBGRA_8888_ColorType, alphaType=skia.kPremul_AlphaType)
    canvas = surface.getCanvas()
    canvas.scale(scale, scale)
    SvgCanvas(canvas, root).paint(root)
    return palette_png(surface, pixels, _solids(root))


def _covers(root: ElementTree.Element) -> bool:
    """Whether the drawing begins with an opaque ground: a palette has no transparency."""
    ground = next(iter(root), None)
    plain = {"width": "100%", "height": "100%"}
    own = {} if ground is None else dict(ground.attrib)
    fill = own.pop("fill", "none")
    return own == plain and color(fill) is not None


def _solids(root: ElementTree.Element) -> list[tuple[int, int, int]]:
    """The colors that the drawing names, which the picture keeps exactly."""
    found: dict[tuple[int, int, int], Any] = {}
    for element in root.iter():
        for name in ("fill", "stroke"):
            one = color(element.get(name, "none"))
            if one is not None:
                found[one] = None
    return list(found)
