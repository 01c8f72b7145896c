"""Says in words what a store of objects answered, or why it did not: its libraries have errors of their own."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from nutgraf.disk_errors import disk_problem
from nutgraf.errors import NutgrafError, Problem, PublishError

_LIBRARIES = ("aiohttp", "azure", "botocore", "boto3", "gcsfs", "google", "requests", "urllib3")
_NO_CREDENTIALS = ("NoCredentialsError", "PartialCredentialsError", "ProfileNotFound", "DefaultCredentialsError")
_NOT_REACHED = ("Connection", "Timeout", "HTTPClientError", "ServerDisconnected", "IncompleteRead")


@contextlib.contextmanager
def in_words(address: str, meanwhile: str = "readers have what they had") -> Iterator[None]:
    """Make an error of the disk, the network or the store a PublishError; `meanwhile` is what readers have then."""
    try:
        yield
    except NutgrafError:
        raise
    except Exception as error:
        known = as_os_error(error)
        if known is None:
            raise
        found = _problem(known)
        where = f"{address}: {found.where}" if found.where else address
        raise PublishError(Problem(where, found.what, f"{found.fix}; {meanwhile}")) from known


def as_os_error(error: Exception) -> OSError | None:
    """The error of the system that an error of a library comes down to; None for any other, such as a mistake of ours.

    A ConnectionError may pass; a PermissionError cannot.
    """
    if isinstance(error, OSError) and not type(error).__module__.startswith(_LIBRARIES):
        return error
    if not type(error).__module__.startswith(_LIBRARIES):
        return None
    said = " ".join(str(error).split())[:300]
    names = [kind.__name__ for kind in type(error).__mro__]
    if any(name in _NO_CREDENTIALS for name in names):
        return PermissionError(f"no credentials were found for it: {said}")
    if any(part in name for part in _NOT_REACHED for name in names):
        return ConnectionError(f"it cannot be reached: {said}")
    return PermissionError(f"it refused: {said}")


def _problem(error: OSError) -> Problem:
    """An error of the disk by its file; one of a store by what it said."""
    if error.errno is not None and error.filename is not None:
        return disk_problem(error)
    if isinstance(error, PermissionError):
        return Problem("", f"{error}", "see that the credentials are those of somebody who may write there")
    if isinstance(error, FileNotFoundError):
        return Problem("", f"it is not there: {error}", "make the bucket, or correct the address")
    if isinstance(error, ConnectionError | TimeoutError):
        return Problem("", f"{error}", "see that it can be reached from here, then try again")
    return disk_problem(error)
