"""A destination on a machine that is reached by SFTP: the folder of a web server, with links instead of hard links."""

from __future__ import annotations

import contextlib
import posixpath
import stat
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from nutgraf.errors import BusyError, Problem, PublishError
from nutgraf.publish.destination import ARCHIVE, CURRENT, RELEASES, STORE, Contents, no_link, object_name, taken_over
from nutgraf.publish.lease import Lease
from nutgraf.publish.release import File, digest_of
from nutgraf.publish.sftp_channels import ask_each, connect, digest_there

_PORT = 22


class SftpFolder:
    """A folder on another machine. The tree of a release is of links to the store; `current` is a link to a tree.

    Its server has to be known to SSH, and takes a key: no password is asked for, and none is in the address.
    """

    readers_folder = ""

    def __init__(self, address: str) -> None:
        self.address = address.rstrip("/")
        parts = urlsplit(self.address)
        if not parts.hostname or len(parts.path) < 2 or parts.password:
            what = "it names no folder on a machine" if not parts.password else "it holds a password"
            raise PublishError(Problem(parts.hostname or address, what, "write sftp://USER@HOST/FOLDER, and use a key"))
        self._root = unquote(parts.path)
        self._ssh, self._files = connect(parts.hostname, parts.port or _PORT, parts.username)
        self._lease = Lease(self, self.address)
        self._made: set[str] = set()

    def read(self, name: str) -> bytes:
        with self._files.open(self._path(name), "rb") as file:
            file.prefetch()
            return bytes(file.read())

    def write(self, name: str, content: bytes) -> None:
        path = self._path(name)
        self._make_folder(posixpath.dirname(path))
        new = f"{posixpath.dirname(path)}/.{posixpath.basename(path)}.new"
        with self._files.open(new, "wb") as file:
            file.set_pipelined(True)
            file.write(content)
        self._files.posix_rename(new, path)

    def names(self, folder: str) -> list[str]:
        try:
            return sorted(name for name in self._files.listdir(self._path(folder)) if not name.startswith("."))
        except FileNotFoundError:
            return []

    def below(self, folder: str) -> list[str]:
        return sorted(name.removeprefix(f"{folder}/") for name, _ in self._objects(folder))

    def absent(self, wanted: Mapping[str, File], content: Contents) -> set[str]:
        there = dict(self._objects())
        named = {path: object_name(path, file) for path, file in wanted.items()}
        there_is = {path: there.get(name) == wanted[path].size for path, name in named.items()}
        asked = [path for path in wanted if there_is[path]]
        digests = ask_each(
            self._ssh, lambda server, path: digest_there(server, self._path(named[path])), asked, self._lease.renew
        )
        sound = {path for path, digest in zip(asked, digests, strict=True) if digest == wanted[path].sha256}
        return set(wanted) - sound

    def put(self, path: str, file: File, content: bytes) -> None:
        self._lease.renew()
        self.write(object_name(path, file), content)

    def get(self, path: str, file: File) -> bytes:
        return self.read(object_name(path, file))

    def lay(self, folder: str, files: Mapping[str, File]) -> None:
        for path, file in files.items():
            self._lease.renew()
            link = f"{folder}/{path}"
            self._make_folder(posixpath.dirname(self._path(link)))
            self._link(link, _target(link, path, file))

    def is_laid(self, folder: str, files: Mapping[str, File]) -> bool:
        def is_right(server: Any, path: str) -> bool:
            link = f"{folder}/{path}"
            try:
                return bool(server.readlink(self._path(link)) == _target(link, path, files[path]))
            except OSError:
                return False

        return all(ask_each(self._ssh, is_right, list(files), self._lease.renew))

    def is_shown(self, files: Mapping[str, File]) -> bool:
        return True  # readers get the tree itself

    def show(self, name: str, content: bytes) -> None:
        self.write(name, content)

    def shown(self, name: str) -> bytes:
        return self.read(name)

    def lead_to_archive(self, release: str) -> None:
        self._make_folder(self._path(ARCHIVE))
        self._link(f"{RELEASES}/{release}/{ARCHIVE}", f"../../{ARCHIVE}")

    def remove(self, folder: str) -> None:
        with contextlib.suppress(FileNotFoundError):
            self._remove(self._path(folder))
        self._made.clear()

    def keep_only(self, wanted: Iterable[tuple[str, File]]) -> None:
        if ARCHIVE in self.names(""):  # its versions are links to the store, and need all of it
            return
        needed = {object_name(path, file) for path, file in wanted}
        for name, _ in list(self._objects()):
            if name not in needed:
                self._files.remove(self._path(name))

    def live(self) -> str:
        try:
            return PurePosixPath(self._files.readlink(self._path(CURRENT)) or "").name
        except FileNotFoundError:
            return ""
        except OSError as error:
            raise PublishError(no_link(self.address)) from error

    def switch(self, release: str, before: str) -> None:
        self._lease.confirm()
        if self.live() != before:
            raise BusyError(taken_over(self.address))
        if ARCHIVE in self.names(""):
            self.lead_to_archive(release)
        new = f"{STORE}/.{CURRENT}.new"
        with contextlib.suppress(FileNotFoundError):
            self._files.remove(self._path(new))
        self._files.symlink(f"{RELEASES}/{release}", self._path(new))
        self._files.posix_rename(self._path(new), self._path(CURRENT))

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Hold it with a lease, which ends by itself when its holder was killed."""
        self._lease = Lease(self, self.address)
        self._lease.take()
        try:
            yield
        finally:
            self._lease.give_back()

    def read_version(self, name: str) -> tuple[bytes, str]:
        """The content of a file, and its digest as the version."""
        content = self.read(name)
        return content, digest_of(content)

    def write_version(self, name: str, content: bytes, version: str) -> str | None:
        """Write a file that is not there yet, or in place of a version; for the latter, a moment is left between."""
        if version:
            try:
                if self.read_version(name)[1] != version:
                    return None
            except FileNotFoundError:
                return None
            self.write(name, content)
            return digest_of(content)
        self._make_folder(posixpath.dirname(self._path(name)))
        try:
            with self._files.open(self._path(name), "wx") as file:
                file.write(content)
        except OSError:
            if name.rpartition("/")[2] in self.names(name.rpartition("/")[0]):
                return None
            raise
        return digest_of(content)

    def _path(self, name: str) -> str:
        return f"{self._root}/{name}".rstrip("/")

    def _objects(self, folder: str = f"{STORE}/objects") -> Iterator[tuple[str, int]]:
        """Every object with its size."""
        try:
            entries = self._files.listdir_attr(self._path(folder))
        except FileNotFoundError:
            return
        for entry in entries:
            name = f"{folder}/{entry.filename}"
            if stat.S_ISDIR(entry.st_mode or 0):
                yield from self._objects(name)
            elif not entry.filename.startswith("."):
                yield name, int(entry.st_size or 0)

    def _link(self, name: str, target: str) -> None:
        """Make a link, in place of what is there."""
        path = self._path(name)
        try:
            self._files.symlink(target, path)
        except OSError:
            if stat.S_ISLNK(self._files.lstat(path).st_mode or 0) and self._files.readlink(path) == target:
                return
            new = f"{posixpath.dirname(path)}/.{posixpath.basename(path)}.new"
            with contextlib.suppress(FileNotFoundError):
                self._files.remove(new)
            self._files.symlink(target, new)
            self._files.posix_rename(new, path)

    def _make_folder(self, path: str) -> None:
        if path in self._made or path in ("", "/"):
            return
        try:
            self._files.stat(path)
        except FileNotFoundError:
            self._make_folder(posixpath.dirname(path))
            self._files.mkdir(path)
        self._made.add(path)

    def _remove(self, path: str) -> None:
        if not stat.S_ISDIR(self._files.lstat(path).st_mode or 0):
            self._files.remove(path)
            return
        for name in self._files.listdir(path):
            self._remove(f"{path}/{name}")
        self._files.rmdir(path)


def _target(link: str, path: str, file: File) -> str:
    """Where a link of a tree leads: to the content of a file of a site in the store."""
    return posixpath.relpath(object_name(path, file), posixpath.dirname(link))
