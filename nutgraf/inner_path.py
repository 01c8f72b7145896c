"""Says whether a path that somebody else wrote stays inside the folder that it begins in."""

from __future__ import annotations


def leads_out(path: str) -> bool:
    """Whether a path with slashes leads out of its folder, or names no file in it."""
    return "\0" in path or any(part in ("", ".", "..") for part in path.split("/"))
