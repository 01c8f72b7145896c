"""The provenance of a release: an in-toto statement with the SLSA predicate, which says what was made from what.

It is in store/provenance/ID.json, ready to be signed, for instance with `cosign attest-blob --statement`.
"""

from __future__ import annotations

import json
import platform
import re
import subprocess
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

from nutgraf.cache.files import project_files
from nutgraf.project import Project
from nutgraf.publish.release import Release, digest_of

STATEMENT, SLSA = "https://in-toto.io/Statement/v1", "https://slsa.dev/provenance/v1"
BUILD, BUILDER = "tag:nutgraf,2026:build/v1", "tag:nutgraf,2026:publish/v1"
_FOLDERS = frozenset({"notebooks", "data", "charts", "languages", "templates", "locales"})
_PACKAGE = "pkg:pypi/"
_ROOT_FILES = re.compile(r"[\w-]+\.(?:toml|py|css|svg|lock)")


def provenance_name(release: str) -> str:
    """Where the statement of a release is."""
    return f"store/provenance/{release}.json"


def statement(project: Project, release: Release) -> bytes:
    """The statement of a release that was made from this project as it is now."""
    subject = [{"name": path, "digest": {"sha256": file.sha256}} for path, file in sorted(release.files.items())]
    definition = {
        "buildType": BUILD,
        "externalParameters": {"reason": release.reason, "site_url": project.site_url},
        "internalParameters": {"changed_since_build": _changed_since_build(project)},
        "resolvedDependencies": [*_inputs(project.root), *_commit(project.root), *_packages()],
    }
    details = {
        "builder": {
            "id": BUILDER,
            "version": _kit(),
        },
        "metadata": {"invocationId": release.id, "finishedOn": release.date},
    }
    said = {
        "_type": STATEMENT,
        "subject": subject,
        "predicateType": SLSA,
        "predicate": {"buildDefinition": definition, "runDetails": details},
    }
    return json.dumps(said, ensure_ascii=False, indent=1).encode()


def input_digests(root: Path) -> dict[str, str]:
    """The files of the project that pages are made from, with their digests."""
    found = {}
    for path in project_files(root):
        top, _, below = path.partition("/")
        if (top in _FOLDERS and below) or (not below and _ROOT_FILES.fullmatch(path)):
            found[path] = digest_of((root / path).read_bytes())
    return found


def _inputs(root: Path) -> Iterator[dict[str, Any]]:
    for path, digest in input_digests(root).items():
        yield {"name": path, "digest": {"sha256": digest}}


def _changed_since_build(project: Project) -> list[str]:
    """The inputs that were written after the site was built: what is live may be made from what they were before."""
    built = project.site_dir.stat().st_mtime_ns
    paths = (path for path in input_digests(project.root) if path != project.lock_file.name)
    return [path for path in paths if (project.root / path).stat().st_mtime_ns > built]


def _commit(root: Path) -> Iterator[dict[str, Any]]:
    """The commit that the project was at, if it is in git. Its address is left out: it may hold a password."""
    try:
        done = subprocess.run(
            ["git", "rev-parse", "HEAD"], cwd=root, capture_output=True, text=True, timeout=10, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return
    yield {"name": "repository", "digest": {"gitCommit": done.stdout.strip()}}


def versions_here() -> dict[str, str]:
    """The versions of nutgraf, of Python and of the packages that nutgraf needs, as they are installed here."""
    return {**_kit(), **dict(_needed())}


def versions_in(said: dict[str, Any]) -> dict[str, str]:
    """The same of a statement. Raises KeyError, TypeError and AttributeError where it is none of ours."""
    uris = [each.get("uri", "") for each in said["predicate"]["buildDefinition"]["resolvedDependencies"]]
    packages = [uri.removeprefix(_PACKAGE).partition("@") for uri in uris if uri.startswith(_PACKAGE)]
    kit: dict[str, str] = said["predicate"]["runDetails"]["builder"]["version"]
    return {**kit, **{name: version for name, _, version in packages}}


def _kit() -> dict[str, str]:
    return {"nutgraf": metadata.version("nutgraf"), "python": platform.python_version()}


def _packages() -> Iterator[dict[str, Any]]:
    yield from ({"uri": f"{_PACKAGE}{name}@{version}"} for name, version in _needed())


def _needed() -> Iterator[tuple[str, str]]:
    """The packages that nutgraf needs, with the versions that are installed."""
    needed = [line for line in metadata.requires("nutgraf") or () if "extra ==" not in line]
    for name in sorted({re.split(r"[\s<>=!~;\[(]", line)[0] for line in needed}):
        try:
            yield name.lower(), metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
