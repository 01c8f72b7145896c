"""One publisher at a time in an object store: a lease, which ends by itself when its holder was killed."""

from __future__ import annotations

import json
import time
import uuid
from typing import Protocol

from nutgraf.errors import BusyError, Problem
from nutgraf.stored_json import read_stored

NAME = "store/lease.json"
LASTS_S = 600
_RENEWED_AFTER_S = 60


class Versioned(Protocol):
    """A store that writes an object only where it is still the version that was read, and says whether it did."""

    def read_version(self, name: str) -> tuple[bytes, str]:
        """The content of an object and its version. Raises FileNotFoundError."""

    def write_version(self, name: str, content: bytes, version: str) -> str | None:
        """Write an object in place of a version, or a new one where that is empty; None if it is another one now."""

    def remove(self, folder: str) -> None:
        """Remove an object."""


class Lease:
    """Held from `take` to `give_back`; `renew` it between steps, since it ends after ten minutes."""

    def __init__(self, store: Versioned, address: str) -> None:
        self._store, self._address = store, address
        self._owner, self._version, self._renewed = uuid.uuid4().hex, "", 0.0

    def take(self) -> None:
        """Take the lease. Raises PublishError if another publisher has it."""
        version, until = "", 0.0
        try:
            content, version = self._store.read_version(NAME)
            until = _until(content)
        except FileNotFoundError:
            pass
        if until > time.time():
            raise BusyError(self._taken(until))
        self._write(version)

    def renew(self) -> None:
        """Prolong it if it is ours and it is time. Raises PublishError if another publisher has taken it over."""
        if self._version and time.monotonic() - self._renewed > _RENEWED_AFTER_S:
            self._write(self._version)

    def confirm(self) -> None:
        """Prolong it now. Raises PublishError if another publisher has taken it over."""
        self._write(self._version)

    def give_back(self) -> None:
        """Let others publish, if it is still ours."""
        try:
            content, _ = self._store.read_version(NAME)
            if read_stored(content).get("owner") == self._owner:
                self._store.remove(NAME)
        except (OSError, ValueError, AttributeError):
            return

    def _write(self, version: str) -> None:
        said = {"owner": self._owner, "until": time.time() + LASTS_S}
        written = self._store.write_version(NAME, json.dumps(said).encode(), version)
        if written is None:
            raise BusyError(self._taken(time.time() + LASTS_S))
        self._version, self._renewed = written, time.monotonic()

    def _taken(self, until: float) -> Problem:
        minutes = max(1, round((until - time.time()) / 60))
        what = "another publisher is at work, or was killed less than ten minutes ago"
        return Problem(self._address, what, f"wait for it to end: its lease runs out in {minutes} min at the latest")


def _until(content: bytes) -> float:
    """When a lease ends; one that cannot be read, or that ends later than any can, has ended."""
    try:
        until = float(read_stored(content)["until"])
    except (ValueError, KeyError, TypeError):
        return 0.0
    return until if until <= time.time() + LASTS_S + 60 else 0.0
