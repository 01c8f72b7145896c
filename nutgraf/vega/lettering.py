"""Reads the text and the plots of a drawing from its SVG: each line with its box and what it belongs to."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree

from nutgraf.vega.text_metrics import TextStyle

_SVG = "{http://www.w3.org/2000/svg}"
_STEP = re.compile(r"(translate|rotate|scale)\(([^)]*)\)")
_BOX = re.compile(r"M-?[\d.]+,-?[\d.]+h(-?[\d.]+)v(-?[\d.]+)")

Matrix = tuple[float, float, float, float, float, float]
Corner = tuple[float, float]


@dataclass(frozen=True)
class Lettering:
    """A line of text and its position: what it belongs to, and the box around it with its angle."""

    text: str
    role: str
    matrix: Matrix
    left: float
    right: float
    size: float

    @property
    def corners(self) -> tuple[Corner, ...]:
        """The corners of its box, from cap height down to the baseline."""
        high, low = -0.74 * self.size, 0.0
        box = ((self.left, high), (self.right, high), (self.right, low), (self.left, low))
        return tuple(_placed(self.matrix, corner) for corner in box)

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom."""
        across, down = zip(*self.corners, strict=True)
        return min(across), min(down), max(across), max(down)

    @property
    def is_turned(self) -> bool:
        """Whether its angle is neither horizontal nor vertical."""
        angle = math.degrees(math.atan2(self.matrix[1], self.matrix[0])) % 90
        return 2 < angle < 88


def plots(root: ElementTree.Element) -> list[float]:
    """The widths of the plots of a drawing, without legends."""
    found = []
    for child in root:
        kind = child.get("class", "").split()
        if "role-legend" in kind:
            continue
        if "role-scope" in kind or "role-frame" in kind:
            boxes = (item.find(f"{_SVG}path") for item in child)
            sizes = (_BOX.match(box.get("d", "")) for box in boxes if box is not None)
            found += [abs(float(size[1])) for size in sizes if size and float(size[1]) and float(size[2])]
        found += plots(child)
    return found


def axis_labels(root: ElementTree.Element) -> Iterator[list[str]]:
    """The labels of each axis that is to have labels, as they are printed; a label without a text is left out."""
    for group in root.iter(f"{_SVG}g"):
        if "role-axis-label" in group.get("class", "").split():
            yield [each.text for each in letterings(group)]


def letterings(
    element: ElementTree.Element, role: str = "", around: Matrix = (1, 0, 0, 1, 0, 0)
) -> Iterator[Lettering]:
    """Every line of text that a drawing shows."""
    matrix = _joined(around, _matrix(element.get("transform", "")))
    role = next((word[5:] for word in element.get("class", "").split() if word.startswith("role-")), role)
    if element.get("display") == "none" or element.get("opacity") == "0":
        return
    if element.tag == f"{_SVG}text":
        yield from _lines(element, matrix, role)
        return
    for child in element:
        yield from letterings(child, role, matrix)


def _lines(element: ElementTree.Element, matrix: Matrix, role: str) -> Iterator[Lettering]:
    if element.get("fill-opacity") == "0" or (
        element.get("fill") in ("transparent", "none") and not element.get("stroke")
    ):
        return
    size = float(element.get("font-size", "11").removesuffix("px"))
    face = TextStyle(size, size, "", bold=element.get("font-weight", "") in ("bold", "600", "700", "800", "900"))
    spans = element.findall(f"{_SVG}tspan")
    x = y = 0.0
    for part in spans or [element]:
        text = " ".join("".join(part.itertext()).split())
        y += float(part.get("dy", "0")) if spans else 0.0
        if text:
            wide = face.width(text)
            left = x - {"end": wide, "middle": wide / 2}.get(element.get("text-anchor", ""), 0.0)
            yield Lettering(text, role, _joined(matrix, (1, 0, 0, 1, 0, y)), left, left + wide, size)


def _matrix(transform: str) -> Matrix:
    found: Matrix = (1, 0, 0, 1, 0, 0)
    for kind, given in _STEP.findall(transform):
        numbers = [float(each) for each in re.split(r"[\s,]+", given.strip())]
        if kind == "translate":
            step: Matrix = (1, 0, 0, 1, numbers[0], numbers[1] if len(numbers) > 1 else 0.0)
        elif kind == "rotate":
            angle = math.radians(numbers[0])
            step = (math.cos(angle), math.sin(angle), -math.sin(angle), math.cos(angle), 0, 0)
        else:
            step = (numbers[0], 0, 0, numbers[-1], 0, 0)
        found = _joined(found, step)
    return found


def _joined(outer: Matrix, inner: Matrix) -> Matrix:
    a, b, c, d, e, f = outer
    g, h, i, j, k, m = inner
    return (a * g + c * h, b * g + d * h, a * i + c * j, b * i + d * j, a * k + c * m + e, b * k + d * m + f)


def _placed(matrix: Matrix, corner: Corner) -> Corner:
    a, b, c, d, e, f = matrix
    return a * corner[0] + c * corner[1] + e, b * corner[0] + d * corner[1] + f
