"""Explains file system errors in a reporter's words."""

from __future__ import annotations

import errno
import os
import tempfile
from pathlib import Path

from nutgraf.errors import Problem

FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
THE_MACHINES = FULL | {errno.EROFS, errno.EMFILE, errno.ENFILE}
"""What no notebook and no page is at fault for: every other page would meet it too."""

_WORDS = {
    errno.EROFS: ("nothing can be written to this disk", "make it writable, or copy the project to another disk"),
    errno.EACCES: ("nutgraf is not allowed to use it", "make it readable and writable for the user who runs nutgraf"),
    errno.EPERM: ("nutgraf is not allowed to change it", "make it readable and writable for the user who runs nutgraf"),
    errno.EISDIR: ("it is a folder, where a file is needed", "move the folder out of the way"),
    errno.ENOTEMPTY: ("it is a folder with something in it", "move the folder out of the way"),
    errno.ELOOP: ("it is a link that leads back to itself", "remove the link"),
    errno.ENOENT: ("it is not there", "put it back, or restore it from git"),
    errno.ENAMETOOLONG: ("its name is too long for the disk", "choose a shorter name, address or value"),
    errno.EMFILE: ("too many files are open at once", "allow more with `ulimit -n`, or build with fewer --jobs"),
    errno.ENFILE: ("too many files are open on this machine", "close other programs on it"),
}


def disk_problem(error: OSError, root: Path | None = None) -> Problem:
    """An error of the file system: which file or folder, what is wrong with it, what to do about it."""
    if "No usable temporary directory" in str(error):
        fix = "make room there, or name another folder with the environment variable TMPDIR"
        return Problem("the folder for temporary files", "there is none that can be written to", fix)
    named = error.filename2 if error.filename2 is not None else error.filename
    known = isinstance(named, str | bytes | os.PathLike)
    where = _named(named, root) if known else "this machine"
    if error.errno in FULL:
        fix = "make room, then build again"
        more = f"{fix}; another folder for temporary files can be named with the environment variable TMPDIR"
        return Problem(where, "there is no room left on the disk", fix if known and not _is_temporary(named) else more)
    if error.errno in (errno.ENOTDIR, errno.EEXIST) and named is not None:
        return _in_the_way(named, root)
    fallback = error.strerror or str(error) or type(error).__name__
    what, fix = _WORDS.get(error.errno or 0, (f"the system says: {fallback}", "see that it works, then try again"))
    return Problem(where, what, fix)


def _in_the_way(path: str | bytes | os.PathLike[str], root: Path | None) -> Problem:
    """What is in the place of a folder, possibly further up the path."""
    whole = Path(os.fsdecode(path))
    found = next((each for each in (whole, *whole.parents) if os.path.lexists(each)), whole)
    if found.is_symlink() and not found.exists():
        return Problem(_named(found, root), "it is a link that leads nowhere", "remove the link")
    return Problem(_named(found, root), "it is a file, where a folder is needed", "move the file out of the way")


def _named(path: str | bytes | os.PathLike[str], root: Path | None) -> str:
    """A path relative to the project's root if inside it."""
    whole = Path(os.fsdecode(path))
    for folder in (root, Path.cwd()):
        if folder is not None and whole.is_relative_to(folder):
            return whole.relative_to(folder).as_posix()
    return str(whole)


def _is_temporary(path: object) -> bool:
    try:
        return isinstance(path, str) and Path(path).is_relative_to(tempfile.gettempdir())
    except OSError:  # there is no room for a try
        return True
