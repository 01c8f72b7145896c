"""Whether kept files still hold what was written: by their digests, and at a glance by their size and times."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Mapping
from pathlib import Path

Digests = Mapping[str, str]
"""The fingerprint of each file of a folder, by its path in it."""

_SEAL = "seal"


def fingerprint(content: bytes) -> str:
    """A short fingerprint of what a file holds."""
    return hashlib.sha256(content).hexdigest()[:20]


def write_seal(folder: Path, digests: Digests) -> None:
    """Note how the files of a folder look now, so that they need not be read to know that nobody touched them."""
    with contextlib.suppress(OSError):  # without a seal they are read
        (folder / _SEAL).write_text(_look(folder, digests), encoding="utf-8")


def is_sealed(folder: Path, digests: Digests) -> bool:
    """Whether nobody touched the files of a folder since they were sealed with these digests."""
    try:
        return (folder / _SEAL).read_text(encoding="utf-8") == _look(folder, digests)
    except (OSError, ValueError):
        return False


def is_whole(folder: Path, digests: Digests) -> bool:
    """Whether every file of a folder holds what its digest says; only what was touched is read."""
    if is_sealed(folder, digests):
        return True
    try:
        return all(fingerprint((folder / name).read_bytes()) == digest for name, digest in digests.items())
    except OSError:
        return False


def _look(folder: Path, digests: Digests) -> str:
    """Of each file its size, its times and its place on the disk: a program can forge the one, not all of them."""
    lines, within = [], f"{folder}{os.sep}"
    for name in sorted(digests):
        about = os.stat(within + name)  # noqa: PTH116 - a Path takes three times as long, and there are very many
        times = f"{about.st_mtime_ns} {about.st_ctime_ns}"
        lines.append(f"{name} {digests[name]} {about.st_size} {times} {about.st_ino}\n")
    return "".join(lines)
