"""A destination in a folder: trees of hard links to the store, and a link to the live one, renamed into place."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from nutgraf.errors import BusyError, PublishError
from nutgraf.file_lock import HeldElsewhereError, file_lock
from nutgraf.publish.destination import (
    ARCHIVE,
    CURRENT,
    RELEASES,
    STORE,
    Contents,
    at_work,
    no_link,
    object_name,
    taken_over,
)
from nutgraf.publish.release import File


class Folder:
    """A folder on this machine, or on a disk that is mounted. The web server serves its `current`."""

    def __init__(self, root: Path) -> None:
        self.root, self.readers_folder = root.absolute(), ""
        self.address = str(root)

    def read(self, name: str) -> bytes:
        return (self.root / name).read_bytes()

    def write(self, name: str, content: bytes) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        new = path.with_name(f".{path.name}.new")
        new.unlink(missing_ok=True)  # of a killed run, and perhaps read-only
        new.write_bytes(content)
        new.replace(path)

    def names(self, folder: str) -> list[str]:
        try:
            return sorted(entry.name for entry in (self.root / folder).iterdir() if not entry.name.startswith("."))
        except FileNotFoundError:
            return []

    def below(self, folder: str) -> list[str]:
        root = self.root / folder
        found = [Path(place, name) for place, _, names in os.walk(root) for name in names]
        return sorted(path.relative_to(root).as_posix() for path in found)

    def absent(self, wanted: Mapping[str, File], content: Contents) -> set[str]:
        return {path for path, file in wanted.items() if not self._is_sound(self._object(path, file), file)}

    def put(self, path: str, file: File, content: bytes) -> None:
        name = object_name(path, file)
        self.write(name, content)
        (self.root / name).chmod(0o444)  # trees share it, so an edit in one of them would reach all

    def get(self, path: str, file: File) -> bytes:
        return self._object(path, file).read_bytes()

    def lay(self, folder: str, files: Mapping[str, File]) -> None:
        made: set[Path] = set()
        for path, file in files.items():
            target, kept = self.root / folder / path, self._object(path, file)
            if target.parent not in made:
                target.parent.mkdir(parents=True, exist_ok=True)
                made.add(target.parent)
            try:
                os.link(kept, target)
            except FileExistsError:
                if not self._is_in_place(target, kept, file):
                    new = target.with_name(f".{target.name}.new")
                    new.unlink(missing_ok=True)
                    _link_or_copy(kept, new)
                    new.replace(target)
            except OSError:
                _link_or_copy(kept, target)

    def is_laid(self, folder: str, files: Mapping[str, File]) -> bool:
        tree = self.root / folder
        return all(self._is_in_place(tree / path, self._object(path, file), file) for path, file in files.items())

    def is_shown(self, files: Mapping[str, File]) -> bool:
        return True  # readers get the tree itself

    def show(self, name: str, content: bytes) -> None:
        self.write(name, content)

    def shown(self, name: str) -> bytes:
        return self.read(name)

    def lead_to_archive(self, release: str) -> None:
        (self.root / ARCHIVE).mkdir(exist_ok=True)
        link = self.root / RELEASES / release / ARCHIVE
        if not link.is_symlink():
            link.symlink_to(Path("..", "..", ARCHIVE))

    def remove(self, folder: str) -> None:
        path = self.root / folder
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)

    def keep_only(self, wanted: Iterable[tuple[str, File]]) -> None:
        needed = {self._object(path, file) for path, file in wanted}
        for path in (self.root / STORE / "objects").rglob("*"):
            if path.is_file() and path not in needed:
                path.unlink()

    def live(self) -> str:
        try:
            return (self.root / CURRENT).readlink().name
        except FileNotFoundError:
            return ""
        except OSError as error:
            raise PublishError(no_link(self.address)) from error

    def switch(self, release: str, before: str) -> None:
        if self.live() != before:
            raise BusyError(taken_over(self.address))
        if (self.root / ARCHIVE).is_dir():
            self.lead_to_archive(release)
        new = self.root / STORE / f".{CURRENT}.new"
        new.unlink(missing_ok=True)
        new.symlink_to(Path(RELEASES, release))
        new.replace(self.root / CURRENT)

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """The system releases it when its holder ends, however it ends."""
        try:
            with file_lock(self.root / STORE / "lease"):
                yield
        except HeldElsewhereError as error:
            raise BusyError(at_work(self.address, f"process {error.holder}")) from error

    def _object(self, path: str, file: File) -> Path:
        return self.root / object_name(path, file)

    def _is_in_place(self, target: Path, kept: Path, file: File) -> bool:
        with contextlib.suppress(OSError):
            return target.samefile(kept) or self._is_sound(target, file)
        return False

    @staticmethod
    def _is_sound(path: Path, file: File) -> bool:
        try:
            return file.holds(path.read_bytes())
        except OSError:
            return False


def _link_or_copy(kept: Path, target: Path) -> None:
    try:
        os.link(kept, target)
    except OSError:  # the disk has no hard links, or no more of them for this file
        shutil.copyfile(kept, target)
