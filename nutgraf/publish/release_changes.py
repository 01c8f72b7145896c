"""What readers notice of a release: the pages that are new, changed or gone since another one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

_PAGE = "index.html"


@dataclass(frozen=True)
class ReleaseChanges:
    """Pages by their address, the front page as `/`; and how many files differ in all."""

    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    files: int = 0


def release_changes(before: Mapping[str, tuple[str, int]], after: Mapping[str, tuple[str, int]]) -> ReleaseChanges:
    """The changes from the files of one release to those of another."""
    differ = {path for path in {*before, *after} if before.get(path) != after.get(path)}
    pages = sorted(path for path in differ if path == _PAGE or path.endswith(f"/{_PAGE}"))
    return ReleaseChanges(
        tuple(_address(path) for path in pages if path not in before),
        tuple(_address(path) for path in pages if path in before and path in after),
        tuple(_address(path) for path in pages if path not in after),
        len(differ),
    )


def _address(path: str) -> str:
    return path.removesuffix(_PAGE).rstrip("/") or "/"
