"""What Linux offers to end processes for certain: death signals, process groups, pidfds and subreapers."""

from __future__ import annotations

import contextlib
import ctypes
import os
import select
import signal
import sys
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36


def end_with_parent(parent: int | None = None) -> None:
    """Have the kernel of the system kill this process as soon as its parent is gone; does nothing but on Linux."""
    if sys.platform != "linux":
        return
    parent = os.getppid() if parent is None else parent
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it went before we asked
        os._exit(1)


def adopt_orphans() -> None:
    """Become the parent of every descendant whose own parent ends, so that it can be found and ended."""
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)


def kill_one(pid: int) -> bool:
    """Kill one process; False where it is not ours to kill."""
    try:
        os.kill(pid, signal.SIGKILL)
    except PermissionError:
        return False
    return True


def kill_group(leader: int) -> None:
    """Kill a process and whatever it started in its process group."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)


def has_ended(pidfd: int, *, within: float = 0.0) -> bool:
    """Whether the process behind a pidfd has ended, waiting so many seconds for it."""
    poll = select.poll()
    poll.register(pidfd, select.POLLIN)
    return bool(poll.poll(within * 1000))


def children_of(parent: int) -> set[int]:
    """The processes whose parent is `parent`, ended ones that nobody has reaped among them."""
    found = set()
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            fields = (entry / "stat").read_bytes().rpartition(b")")[2].split()
        except OSError:  # it ended while we looked
            continue
        if int(fields[1]) == parent:
            found.add(int(entry.name))
    return found


def thread_count() -> int:
    """How many threads this process has, those of C libraries included."""
    return sum(1 for _ in Path("/proc/self/task").iterdir())


def _prctl(option: int, value: int) -> None:
    if ctypes.CDLL(None, use_errno=True).prctl(option, ctypes.c_ulong(value), 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), f"prctl({option}) failed")
