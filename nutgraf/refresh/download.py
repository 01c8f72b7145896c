"""Fetches the file that a table comes from: from the web, with retries and limits, or through fsspec."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Callable, Mapping
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from nutgraf.errors import DataError, Problem
from nutgraf.refresh.declared_refresh import Refresh
from nutgraf.refresh.fetched_file import Downloaded, TemporaryFailure, too_large, without_secrets
from nutgraf.refresh.web_download import from_web

_REFUSED = ("ftp:", "sftp:", "ssh:", "github:", "git:", "jupyter:", "reference:")
"""Kinds of addresses that fsspec knows and that hide where they lead, or whose server nobody checks."""
_LONGEST_WAIT = 60.0


def download(
    root: Path, declared: Refresh, known: Mapping[str, str], sleep: Callable[[float], None] = time.sleep
) -> Downloaded:
    """The file at the declared address, or at the first mirror that answers.

    `known` are the marks of the version on file. Raises DataError with what is wrong with each address.
    """
    problems: list[Problem] = []
    for address in (declared.source, *declared.mirrors):
        try:
            found = _fetch(root, address, declared, known if address == declared.source else {}, sleep)
            _refuse_checksum(root, found, declared, sleep)
            return found
        except DataError as error:
            problems += error.problems
    raise DataError(*problems)


def is_on_web(address: str) -> bool:
    """Whether an address is on the web."""
    return address.lower().startswith(("http://", "https://"))


def _fetch(
    root: Path, address: str, declared: Refresh, known: Mapping[str, str], sleep: Callable[[float], None]
) -> Downloaded:
    import tenacity

    retrying = tenacity.Retrying(
        stop=tenacity.stop_after_attempt(declared.tries),
        wait=_wait,
        retry=tenacity.retry_if_exception_type(TemporaryFailure),
        sleep=sleep,
        reraise=True,
    )
    try:
        if is_on_web(address):
            return retrying(from_web, address, declared, known)
        return retrying(_from_fsspec, root, address, declared)
    except TemporaryFailure as error:
        tried = f" ({declared.tries} tries)" if declared.tries > 1 else ""
        what = f"the file cannot be fetched: {error.what}{tried}"
        raise DataError(
            Problem(without_secrets(address), what, "nothing to do now; the next refresh tries again")
        ) from error


def _wait(state: Any) -> float:
    """1, 2, 4 … seconds, or as long as the server asks for."""
    asked = getattr(state.outcome.exception(), "wait", 0)
    return float(min(_LONGEST_WAIT, max(asked, 2.0 ** (state.attempt_number - 1))))


def _from_fsspec(root: Path, address: str, declared: Refresh) -> Downloaded:
    import fsspec

    if "::" in address or address.lower().startswith(_REFUSED):
        what = "an address of this kind cannot be fetched"
        raise DataError(Problem(without_secrets(address), what, "name a file, an address on the web or s3:// or gs://"))
    at, shown = address if "://" in address else str(root / address), without_secrets(address)
    try:
        with fsspec.open(at, "rb") as file:
            written = file.read(declared.most + 1)
    except FileNotFoundError as error:
        raise DataError(Problem(shown, "there is no such file", "look at its name and its folder")) from error
    except (ImportError, ValueError) as error:
        what = f"the file cannot be fetched: {error}"
        raise DataError(Problem(shown, what, "look at the address, and at what is installed")) from error
    except OSError as error:
        raise TemporaryFailure(error.strerror or type(error).__name__) from error
    if len(written) > declared.most:
        raise too_large(shown, declared)
    return Downloaded(address, PurePosixPath(urlsplit(address).path).name, written, {})


def _refuse_checksum(root: Path, found: Downloaded, declared: Refresh, sleep: Callable[[float], None]) -> None:
    if not declared.checksum or found.is_unchanged:
        return
    wanted = declared.checksum.lower()
    if not re.fullmatch(r"[0-9a-f]{64}", wanted):
        listed = _fetch(root, declared.checksum, declared, {}, sleep)
        sums = [line.split() for line in listed.written.decode("utf-8", "replace").splitlines() if line.strip()]
        own = next((one for one in sums if one[-1].lstrip("*") == found.name), sums[0] if len(sums) == 1 else [""])
        wanted = own[0].lower()
    if hashlib.sha256(found.written).hexdigest() != wanted:
        what = "the file does not match its checksum"
        raise DataError(
            Problem(without_secrets(found.address), what, "it is damaged or was changed; look at it before you use it")
        )
