"""A memory limit for a running notebook: its kernel is killed before the machine runs out."""

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
"""Finding the kernel's children means reading every process, so it is done less often."""


_LIMITS = ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")
"""The files with the memory limit of a container."""


def free_memory() -> int:
    """The bytes of memory that are free on this machine or in this container."""
    import psutil

    free = int(psutil.virtual_memory().available)
    for path in _LIMITS:
        with contextlib.suppress(OSError, ValueError):  # the file does not exist, or sets no limit
            free = min(free, int(Path(path).read_text()))
    return free


class MemoryLimit:
    """The memory limit of one kernel; `exceeded` is whether the kernel exceeded it and was killed."""

    def __init__(self, megabytes: int) -> None:
        self.megabytes = megabytes
        self.exceeded = False

    @contextlib.contextmanager
    def enforced_on(self, pid: int | None) -> Iterator[None]:
        """Watch a kernel, which leads its own process group; 0 megabytes is no limit."""
        if not self.megabytes or not pid:
            yield
            return
        done = threading.Event()
        thread = threading.Thread(target=self._watch, args=(pid, done), daemon=True)
        thread.start()
        try:
            yield
        finally:
            done.set()
            thread.join()

    def _watch(self, pid: int, done: threading.Event) -> None:
        import psutil

        with contextlib.suppress(psutil.Error):  # the kernel has ended
            kernel = psutil.Process(pid)
            children: list[Any] = []
            turn = 0
            while True:  # a forked kernel may have too much from its first moment, and end before the next one
                turn += 1
                if turn % _CHILDREN_EVERY == 0:
                    children = kernel.children(recursive=True) if _has_children(pid) else []
                taken = kernel.memory_info().rss + sum(map(_taken_by, children))
                if taken > self.megabytes * 1_000_000:
                    self.exceeded = True
                    with contextlib.suppress(OSError):
                        os.killpg(pid, signal.SIGKILL)
                    return
                if done.wait(_EVERY_S):
                    return


def _has_children(pid: int) -> bool:
    """Whether a process may have started others: most kernels start none, and to list them takes every process."""
    try:
        return any((task / "children").read_bytes() for task in Path(f"/proc/{pid}/task").iterdir())
    except OSError:  # not on this system
        return True


def _taken_by(process: Any) -> int:
    import psutil

    try:
        return int(process.memory_info().rss)
    except psutil.Error:
        return 0
