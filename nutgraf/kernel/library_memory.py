"""Gives back the memory of a library's code that was needed to start it alone."""

from __future__ import annotations

import contextlib
import ctypes
import mmap
import re
from collections.abc import Iterator
from pathlib import Path

_SMAPS = Path("/proc/self/smaps")
_MAPPING = re.compile(r"(?P<start>[0-9a-f]+)-(?P<end>[0-9a-f]+) (?P<rights>\S+) \S+ \S+ \S+\s*(?P<path>.*)")
_OF_ITS_OWN = re.compile(r"Anonymous:\s+(?P<kilobytes>\d+) kB")


def give_back_code(library: str, *, smaps: Path = _SMAPS) -> int:
    """Unmap what this process has read of a library by its name, and give the number of bytes that it looked at.

    What is used again is read again, from the system's own copy of the file. Nothing that the process may write, or
    has written, is touched. 0 where the system is not Linux.
    """
    looked_at = 0
    with contextlib.suppress(AttributeError, OSError, TypeError):
        advise = ctypes.CDLL(None, use_errno=True).madvise
        for start, end in _only_read(smaps.read_text(encoding="utf-8"), library):
            advise(ctypes.c_void_p(start), ctypes.c_size_t(end - start), mmap.MADV_DONTNEED)
            looked_at += end - start
    return looked_at


def _only_read(smaps: str, library: str) -> Iterator[tuple[int, int]]:
    """The parts of a library that have no page of this process's own, by their addresses."""
    found: re.Match[str] | None = None
    for line in smaps.splitlines():
        if mapping := _MAPPING.match(line):
            found = mapping if library in mapping["path"] and "w" not in mapping["rights"] else None
        elif found and (own := _OF_ITS_OWN.match(line)) and own["kilobytes"] == "0":
            yield int(found["start"], 16), int(found["end"], 16)
