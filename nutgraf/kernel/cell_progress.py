"""Which cell a kernel is at: written by the kernel, read by its worker even after the kernel has died."""

from __future__ import annotations

import contextlib
import struct
import time
from dataclasses import dataclass
from io import FileIO
from pathlib import Path

_FORM = struct.Struct("=qd?")


@dataclass(frozen=True)
class Step:
    """The number of a cell, when it began by time.monotonic(), and whether its text is being rendered."""

    at: int
    since: float
    in_text: bool


class ProgressFile:
    """A file of one step; its clock is the machine's, so both processes read the same time."""

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self._file = FileIO(str(path), "r+")

    def mark(self, at: int, *, in_text: bool) -> None:
        """Record that a cell, or the text of one, begins now."""
        self._file.seek(0)
        self._file.write(_FORM.pack(at, time.monotonic(), in_text))

    def step(self) -> Step:
        """The step that began last."""
        self._file.seek(0)
        return Step(*_FORM.unpack(self._file.read(_FORM.size)))

    def remove(self) -> None:
        """Remove the file's name, so that a kill leaves nothing behind; on Windows not while it is open."""
        with contextlib.suppress(OSError):
            self.path.unlink()

    def close(self) -> None:
        """Close the file and remove it."""
        self._file.close()
        self.remove()
