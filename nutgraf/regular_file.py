"""Refuses what is not a regular file where one belongs: to open a named pipe is to wait for another program."""

from __future__ import annotations

import stat
from pathlib import Path

from nutgraf.errors import DataError, Problem


def refuse_special_file(path: Path, name: str, fix: str) -> None:
    """Raise DataError for a folder, a named pipe, a socket or a device at a path; nothing there is no error.

    `name` is what the message calls the file.
    """
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError):
        return
    refuse_special(mode, name, fix)


def refuse_special(mode: int, name: str, fix: str) -> None:
    """The same by the mode of a path."""
    if not stat.S_ISREG(mode):
        raise DataError(Problem(name, "this is not an ordinary file", fix))
