"""Linux features that end processes reliably: death signals, process groups, pidfds and subreapers."""

from __future__ import annotations

import contextlib
import ctypes
import multiprocessing
import os
import select
import signal
import sys
import time
from collections.abc import Set
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3
_KEPT_BYTES = 64 << 20
_TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


def end_with_parent(parent: int | None = None) -> None:
    """Have the kernel of the system kill this process when its parent, or the thread that started it, ends.

    A process that `multiprocessing` spawned knows its parent even if that ended before this call. Does nothing
    except on Linux.
    """
    if sys.platform != "linux":
        return
    spawner = multiprocessing.parent_process()
    parent = parent or (spawner.pid if spawner is not None else None) or os.getppid()
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it ended before we asked
        os._exit(1)


def adopt_orphans() -> None:
    """Become the parent of every descendant whose own parent ends, so that it can be found and ended."""
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)


def name_process(name: str) -> None:
    """Show this process under a name in lists of processes, such as `top`; at most 15 letters, on Linux only."""
    with contextlib.suppress(OSError):
        Path("/proc/self/comm").write_text(name, encoding="ascii")


def keep_free_memory() -> None:
    """Keep the memory that is free until `give_back_memory`: a picture then need not ask for that of the one before."""
    with contextlib.suppress(AttributeError, OSError, TypeError):  # a C library without it
        library = ctypes.CDLL(None)
        library.mallopt(_M_MMAP_THRESHOLD, _KEPT_BYTES // 2)
        library.mallopt(_M_TRIM_THRESHOLD, _KEPT_BYTES)


def give_back_memory() -> None:
    """Give the system the memory that is free, which the C library would keep for this process."""
    with contextlib.suppress(AttributeError, OSError, TypeError):  # a C library without it
        ctypes.CDLL(None).malloc_trim(0)


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
    """The child processes of `parent`, zombies included.

    The system's own list is whole as long as only this process, in this thread, reaps children of `parent`.
    """
    with contextlib.suppress(OSError):  # a system without it: look at every process
        listed = [(task / "children").read_bytes() for task in Path(f"/proc/{parent}/task").iterdir()]
        return {int(pid) for each in listed for pid in each.split()}
    return {pid for pid, (its_parent, _) in _processes().items() if its_parent == parent}


def end_children(*, spare: Set[int] = frozenset(), launcher: int | None = None) -> None:
    """Kill and reap the children of this process, adopted ones included, except those to spare.

    With a `launcher`, only those that descend from its kernels. Killing one may give us its children.
    """
    out_of_reach: set[int] = set()  # another user's: a notebook may have used sudo
    while strays := children_of(os.getpid()) - spare - out_of_reach:
        for pid in strays:
            if (launcher is None or _is_launched_by(pid, launcher)) and kill_one(pid):
                os.waitpid(pid, 0)
            else:
                out_of_reach.add(pid)


def _is_launched_by(pid: int, launcher: int) -> bool:
    """Whether a process descends from a kernel of `launcher`; also true of one that has ended."""
    try:
        env = Path(f"/proc/{pid}/environ").read_bytes()
    except OSError:
        return False
    return not env or b"JPY_PARENT_PID=%d" % launcher in env.split(b"\0")


def end_leftovers(launcher: int, *, since: float) -> None:
    """Kill orphaned descendants of the kernels of `launcher` that their fork server could not end.

    jupyter_client gives every kernel, and so all that it starts, the process id of its launcher in JPY_PARENT_PID; a
    process that has it, is younger than the launcher's first kernel (`since`, in seconds of this boot) and does not
    descend from the launcher can be nothing else.
    """
    mark = b"JPY_PARENT_PID=%d" % launcher
    processes = _processes()
    for pid, (parent, began) in processes.items():
        while parent in processes and parent != launcher:
            parent = processes[parent][0]
        if began < since or parent == launcher:
            continue
        with contextlib.suppress(OSError):  # it ended, or is another user's
            if mark in Path(f"/proc/{pid}/environ").read_bytes().split(b"\0"):
                os.kill(pid, signal.SIGKILL)


def boot() -> str:
    """Identifies this boot of the machine or container, within which process ids are unique."""
    return Path("/proc/sys/kernel/random/boot_id").read_text().strip() + str(Path("/proc/self/ns/pid").readlink())


def now() -> float:
    """Seconds of this boot, rounded down as the system does for the start of a process."""
    return int(time.clock_gettime(time.CLOCK_BOOTTIME) * _TICKS) / _TICKS


def thread_count() -> int:
    """The number of threads of this process, including those of C libraries."""
    return sum(1 for _ in Path("/proc/self/task").iterdir())


def _processes() -> dict[int, tuple[int, float]]:
    """Every process by its id: its parent, and when it began in seconds of this boot."""
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):  # it ended while we looked
                fields = (entry / "stat").read_bytes().rpartition(b")")[2].split()
                found[int(entry.name)] = int(fields[1]), int(fields[19]) / _TICKS
    return found


def _prctl(option: int, value: int) -> None:
    if ctypes.CDLL(None, use_errno=True).prctl(option, ctypes.c_ulong(value), 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), f"prctl({option}) failed")
