"""Writes a Skia surface as a PNG of at most 256 colors: those that the drawing names, and the shades of its edges."""

from __future__ import annotations

import struct
import zlib
from functools import cache
from typing import TYPE_CHECKING, Any

from nutgraf.vega.svg_style import UnsupportedSvg

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_COLORS = 256
_CODES = 1 << 16
_MOST_SHADES = 2048
"""A map in five colors, with its letters and edges, has 500; more are those of a picture with gradual shades."""
SIGNATURE = b"\x89PNG\r\n\x1a\n"
END_OF_STREAM = b"\x03\0"
"""An empty last part."""
LEVEL = 5
"""Beyond it, files shrink by 1% and take twice as long."""

_STEP = 4
"""Every fourth pixel of every fourth row is enough to find the color of an area."""

Rgb = tuple[int, int, int]


def palette_png(surface: Any, pixels: NDArray[np.uint8], solids: list[Rgb]) -> bytes:
    """The surface as PNG, `pixels` being its memory.

    `solids` are kept exactly, and so is the color of an area; shades within the same 5, 6 and 5 bits become one.
    Raises UnsupportedSvg if a palette cannot hold the picture.
    """
    import numpy as np

    codes = _codes(surface)
    ground = codes[0, 0]
    inked = codes != ground  # a quarter of a picture: only there are its pixels looked at one by one
    ink = codes[inked]
    count = np.bincount(ink, minlength=_CODES)
    count[ground] = codes.size - ink.size
    own, sharing = _by_code(solids)
    palette, entries = _palette((codes, count), pixels, own, _COLORS - len(sharing))
    shown = np.full(codes.shape, entries[ground], np.uint8)
    shown[inked] = entries[ink]
    for number, (red, green, blue) in enumerate(sharing, len(palette)):
        shown[pixels.view("<u4")[..., 0] == (255 << 24 | red << 16 | green << 8 | blue)] = number
    return _encoded(shown, b"".join([palette.tobytes(), *map(bytes, sharing)]))


def _encoded(shown: NDArray[np.uint8], colors: bytes) -> bytes:
    """A PNG that shows, at each place, the color of that number; `colors` has three bytes for each."""
    import numpy as np

    height, width = shown.shape
    rows = np.zeros((height, width + 1), np.uint8)  # each row begins with its filter, which is none
    rows[:, 1:] = shown
    return b"".join(
        (
            SIGNATURE,
            chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
            chunk(b"PLTE", colors),
            chunk(b"IDAT", _compressed(rows.tobytes())),
            chunk(b"IEND", b""),
        )
    )


def _compressed(rows: bytes) -> bytes:
    """The rows as a stream whose end alone has to be replaced if more rows are to follow."""
    from zlib_ng import zlib_ng

    stream = zlib_ng.compressobj(LEVEL)
    return bytes(stream.compress(rows) + stream.flush(zlib_ng.Z_FULL_FLUSH) + stream.flush())


def _codes(surface: Any) -> NDArray[np.uint16]:
    """The pixels as 16-bit codes: 5 bits of red, 6 of green, 5 of blue."""
    import numpy as np
    import skia

    codes = np.empty((surface.height(), surface.width()), np.uint16)
    info = skia.ImageInfo.Make(surface.width(), surface.height(), skia.kRGB_565_ColorType, skia.kOpaque_AlphaType)
    surface.readPixels(info, codes, codes.strides[0], 0, 0)
    return codes


def _palette(
    counted: tuple[NDArray[np.uint16], NDArray[np.intp]], pixels: NDArray[np.uint8], own: dict[int, Rgb], most: int
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """The colors of the picture, and the number of the color for each code; it has `count` pixels of each."""
    import numpy as np

    codes, count = counted
    used = np.flatnonzero(count)
    if len(own) > most or len(used) > _MOST_SHADES:
        raise UnsupportedSvg("more colors than a palette holds")
    colors = _every_color().copy()
    colors[codes[::_STEP, ::_STEP]] = pixels[::_STEP, ::_STEP, 2::-1]
    named = np.zeros(_CODES, bool)
    for code, color in own.items():
        colors[code], named[code] = color, True
    colors = colors[used]
    entries = np.zeros(_CODES, np.uint8)
    if len(used) <= most:
        entries[used] = np.arange(len(used))
        return colors, entries
    kept = np.sort(np.lexsort((-count[used], ~named[used]))[:most])
    entries[used] = _nearest(colors, colors[kept])
    return colors[kept], entries


@cache
def _every_color() -> NDArray[np.uint8]:
    """The color of each code."""
    import numpy as np

    every = np.arange(_CODES)
    channels = [(every >> 11) * 255 // 31, ((every >> 5) & 63) * 255 // 63, (every & 31) * 255 // 31]
    return np.stack(channels, 1).astype(np.uint8)


def _nearest(colors: NDArray[np.uint8], kept: NDArray[np.uint8]) -> Any:
    """For each color, the number of the kept color that is nearest to it, the first of several."""
    import numpy as np

    # The squared distance less what all of one color's have in common. A float holds each of these integers exactly.
    these, those = colors.astype(np.float32), kept.astype(np.float32)
    return ((those * those).sum(1) - 2 * (these @ those.T)).argmin(1)


def _by_code(solids: list[Rgb]) -> tuple[dict[int, Rgb], list[Rgb]]:
    """The first color of each code, and the others, which are distinguished by every bit."""
    import numpy as np
    import skia

    pixels = np.array([[(blue, green, red, 255) for red, green, blue in solids]], np.uint8)
    row = skia.Surface(pixels, colorType=skia.kBGRA_8888_ColorType, alphaType=skia.kPremul_AlphaType)
    own: dict[int, Rgb] = {}
    for color, code in zip(solids, _codes(row)[0], strict=True):
        own.setdefault(int(code), color)
    return own, [color for color in solids if color not in own.values()]


def chunk(kind: bytes, content: bytes) -> bytes:
    """A part of a PNG."""
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
