"""Fetches a file from the web once, when a reporter asks for it by its address."""

from __future__ import annotations

from pathlib import PurePosixPath
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
    import requests
    import urllib3

    from nutgraf.intake.guarded_connections import PrivateAddress, failure_in_words, guarded_session

    headers = {"User-Agent": "nutgraf", "Accept": "*/*", "Accept-Encoding": "identity"}
    try:
        parts = urlsplit(address)
        session = guarded_session([parts.hostname or ""])
        with session.get(address, headers=headers, stream=True, timeout=_SECONDS) as answer:
            if answer.status_code != 200:
                what = f"the server answers {answer.status_code}: {answer.reason}"
                raise DataError(Problem(address, what, "look at the address in a browser"))
            written = answer.raw.read(most + 1, decode_content=True)
            kind = str(answer.headers.get("Content-Type", "")).partition(";")[0].strip().lower()
    except PrivateAddress as error:
        what = f"the address redirects to {error.host}, which is not on the public web"
        raise DataError(Problem(address, what, "name that address itself, if it is meant")) from error
    except (ValueError, requests.exceptions.InvalidURL, requests.exceptions.InvalidSchema) as error:
        what = "this is not an address on the web"
        raise DataError(Problem(address, what, "copy it from a browser")) from error
    except (OSError, urllib3.exceptions.HTTPError) as error:  # errors of requests are OSErrors
        what = f"the file cannot be fetched: {failure_in_words(error)}"
        raise DataError(Problem(address, what, "look at the address and the network")) from error
    if len(written) > most:
        what = f"the file has more than {most // 1_000_000} MB"
        raise DataError(Problem(address, what, "download it, cut it down to what the story needs, and add that file"))
    name = unquote(PurePosixPath(parts.path).name) or parts.hostname or "table"
    ending = _ENDINGS.get(kind, "")
    return (name if not ending or PurePosixPath(name).suffix.lower() == ending else name + ending), written
