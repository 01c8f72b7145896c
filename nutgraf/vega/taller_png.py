"""Puts a PNG in the middle of a taller sheet of its own ground; what is compressed already stays as it is."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from nutgraf.vega.palette_png import END_OF_STREAM, LEVEL, SIGNATURE, chunk

_HEADER = struct.Struct(">IIBBBBB")
_BY_PALETTE = (8, 3, 0, 0, 0)
_ADLER = 65521


@dataclass(frozen=True)
class _Picture:
    """A PNG that `palette_png` wrote: its size, its colors, the color of its ground and its compressed rows."""

    width: int
    height: int
    colors: bytes
    ground: int
    stream: bytes


def taller(png: bytes, size: tuple[int, int]) -> bytes | None:
    """The picture in the middle of a sheet of this size; None if that is wider, or if another library wrote it."""
    (width, height), picture = size, _read(png)
    if picture is None or width != picture.width or height < picture.height:
        return None
    row = bytes([0]) + bytes([picture.ground]) * picture.width
    above = row * ((height - picture.height) // 2)
    below = row * (height - picture.height - len(above) // len(row))
    begun, checked = _deflated(above, last=False), zlib.adler32(above)
    checked = _joined(checked, int.from_bytes(picture.stream[-4:]), picture.height * len(row))
    checked = _joined(checked, zlib.adler32(below), len(below))
    rows = picture.stream[: -len(END_OF_STREAM) - 4]
    stream = b"".join((rows[:2], begun, rows[2:], _deflated(below, last=True), checked.to_bytes(4)))
    header = _HEADER.pack(picture.width, height, *_BY_PALETTE)
    parts = ((b"IHDR", header), (b"PLTE", picture.colors), (b"IDAT", stream), (b"IEND", b""))
    return SIGNATURE + b"".join(chunk(kind, content) for kind, content in parts)


@lru_cache(maxsize=1)
def _read(png: bytes) -> _Picture | None:
    """The parts of a picture; the one before is kept, as a card is asked for in three ratios."""
    parts = list(_chunks(png))
    if [kind for kind, _ in parts] != [b"IHDR", b"PLTE", b"IDAT", b"IEND"]:
        return None
    (_, header), (_, colors), (_, stream), _ = parts
    width, height, *form = _HEADER.unpack(header)
    if tuple(form) != _BY_PALETTE or not stream[:-4].endswith(b"\0\0\xff\xff" + END_OF_STREAM):
        return None
    lowest = (height - 1) * (width + 1)  # its first byte says how the row is written, the next is its first pixel
    return _Picture(width, height, colors, zlib.decompress(stream)[lowest + 1], stream)


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(SIGNATURE)
    while png.startswith(SIGNATURE) and at + 8 <= len(png):
        length, kind = struct.unpack_from(">I4s", png, at)
        yield kind, png[at + 8 : at + 8 + length]
        at += length + 12


def _deflated(rows: bytes, *, last: bool) -> bytes:
    """Rows as a part of a stream that refers to nothing before it."""
    from zlib_ng import zlib_ng

    part = zlib_ng.compressobj(LEVEL, zlib_ng.DEFLATED, -zlib_ng.MAX_WBITS)
    return bytes(part.compress(rows) + part.flush(zlib_ng.Z_FINISH if last else zlib_ng.Z_FULL_FLUSH))


def _joined(first: int, second: int, length: int) -> int:
    """The Adler-32 checksum of two texts after each other, from those of both and the length of the second."""
    low = ((first & 0xFFFF) + (second & 0xFFFF) - 1) % _ADLER
    high = ((first >> 16) + (second >> 16) + length * ((first & 0xFFFF) - 1)) % _ADLER
    return high << 16 | low
