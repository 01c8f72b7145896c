"""Holds a file that says who is at work, so that one process works at a time; the system releases it when that ends."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

_UNTIL_RELEASED_S = 10.0
"""How long a process that was killed may seem to hold a file: until what it had just started lets go of it too."""


class HeldElsewhereError(Exception):
    """Another process holds the file; `holder` is its id and its mark, or "unknown"."""

    def __init__(self, holder: str) -> None:
        super().__init__(holder)
        self.holder = holder


@contextlib.contextmanager
def file_lock(path: Path, *, wait: bool = False, mark: str = "") -> Iterator[None]:
    """Hold a file until the end, with the id of this process and a mark in it. Makes the folders above it.

    Raises HeldElsewhereError if another process holds it, or waits for that to end; OSError if it cannot be written.
    """
    # flock, and not filelock: the file says who holds it. Until July 2026, another process that wanted filelock's file
    # emptied it, and one that was forked meanwhile could release it (tox-dev/filelock 591 and 634).
    import fcntl

    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="utf-8") as file:
        if wait:
            fcntl.flock(file, fcntl.LOCK_EX)
        else:
            _take(file)
        file.truncate(0)
        file.write(f"{os.getpid()}{mark}")
        file.flush()
        try:
            yield
        finally:
            with contextlib.suppress(OSError):  # the disk is full: the lock is released all the same
                file.truncate(0)
            fcntl.flock(file, fcntl.LOCK_UN)  # a process that was forked meanwhile has the file too, and may stay


def _take(file: IO[str]) -> None:
    import fcntl

    until = time.monotonic() + _UNTIL_RELEASED_S
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError as error:
            file.seek(0)
            holder = file.read().strip()
            if _is_running(holder) or time.monotonic() > until:
                raise HeldElsewhereError(holder or "unknown") from error
        time.sleep(0.05)


def _is_running(holder: str) -> bool:
    """Whether the process that a file names still runs; one that names nobody yet was taken this moment."""
    number = holder.partition(" ")[0]
    try:
        os.kill(int(number), 0)
    except (ValueError, ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True
