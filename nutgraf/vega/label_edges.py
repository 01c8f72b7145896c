"""Gives labels at the ends of marks room: the plot becomes smaller by what they run past the edge of the picture."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

from nutgraf.vega.lettering import letterings

_SIDES = ("left", "top", "right", "bottom")
_AIR = 2.0  # pixels between a label and the edge
_LARGEST = 0.5
"""The share of the width that labels may take from the plot."""


def with_room_for_labels(ready: dict[str, Any], root: ElementTree.Element, width: int) -> dict[str, Any] | None:
    """The spec with wider edges, to be drawn again; None if none needs it, or if too little is left."""
    lacking = _lacking(root, (width, float(root.get("height", "0"))))
    if not any(lacking.values()):
        return None
    given = ready.get("padding", 0)
    before = dict.fromkeys(_SIDES, given) if isinstance(given, (int, float)) else given
    padding = {side: float(before.get(side, 0)) + lacking[side] for side in _SIDES}
    if padding["left"] + padding["right"] > _LARGEST * width:
        return None
    return {**ready, "padding": padding}


def _lacking(root: ElementTree.Element, size: tuple[float, float]) -> dict[str, float]:
    """The pixels that labels of marks run past each side."""
    found = dict.fromkeys(_SIDES, 0.0)
    for each in letterings(root):
        left, top, right, bottom = each.bounds
        if each.role == "mark":
            over = (-left, -top, right - size[0], bottom - size[1])
            for side, pixels in zip(_SIDES, over, strict=True):
                found[side] = max(found[side], pixels + _AIR if pixels > 0 else 0.0)
    return found
