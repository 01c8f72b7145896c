"""Writes a Skia surface as a PNG of at most 256 colors: those that the drawing names, and the shades of its edges."""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING, Any

from nutgraf.vega.svg_style import UnsupportedSvg

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_COLORS = 256
_CODES = 1 << 16
_MOST_SHADES = 2048
"""A map in five colors, with its letters and edges, has 500; more are those of a picture with gradual shades."""
_LEVEL = 5
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
    from zlib_ng import zlib_ng

    codes = _codes(surface)
    height, width = codes.shape
    own, sharing = _by_code(solids)
    palette, entries = _palette(codes, pixels, own, _COLORS - len(sharing))
    rows = np.zeros((height, width + 1), np.uint8)  # each row begins with its filter, which is none
    rows[:, 1:] = entries[codes]
    for number, (red, green, blue) in enumerate(sharing, len(palette)):
        rows[:, 1:][pixels.view("<u4")[..., 0] == (255 << 24 | red << 16 | green << 8 | blue)] = number
    colors = b"".join([palette.tobytes(), *map(bytes, sharing)])
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
            _chunk(b"PLTE", colors),
            _chunk(b"IDAT", zlib_ng.compress(rows.tobytes(), _LEVEL)),
            _chunk(b"IEND", b""),
        )
    )


def _codes(surface: Any) -> NDArray[np.uint16]:
    """The pixels as 16-bit codes: 5 bits of red, 6 of green, 5 of blue."""
    import numpy as np
    import skia

    codes = np.empty((surface.height(), surface.width()), np.uint16)
    info = skia.ImageInfo.Make(surface.width(), surface.height(), skia.kRGB_565_ColorType, skia.kOpaque_AlphaType)
    surface.readPixels(info, codes, codes.strides[0], 0, 0)
    return codes


def _palette(
    codes: NDArray[np.uint16], pixels: NDArray[np.uint8], own: dict[int, Rgb], most: int
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """The colors of the picture, and the number of the color for each code."""
    import numpy as np

    seen = np.zeros(_CODES, bool)
    seen[codes] = True
    used = np.flatnonzero(seen)
    if len(own) > most or len(used) > _MOST_SHADES:
        raise UnsupportedSvg("more colors than a palette holds")
    every = np.arange(_CODES)
    colors = np.stack([(every >> 11) * 255 // 31, ((every >> 5) & 63) * 255 // 63, (every & 31) * 255 // 31], 1)
    colors[codes[::_STEP, ::_STEP]] = pixels[::_STEP, ::_STEP, 2::-1]
    named = np.zeros(_CODES, bool)
    for code, color in own.items():
        colors[code], named[code] = color, True
    colors = colors[used]
    entries = np.zeros(_CODES, np.uint8)
    if len(used) <= most:
        entries[used] = np.arange(len(used))
        return colors.astype(np.uint8), entries
    count = np.bincount(codes.ravel(), minlength=_CODES)[used]
    kept = np.sort(np.lexsort((-count, ~named[used]))[:most])
    away = ((colors[:, None, :] - colors[None, kept, :]) ** 2).sum(2)
    entries[used] = away.argmin(1)
    return colors[kept].astype(np.uint8), entries


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


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
