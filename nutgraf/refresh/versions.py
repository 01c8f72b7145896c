"""Every version of a refreshed table, kept by its content with when and from where, in `data/versions`.

A version is a plain CSV file that is named after its SHA-256, so that a version which returns is kept once and git
packs what is alike; `log.jsonl` has one line for each time that the table got another one. Both go into the repository.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from nutgraf.atomic_write import replace_file
from nutgraf.errors import DataError, Problem

_LONG = 16
"""How many digits of a SHA-256 name a version."""


@dataclass(frozen=True)
class Version:
    """One time that a table got another content."""

    version: str
    """The name of its content: the first digits of its SHA-256."""
    when: str
    """The moment, in UTC."""
    origin: str
    """The address that it came from; "data/" for what was there before, or "restored"."""
    rows: int
    changes: str
    file: str = ""
    """The SHA-256 of the file as fetched."""
    recipe: str = ""
    """The fingerprint of the declaration by which the file became the table."""
    marks: Mapping[str, str] = field(default_factory=dict)
    """What the server says of the version of the file: etag, last_modified."""


def version_of(content: bytes) -> str:
    """The name of a content."""
    return hashlib.sha256(content).hexdigest()[:_LONG]


def read_log(package: Path, table: str) -> list[Version]:
    """The versions of a table, the last one last. Raises DataError where the log is broken."""
    path = _folder(package, table) / "log.jsonl"
    if not path.is_file():
        return []
    found = []
    for number, line in enumerate(path.read_bytes().split(b"\n"), 1):
        try:
            if line.strip():
                found.append(_sound(Version(**json.loads(line))))
        except (ValueError, TypeError, RecursionError) as error:
            where = f"data/versions/{table}/log.jsonl, line {number}"
            raise DataError(Problem(where, "the line is not a version", "restore the file from git")) from error
    return found


def _sound(version: Version) -> Version:
    """The version. Raises ValueError if a value is of another kind, as in a log that was edited by hand."""
    texts = (version.version, version.when, version.origin, version.changes, version.file, version.recipe)
    marks = version.marks if isinstance(version.marks, Mapping) else {"": None}
    if type(version.rows) is not int or not all(isinstance(each, str) for each in (*texts, *marks.values())):
        raise ValueError("a value is of another kind")
    datetime.datetime.fromisoformat(version.when)
    return version


def read_version(package: Path, table: str, version: str) -> bytes:
    """The content of a version, by the first digits of its name. Raises DataError where it is not kept or is broken."""
    folder = _folder(package, table)
    found = sorted(one for one in folder.glob("*.csv") if one.stem.startswith(version)) if version.isalnum() else []
    if len(found) != 1:
        what = f"{len(found)} versions begin with {version!r}" if found else f"no version {version!r}"
        raise DataError(Problem(f"table {table}", what, f"see nutgraf data log {table}"))
    content = found[0].read_bytes()
    if version_of(content) != found[0].stem:
        where = f"data/versions/{table}/{found[0].name}"
        raise DataError(Problem(where, "the file is not what it was", "restore it from git"))
    return content


def keep_content(package: Path, table: str, content: bytes) -> str:
    """Keep a content by its name; one that is damaged on the disk is written again."""
    folder, name = _folder(package, table), version_of(content)
    path = folder / f"{name}.csv"
    if not path.is_file() or version_of(path.read_bytes()) != name:
        replace_file(path, content, durable=True)
    return name


def append_version(package: Path, table: str, version: Version) -> None:
    """Add a line to the log; a reader sees the log with it or without it."""
    path = _folder(package, table) / "log.jsonl"
    before = path.read_bytes() if path.is_file() else b""
    values: dict[str, Any] = {name: value for name, value in asdict(version).items() if value not in ("", {})}
    replace_file(path, before + json.dumps(values, ensure_ascii=False).encode() + b"\n", durable=True)


def _folder(package: Path, table: str) -> Path:
    return package.parent / "versions" / table
