"""Holds a file that says who is at work, so that one process works at a time; the system releases it when that ends."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path


class HeldElsewhereError(Exception):
    """Another process holds the file; `holder` is its id, or "unknown"."""

    def __init__(self, holder: str) -> None:
        super().__init__(holder)
        self.holder = holder


@contextlib.contextmanager
def file_lock(path: Path, *, wait: bool = False) -> Iterator[None]:
    """Hold a file until the end, with the id of this process in it. Makes the folders above it.

    Raises HeldElsewhereError if another process holds it, or waits for that to end; OSError if it cannot be written.
    """
    import fcntl

    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            raise HeldElsewhereError(file.read().strip() or "unknown") from error
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield
