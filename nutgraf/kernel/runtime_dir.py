"""The private folder of a worker's connection files and sockets; removed even after a kill."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from nutgraf.kernel import processes
from nutgraf.stored_json import read_stored

_PREFIX = "nutgraf-kernels-"
_LONGEST_BASE = 60
"""A socket's path may have 107 bytes in all, so a long temporary folder is passed over for /tmp."""
_LEAVE_ALONE_S = 60.0
"""A folder this young may not have got its lock yet."""


@dataclass(frozen=True)
class RuntimeDir:
    """A folder and the lock that marks it as in use, by this process or a child that holds `lock` open.

    `since` is when it was made, in seconds of this boot.
    """

    path: Path
    lock: int
    since: float

    def remove(self) -> None:
        """Remove the folder and its contents."""
        shutil.rmtree(self.path, ignore_errors=True)
        with contextlib.suppress(OSError):
            os.close(self.lock)


def make_folder() -> RuntimeDir:
    """A new folder that only this user can enter; first removes what killed builds left behind."""
    base = Path(tempfile.gettempdir())
    if len(str(base)) > _LONGEST_BASE and Path("/tmp").is_dir():
        base = Path("/tmp")
    _sweep(base)
    path = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=base))
    lock = os.open(path / "lock", os.O_CREAT | os.O_RDWR | getattr(os, "O_CLOEXEC", 0), 0o600)
    _locked(lock)
    if sys.platform != "linux":
        return RuntimeDir(path, lock, 0.0)
    since = processes.now()
    os.write(lock, json.dumps({"worker": os.getpid(), "since": since, "boot": processes.boot()}).encode())
    return RuntimeDir(path, lock, since)


def _sweep(base: Path) -> None:
    """Remove this user's folders whose lock is no longer held."""
    if not hasattr(os, "getuid"):
        return
    for path in base.glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):
            status = path.lstat()
            if status.st_uid != os.getuid() or time.time() - status.st_mtime < _LEAVE_ALONE_S:
                continue
            lock = os.open(path / "lock", os.O_CREAT | os.O_RDWR, 0o600)
            try:
                if _locked(lock):
                    _end_leftovers(os.read(lock, 4096))
                    shutil.rmtree(path, ignore_errors=True)
            finally:
                os.close(lock)


def _end_leftovers(note: bytes) -> None:
    """End what the kernels of a worker started, if both the worker and its fork server were killed."""
    with contextlib.suppress(ValueError):
        known = read_stored(note)
        if (
            sys.platform == "linux"
            and known["boot"] == processes.boot()
            and not Path(f"/proc/{known['worker']}").exists()
        ):
            processes.end_leftovers(known["worker"], since=known["since"])


def _locked(lock: int) -> bool:
    """Take the lock unless another process has it; it is released when the last process that holds it ends."""
    try:
        import fcntl

        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (ImportError, OSError):
        return False
    return True
