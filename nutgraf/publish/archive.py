"""The archive: every published version of every page, dated, with its data and figures, for readers to look up.

    archive/ADDRESS/index.html           the versions of a page, the newest first
    archive/ADDRESS/versions.json        the same for machines, with the digest of each file
    archive/ADDRESS/VERSION/             one version: original.html byte by byte, its data and figures, and index.html,
                                         the same page with a note on top and with links that lead to today's site
    archive/assets/                      the stylesheets and scripts of all versions

A version is the day and the start of the digest of the page. Its files are those of the store, so that what did not
change takes no room, and they stay when the releases that had them are gone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from nutgraf.publish.archived_page import archived_page, versions_page
from nutgraf.publish.destination import Destination
from nutgraf.publish.release import File, Release
from nutgraf.stored_json import read_stored

NOTE = "store/archive.json"
"""The digest of the newest version of each page in the archive."""
_PAGE, _ASSETS = "index.html", re.compile(r"assets/[\w.-]+")
_KEPT_NEXT_TO_IT = frozenset({".csv", ".json", ".png", ".svg", ".jpg", ".webp", ".html", ".txt", ".parquet", ".xlsx"})


def archive_release(to: Destination, release: Release) -> tuple[str, ...]:
    """Put the pages of a release that are new or changed into the archive; gives their addresses.

    A killed run is finished by the next one: a version is noted last, and made again where it is there already.
    """
    known, done = _known(to), []
    to.lead_to_archive(release.id)
    for address in _addresses(release.files):
        page = release.files[f"{address}/{_PAGE}"]
        if known.get(address) != page.sha256:
            _keep(to, release, address)
            known[address] = page.sha256
            done.append(address)
    if done:
        to.write(NOTE, json.dumps(known, sort_keys=True).encode())
    return tuple(done)


def _known(to: Destination) -> dict[str, str]:
    try:
        found = read_stored(to.read(NOTE))
        return {str(address): str(digest) for address, digest in found.items()}
    except (FileNotFoundError, ValueError, AttributeError):
        return {}


def _addresses(files: Mapping[str, File]) -> list[str]:
    """The pages of explainers; a front page has no earlier versions that anybody cites."""
    folders = {path.removesuffix("/page.json") for path in files if path.endswith("/page.json")}
    return sorted(address for address in folders if f"{address}/{_PAGE}" in files)


def _keep(to: Destination, release: Release, address: str) -> None:
    page = release.files[f"{address}/{_PAGE}"]
    html = to.get(f"{address}/{_PAGE}", page).decode("utf-8")
    version = f"{release.date[:10]}-{page.sha256[:8]}"
    folder = f"{to.readers_folder}archive/{address}"
    own = _own_files(release.files, address)
    to.lay(f"{folder}/{version}", {**own, "original.html": page})
    shared = {path: release.files[path] for path in _ASSETS.findall(html) if path in release.files}
    to.lay(f"{to.readers_folder}archive", shared)
    to.show(f"{folder}/{version}/{_PAGE}", archived_page(html, address, version, release.date[:10], own).encode())
    versions = [each for each in _versions(to, folder) if each["version"] != version]
    versions.insert(0, _entry(release, address, version, {**own, "original.html": page}, to))
    to.show(f"{folder}/versions.json", json.dumps(versions, ensure_ascii=False, indent=1).encode())
    to.show(f"{folder}/{_PAGE}", versions_page(address, versions).encode())


def _own_files(files: Mapping[str, File], address: str) -> dict[str, File]:
    """What is in the folder of a page itself, such as its data and figures, by name."""
    start = f"{address}/"
    names = {path.removeprefix(start): file for path, file in files.items() if path.startswith(start)}
    return {
        name: file
        for name, file in names.items()
        if "/" not in name and name != _PAGE and f".{name.rpartition('.')[2]}" in _KEPT_NEXT_TO_IT
    }


def _versions(to: Destination, folder: str) -> list[dict[str, Any]]:
    try:
        found = read_stored(to.shown(f"{folder}/versions.json"))
        return [dict(each) for each in found if each["version"]]
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return []


def _entry(release: Release, address: str, version: str, files: Mapping[str, File], to: Destination) -> dict[str, Any]:
    """A version as versions.json has it."""
    page = read_stored(to.get(f"{address}/page.json", release.files[f"{address}/page.json"]))
    return {
        "version": version,
        "date": release.date,
        "release": release.id,
        "title": str(page.get("title", address)),
        "lang": str(page.get("lang", "en")),
        "files": {name: file.sha256 for name, file in sorted(files.items())},
    }
