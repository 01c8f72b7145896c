"""Fetches a file from the web once, when a reporter asks for it by its address."""

from __future__ import annotations

import ipaddress
import socket
import urllib.error
import urllib.request
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from nutgraf.errors import DataError, Problem

MOST_BYTES = 200_000_000
_SECONDS = 60
_ENDINGS = {
    "text/csv": ".csv",
    "text/tab-separated-values": ".tsv",
    "application/json": ".json",
    "text/html": ".html",
    "application/pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.apache.parquet": ".parquet",
}


def is_address(file: str) -> bool:
    """Whether a file is named by its address on the web."""
    return file.lower().startswith(("http://", "https://"))


def fetch(address: str, most: int = MOST_BYTES) -> tuple[str, bytes]:
    """The name and the bytes of the file at an address.

    Raises DataError where it cannot be had, is too large, or the address redirects to a private network: only an
    address that the reporter names itself may be private.
    """
    request = urllib.request.Request(address, headers={"User-Agent": "nutgraf", "Accept": "*/*"})
    opener = urllib.request.build_opener(_Redirects(allowed=urlsplit(address).hostname or ""))
    try:
        with opener.open(request, timeout=_SECONDS) as answer:
            written = answer.read(most + 1)
            kind = answer.headers.get_content_type()
    except urllib.error.HTTPError as error:
        what = f"the server answers {error.code}: {error.reason}"
        raise DataError(Problem(address, what, "look at the address in a browser")) from error
    except (OSError, ValueError) as error:
        what = f"the file cannot be fetched: {getattr(error, 'reason', None) or error}"
        raise DataError(Problem(address, what, "look at the address and the network")) from error
    if len(written) > most:
        what = f"the file has more than {most // 1_000_000} MB"
        raise DataError(Problem(address, what, "download it, cut it down to what the story needs, and add that file"))
    name = unquote(PurePosixPath(urlsplit(address).path).name) or urlsplit(address).hostname or "table"
    ending = _ENDINGS.get(kind, "")
    return (name if not ending or PurePosixPath(name).suffix.lower() == ending else name + ending), written


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows redirects on the web, and none from there into a private network."""

    def __init__(self, allowed: str) -> None:
        self.allowed = allowed

    def redirect_request(self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Any:
        parts = urlsplit(newurl)
        host = parts.hostname or ""
        if parts.scheme not in ("http", "https") or (host != self.allowed and _is_private(host)):
            what = f"the address redirects to {parts.scheme}://{host}, which is not on the public web"
            raise DataError(Problem(req.full_url, what, "name that address itself, if it is meant"))
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _is_private(host: str) -> bool:
    try:
        found = socket.getaddrinfo(host, None)
    except OSError:
        return False
    return any(not ipaddress.ip_address(str(one[4][0]).partition("%")[0]).is_global for one in found)
