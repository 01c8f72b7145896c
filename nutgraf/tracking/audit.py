"""Inside the kernel: an audit hook records what is read other than through the data layer."""

# ruff: noqa: PTH119 (a Path raises events of its own, for every event that is looked at)

from __future__ import annotations

import hashlib
import os
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any

from nutgraf.errors import DataError, Problem
from nutgraf.tracking.event_arguments import (
    absolute_path,
    host_of,
    is_this_machine,
    program_of,
    source_of,
    writes,
)
from nutgraf.tracking.project_modules import project_root, see_project

ABSENT = "absent"
"""The fingerprint of a file that is not there: should it come, the page is made from it."""

_KIT = str(Path(__file__).parent.parent) + os.sep
_PATHS = sysconfig.get_paths()
_NOT_THE_NOTEBOOKS = tuple(
    {
        *(os.path.realpath(place) + os.sep for place in (sys.prefix, sys.base_prefix, *_PATHS.values())),
        *("/usr/", "/lib", "/etc/", "/proc/", "/sys/", "/dev/", "/run/"),
    }
)
"""What the environment itself consists of: the versions of its packages are counted, not its files."""
_LISTS = frozenset({"os.listdir", "os.scandir", "glob.glob"})
_STARTS = frozenset({"subprocess.Popen", "os.system", "os.posix_spawn", "os.exec", "os.fork", "pty.spawn"})
_CALLS = frozenset({"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "urllib.Request"})

_BETWEEN = frozenset(
    {
        *("os", "_collections_abc", "collections.abc", __name__, "pathlib", "genericpath", "posixpath", "ntpath"),
        *("shutil", "glob", "fnmatch", "pathlib._local"),
    }
)
"""Modules that only hand on what is asked for."""

_MADE = frozenset({"__pycache__", "build"})
"""Folders that come by themselves."""

_root = ""
_files: dict[str, str] = {}
_written: set[str] = set()
_unseen: dict[str, None] = {}


def start_audit() -> None:
    """Start recording, and refuse the network; a kernel runs one page, so this never stops."""
    global _root
    if not _root:
        see_project()
        _root = project_root() + os.sep
        for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
            del os.environ[name]  # a proxy on this machine would lead out of it
        sys.addaudithook(_on_event)
        _wrap_environment()
        _wrap_stat()


def drain() -> dict[str, Any]:
    """What was recorded since the last call; empty if nothing."""
    found: dict[str, Any] = {}
    if files := {name: digest_of_file(Path(_root, name)) for name in sorted(_files) if name not in _written}:
        found["files"] = files
    if _unseen:
        found["untracked"] = list(_unseen)
    _files.clear()
    _unseen.clear()
    return found


def digest_of_file(path: Path) -> str:
    """The fingerprint of a file by its content; of a folder by its file names, without those that tools write.

    A named pipe is not opened, because that would wait for a writer.
    """
    try:
        if path.is_dir():
            names = sorted(each.name for each in path.iterdir() if each.name[:1] != "." and each.name not in _MADE)
            return hashlib.sha256("\n".join(["folder", *names]).encode()).hexdigest()[:20]
        if not path.is_file():
            return ABSENT
        return hashlib.sha256(path.read_bytes()).hexdigest()[:20]
    except (OSError, ValueError):
        return ABSENT


def in_project(path: str) -> str:
    """The name of a module of the project by its file; "" for any other file."""
    if not _root or not path.startswith(_root) or path.startswith((_KIT, *_NOT_THE_NOTEBOOKS)):
        return ""
    return path[len(_root) :].replace(os.sep, "/")


_IMPORTS = ("importlib._bootstrap", "importlib.metadata")
_READ_SETTINGS = ("nutgraf.prose.own_filters", "nutgraf.site_defaults")


def _on_event(event: str, arguments: tuple[Any, ...]) -> None:
    # Called for every audit event, so unrelated events must return fast.
    if event == "open":
        _opened(*arguments)
    elif event == "sqlite3.connect" and arguments[0] not in ("", ":memory:"):
        _opened(arguments[0], "r", 0)
    elif event in _LISTS:
        _listed(arguments[0] if arguments else None)
    elif event in _STARTS and _by_the_notebook():
        _unseen[f"another program: {program_of(arguments)}"] = None
    elif event in _CALLS:
        _called(host_of(event, arguments))


def _called(host: str) -> None:
    """Refuse to leave this machine, whichever code or thread asks; an import may look at what is there."""
    if not is_this_machine(host) and not _importing():
        what = f"{host} is asked over the network, and a page is made from what is on file alone"
        fix = "fetch it with `nutgraf refresh`, or in a notebook get-….ipynb that refresh runs, and read the table here"
        raise DataError(Problem("the network", what, fix))
    if _by_the_notebook():
        _unseen[f"the network: {host}"] = None


def _opened(path: Any, mode: Any, flags: Any) -> None:
    if isinstance(path, int) or path is None:
        return
    where = absolute_path(path)
    if where.startswith(_NOT_THE_NOTEBOOKS) or where.startswith(_KIT):
        return
    if not where.startswith(_root):
        if _by_the_notebook() and not writes(mode, flags) and os.sep + "." not in where:
            _unseen[f"a file outside the project: {os.path.basename(where)}"] = None
        return
    name = where[len(_root) :]
    if name.startswith(".git/") or _through_the_data_layer() or (name == "pyproject.toml" and _for_a_setting()):
        return
    if writes(mode, flags):
        _written.add(name)
    elif name not in _written:
        _files[source_of(name)] = ""


def _listed(path: Any) -> None:
    if isinstance(path, int):
        return
    where = absolute_path(path if path is not None else ".")
    if where.startswith(_NOT_THE_NOTEBOOKS) or where.startswith(_KIT):
        return
    if _root and where.startswith(_root) and where[len(_root) :] in _files:
        return  # who asks takes long to find out: each label of a chart asks for the files of languages
    if not _by_the_notebook():
        return
    if not (where + os.sep).startswith(_root):
        _unseen[f"the names of the files in {os.path.basename(where)}"] = None
    else:
        _looked_at(where)


def _looked_at(where: str) -> None:
    """Record a file or folder of the project that the notebook asks for, whether or not it exists."""
    name = os.path.relpath(where, _root)
    if not name.startswith(".git") and name not in _written:
        _files[name] = ""


def _frames() -> Iterator[FrameType]:
    frame = sys._getframe(1).f_back
    while frame is not None:
        yield frame
        frame = frame.f_back


def _through_the_data_layer() -> bool:
    return any(frame.f_globals.get("__name__", "").startswith("nutgraf.data") for frame in _frames())


def _for_a_setting() -> bool:
    """Whether nutgraf itself reads a setting in the kernel, which the build counts."""
    return any(frame.f_globals.get("__name__") in _READ_SETTINGS for frame in _frames())


def _importing() -> bool:
    return any(str(frame.f_globals.get("__name__")).startswith(_IMPORTS) for frame in _frames())


def _by_the_notebook() -> bool:
    """Whether code of the notebook or the project asked for it, rather than an import."""
    asked = False
    for frame in _frames():
        name = str(frame.f_globals.get("__name__"))
        if name.startswith(_IMPORTS):
            return False
        asked = asked or _is_the_notebooks(frame, name)
    return asked


def _is_the_notebooks(frame: FrameType, name: str) -> bool:
    if name == "__main__":
        return "get_ipython" in frame.f_globals and frame.f_code.co_filename != "<string>"
    file = frame.f_code.co_filename
    return file.startswith(_root) and not file.startswith((_KIT, *_NOT_THE_NOTEBOOKS))


def _wrap_environment() -> None:
    """Reading a variable raises no audit event, so the mapping itself is wrapped."""
    kind: Any = type(os.environ)
    plain, all_names = kind.__getitem__, kind.__iter__

    def read(self: Any, name: str) -> str:
        if _asked_for():
            _unseen[f"the environment variable {name}"] = None
        value: str = plain(self, name)
        return value

    def every(self: Any) -> Iterator[str]:
        if _asked_for():
            _unseen["the whole environment"] = None
        names: Iterator[str] = all_names(self)
        return names

    kind.__getitem__, kind.__iter__ = read, every


def _wrap_stat() -> None:
    """Checking that a file exists, or its size, raises no audit event either."""
    plain: Any = os.stat

    def stat(path: Any, *more: Any, **options: Any) -> os.stat_result:
        if not isinstance(path, int) and _asked_for():
            where = absolute_path(path)
            if (where + os.sep).startswith(_root) and not where.startswith((_KIT, *_NOT_THE_NOTEBOOKS)):
                _looked_at(where)
        found: os.stat_result = plain(path, *more, **options)
        return found

    os.stat = stat


def _asked_for() -> bool:
    """Whether the notebook or the project's own code reads the variable, rather than a library."""
    for frame in _frames():
        if (name := frame.f_globals.get("__name__")) not in _BETWEEN:
            return _is_the_notebooks(frame, str(name))
    return False
