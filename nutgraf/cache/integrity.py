"""Checks that the files of a cached page are unchanged, by their digests or, faster, by their metadata."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from pathlib import Path

from nutgraf.cache.files import file_states
from nutgraf.cache.inputs import digest

Digests = Mapping[str, str]
"""The digest of each file of a folder, by its relative path."""

_SEAL = "seal"


def write_seal(folder: Path, digests: Digests) -> None:
    """Record the metadata of a folder's files, so that a later check need not read them."""
    with contextlib.suppress(OSError):  # without a seal all are read
        (folder / _SEAL).write_text(_seal(folder, digests), encoding="utf-8")


def is_sealed(folder: Path, digests: Digests) -> bool:
    """Whether the files of a folder are untouched since they were sealed with these digests."""
    try:
        return (folder / _SEAL).read_text(encoding="utf-8") == _seal(folder, digests)
    except (OSError, ValueError):
        return False


def is_whole(folder: Path, digests: Digests) -> bool:
    """Whether every file of a folder has its digest."""
    try:
        return all(digest((folder / name).read_bytes()) == known for name, known in digests.items())
    except OSError:
        return False


def _seal(folder: Path, digests: Digests) -> str:
    return "\n".join([*file_states(folder, digests), *(f"{name} {digests[name]}" for name in sorted(digests))])
