"""Paths that lead out of a folder where a server forgets one way to write them; each as it goes over the wire."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

SECRET = "[tool.nutgraf]"
"""What no answer may have: the settings of the project, which are two folders above its sites."""

_UP = [
    "..",
    "%2e%2e",
    "%2E%2E",
    ".%2e",
    "%2e.",
    "%252e%252e",  # encoded twice
    "%25252e%25252e",
    "%c0%ae%c0%ae",  # UTF-8 that is longer than it has to be
    "%e0%80%ae%e0%80%ae",
    "%ef%bc%8e%ef%bc%8e",  # full-width stops
    "%e2%80%a5",  # two dots in one character
    "%e2%80%a4%e2%80%a4",  # one dot leaders
    "..%00",
    "..%20",
    "..;",
    "...",
    "....",
]
_SLASHES = ["/", "%2f", "%2F", "%252f", "%5c", "\\", "//", "/./", "%e2%88%95", "%ef%bc%8f", "%c0%af"]
_TARGET = "pyproject.toml"


def hostile_paths(root: Path) -> Iterator[str]:
    """More than a hundred paths to the settings of the project at `root`, and to files of the machine."""
    for up in _UP:
        for many in (1, 2, 3):
            yield "/".join([*[up] * many, _TARGET])
    for slash in _SLASHES:
        for many in (2, 3):
            yield slash.join([*[".."] * many, _TARGET])
        yield f"en{slash}pay{slash}" + slash.join([*[".."] * 4, _TARGET])
    absolute = f"{root.as_posix()}/{_TARGET}"
    for before in ("", "/", "//", "%2f", "%2f%2f", "file://", "file:%2f%2f", "./", "en/"):
        yield f"{before}{absolute}"
        yield f"{before}/etc/passwd"
    yield from (f"../../{_TARGET}%00.html", f"../../{_TARGET}%0d%0aX-Header:%20x", f"../../{_TARGET}%23.html")
    yield from (f"../../{_TARGET}?.html", f"..%2f..%2f{_TARGET}/", f"../../{_TARGET}/.", "%00", "a" * 5000, "%ff%fe")
    yield from ("~/.ssh/id_rsa", "%7e/.ssh/id_rsa", "C:%5cWindows%5cwin.ini", "%5c%5chost%5cshare", "CON", "nul.html")
    yield from ("../../PYPROJECT.TOML", "../../facts.lock", "../runs/", "../keep/", "../records/", "../undo/")
    yield from (f"linked/{_TARGET}", "linked.html", "linked", "linked/../linked.html")  # see `link_out`


def link_out(folder: Path, root: Path) -> None:
    """Put links that lead out of a folder into it."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, target in (("linked", root), ("linked.html", root / _TARGET)):
        (folder / name).unlink(missing_ok=True)
        (folder / name).symlink_to(target)
