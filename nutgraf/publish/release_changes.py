"""What readers notice of a release: the pages that are new, changed or gone since another one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

_PAGE, _NEXT_TO_IT = "index.html", "page.json"


@dataclass(frozen=True)
class ReleaseChanges:
    """Pages of explainers by their address; and how many files differ in all."""

    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    files: int = 0


def release_changes(before: Mapping[str, tuple[str, int]], after: Mapping[str, tuple[str, int]]) -> ReleaseChanges:
    """The changes from the files of one release to those of another."""
    differ = {path for path in {*before, *after} if before.get(path) != after.get(path)}
    old, new = _pages(before), _pages(after)
    changed = {address for address in old & new if f"{address}/{_PAGE}" in differ}
    return ReleaseChanges(tuple(sorted(new - old)), tuple(sorted(changed)), tuple(sorted(old - new)), len(differ))


def _pages(files: Mapping[str, tuple[str, int]]) -> set[str]:
    """The addresses of the pages of explainers: front pages, embeds and fact sheets have no page.json."""
    folders = {path.removesuffix(f"/{_NEXT_TO_IT}") for path in files if path.endswith(f"/{_NEXT_TO_IT}")}
    return {address for address in folders if f"{address}/{_PAGE}" in files}
