"""The cache of earlier builds: for each address its record, its executed notebook and its page."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from nutgraf.atomic_write import replace_file
from nutgraf.cache.files import names_in
from nutgraf.cache.inputs import digest
from nutgraf.cache.integrity import is_sealed, is_whole, write_seal
from nutgraf.cache.record import Record
from nutgraf.project import Project
from nutgraf.regular_file import refuse_special_file

PAGE, ENTRY, FILES = "index.html", "entry.json", "files/"
"""The names of the files of a cached page."""


class CachedFile(NamedTuple):
    """A file of a cached page. A site of very many pages has far more of them, most of which nobody reads."""

    path: str

    def read_bytes(self) -> bytes:
        """Its content."""
        return Path(self.path).read_bytes()


class JoinedFile(NamedTuple):
    """A file that is joined from the pieces of others, of which there may be very many."""

    pieces: Callable[[], Iterable[bytes]]

    def read_bytes(self) -> bytes:
        """Its content."""
        return b"".join(self.pieces())


FileContent = bytes | Path | CachedFile | JoinedFile
"""The content of a file or its path, so that a site of very many pages is never in memory as a whole."""


def bytes_of(content: FileContent) -> bytes:
    """The content of a file, read now if it is a path."""
    return content if isinstance(content, bytes) else content.read_bytes()


@dataclass(frozen=True)
class CachedPage:
    """A page as last built, with its record and files."""

    record: Record
    entry: str
    html: FileContent
    files: tuple[tuple[str, FileContent], ...]


def digests_of(html: FileContent, entry: str, files: Iterable[tuple[str, FileContent]]) -> dict[str, str]:
    """The digest of every cached file of a page, for its record."""
    others = {f"{FILES}{name}": digest(bytes_of(content)) for name, content in files}
    return {PAGE: digest(bytes_of(html)), ENTRY: digest(entry.encode()), **others}


def _files_of(page: CachedPage) -> Iterator[tuple[str, FileContent]]:
    """The files of a page by their paths in its folder, the page itself last."""
    yield from ((f"{FILES}{name}", content) for name, content in page.files)
    yield PAGE, page.html


def _write_new(path: Path, content: bytes) -> None:
    """Write a file that is not there, in a folder that is not in use or that has no record."""
    try:
        path.write_bytes(content)
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


class PageCache:
    """The cached pages of a project, in build/records, build/runs and build/keep.

    A page is written completely before it is moved into place. One with a lost or changed byte counts as not
    cached: its record has the digest of each of its files.
    """

    def __init__(self, project: Project) -> None:
        self.records = project.build_dir / "records"
        self.runs = project.build_dir / "runs"
        self.pages = project.build_dir / "keep" / "pages"
        self.articles = project.build_dir / "keep" / "articles"
        self._whole: dict[str, Record] = {}
        self._digests: dict[str, str] = {}
        self._unsealed: set[str] = set()

    def record(self, address: str) -> Record | None:
        """The record of the page at an address, if its files and its executed notebook are still here."""
        if known := self._whole.get(address):  # a build asks more than once, and reads no file twice
            return known
        path = self._record_path(address)
        refuse_special_file(path, f"build/records/{address}.json", "remove it, and build again")
        try:
            text = path.read_bytes()
            record = Record.from_json(text)
        except (OSError, ValueError):
            return None
        folder = self._page_dir(address)
        if not is_sealed(folder, record.kept):
            if not is_whole(folder, record.kept):
                return None
            self._unsealed.add(address)
        self._whole[address], self._digests[address] = record, digest(text)
        return record

    def is_damaged(self, address: str) -> bool:
        """Whether a cached page is damaged."""
        return self._record_path(address).exists() and self.record(address) is None

    def record_digest(self, address: str) -> str:
        """The digest of the record of a page; "" if there is none."""
        if address in self._whole:
            return self._digests[address]
        try:
            return digest(self._record_path(address).read_bytes())
        except OSError:
            return ""

    def page(self, address: str) -> CachedPage | None:
        """The page as last built, or None."""
        record = self.record(address)
        if record is None:
            return None
        folder = self._page_dir(address)
        if address in self._unsealed:  # a project that was copied is read once
            write_seal(folder, record.kept)
            self._unsealed.discard(address)
        try:
            entry = (folder / ENTRY).read_text(encoding="utf-8")
        except OSError:
            return None
        names = [name.removeprefix(FILES) for name in record.kept if name.startswith(FILES)]
        inside = f"{folder}/{FILES}"
        files = tuple([(name, CachedFile(inside + name)) for name in names])
        return CachedPage(record, entry, CachedFile(f"{folder}/{PAGE}"), files)

    def file(self, address: str, name: str) -> bytes | None:
        """One of the other files of a cached page, or None."""
        record = self.record(address)
        try:
            return (self._page_dir(address) / FILES / name).read_bytes() if record else None
        except OSError:
            return None

    def page_file(self, address: str, name: str) -> Path | None:
        """The path of a page's file as last built; None if it does not exist."""
        folder = self._page_dir(address)
        path = folder / name if name == PAGE else folder / FILES / name
        return path if path.is_file() and (folder / PAGE).is_file() else None

    def page_entry(self, address: str) -> str:
        """The site's entry for a page, as last built; "" if there is none."""
        try:
            return (self._page_dir(address) / ENTRY).read_text(encoding="utf-8")
        except OSError:
            return ""

    def run(self, record: Record) -> str | None:
        """The executed notebook of a record, as JSON text; None if it is gone or was altered."""
        try:
            text = self.run_path(record.address).read_text(encoding="utf-8")
        except OSError:
            return None
        return text if digest(text.encode()) == record.run else None

    def holds(self, content: FileContent) -> bool:
        """Whether a content is a file of a cached page."""
        return isinstance(content, CachedFile) and content.path.startswith(f"{self.pages}{os.sep}")

    def run_path(self, address: str) -> Path:
        """The path of the executed notebook of an address."""
        return self.runs / f"{address}.ipynb"

    def article(self, address: str) -> bytes:
        """The page as it was ready for its templates, under a seal of its own; nothing if there is no such file."""
        try:
            return self._article_path(address).read_bytes()
        except OSError:
            return b""

    def put(self, page: CachedPage, run: str, article: bytes = b"") -> None:
        """Cache a page; its record is written last, so that a kill in between leaves no partial page.

        The page that was there stays until the new one takes its place: a preview shows it meanwhile.
        """
        address = page.record.address
        self._whole.pop(address, None)
        self._record_path(address).unlink(missing_ok=True)
        folder = self._page_dir(address)
        fresh, former = folder.with_name(".new"), folder.with_name(".old")
        for left in (fresh, former):  # by a build that was killed
            shutil.rmtree(left, ignore_errors=True)
        for name, content in (*_files_of(page), (ENTRY, page.entry.encode())):
            _write_new(fresh / name, bytes_of(content))
        with contextlib.suppress(FileNotFoundError):
            folder.rename(former)
        fresh.rename(folder)
        shutil.rmtree(former, ignore_errors=True)
        replace_file(self.run_path(address), run.encode())
        replace_file(self._article_path(address), article)
        self._record(page)

    def amend(self, page: CachedPage) -> None:
        """Cache a page of which some files changed and the run did not; the files given by their paths stay."""
        address = page.record.address
        self._whole.pop(address, None)
        self._record_path(address).unlink(missing_ok=True)
        folder = self._page_dir(address)
        for name, content in (*_files_of(page), (ENTRY, page.entry.encode())):
            if isinstance(content, bytes):
                (folder / name).unlink(missing_ok=True)  # to replace a file waits for the disk, which 800 files notice
                _write_new(folder / name, content)
        self._record(page)

    def _record(self, page: CachedPage) -> None:
        """Write the record of a page whose files are in place."""
        address = page.record.address
        write_seal(self._page_dir(address), page.record.kept)
        replace_file(self._record_path(address), page.record.to_json().encode())

    def addresses(self) -> set[str]:
        """Every address with something in the cache."""
        recorded = {name.removesuffix(".json") for name in names_in(self.records) if name.endswith(".json")}
        run = {name.removesuffix(".ipynb") for name in names_in(self.runs) if name.endswith(".ipynb")}
        return recorded | run | {folder.name.replace("+", "/") for folder in self.pages.glob("[!.]*")}

    def forget(self, address: str) -> None:
        """Remove a page from the cache."""
        self._whole.pop(address, None)
        self._record_path(address).unlink(missing_ok=True)
        self.run_path(address).unlink(missing_ok=True)
        self._article_path(address).unlink(missing_ok=True)
        shutil.rmtree(self._page_dir(address), ignore_errors=True)

    def _record_path(self, address: str) -> Path:
        return self.records / f"{address}.json"

    def _article_path(self, address: str) -> Path:
        return self.articles / address.replace("/", "+")

    def _page_dir(self, address: str) -> Path:
        # One flat folder per page: an address may be below another, and their files must not mix.
        return self.pages / address.replace("/", "+")
