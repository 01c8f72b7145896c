"""Fetches a file from the web once, when a reporter asks for it by its address."""

from __future__ import annotations

import ipaddress
import time
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from nutgraf.errors import DataError, Problem

if TYPE_CHECKING:
    from requests import Response

MOST_BYTES = 200_000_000
_SECONDS = 60.0
_PIECE = 65_536
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

    Raises DataError where it cannot be had, is too large, or is on a private network that the address does not plainly
    name: the reporter may type `http://intranet/pay.csv`, but no name of the public web and no redirect leads there.
    """
    import requests

    from nutgraf.guarded_connections import PrivateAddress, guarded_session

    try:
        host = urlsplit(address).hostname or ""
    except ValueError as error:
        what = "this is not an address on the web"
        raise DataError(Problem(address, what, "copy it from the address bar of a browser")) from error
    session = guarded_session([host] if _names_private(host) else [], "")
    asked = {"User-Agent": "nutgraf", "Accept": "*/*"}
    end = time.monotonic() + _SECONDS
    try:
        with session.get(address, headers=asked, stream=True, timeout=(10, 30)) as answer:
            _refuse(address, answer)
            written = _body(address, answer, most, end)
            kind = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    except PrivateAddress as error:
        leads = "is" if error.host == host else f"leads on to {error.host}, which is"
        what, fix = f"the address {leads} not on the public web", "if that is meant, download the file, and add it"
        raise DataError(Problem(address, what, fix)) from error
    except requests.exceptions.RequestException as error:
        raise DataError(Problem(address, _said(error), "look at the address and the network")) from error
    name = unquote(PurePosixPath(urlsplit(address).path).name) or host or "table"
    ending = _ENDINGS.get(kind, "")
    return (name if not ending or PurePosixPath(name).suffix.lower() == ending else name + ending), written


def _names_private(host: str) -> bool:
    """Whether a host is plainly one of a private network: a name without a dot, or the digits of an address."""
    try:
        return not ipaddress.ip_address(host.partition("%")[0]).is_link_local
    except ValueError:
        return "." not in host or host.endswith((".local", ".localhost"))


def _refuse(address: str, answer: Response) -> None:
    if address.lower().startswith("https:") and answer.url.lower().startswith("http:"):
        what = f"the address leads on to {answer.url}, which is not encrypted"
        raise DataError(Problem(address, what, "name that address itself, if it is meant"))
    if answer.status_code != 200:
        what = f"the server answers {answer.status_code}: {answer.reason}"
        raise DataError(Problem(address, what, "look at the address in a browser"))


def _body(address: str, answer: Response, most: int, end: float) -> bytes:
    written = bytearray()
    for piece in answer.iter_content(_PIECE):
        written += piece
        if len(written) > most:
            what = f"the file has more than {most // 1_000_000} MB"
            fix = "download it, cut it down to what the story needs, and add that file"
            raise DataError(Problem(address, what, fix))
        if time.monotonic() > end:
            what = f"the file took longer than {_SECONDS:g} seconds"
            raise DataError(Problem(address, what, "download it in a browser, and add that file"))
    return bytes(written)


def _said(error: Exception) -> str:
    import requests

    kinds = {
        requests.exceptions.SSLError: "the certificate of the server is not valid",
        requests.exceptions.Timeout: "the server did not answer in time",
        requests.exceptions.TooManyRedirects: "the address leads on without an end",
        requests.exceptions.InvalidSchema: "the address leads on to what is not on the web",
        requests.exceptions.ConnectionError: "no connection to the server",
    }
    if isinstance(error, requests.exceptions.InvalidURL | requests.exceptions.MissingSchema):
        return "this is not an address on the web"
    said = next((words for kind, words in kinds.items() if isinstance(error, kind)), "the connection broke off")
    return f"the file cannot be fetched: {said}"
