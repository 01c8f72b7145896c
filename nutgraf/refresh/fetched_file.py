"""A file as fetched, and the errors of one that cannot be: for now, or because it is too large."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from nutgraf.errors import DataError, Problem
from nutgraf.refresh.declared_refresh import Refresh


@dataclass(frozen=True)
class Downloaded:
    """A file as fetched; no bytes where it has not changed since the one before."""

    address: str
    name: str
    written: bytes
    marks: Mapping[str, str]
    """What the server says of its version: etag, last_modified."""
    is_unchanged: bool = False


class TemporaryFailure(Exception):
    """A failure that may pass: the download is tried again, after the time that the server asks for."""

    def __init__(self, what: str, wait: float = 0) -> None:
        self.what, self.wait = what, wait
        super().__init__(what)


def without_secrets(address: str) -> str:
    """An address for a message: without a password and what follows a question mark, where keys are."""
    parts = urlsplit(address)
    host = parts.netloc.rpartition("@")[2]
    return f"{parts.scheme}://{host}{parts.path}" if parts.scheme else address


def too_large(where: str, declared: Refresh) -> DataError:
    """The error of a file that is larger than it may be."""
    fix = 'if that is meant, allow more in the declaration: "megabytes"'
    return DataError(Problem(where, f"the file has more than {declared.megabytes:g} MB", fix))
