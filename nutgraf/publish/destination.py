"""What a destination of releases can do, and where it keeps what."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from nutgraf.errors import Problem
from nutgraf.publish.release import File

STORE, RELEASES, CURRENT, ARCHIVE = "store", "releases", "current", "archive"
Contents = Callable[[str], bytes]
"""Gives a file of a site by its path, as it is to be published."""
LOCK_OBJECT = "facts.lock"
"""Under which name the content of facts.lock is in the store."""


class Destination(Protocol):
    """Where releases are kept. Every write is whole or not there; a name is a path from the root of the destination."""

    address: str
    readers_folder: str
    """Where what all releases share is, such as the archive: `` or `current/`."""

    def read(self, name: str) -> bytes:
        """The content of a file. Raises FileNotFoundError."""

    def write(self, name: str, content: bytes) -> None:
        """Write a small file of the store, in place of the one that is there."""

    def names(self, folder: str) -> list[str]:
        """The names of the files and folders in a folder, in order; none if it is not there."""

    def below(self, folder: str) -> list[str]:
        """The paths of the files in a folder and in those below it; links to folders are left out."""

    def absent(self, wanted: Mapping[str, File], content: Contents) -> set[str]:
        """Those paths of a site whose content is not in the store, or is damaged there, of whatever size."""

    def put(self, path: str, file: File, content: bytes) -> None:
        """Put the content of a file of a site into the store."""

    def get(self, path: str, file: File) -> bytes:
        """The content of a file of a site from the store, as it was put. Raises FileNotFoundError."""

    def lay(self, folder: str, files: Mapping[str, File]) -> None:
        """Make a tree of files of the store, in order; what is there and is not one of them is replaced."""

    def is_laid(self, folder: str, files: Mapping[str, File]) -> bool:
        """Whether a tree that was made has each of its files as the store has it."""

    def is_shown(self, files: Mapping[str, File]) -> bool:
        """Whether readers get these files, where what they get is a tree of its own."""

    def show(self, name: str, content: bytes) -> None:
        """Write a file that readers get, in place of the one that is there."""

    def shown(self, name: str) -> bytes:
        """The content of a file that readers get. Raises FileNotFoundError."""

    def lead_to_archive(self, release: str) -> None:
        """Let readers of a release find the archive, which all releases share."""

    def remove(self, folder: str) -> None:
        """Remove a tree or a file, if it is there."""

    def keep_only(self, wanted: Iterable[tuple[str, File]]) -> None:
        """Remove every object of the store but these."""

    def live(self) -> str:
        """The name of the release that readers get; empty before the first."""

    def switch(self, release: str, before: str) -> None:
        """Give readers another release, in one step. Raises PublishError if `before` is not live anymore."""

    def held(self) -> AbstractContextManager[None]:
        """Hold the destination for one publisher. Raises PublishError naming another one who is at work."""


def object_name(path: str, file: File) -> str:
    """Where the content of a file of a site is in the store: by its digest, with the ending that says its type."""
    kind = "assets" if path.startswith("assets/") else "files"
    return f"{STORE}/objects/{kind}/{file.sha256[:2]}/{file.sha256}{Path(path).suffix}"


def manifest_name(release: str) -> str:
    """Where the manifest of a release is."""
    return f"{STORE}/releases/{release}.json"


def was_live_name(release: str) -> str:
    """The mark of a release that was live: it is written before another one takes its place."""
    return f"{STORE}/was-live/{release}"


def taken_over(address: str) -> Problem:
    """Another publisher made its release live meanwhile."""
    return Problem(address, "another release went live meanwhile", "see nutgraf releases, then publish again")


def at_work(address: str, who: str) -> Problem:
    """Another publisher holds the destination."""
    return Problem(address, f"another publisher is at work ({who})", "wait for it to end, then publish again")


def no_link(address: str) -> Problem:
    """What readers get is no link to a release, as where somebody put a folder there."""
    what = "it is not a link to a release, so it cannot be switched in one step"
    return Problem(f"{address}/{CURRENT}", what, "move it away, or name another folder")
