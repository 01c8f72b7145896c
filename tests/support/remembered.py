"""Files that are read once, although each of the hundreds of builds in this process asks for them."""

from __future__ import annotations

from functools import cache
from pathlib import Path


class RememberedPath(type(Path())):  # type: ignore[misc]
    """A file is read again only when it has another size or was written since."""

    def read_bytes(self) -> bytes:
        """Its content."""
        about = self.stat()
        return _content(str(self), about.st_mtime_ns, about.st_size)


@cache
def _content(path: str, *_: int) -> bytes:
    return Path(path).read_bytes()
