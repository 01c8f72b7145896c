"""A file that one process holds at a time: who is at work is named, and one that was killed holds nobody up."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from nutgraf.file_lock import HeldElsewhereError, file_lock


def ended() -> int:
    """The id of a process that has ended."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


@pytest.mark.parametrize("killed", ["as it worked", "before it wrote its id"])
def test_what_a_killed_process_had_just_started_holds_nobody_up_as_it_lets_go(tmp_path: Path, killed: str) -> None:
    path = tmp_path / ".lock"
    with path.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        held.write(str(ended()) if killed == "as it worked" else "")
        held.flush()
        let_go = threading.Timer(0.2, lambda: fcntl.flock(held, fcntl.LOCK_UN))
        let_go.start()
        with file_lock(path):
            assert path.read_text() == str(os.getpid())
        let_go.join()


def test_a_process_that_works_is_named_at_once_with_its_mark(tmp_path: Path) -> None:
    path = tmp_path / ".lock"
    with path.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        held.write(f"{os.getppid()} of a preview")
        held.flush()
        with pytest.raises(HeldElsewhereError, match=f"{os.getppid()} of a preview"), file_lock(path):
            pass


def test_a_file_that_is_let_go_names_nobody(tmp_path: Path) -> None:
    with file_lock(tmp_path / ".lock", mark=" of a preview"):
        pass
    assert (tmp_path / ".lock").read_text() == ""
