"""Notices which tests read the content of this repository: its notebooks, data, theme, settings and lock."""

from __future__ import annotations

import os
import sys
from typing import Any

from support.sites import ROOT

CONTENT = ("notebooks", "data", "languages", "theme.toml", "pyproject.toml", "facts.lock")
"""What a reporter or editor changes; the marker `content` is on each test that reads one of these."""
_HERE = str(ROOT) + os.sep
_EVENTS = frozenset({"open", "os.listdir", "os.scandir", "shutil.copyfile", "shutil.copytree"})
_read: set[str] = set()


def watch() -> None:
    """Notice reads from now on, in this process; a hook of Python's cannot be taken back."""
    sys.addaudithook(_note)


def take() -> list[str]:
    """What was read since the last call."""
    found = sorted(_read)
    _read.clear()
    return found


def _note(event: str, arguments: tuple[Any, ...]) -> None:
    if event not in _EVENTS or not arguments or not isinstance(arguments[0], str | os.PathLike):
        return
    if event == "os.listdir" and sys._getframe(1).f_globals["__name__"] in ("importlib._bootstrap_external", "pkgutil"):
        return  # an import looks for a package that is named data
    path = os.fspath(arguments[0])
    if isinstance(path, str):
        path = os.path.abspath(path)  # noqa: PTH100 (a Path raises events of its own)
        if path.startswith(_HERE) and path[len(_HERE) :].split(os.sep, 1)[0] in CONTENT:
            _read.add(path[len(_HERE) :])
