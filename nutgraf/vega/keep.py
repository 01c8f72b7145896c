"""How a picture is kept: by the caller, who may have one that was drawn from the same before."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Keep = Callable[[Any, str, Callable[[], bytes]], bytes]
"""keep(made_from, suffix, make) -> the picture, from earlier or from make()"""


def draw_anyway(_: Any, __: str, make: Callable[[], bytes]) -> bytes:
    """Every picture is drawn, and none is kept."""
    return make()
