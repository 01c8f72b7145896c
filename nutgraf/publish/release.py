"""A release: a site as it was published, with the digest of every file and of facts.lock."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from nutgraf.inner_path import leads_out
from nutgraf.publish.release_changes import ReleaseChanges
from nutgraf.stored_json import read_stored

_ID = re.compile(r"(\d{6})-[0-9a-f]{8}")


def digest_of(content: bytes) -> str:
    """The checksum of a file, as manifests have it."""
    return hashlib.sha256(content).hexdigest()


class File(NamedTuple):
    """The content of a file, by its digest and its size."""

    sha256: str
    size: int

    @classmethod
    def of(cls, content: bytes) -> File:
        return cls(digest_of(content), len(content))

    def holds(self, content: bytes) -> bool:
        """Whether this is its content."""
        return digest_of(content) == self.sha256


@dataclass(frozen=True)
class Release:
    """A published site. Its number counts up at its destination, so that no clock decides which one is newer."""

    number: int
    date: str
    files: Mapping[str, File]
    lock: str
    """The digest of facts.lock as it was; empty if there was none."""
    pages: int
    previous: str = ""
    """The release that was live before."""
    reason: str = ""
    live: bool = field(default=False, compare=False)
    was_live: bool = field(default=True, compare=False)
    """Whether readers ever had it: not where its publisher was killed just before the switch."""
    new: bool = field(default=False, compare=False)
    """Whether this run made it; False where readers had the same site already."""
    uploaded: int = field(default=0, compare=False)
    """How many files this run uploaded, where a run made the release."""
    uploaded_bytes: int = field(default=0, compare=False)
    changes: ReleaseChanges = field(default=ReleaseChanges(), compare=False)
    """What readers notice of this run."""

    @property
    def id(self) -> str:
        """Its name: the number, and the start of the digest of its content."""
        return f"{self.number:06}-{self.content[:8]}"

    @property
    def content(self) -> str:
        """The digest of all of its files and of facts.lock: the same site has the same one."""
        rows = [[path, *file] for path, file in sorted(self.files.items())]
        return digest_of(json.dumps([rows, self.lock]).encode())

    def to_json(self) -> bytes:
        """The manifest, with its own digest."""
        said = {name: getattr(self, name) for name in ("number", "date", "previous", "reason", "pages", "lock")}
        files = {path: list(file) for path, file in sorted(self.files.items())}
        text = json.dumps({**said, "content": self.content, "files": files}, ensure_ascii=False, indent=0)
        return json.dumps({"sha256": digest_of(text.encode()), "manifest": text}).encode()

    @classmethod
    def from_json(cls, content: bytes) -> Release:
        """The release of a manifest. Raises ValueError if it is none, or was altered."""
        try:
            outer = read_stored(content)
            text = outer["manifest"]
            if outer["sha256"] != digest_of(text.encode()):
                raise ValueError("this manifest was altered")
            values: dict[str, Any] = read_stored(text)
            files = {path: File(*file) for path, file in values.pop("files").items()}
            said = values.pop("content")
            release = cls(files=files, **values)
            _refuse_what_no_site_has(release)
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError("this is not the manifest of a release") from error
        if release.content != said:
            raise ValueError("this manifest was altered")
        return release


_KINDS = {"number": int, "pages": int, "date": str, "previous": str, "reason": str, "lock": str}
_DIGEST = re.compile(r"[0-9a-f]{64}")
_LONGEST_NAME = 255  # bytes, on the disks of today


def _refuse_what_no_site_has(release: Release) -> None:
    """Raise ValueError for values of other kinds and for files that lead out of a site: anybody can make a checksum."""
    if any(type(getattr(release, name)) is not kind for name, kind in _KINDS.items()):
        raise ValueError("this is not the manifest of a release")
    digests = [file.sha256 for file in release.files.values()] + [release.lock] * bool(release.lock)
    if not all(isinstance(digest, str) and _DIGEST.fullmatch(digest) for digest in digests):
        raise ValueError("a digest in this manifest is none")
    if not all(type(file.size) is int for file in release.files.values()):
        raise ValueError("a size in this manifest is none")
    for path in release.files:
        parts = path.split("/")
        too_long = any(len(part.encode()) > _LONGEST_NAME for part in parts)
        if too_long or leads_out(path) or any("/".join(parts[:end]) in release.files for end in range(1, len(parts))):
            raise ValueError(f"no site has a file {path[:80]!r}")


def number_in(name: str) -> int:
    """The number in the name of a release; 0 if it is no such name."""
    found = _ID.fullmatch(name)
    return int(found[1]) if found else 0
