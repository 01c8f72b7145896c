"""What a store says of a file to browsers: its type, how long it may be kept, and whether it is compressed."""

from __future__ import annotations

import gzip
from pathlib import PurePosixPath
from typing import NamedTuple

_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".csv": "text/csv; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".md": "text/markdown; charset=utf-8",
    ".xml": "application/xml",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".webp": "image/webp",
    ".mp3": "audio/mpeg",
    ".mp4": "video/mp4",
    ".pdf": "application/pdf",
    ".woff2": "font/woff2",
}
_COMPRESSED = frozenset({".html", ".css", ".js", ".json", ".csv", ".md", ".txt", ".xml", ".svg"})
_FOREVER = "public, max-age=31536000, immutable"
_ASK_AGAIN = "public, max-age=0, must-revalidate"
_ASSETS = "assets/"


class Headers(NamedTuple):
    """The headers of a file."""

    content_type: str
    cache: str
    encoding: str


def headers_of(path: str) -> Headers:
    """The headers of a file of a site. The names of assets are those of their content, so they are kept for good."""
    suffix = PurePosixPath(path).suffix
    cache = _FOREVER if is_asset(path) else _ASK_AGAIN
    kind = _TYPES.get(suffix, "application/octet-stream")
    return Headers(kind, cache, "gzip" if suffix in _COMPRESSED else "")


def is_asset(path: str) -> bool:
    """Whether a file of a site never changes, because its name is that of its content."""
    return path.startswith(_ASSETS)


def sent(path: str, content: bytes, compress: bool) -> tuple[bytes, Headers]:
    """What is sent of a file of a site, and with which headers; some stores can hold nothing compressed."""
    headers = headers_of(path) if compress else headers_of(path)._replace(encoding="")
    return (compressed(content) if headers.encoding else content), headers


def said_to_s3(headers: Headers) -> dict[str, str]:
    """The headers by the names that S3 has for them."""
    said = {"ContentType": headers.content_type, "CacheControl": headers.cache}
    return {**said, **({"ContentEncoding": headers.encoding} if headers.encoding else {})}


def compressed(content: bytes) -> bytes:
    """The content compressed; the same bytes each time."""
    return gzip.compress(content, compresslevel=9, mtime=0)


def plain(content: bytes) -> bytes:
    """What compressed content holds."""
    return gzip.decompress(content)
