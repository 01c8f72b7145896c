"""Replaces the old site with the new one atomically, whatever is killed when."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import shutil
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from nutgraf.cache.files import Looks, is_same_file, looks
from nutgraf.cache.page_cache import CachedFile, FileContent
from nutgraf.disk_errors import disk_problem
from nutgraf.errors import Problem, SiteError
from nutgraf.site.site_tree import Changes, clear, write_tree

SITE = "site"
MANY = 1_000
"""Files from which on to write a tree, and to remove the last one, takes longer than to keep that: some 70 pages."""
_AT_FDCWD, _RENAME_EXCHANGE = -100, 2


@dataclass(frozen=True)
class Site:
    """The files of a site by their path from its root, in order."""

    files: Mapping[str, FileContent]


def can_be_exchanged(build_dir: Path, name: str = SITE) -> None:
    """Check, before any page is built, that build/site, or the folder of that name, can be replaced.

    Raises SiteError if a file or symbolic link is there, because only a folder can be exchanged.
    """
    site = build_dir / name
    where = f"{build_dir.name}/{name}"
    if site.is_symlink():
        what = f"it is a link (to {site.readlink()}); a site is exchanged whole, which cannot be done through a link"
        fix = f"remove the link, and copy {where} to its target after each build"
        raise SiteError(Problem(where, what, fix))
    if site.exists() and not site.is_dir():
        raise SiteError(Problem(where, "it is a file, where a folder is needed", "move the file out of the way"))


def publish(
    site: Site, build_dir: Path, name: str = SITE, there: Container[str] = (), seen: Looks | None = None
) -> Looks | None:
    """Put `site` into build/site, or into the folder of that name.

    The files in `there` are known to be in the folder already, with their content; `seen` are the looks of all that
    it held as the build began, if they are known: then it gives the looks of what it holds now.

    The tree is written next to it first, and the two are exchanged in one step. A tree of very many files stays there
    after the exchange, so that the next one is written from it; where most files are new, it is linked from the site.
    The remains of a killed run are removed or used by the next. Raises SiteError if the folder cannot be written; the
    old site is then still in place.
    """
    can_be_exchanged(build_dir, name)
    try:
        build_dir.mkdir(parents=True, exist_ok=True)
        stays = len(site.files) >= MANY
        recover(build_dir, name, keep_new=stays)
        done = write_tree(_new(build_dir, name), site.files, build_dir / name, there, seen)
        _swap(build_dir, name)
    except OSError as error:
        with contextlib.suppress(OSError):
            recover(build_dir, name)
        found = disk_problem(error, build_dir.parent)
        old = "the site of the last build is still in place" if (build_dir / name).exists() else "no site is in place"
        raise SiteError(
            Problem(found.where, f"the site could not be written: {found.what}", f"{found.fix}; {old}")
        ) from error
    if not stays:
        shutil.rmtree(_new(build_dir, name), ignore_errors=True)
    elif len(done.written) > len(site.files) / 2 or not _new(build_dir, name).exists():
        _link_tree(build_dir / name, _new(build_dir, name), site.files)
    return None if seen is None else _looks_of(build_dir / name, site.files, seen, done, few=not stays)


def _link_tree(site: Path, new: Path, names: Iterable[str]) -> None:
    """Make the tree to write the next site from: a build that made most pages took long, and the next must not."""
    with contextlib.suppress(OSError):  # the next build makes it
        write_tree(new, {name: CachedFile(f"{site}/{name}") for name in names}, site, frozenset(names))


def _looks_of(site: Path, names: Iterable[str], seen: Looks, done: Changes, *, few: bool) -> Looks:
    """The looks of a new site; of a file that was altered in the old one since it was seen, that which it had then."""
    now = looks(site, names if few else done.written | done.linked)  # to remove the old tree changes the looks of few
    for name, look in now.items():
        if name not in done.written and not is_same_file(look, seen.get(name, look)):
            now[name] = seen[name]
    return {**{name: seen[name] for name in names if name not in now}, **now}


def recover(build_dir: Path, name: str = SITE, *, keep_new: bool = False) -> None:
    """Clean up after a killed run: restore the old site, remove an unfinished new one unless it is to be finished."""
    old, site = _old(build_dir, name), build_dir / name
    if old.exists() and not site.exists():
        old.rename(site)
    clear(old)
    if not keep_new:
        clear(_new(build_dir, name))


def _new(build_dir: Path, name: str) -> Path:
    return build_dir / f".{name}-new"


def _old(build_dir: Path, name: str) -> Path:
    return build_dir / f".{name}-old"


def _swap(build_dir: Path, name: str) -> None:
    new, site, old = _new(build_dir, name), build_dir / name, _old(build_dir, name)
    if not site.exists():
        new.rename(site)
    elif not _exchange(new, site):
        site.rename(old)
        new.rename(site)
        with contextlib.suppress(OSError):  # the new site is in place, even if the old one cannot be moved
            old.rename(new)


def _exchange(one: Path, other: Path) -> bool:
    """Swap two folders in one step; False if the system cannot."""
    try:
        renameat2 = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError):
        return False
    if renameat2(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0:
        return True
    code = ctypes.get_errno()
    if code in (errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP):
        return False
    raise OSError(code, os.strerror(code), str(other))
