"""A bound on the memory of a running notebook: its kernel is ended before the machine suffers."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_EVERY_S = 0.1
_CHILDREN_EVERY = 5
"""Looking for the kernel's children means to look at every process: less often."""


_LIMITS = ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")
"""Where a container is told how much memory it may take."""


def free_memory() -> int:
    """The bytes of memory that this machine, or the container on it, can still give."""
    import psutil

    free = int(psutil.virtual_memory().available)
    for path in _LIMITS:
        with contextlib.suppress(OSError, ValueError):  # there is no such file, or no limit in it
            free = min(free, int(Path(path).read_text()))
    return free


class MemoryLimit:
    """Whether a kernel went beyond its memory, and was ended for it."""

    def __init__(self, megabytes: int) -> None:
        self.megabytes = megabytes
        self.passed = False

    @contextlib.contextmanager
    def holding(self, pid: int | None) -> Iterator[None]:
        """Look after a kernel, which leads a process group of its own; 0 megabytes set no bound."""
        if not self.megabytes or not pid:
            yield
            return
        done = threading.Event()
        thread = threading.Thread(target=self._look, args=(pid, done), daemon=True)
        thread.start()
        try:
            yield
        finally:
            done.set()
            thread.join()

    def _look(self, pid: int, done: threading.Event) -> None:
        import psutil

        with contextlib.suppress(psutil.Error):  # it ended
            kernel = psutil.Process(pid)
            children: list[Any] = []
            turn = 0
            while not done.wait(_EVERY_S):
                turn += 1
                if turn % _CHILDREN_EVERY == 0:
                    children = kernel.children(recursive=True)
                taken = kernel.memory_info().rss + sum(map(_taken_by, children))
                if taken > self.megabytes * 1_000_000:
                    self.passed = True
                    with contextlib.suppress(OSError):
                        os.killpg(pid, signal.SIGKILL)
                    return


def _taken_by(process: Any) -> int:
    import psutil

    try:
        return int(process.memory_info().rss)
    except psutil.Error:
        return 0
