"""Pictures kept by what they were drawn from, for all pages and all builds: each distinct one is drawn once."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_folder: Path | None = None


@dataclass(frozen=True)
class PictureCounts:
    """How many pictures were drawn, how many taken from those that were kept, and how many seconds it all took."""

    drawn: int = 0
    kept: int = 0
    seconds: float = 0.0


_tally = PictureCounts()


def tally() -> PictureCounts:
    """The pictures since this was last asked."""
    global _tally
    told, _tally = _tally, PictureCounts()
    return told


def use_cache_dir(folder: Path | None) -> None:
    """Say before the first picture where pictures are kept; with None each is drawn afresh."""
    global _folder
    _folder = folder


def get_or_draw(made_from: Any, suffix: str, make: Callable[[], bytes]) -> bytes:
    """The picture that was drawn from the same before, or else the one that `make` draws now."""
    global _tally
    begun = time.perf_counter()
    content, drawn = _kept_or_made(made_from, suffix, make)
    seconds = _tally.seconds + time.perf_counter() - begun
    _tally = PictureCounts(_tally.drawn + drawn, _tally.kept + (not drawn), seconds)
    return content


def _kept_or_made(made_from: Any, suffix: str, make: Callable[[], bytes]) -> tuple[bytes, bool]:
    if _folder is None:
        return make(), True
    meant = json.dumps([made_from, _drawn_by()], sort_keys=True, ensure_ascii=False).encode()
    name = hashlib.sha256(meant).hexdigest()[:32]
    path = _folder / name[:2] / f"{name[2:]}{suffix}"
    with contextlib.suppress(OSError):
        content = _unsealed(path.read_bytes())
        if content is not None:
            # What was used last is thrown away last; nothing else looks at the time.
            os.utime(path)
            return content, False
    content = make()
    with contextlib.suppress(OSError):  # a page is none the worse for a picture that cannot be kept
        _write(path, _sealed(content))
    return content, True


def _sealed(content: bytes) -> bytes:
    """A picture with its own digest at its end, where SVG may have a comment and PNG anything."""
    return content + _seal_of(content)


def _unsealed(kept: bytes) -> bytes | None:
    """The picture in a kept file; None where a byte of it was lost or changed."""
    content = kept[: -len(_seal_of(b""))]
    return content if kept == _sealed(content) else None


def _seal_of(content: bytes) -> bytes:
    return f"<!--{hashlib.sha256(content).hexdigest()[:32]}-->".encode()


def found_in(folder: Path, but_not: Collection[str]) -> dict[str, bytes]:
    """The pictures that are kept in a folder, by name, so that they can be kept elsewhere too."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.suffix in (".svg", ".png") and name not in but_not:
            found[name] = path.read_bytes()
    return found


def import_pictures(folder: Path, pictures: Mapping[str, bytes]) -> None:
    """Keep pictures that were drawn elsewhere."""
    for name, content in pictures.items():
        _write(folder / name, content)


def evict(folder: Path, *, beyond: int) -> int:
    """Forget the pictures that were not used for longest until the rest takes no more than so many bytes."""
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


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    beside.write_bytes(content)
    beside.replace(path)


@cache
def _drawn_by() -> list[str]:
    """The code that draws, the words it sets and the version it draws with: pictures of others are not ours."""
    from importlib.metadata import version

    from nutgraf.language.catalogue import LOCALES

    code = [path for folder in (Path(__file__).parent, LOCALES) for path in sorted(folder.iterdir()) if path.is_file()]
    return [version("vl-convert-python"), *(hashlib.sha256(path.read_bytes()).hexdigest() for path in code)]
