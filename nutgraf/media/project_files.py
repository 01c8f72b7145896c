"""Whether a file that a notebook names as a photograph or a sound is in the project, and is what its name says."""

from __future__ import annotations

import re
from pathlib import Path

LARGEST_SOUND = 20_000_000
_BEGINS = {
    ".mp3": re.compile(rb"ID3|\xff[\xe0-\xff]", re.S),
    ".m4a": re.compile(rb".{4}ftyp", re.S),
    ".ogg": re.compile(rb"OggS"),
}
"""The first bytes of a sound of each kind."""
_MOST_BEGINNING = 8
_FIX = 'put it into the project, and write its path from there, such as "media/mill.jpg"'

FileFault = tuple[str, str] | None
"""What is wrong, and how to fix it; None where nothing is."""


def wrong_file(root: Path, path: str) -> FileFault:
    """Whether a path leads to no file of the project."""
    full = (root / path).resolve()
    if not full.is_relative_to(root.resolve()):
        return "this file is outside the project", _FIX
    return None if full.is_file() else ("there is no such file", _FIX)


def wrong_sound(root: Path, path: str) -> FileFault:
    """Whether a path leads to no sound that browsers play, by its name, its first bytes and its size."""
    kind = Path(path).suffix.lower()
    if kind not in _BEGINS:
        return "browsers do not all play such a file", f"save it as {', '.join(_BEGINS)}"
    if wrong := wrong_file(root, path):
        return wrong
    full = root / path
    with full.open("rb") as opened:
        beginning = opened.read(_MOST_BEGINNING)
    if not _BEGINS[kind].match(beginning):
        return "this is no sound of the kind that its name says", "convert it, which a new name alone does not do"
    if (size := full.stat().st_size) > LARGEST_SOUND:
        return f"it has {size // 1_000_000} MB", f"shorten or compress it to {LARGEST_SOUND // 1_000_000} MB"
    return None
