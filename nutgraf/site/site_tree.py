"""Writes the tree of a site: it links what the old site has, and leaves what the tree has of it already."""

from __future__ import annotations

import os
import shutil
from collections.abc import Container, Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from nutgraf.cache.files import Looks, inode_of
from nutgraf.cache.page_cache import FileContent, JoinedFile, bytes_of


class Changes(NamedTuple):
    """What was done to a tree."""

    written: set[str]
    linked: set[str]


def write_tree(
    folder: Path, files: Mapping[str, FileContent], old: Path, there: Container[str] = (), seen: Looks | None = None
) -> Changes:
    """Make a folder hold exactly these files; those with unchanged bytes are hard links to the ones in the old site.

    The files in `there` are known to be in the old site already, with their content; `seen` are the looks of all its
    files, if they are known. What the folder holds from earlier is kept only where it is the same file as in the old
    site: of a site of very many pages, only those that changed are written. The files that are neither written nor
    linked look as they did in the old site.
    """
    if folder.is_symlink() or not folder.is_dir():
        clear(folder)
        folder.mkdir()
    try:
        return _write(folder, files, old, there, seen)
    except (FileExistsError, NotADirectoryError, IsADirectoryError):  # a file where a folder has to be, or the reverse
        clear(folder)
        folder.mkdir()
        return _write(folder, files, old, there, seen)


def clear(path: Path) -> None:
    """Remove a folder, a file or a link, if it is there."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _write(
    folder: Path, files: Mapping[str, FileContent], old: Path, there: Container[str], seen: Looks | None
) -> Changes:
    root, left, done = f"{folder}/", _tree(folder), Changes(set(), set())
    now = _numbers_in(old, seen) if left.files else {}
    needed: set[str] = {""}
    for name, content in files.items():
        inside = name.rpartition("/")[0]
        if inside not in needed:
            if inside not in left.folders:
                Path(root + inside).mkdir(parents=True, exist_ok=True)
            _add_with_parents(inside, needed)
        path, here = root + name, left.files.pop(name, None)
        is_there = name in there or _holds(f"{old}/{name}", content)
        if is_there and here is not None and here == now.get(name):
            continue
        if here is not None:
            os.unlink(path)  # noqa: PTH108 - a file of the old site may be the same one, and must not change
        if is_there and _is_linked(f"{old}/{name}", path):
            done.linked.add(name)
        else:
            _write_file(Path(path), content)
            done.written.add(name)
    for name in left.files:
        os.unlink(root + name)  # noqa: PTH108
    for inside in sorted(left.folders - needed, reverse=True):
        Path(root + inside).rmdir()
    return done


def _numbers_in(old: Path, seen: Looks | None) -> Mapping[str, int]:
    """The number of each file of the old site."""
    return _tree(old).files if seen is None else {name: inode_of(look) for name, look in seen.items()}


def _add_with_parents(folder: str, known: set[str]) -> None:
    while folder not in known:
        known.add(folder)
        folder = folder.rpartition("/")[0]


class _Tree(NamedTuple):
    files: dict[str, int]
    """The number of each file, by its path; two of a file system with the same number are one file."""
    folders: set[str]


def _tree(folder: Path) -> _Tree:
    found, waiting = _Tree({}, set()), [""]
    while waiting:
        inside = waiting.pop()
        try:
            with os.scandir(f"{folder}/{inside}") as entries:
                for each in entries:
                    if each.is_dir(follow_symlinks=False):
                        waiting.append(f"{inside}{each.name}/")
                        found.folders.add(inside + each.name)
                    else:
                        found.files[inside + each.name] = each.inode()
        except FileNotFoundError:  # there is no site yet
            continue
    return found


def _write_file(path: Path, content: FileContent) -> None:
    if isinstance(content, JoinedFile):
        with path.open("wb") as file:
            file.writelines(content.pieces())
    else:
        path.write_bytes(bytes_of(content))


def _pieces(content: FileContent) -> Iterable[bytes]:
    """The content of a file, of which no more is in memory at once than a piece."""
    return content.pieces() if isinstance(content, JoinedFile) else (bytes_of(content),)


def _holds(path: str, content: FileContent) -> bool:
    try:
        with Path(path).open("rb") as file:
            same = all(file.read(len(piece)) == piece for piece in _pieces(content))
            return same and not file.read(1) and not Path(path).is_symlink()
    except OSError:  # it does not exist
        return False


def _is_linked(old: str, new: str) -> bool:
    try:
        os.link(old, new)
    except OSError:  # the file system has no hard links
        return False
    return True
