"""What is in a store of objects: what a listing says of each, and whether its content is that of a file of a site."""

from __future__ import annotations

import contextlib
import hashlib
import zlib
from typing import Any, NamedTuple

from nutgraf.publish.headers import plain
from nutgraf.publish.release import File


class StoredObject(NamedTuple):
    """What a store says of an object in a listing."""

    size: int
    etag: str
    """Its checksum, which S3 has of an object that came in one part; empty where the store says none."""


def stored_objects(fs: Any, folder: str) -> dict[str, StoredObject]:
    """The objects below a folder, by name."""
    found = fs.find(folder, detail=True)
    return {
        name: StoredObject(int(said["size"] or 0), str(said.get("ETag", "")).strip('"')) for name, said in found.items()
    }


def etag_for(content: bytes) -> str:
    """The checksum that S3 says of an object with this content."""
    return hashlib.md5(content, usedforsecurity=False).hexdigest()


def content_of(fs: Any, name: str, file: File) -> bytes:
    """The content of an object that holds a file of a site, as it is or compressed. Raises FileNotFoundError."""
    content = bytes(fs.cat_file(name))
    if not file.holds(content):
        with contextlib.suppress(OSError, EOFError, zlib.error):
            return plain(content)
    return content


def is_sound(fs: Any, name: str, file: File) -> bool:
    """Whether an object is a file of a site, by reading it: a store that encrypts has no checksum of the content."""
    try:
        return file.holds(content_of(fs, name, file))
    except FileNotFoundError:
        return False


def is_s3(fs: Any) -> bool:
    """Whether a store is S3, or one that speaks as it does."""
    return "s3" in ((fs.protocol,) if isinstance(fs.protocol, str) else fs.protocol)


def is_another_version(error: BaseException) -> bool:
    """Whether a store refused to write because the object is another version now."""
    said: Any = error.__cause__ or error.__context__ or error
    code = getattr(said, "response", {}).get("Error", {}).get("Code", "")
    return code in ("PreconditionFailed", "412", "ConditionalRequestConflict", "NoSuchKey") or isinstance(
        error, FileNotFoundError
    )
