"""Puts a new site in place of the old one so that no reader, and no kill, ever finds half of each."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import shutil
from pathlib import Path

from nutgraf.cache.page_cache import bytes_of
from nutgraf.disk_errors import disk_problem
from nutgraf.errors import Problem, SiteError
from nutgraf.site.layout import Site

SITE, NEW, OLD = "site", ".site-new", ".site-old"
_AT_FDCWD, _RENAME_EXCHANGE = -100, 2


def can_be_exchanged(build_dir: Path) -> None:
    """Make sure before any page is made that build/site can be put in place.

    Raises SiteError where a file or a link is there: a folder is exchanged whole, which neither of them can be.
    """
    site = build_dir / SITE
    where = f"{build_dir.name}/{SITE}"
    if site.is_symlink():
        what = f"it is a link (to {site.readlink()}); a site is exchanged whole, which cannot be done through a link"
        fix = "take the link away, and copy build/site to where it led after each build"
        raise SiteError(Problem(where, what, fix))
    if site.exists() and not site.is_dir():
        raise SiteError(Problem(where, "it is a file, where a folder is needed", "move the file out of the way"))


def publish(site: Site, build_dir: Path) -> None:
    """Make `site` what lies in build/site.

    The whole tree is written beside it first and the two are exchanged in one step. What a killed run left is cleared
    at the next. Raises SiteError where the folder cannot be written; the site that was there is then still in place.
    """
    can_be_exchanged(build_dir)
    try:
        build_dir.mkdir(parents=True, exist_ok=True)
        recover(build_dir)
        _write(site, build_dir / NEW, build_dir / SITE)
        _swap(build_dir)
    except OSError as error:
        with contextlib.suppress(OSError):
            recover(build_dir)
        found = disk_problem(error, build_dir.parent)
        stays = "the site of the last build is still in place" if (build_dir / SITE).exists() else "no site is in place"
        raise SiteError(
            Problem(found.where, f"the site could not be written: {found.what}", f"{found.fix}; {stays}")
        ) from error
    shutil.rmtree(build_dir / NEW, ignore_errors=True)


def recover(build_dir: Path) -> None:
    """Undo what a killed run left half done: the old site comes back, an unfinished new one goes."""
    old, site = build_dir / OLD, build_dir / SITE
    if old.exists() and not site.exists():
        old.rename(site)
    _clear(old)
    _clear(build_dir / NEW)


def _write(site: Site, folder: Path, old: Path) -> None:
    """Write the tree; a file that lies in the old one with the same bytes is given a second name instead."""
    folder.mkdir()
    made = {folder}
    for name, content in site.files.items():
        path = folder / name
        if path.parent not in made:
            path.parent.mkdir(parents=True, exist_ok=True)
            made.add(path.parent)
        held = bytes_of(content)
        if not _is_linked(old / name, path, held):
            path.write_bytes(held)


def _is_linked(old: Path, new: Path, content: bytes) -> bool:
    try:
        if old.is_symlink() or old.read_bytes() != content:
            return False
        os.link(old, new)
    except OSError:  # it is not there, or the system has no second names
        return False
    return True


def _swap(build_dir: Path) -> None:
    new, site, old = build_dir / NEW, build_dir / SITE, build_dir / OLD
    if not site.exists():
        new.rename(site)
    elif not _exchange(new, site):
        site.rename(old)
        new.rename(site)
        shutil.rmtree(old, ignore_errors=True)  # the new site is in place, whatever becomes of the old one


def _exchange(one: Path, other: Path) -> bool:
    """Swap two folders in one step; False where the system has no such step."""
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


def _clear(folder: Path) -> None:
    if folder.is_dir() and not folder.is_symlink():
        shutil.rmtree(folder)
    else:
        folder.unlink(missing_ok=True)
