"""The most memory that a process and all it started held at once: PSS, so that shared pages count once."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from pathlib import Path


def peak_of(pid: int, *, every: float = 0.5) -> Callable[[], float]:
    """Begin to look; the answer, in megabytes, is asked for at the end."""
    most, done = [0.0], threading.Event()

    def look() -> None:
        while not done.wait(every):
            most[0] = max(most[0], sum(map(_pss, _tree(pid))))

    thread = threading.Thread(target=look, daemon=True)
    thread.start()

    def end() -> float:
        done.set()
        thread.join()
        return most[0]

    return end


def _tree(top: int) -> set[int]:
    parents = {}
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            parents[int(entry.name)] = int((entry / "stat").read_bytes().rpartition(b")")[2].split()[1])
    found, size = {top}, 0
    while size != len(found):
        size = len(found)
        found |= {pid for pid, parent in parents.items() if parent in found}
    return found


def _pss(pid: int) -> float:
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1000
    return 0.0
