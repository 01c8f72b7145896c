"""A cache of pictures by their inputs, for all pages and builds: each distinct one is drawn once."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nutgraf.atomic_write import replace_file
from nutgraf.cache.inputs import digest
from nutgraf.file_lock import file_lock


@dataclass(frozen=True)
class PictureCounts:
    """The number of pictures drawn and found in the cache, and the seconds in all."""

    drawn: int = 0
    kept: int = 0
    seconds: float = 0.0


@dataclass
class PictureCache:
    """The pictures in a folder that were drawn with this software; without a folder, every picture is drawn."""

    folder: Path | None
    software: str
    counts: PictureCounts = PictureCounts()

    def get_or_draw(self, made_from: Any, suffix: str, make: Callable[[], bytes]) -> bytes:
        """The cached picture with the same inputs, else the one that `make` draws now.

        If another process is drawing it, this one waits.
        """
        begun = time.perf_counter()
        content, drawn = self._kept(path := self._path(made_from, suffix)), False
        if content is None:
            with _alone(path):
                if (content := self._kept(path)) is None:
                    content, drawn = make(), True
                    _cache(path, content)
        seconds = self.counts.seconds + time.perf_counter() - begun
        self.counts = PictureCounts(self.counts.drawn + drawn, self.counts.kept + (not drawn), seconds)
        return content

    def _path(self, made_from: Any, suffix: str) -> Path | None:
        if self.folder is None:
            return None
        name = digest([made_from, self.software])
        return self.folder / name[:2] / f"{name[2:]}{suffix}"

    def _kept(self, path: Path | None) -> bytes | None:
        if path is None:
            return None
        try:
            content = _unsealed(path.read_bytes())
            os.utime(path)  # marks the last use for pruning; nothing else uses the time
        except OSError:
            return None
        return content


@contextlib.contextmanager
def _alone(path: Path | None) -> Iterator[None]:
    """Keeps other processes from drawing the pictures of one folder; the system ends it if this process is killed."""
    with contextlib.ExitStack() as held:
        if path is not None:
            with contextlib.suppress(OSError, ImportError):  # without a lock, a picture may be drawn twice
                held.enter_context(file_lock(path.parent / ".lock", wait=True))
        yield


def _cache(path: Path | None, content: bytes) -> None:
    if path is not None:
        with contextlib.suppress(OSError):  # a picture that cannot be cached does not affect its page
            replace_file(path, _sealed(content))


def _sealed(content: bytes) -> bytes:
    """A picture with its own digest appended, where SVG allows a comment and PNG anything."""
    return content + _seal_of(content)


def _unsealed(kept: bytes) -> bytes | None:
    """The picture in a cached file; None if a byte was lost or changed."""
    content = kept[: -len(_seal_of(b""))]
    return content if kept == _sealed(content) else None


def _seal_of(content: bytes) -> bytes:
    return f"<!--{digest(content)}-->".encode()


def found_in(folder: Path, but_not: Collection[str]) -> dict[str, bytes]:
    """The cached pictures in a folder, by name, to copy them to another cache."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.suffix in (".svg", ".png") and name not in but_not:
            found[name] = path.read_bytes()
    return found


def import_pictures(folder: Path, pictures: Mapping[str, bytes]) -> None:
    """Cache pictures that were drawn elsewhere."""
    for name, content in pictures.items():
        replace_file(folder / name, content)


def evict(folder: Path, *, beyond: int) -> int:
    """Remove the least recently used pictures until the rest takes no more than so many bytes."""
    found = []
    for path in folder.rglob("*"):
        with contextlib.suppress(OSError):
            if path.is_file():
                about = path.stat()
                found.append((about.st_mtime_ns, about.st_size, path))
    excess, gone = sum(size for _, size, _ in found) - beyond, 0
    for _, size, path in sorted(found):
        if excess <= 0:
            break
        path.unlink(missing_ok=True)
        excess, gone = excess - size, gone + 1
    return gone
