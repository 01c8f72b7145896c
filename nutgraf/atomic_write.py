"""Replaces a file in one step: readers see the old content or the new, even if the program is killed."""

from __future__ import annotations

import os
import threading
from pathlib import Path


def replace_file(path: Path, content: bytes, *, durable: bool = False) -> None:
    """Write a file and the folders above it; a file that was there keeps its permissions.

    With `durable`, the content is on the disk before the file has its name, so that a power cut loses nothing. Raises
    OSError where it cannot be written; the old file is then still there.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    # Short, because the name of the file may be as long as a name can be.
    fresh = path.with_name(f".{os.getpid()}.{threading.get_native_id()}.new")
    try:
        with fresh.open("wb") as file:
            file.write(content)
            if durable:
                file.flush()
                os.fsync(file.fileno())
        if path.is_file():
            fresh.chmod(path.stat().st_mode & 0o777)
        fresh.replace(path)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise
