"""The bytes of a file, read again only when the file has changed."""

from __future__ import annotations

import os
import time
from collections import OrderedDict
from pathlib import Path

_SETTLED_NS = 3_000_000_000
"""A file that changed less than this before it was read may change again within the same tick of its clock."""
_MOST = 64

_Mark = tuple[int, ...]
_kept: OrderedDict[Path, tuple[_Mark, bytes]] = OrderedDict()


def current_bytes(path: Path, status: os.stat_result) -> bytes:
    """The bytes of a file whose status was just looked up. Raises OSError if it cannot be read."""
    mark = (status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)
    kept = _kept.get(path)
    if kept is not None and kept[0] == mark:
        return kept[1]
    began = time.time_ns()
    content = path.read_bytes()
    _kept.pop(path, None)
    if began - max(status.st_mtime_ns, status.st_ctime_ns) > _SETTLED_NS:
        _kept[path] = mark, content
        if len(_kept) > _MOST:
            _kept.popitem(last=False)
    return content
