"""Which errors are worth another attempt: what was busy or could not be reached, and never what is wrong."""

from __future__ import annotations

import errno

from nutgraf.errors import BusyError

_LASTING = frozenset(
    {
        *(errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM, errno.EISDIR, errno.ENOTDIR),
        *(errno.ENOENT, errno.EEXIST, errno.ENOTEMPTY, errno.ELOOP, errno.ENAMETOOLONG),
    }
)
"""Errors of the disk that are the same in a minute."""
_KINDS = (PermissionError, FileNotFoundError, FileExistsError, IsADirectoryError, NotADirectoryError)
"""The same as a store of objects raises them, without a number."""


def may_pass(error: BaseException | None) -> bool:
    """Whether the same may go well in a minute: something else was at work, or the network failed."""
    while error is not None:
        if isinstance(error, BusyError | BlockingIOError | ConnectionError | TimeoutError):
            return True
        if isinstance(error, OSError) and error.errno not in _LASTING and not isinstance(error, _KINDS):
            return True
        error = error.__cause__
    return False
