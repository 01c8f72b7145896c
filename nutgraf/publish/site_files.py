"""The files of the built site, as they are to be published; what must not be published is refused."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from nutgraf.errors import Problem, PublishError
from nutgraf.publish.headers import is_asset
from nutgraf.publish.release import File
from nutgraf.stored_json import read_stored

_LAST = ("index.html", "sitemap.xml", "manifest.json")
_BUILD = "build again: nutgraf build --publish"


def read_site(site: Path) -> dict[str, File]:
    """Every file of a built site with its digest, by its path.

    Raises PublishError where there is no site, or where it holds what a build does not write.
    """
    if not (site / "manifest.json").is_file():
        raise PublishError(Problem(_named(site), "there is no built site", "run nutgraf build --publish first"))
    files, odd = {}, []
    for path in sorted(site.rglob("*")):
        if path.is_symlink() or not (path.is_dir() or path.is_file()):
            odd.append(path)
        elif path.is_file():
            content = path.read_bytes()
            files[path.relative_to(site).as_posix()] = File.of(content)
    if odd:
        what = "it is a link or another special file, and a build writes none"
        raise PublishError(*(Problem(f"{_named(site)}/{path.relative_to(site)}", what, _BUILD) for path in odd))
    return files


def listed_pages(site: Path, files: Mapping[str, File]) -> list[dict[str, Any]]:
    """The pages in the manifest of a site.

    Raises PublishError if one is not there, or is not as it was built.
    """
    try:
        pages: list[dict[str, Any]] = read_stored((site / "manifest.json").read_bytes())["pages"]
        wrong = [page for page in pages if files.get(page["path"], File("", 0)).sha256 != page["sha256"]]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        what = "it is not a manifest that nutgraf wrote"
        raise PublishError(Problem(f"{_named(site)}/manifest.json", what, _BUILD)) from error
    if wrong:
        what = "it is not as it was built: it was edited, or damaged"
        raise PublishError(*(Problem(f"{_named(site)}/{page['path']}", what, _BUILD) for page in wrong))
    return pages


def refuse_unrecorded(site: Path, pages: Iterable[Mapping[str, Any]]) -> None:
    """Raise PublishError for pages that facts.lock has no claims of: nothing would notice when their numbers move."""
    found = [page["address"] for page in pages if not page.get("published")]
    if found:
        shown = ", ".join(found[:3]) + (f" and {len(found) - 3} more" if len(found) > 3 else "")
        what = f"it has pages that facts.lock does not record as published, such as drafts: {shown}"
        raise PublishError(Problem(_named(site), what, "build with --publish"))


def upload_order(paths: Iterable[str]) -> list[str]:
    """Assets first, then what pages offer, then pages, and the front page and the manifest last."""
    return sorted(paths, key=lambda path: (_step(path), path))


def upload_steps(paths: Iterable[str]) -> list[list[str]]:
    """The same in steps: each needs only what is in those before it."""
    return [list(step) for _, step in itertools.groupby(upload_order(paths), key=_step)]


def _step(path: str) -> int:
    if path in _LAST:
        return 4 + _LAST.index(path)
    if is_asset(path):
        return 0
    return 2 if path.endswith("index.html") else 1


def _named(site: Path) -> str:
    return f"{site.parent.name}/{site.name}"
