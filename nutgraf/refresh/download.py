"""Fetches the file that a table comes from: from the web, with retries and limits, or through fsspec."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urljoin, urlsplit

from nutgraf.errors import DataError, Problem
from nutgraf.refresh.declared_refresh import Refresh
from nutgraf.refresh.size_limit import too_large

if TYPE_CHECKING:
    from requests import Response

_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
"""What a server answers that may pass."""
_HOPS = 5
_REFUSED = ("ftp:", "sftp:", "ssh:", "github:", "git:", "jupyter:", "reference:")
"""Kinds of addresses that fsspec knows and that hide where they lead, or whose server nobody checks."""
_LONGEST_WAIT = 60.0
_PIECE = 65_536
_CONNECT = 10.0


@dataclass(frozen=True)
class Downloaded:
    """A file as fetched; no bytes where it has not changed since the one before."""

    address: str
    name: str
    written: bytes
    marks: Mapping[str, str]
    """What the server says of its version: etag, last_modified."""
    is_unchanged: bool = False


class _Passing(Exception):
    """What may pass: it is tried again, after the time that the server asks for."""

    def __init__(self, what: str, wait: float = 0) -> None:
        self.what, self.wait = what, wait
        super().__init__(what)


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

    once = _from_web if is_on_web(address) else _from_fsspec
    retrying = tenacity.Retrying(
        stop=tenacity.stop_after_attempt(declared.tries),
        wait=_wait,
        retry=tenacity.retry_if_exception_type(_Passing),
        sleep=sleep,
        reraise=True,
    )
    try:
        return retrying(once, root, address, declared, known)
    except _Passing as error:
        tried = f" ({declared.tries} tries)" if declared.tries > 1 else ""
        what = f"the file cannot be fetched: {error.what}{tried}"
        raise DataError(Problem(_plain(address), what, "nothing to do now; the next refresh tries again")) from error


def _wait(state: Any) -> float:
    """1, 2, 4 … seconds, or as long as the server asks for."""
    asked = getattr(state.outcome.exception(), "wait", 0)
    return float(min(_LONGEST_WAIT, max(asked, 2.0 ** (state.attempt_number - 1))))


def _plain(address: str) -> str:
    """An address for a message: without a password and what follows a question mark, where keys are."""
    parts = urlsplit(address)
    host = parts.netloc.rpartition("@")[2]
    return f"{parts.scheme}://{host}{parts.path}" if parts.scheme else address


# --- the web


def _from_web(root: Path, address: str, declared: Refresh, known: Mapping[str, str]) -> Downloaded:
    import requests

    from nutgraf.refresh.guarded_connections import PrivateAddress

    end = time.monotonic() + declared.seconds
    try:
        with _open(address, declared, known, end) as answer:
            if answer.status_code == 304:
                return Downloaded(address, "", b"", known, is_unchanged=True)
            _refuse_status(address, answer)
            written = _body(address, answer, declared, end)
            marks = {"etag": answer.headers.get("ETag"), "last_modified": answer.headers.get("Last-Modified")}
            kind = str(answer.headers.get("Content-Type", ""))
    except PrivateAddress as error:
        what = f"{error.host} is on a private network"
        fix = f'if that is meant, name it in the declaration: "private": ["{error.host}"]'
        raise DataError(Problem(_plain(address), what, fix)) from error
    except requests.exceptions.SSLError as error:
        fix = "look at the address in a browser"
        raise DataError(Problem(_plain(address), "the certificate of the server is not valid", fix)) from error
    except requests.exceptions.RequestException as error:
        raise _Passing(_said(error)) from error
    return Downloaded(
        address, _named(address, kind, written), written, {name: text for name, text in marks.items() if text}
    )


def _said(error: Exception) -> str:
    words = {"Timeout": "the server did not answer in time", "ConnectionError": "no connection to the server"}
    return next(
        (said for name, said in words.items() if name in {one.__name__ for one in type(error).__mro__}), ""
    ) or ("the connection broke off")


def _open(address: str, declared: Refresh, known: Mapping[str, str], end: float) -> Response:
    """The answer at the end of all redirects, each of them looked at."""
    from nutgraf.refresh.guarded_connections import guarded_session

    asked = {"User-Agent": "nutgraf", "Accept": "*/*", "Accept-Encoding": "identity"}
    conditions = {"etag": "If-None-Match", "last_modified": "If-Modified-Since"}
    asked |= {conditions[name]: text for name, text in known.items() if name in conditions}
    session = guarded_session(declared.private, declared.proxy)
    at = address
    for _ in range(_HOPS + 1):
        left = max(0.1, end - time.monotonic())
        timeout = min(_CONNECT, left), min(30.0, left)
        answer = session.get(at, headers=asked, stream=True, allow_redirects=False, timeout=timeout)
        if not answer.is_redirect:
            return answer
        answer.close()
        at = _next(address, at, urljoin(at, answer.headers["Location"]), declared)
    raise DataError(Problem(_plain(address), "the address leads on without an end", "look at it in a browser"))


def _next(address: str, at: str, to: str, declared: Refresh) -> str:
    before, after = urlsplit(at), urlsplit(to)
    host = after.hostname or ""
    if after.scheme not in ("http", "https") or (before.scheme == "https" and after.scheme == "http"):
        what = f"the address leads on to {after.scheme}://{host}, which is no safe address"
        raise DataError(Problem(_plain(address), what, "look at it in a browser, and declare the right one"))
    if host != urlsplit(address).hostname and host not in declared.redirects:
        fix = f'if that is meant, name it in the declaration: "redirects": ["{host}"]'
        raise DataError(Problem(_plain(address), f"the address leads on to another host, {host}", fix))
    return to


def _refuse_status(address: str, answer: Response) -> None:
    status = answer.status_code
    if status in _PASSING:
        after = str(answer.headers.get("Retry-After", ""))
        raise _Passing(f"the server answers {status} {answer.reason}", float(after) if after.isdecimal() else 0)
    if status != 200:
        fix = "look for its new address" if status in (404, 410) else "look at the address in a browser"
        raise DataError(Problem(_plain(address), f"the server answers {status} {answer.reason}", fix))


def _body(address: str, answer: Response, declared: Refresh, end: float) -> bytes:
    import urllib3

    pieces, size = [], 0
    try:
        while piece := answer.raw.read1(_PIECE, decode_content=True):
            size += len(piece)
            if size > declared.most:
                raise too_large(_plain(address), declared)
            if time.monotonic() > end:
                raise _Passing(f"the file took longer than {declared.seconds:g} seconds")
            pieces.append(piece)
    except urllib3.exceptions.HTTPError as error:
        raise _Passing(f"the file broke off after {size:,} bytes") from error
    promised = str(answer.headers.get("Content-Length", ""))
    if promised.isdecimal() and not answer.headers.get("Content-Encoding") and int(promised) != size:
        raise _Passing(f"the file broke off: {size:,} of {int(promised):,} bytes came")
    return b"".join(pieces)


def _named(address: str, kind: str, written: bytes) -> str:
    name = unquote(PurePosixPath(urlsplit(address).path).name) or "table"
    start = written[:1024].lstrip().lower()
    is_page = start.startswith((b"<!doctype html", b"<html"))
    asks_for_page = PurePosixPath(name).suffix.lower() in (".html", ".htm") or "." not in name
    if is_page and not asks_for_page:
        what = f"the server sends a web page in place of {name}"
        shown = re.sub(r"<(script|style).*?</\1>|<[^>]*>", " ", written[:20_000].decode("utf-8", "replace"), flags=re.S)
        text = re.sub(r"\s+", " ", shown)
        what += f", which says: “{text.strip()[:120]}”" if text.strip() else ""
        raise DataError(Problem(_plain(address), what, "look at the address in a browser"))
    return name if "." in name or "csv" not in kind else f"{name}.csv"


# --- files and object stores


def _from_fsspec(root: Path, address: str, declared: Refresh, known: Mapping[str, str]) -> Downloaded:
    import fsspec

    if "::" in address or address.lower().startswith(
        ("ftp:", "sftp:", "ssh:", "github:", "git:", "jupyter:", "reference:")
    ):
        what = "addresses of this kind are not fetched"
        raise DataError(Problem(_plain(address), what, "name a file, an address on the web or s3:// or gs://"))
    at = address if "://" in address else str(root / address)
    try:
        with fsspec.open(at, "rb") as file:
            written = file.read(declared.most + 1)
    except FileNotFoundError as error:
        raise DataError(Problem(_plain(address), "there is no such file", "look at its name and its folder")) from error
    except (ImportError, ValueError) as error:
        what = f"the file cannot be fetched: {error}"
        raise DataError(Problem(_plain(address), what, "look at the address, and at what is installed")) from error
    except OSError as error:
        raise _Passing(error.strerror or type(error).__name__) from error
    if len(written) > declared.most:
        raise too_large(_plain(address), declared)
    return Downloaded(address, PurePosixPath(urlsplit(address).path).name, written, {})


# --- checksums


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
        what = "the file is not the one that its checksum is of"
        raise DataError(
            Problem(_plain(found.address), what, "it is broken or was changed; look at it before it is used")
        )
