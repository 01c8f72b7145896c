"""Fetches a file from the web: with time limits, over public addresses alone, and with each redirect looked at."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit

from nutgraf.errors import DataError, Problem, in_seconds
from nutgraf.refresh.declared_refresh import Refresh
from nutgraf.refresh.fetched_file import Downloaded, TemporaryFailure, too_large, without_secrets

if TYPE_CHECKING:
    from requests import Response

_TEMPORARY = frozenset({408, 425, 429, 500, 502, 503, 504})
"""The statuses after which another attempt may succeed."""
_HOPS = 5
_PIECE = 65_536
_CONNECT = 10.0


def from_web(address: str, declared: Refresh, known: Mapping[str, str]) -> Downloaded:
    """The file at an address on the web; `known` are the marks of the version on file.

    Raises TemporaryFailure where another attempt may succeed, and DataError where none can.
    """
    import requests

    from nutgraf.guarded_connections import PrivateAddress

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
        raise DataError(Problem(without_secrets(address), what, fix)) from error
    except requests.exceptions.SSLError as error:
        fix = "look at the address in a browser"
        raise DataError(Problem(without_secrets(address), "the certificate of the server is not valid", fix)) from error
    except requests.exceptions.RequestException as error:
        raise TemporaryFailure(_said(error)) from error
    return Downloaded(
        address, _named(address, kind, written), written, {name: text for name, text in marks.items() if text}
    )


def _said(error: Exception) -> str:
    words = {"Timeout": "the server did not answer in time", "ConnectionError": "no connection to the server"}
    return next(
        (said for name, said in words.items() if name in {one.__name__ for one in type(error).__mro__}), ""
    ) or ("the connection was lost")


def _open(address: str, declared: Refresh, known: Mapping[str, str], end: float) -> Response:
    """The answer at the end of all redirects, each of them looked at."""
    from nutgraf.guarded_connections import guarded_session

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
    raise DataError(Problem(without_secrets(address), "the address redirects without end", "look at it in a browser"))


def _next(address: str, at: str, to: str, declared: Refresh) -> str:
    before, after = urlsplit(at), urlsplit(to)
    host = after.hostname or ""
    if after.scheme not in ("http", "https") or (before.scheme == "https" and after.scheme == "http"):
        what = f"the address redirects to {after.scheme}://{host}, which is not a safe address"
        raise DataError(Problem(without_secrets(address), what, "look at it in a browser, and declare the right one"))
    if host != urlsplit(address).hostname and host not in declared.redirects:
        fix = f'if that is meant, name it in the declaration: "redirects": ["{host}"]'
        raise DataError(Problem(without_secrets(address), f"the address redirects to another host, {host}", fix))
    return to


def _refuse_status(address: str, answer: Response) -> None:
    status = answer.status_code
    if status in _TEMPORARY:
        after = str(answer.headers.get("Retry-After", ""))
        raise TemporaryFailure(f"the server answers {status} {answer.reason}", float(after) if after.isdecimal() else 0)
    if status != 200:
        fix = "look for its new address" if status in (404, 410) else "look at the address in a browser"
        raise DataError(Problem(without_secrets(address), f"the server answers {status} {answer.reason}", fix))


def _body(address: str, answer: Response, declared: Refresh, end: float) -> bytes:
    import urllib3

    pieces, size = [], 0
    try:
        while piece := answer.raw.read1(_PIECE, decode_content=True):
            size += len(piece)
            if size > declared.most:
                raise too_large(without_secrets(address), declared)
            if time.monotonic() > end:
                raise TemporaryFailure(f"the file took longer than {in_seconds(declared.seconds)}")
            pieces.append(piece)
    except urllib3.exceptions.HTTPError as error:
        raise TemporaryFailure(f"the download stopped after {size:,} bytes") from error
    promised = str(answer.headers.get("Content-Length", ""))
    if promised.isdecimal() and not answer.headers.get("Content-Encoding") and int(promised) != size:
        raise TemporaryFailure(f"the download stopped: {size:,} of {int(promised):,} bytes came")
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
        raise DataError(Problem(without_secrets(address), what, "look at the address in a browser"))
    return name if "." in name or "csv" not in kind else f"{name}.csv"
