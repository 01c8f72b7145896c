"""A destination in a store of objects, such as S3: trees of copies made by the store, and a pointer to the live one.

A store has no links, so `current/` is a tree of copies too: it follows the pointer, file by file, in the order of an
upload. Each page that a reader gets meanwhile is whole. What reads the pointer itself has the new site in one step.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import fsspec

from nutgraf.errors import BusyError, Problem, PublishError
from nutgraf.publish.destination import (
    ARCHIVE,
    CURRENT,
    RELEASES,
    STORE,
    Contents,
    manifest_name,
    object_name,
    taken_over,
)
from nutgraf.publish.headers import Headers, is_asset, plain, said_to_s3, sent
from nutgraf.publish.lease import Lease
from nutgraf.publish.release import File, Release, digest_of
from nutgraf.publish.site_files import upload_steps
from nutgraf.publish.stored_objects import content_of, etag_for, is_another_version, is_s3, is_sound, stored_objects
from nutgraf.publish.unreachable import in_words
from nutgraf.stored_json import read_stored

POINTER = f"{STORE}/{CURRENT}.json"
COMPLETE = f"{STORE}/complete.json"
"""Names the release that `current/` holds whole; not there while it is being changed."""
_AT_ONCE, _GZIP = 16, b"\x1f\x8b"


class ObjectStore:
    """A store that fsspec knows. Readers get `current/`; a front door may serve what store/current.json names."""

    def __init__(self, address: str, **options: Any) -> None:
        self.address, self.readers_folder = address.rstrip("/"), f"{CURRENT}/"
        self._fs, root = fsspec.core.url_to_fs(
            self.address, use_listings_cache=False, skip_instance_cache=True, **options
        )
        self._root = root.rstrip("/")
        self._is_s3 = is_s3(self._fs)
        self._lease = Lease(self, self.address)
        self._pointer = ""

    def read(self, name: str) -> bytes:
        return bytes(self._fs.cat_file(self._path(name)))

    def write(self, name: str, content: bytes) -> None:
        self._fs.pipe_file(self._path(name), content, **self._said(Headers("application/json", "no-store", "")))

    def names(self, folder: str) -> list[str]:
        try:
            found = self._fs.ls(self._path(folder), detail=False)
        except FileNotFoundError:
            return []
        return sorted(name.rstrip("/").rpartition("/")[2] for name in found)

    def below(self, folder: str) -> list[str]:
        root = self._path(folder)
        return sorted(name.removeprefix(f"{root}/") for name in self._fs.find(root))

    def absent(self, wanted: Mapping[str, File], content: Contents) -> set[str]:
        there = stored_objects(self._fs, self._path(f"{STORE}/objects"))

        def is_absent(path: str) -> bool:
            name = self._object(path, wanted[path])
            if name not in there:
                return True
            etag = there[name].etag
            is_sent = bool(etag) and etag == etag_for(sent(path, content(path), self._is_s3)[0])
            return not (is_sent or is_sound(self._fs, name, wanted[path]))

        return self._those(is_absent, wanted)

    def put(self, path: str, file: File, content: bytes) -> None:
        self._lease.renew()
        body, headers = sent(path, content, self._is_s3)
        self._fs.pipe_file(self._object(path, file), body, **self._said(headers))

    def get(self, path: str, file: File) -> bytes:
        return content_of(self._fs, self._object(path, file), file)

    def lay(self, folder: str, files: Mapping[str, File]) -> None:
        self._copy(folder, files, files)

    def is_laid(self, folder: str, files: Mapping[str, File]) -> bool:
        return not self._not_laid(folder, files)

    def is_shown(self, files: Mapping[str, File]) -> bool:
        return self.is_laid(CURRENT, files)

    def show(self, name: str, content: bytes) -> None:
        body, headers = sent(name, content, self._is_s3)
        self._fs.pipe_file(self._path(name), body, **self._said(headers))

    def shown(self, name: str) -> bytes:
        content = self.read(name)
        return plain(content) if content[:2] == _GZIP else content

    def lead_to_archive(self, release: str) -> None:
        """Nothing: it is in what readers get."""

    def remove(self, folder: str) -> None:
        with contextlib.suppress(FileNotFoundError):
            self._fs.rm(self._path(folder), recursive=True)

    def keep_only(self, wanted: Iterable[tuple[str, File]]) -> None:
        needed = {self._object(path, file) for path, file in wanted}
        self._each(
            self._fs.rm_file, [name for name in self._fs.find(self._path(f"{STORE}/objects")) if name not in needed]
        )

    def live(self) -> str:
        try:
            content, self._pointer = self.read_version(POINTER)
            return str(read_stored(content)["release"])
        except FileNotFoundError:
            self._pointer = ""
            return ""
        except (ValueError, KeyError, TypeError) as error:
            what = "it does not name the live release: something else wrote it"
            fix = "roll back to a release by its number, after removing this file"
            raise PublishError(Problem(f"{self.address}/{POINTER}", what, fix)) from error

    def switch(self, release: str, before: str) -> None:
        self._lease.confirm()
        if self.live() != before:
            raise BusyError(taken_over(self.address))
        said = {"release": release, "path": f"{RELEASES}/{release}/"}
        if self.write_version(POINTER, json.dumps(said).encode(), self._pointer) is None:
            raise BusyError(taken_over(self.address))
        with in_words(self.address, "the new release is live, and current/ follows it when you publish again"):
            self._follow(release)

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Hold it with a lease, and finish what a killed publisher left of `current/`."""
        self._lease = Lease(self, self.address)
        self._lease.take()
        try:
            live = self.live()
            if live and self._complete() != live:
                self._follow(live)
            yield
        finally:
            self._lease.give_back()

    def read_version(self, name: str) -> tuple[bytes, str]:
        """The content of an object and its version; where the store has no versions, the digest of the content."""
        path = self._path(name)
        version = str(self._fs.info(path).get("ETag", "")) if self._is_s3 else ""
        content = self.read(name)
        if self._is_s3 and etag_for(content) != version.strip('"'):
            version = str(self._fs.info(path).get("ETag", ""))  # it changed in between, or is encrypted
            content = self.read(name)
        return content, version or digest_of(content)

    def write_version(self, name: str, content: bytes, version: str) -> str | None:
        """Write an object in place of a version. Only S3 compares as it writes; elsewhere a moment is left between."""
        said = self._said(Headers("application/json", "no-store", ""))
        try:
            if not version:
                self._fs.pipe_file(self._path(name), content, mode="create", **said)
            elif self._is_s3:
                self._fs.pipe_file(self._path(name), content, IfMatch=version, **said)
            elif self.read_version(name)[1] == version:
                self._fs.pipe_file(self._path(name), content, **said)
            else:
                return None
        except FileExistsError:
            return None
        except OSError as error:
            is_there = bool(version) or not isinstance(error, FileNotFoundError)  # else there is no such bucket
            if is_there and is_another_version(error):
                return None
            raise
        return self.read_version(name)[1]

    def _follow(self, release: str) -> None:
        """Make `current/` the tree of a release: what differs is copied step by step, and what is gone goes last.

        The assets of the release before stay, for readers who have just opened one of its pages.
        """
        there, wanted = self._files_of(self._complete()), self._files_of(release)
        if not wanted:
            return
        differ = self._not_laid(CURRENT, wanted)
        self.remove(COMPLETE)
        for step in upload_steps(differ):
            self._copy(CURRENT, step, wanted)
        keep = {self._path(f"{CURRENT}/{path}") for path in {*wanted, *filter(is_asset, there)}}
        archive = self._path(f"{CURRENT}/{ARCHIVE}/")
        old = [name for name in self._fs.find(self._path(CURRENT)) if name not in keep and not name.startswith(archive)]
        self._each(self._fs.rm_file, old)
        self.write(COMPLETE, json.dumps({"release": release}).encode())

    def _complete(self) -> str:
        try:
            return str(read_stored(self.read(COMPLETE))["release"])
        except (FileNotFoundError, ValueError, KeyError, TypeError):
            return ""

    def _files_of(self, release: str) -> Mapping[str, File]:
        """The files of a release; none if its manifest is gone or damaged."""
        try:
            return Release.from_json(self.read(manifest_name(release))).files if release else {}
        except (FileNotFoundError, ValueError):
            return {}

    def _not_laid(self, folder: str, files: Mapping[str, File]) -> set[str]:
        """The files of a tree that are missing there, or are not what the store has."""
        store, tree = (stored_objects(self._fs, self._path(name)) for name in (f"{STORE}/objects", folder))

        def is_other(path: str) -> bool:
            name = self._path(f"{folder}/{path}")
            if name not in tree:
                return True
            is_copy = bool(tree[name].etag) and tree[name] == store.get(self._object(path, files[path]))
            return not (is_copy or is_sound(self._fs, name, files[path]))

        return self._those(is_other, files)

    def _copy(self, folder: str, paths: Iterable[str], files: Mapping[str, File]) -> None:
        def copy(path: str) -> None:
            self._fs.cp_file(self._object(path, files[path]), self._path(f"{folder}/{path}"))

        self._each(copy, paths)

    def _path(self, name: str) -> str:
        return f"{self._root}/{name}"

    def _object(self, path: str, file: File) -> str:
        return self._path(object_name(path, file))

    def _said(self, headers: Headers) -> dict[str, Any]:
        return said_to_s3(headers) if self._is_s3 else {}

    def _each(self, do: Callable[[str], Any], names: Iterable[str]) -> list[Any]:
        """Do it for each name, several at once, and keep the lease meanwhile."""
        results = []
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            for result in pool.map(do, names):
                self._lease.renew()
                results.append(result)
        return results

    def _those(self, holds: Callable[[str], bool], paths: Iterable[str]) -> set[str]:
        """The paths for which it holds."""
        asked = list(paths)
        return {path for path, answer in zip(asked, self._each(holds, asked), strict=True) if answer}
