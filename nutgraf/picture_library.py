"""Which library draws pictures as PNG on this machine: Skia, or vl-convert where Skia cannot be loaded."""

from __future__ import annotations

import ctypes
import sys
from functools import cache
from importlib.util import find_spec
from typing import Literal

_MODULES = ("skia", "zlib_ng")
_SHARED = ("libGL.so.1", "libEGL.so.1")
"""What Skia's wheels take from a Linux machine; a minimal container has neither."""


@cache
def picture_library() -> Literal["Skia", "vl-convert"]:
    """The library, found without loading it: pages are compared with it, and nothing else here may take time."""
    if any(find_spec(name) is None for name in _MODULES):
        return "vl-convert"
    try:
        for name in _SHARED if sys.platform == "linux" else ():
            ctypes.CDLL(name)
    except OSError:
        return "vl-convert"
    return "Skia"
