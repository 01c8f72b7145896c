"""What does not change while tests run, and each of the hundreds of builds in this process asks for."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from nutgraf.cache import files, software


def look_at_the_kit_once(patch: pytest.MonkeyPatch) -> None:
    """The files of the kit and the versions of all packages are as they were when a build first asked."""
    patch.setattr(software, "names_in", functools.cache(lambda folder: tuple(files.names_in(folder))))
    patch.setattr(software, "_digest_of", _once(software._digest_of))
    patch.setattr(software, "packages", functools.cache(software.packages))


def look_at_files_again(patch: pytest.MonkeyPatch, kit: Path) -> None:
    """From now on, the kit is in this folder, and its files are looked at as a build does outside of tests."""
    patch.setattr(software, "names_in", files.names_in)
    patch.setattr(software, "_digest_of", _PLAIN)
    patch.setattr(software, "_OWN", RememberedPath(kit))


def look_for_packages_again(patch: pytest.MonkeyPatch, folder: Path, own: Path) -> None:
    """From now on, Python finds packages in this folder, and what was found out about them is kept below `own`."""
    patch.setattr(software, "packages", _PACKAGES)
    patch.setattr(software, "_OWN", own)
    patch.setattr(sys, "path", [str(folder)])
    patch.setattr(sys, "dont_write_bytecode", False)


_PLAIN, _PACKAGES = software._digest_of, software.packages


def _once(function: Callable[[Iterable[str]], str]) -> Callable[[Iterable[str]], str]:
    known = functools.cache(function)
    return lambda names: known(tuple(names))


class RememberedPath(type(Path())):  # type: ignore[misc]
    """A file is read again only when it has another size or was written since."""

    def read_bytes(self) -> bytes:
        """Its content."""
        about = self.stat()
        return _content(str(self), about.st_mtime_ns, about.st_size)


@functools.cache
def _content(path: str, *_: int) -> bytes:
    return Path(path).read_bytes()
