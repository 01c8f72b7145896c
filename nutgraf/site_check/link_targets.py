"""Checks links and anchors of a built site: each leads to an existing file and anchor."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

from nutgraf.errors import Problem, did_you_mean
from nutgraf.site_check.built_site import BuiltSite

_FIX = "correct the link, or build the page that it leads to"
_IN_FEEDS = re.compile(r"<loc>([^<]+)</loc>|href=\"([^\"]+)\"")


def links_have_targets(site: BuiltSite) -> Iterator[Problem]:
    """Every link within the site has a target; links to other sites are not followed."""
    for page in site.pages:
        if page.path not in site.files:
            yield Problem(
                page.path, "the manifest lists this page, but its file does not exist", "nutgraf build --force"
            )
    files = {path.relative_to(site.folder).as_posix() for path in site.folder.rglob("*") if path.is_file()}
    for file in site.files.values():
        for link in dict.fromkeys(file.links):
            yield from _followed(site, files, file.path, link)
    for path in sorted(site.folder.rglob("*.xml")):
        name = path.relative_to(site.folder).as_posix()
        for found in _IN_FEEDS.finditer(path.read_text(encoding="utf-8")):
            yield from _followed(site, files, name, found[1] or found[2])


def _followed(site: BuiltSite, files: set[str], path: str, link: str) -> Iterator[Problem]:
    target = _target(site.project.site_url, path, link)
    if target is None:
        return
    name, anchor = target
    if site.project.archive and name.startswith("archive/"):  # publishing puts it there
        return
    if name.startswith(".."):
        yield Problem(path, f"{link} leads out of the site", _FIX)
    elif (found := _file(files, name)) is None:
        near = did_you_mean(name, files)
        fix = near if near.likely else _FIX
        yield Problem(path, f"a link to {link}, where there is no file", fix)
    elif anchor and anchor != "top" and found in site.files and anchor not in site.files[found].ids:
        yield Problem(path, f"a link to {link}, where nothing has the id {anchor!r}", _FIX)


def _target(site_url: str, path: str, link: str) -> tuple[str, str] | None:
    """The file and the anchor of a link; None if it leads to another site."""
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        own = urlsplit(site_url)
        if not site_url or (parts.scheme, parts.netloc) != (own.scheme, own.netloc):
            return None
    if not parts.path:
        return (path, unquote(parts.fragment)) if not parts.netloc else ("", unquote(parts.fragment))
    way = unquote(parts.path)
    if way.startswith("/"):
        base = urlsplit(site_url).path.rstrip("/")
        if base and not (way + "/").startswith(base + "/"):
            return None  # another part of the same host
        way = way.removeprefix(base).lstrip("/")
    else:
        way = posixpath.join(Path(path).parent.as_posix(), way)
    return posixpath.normpath(way) if way else "", unquote(parts.fragment)


def _file(files: set[str], name: str) -> str | None:
    """The file served at a path: itself, or the index of a folder."""
    for each in (name, f"{name}/index.html", "index.html" if name in ("", ".") else ""):
        if each in files:
            return each
    return None
