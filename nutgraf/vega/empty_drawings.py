"""Refuses drawings that show nothing: without marks, or with marks that no reader can see."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from xml.etree import ElementTree

from nutgraf.contrast import contrast
from nutgraf.errors import FigureError, Problem

_SVG = "{http://www.w3.org/2000/svg}"
_ONE_OF = re.compile(r"\bconcat_(\d+)_group$")
WHITE = "#ffffff"
"""The color of a page without a theme."""
_LEAST_OPACITY = 0.02
_LEAST_CONTRAST = 1.05
"""Less than this against the page is no color at all; a pale one, such as a grid's, has 1.1 and more."""
_POINT = re.compile(r"M-?[\d.]+,-?[\d.]+Z?")
_NUMBER = r"(-?[\d.]+(?:e-?\d+)?)"
_TRANSLATED = re.compile(rf"translate\({_NUMBER},{_NUMBER}\)")
_CORNER = re.compile(rf"[ML]{_NUMBER},{_NUMBER}")
_BAR = re.compile(rf"M{_NUMBER},{_NUMBER}h{_NUMBER}v{_NUMBER}h-?[\d.]+Z")
_SIDE = re.compile(rf"([hv]){_NUMBER}")
_FIXES = {
    "": "check the columns and the filter; an empty chart is not published",
    "its opacity is 0": "set opacity, fillOpacity or strokeOpacity above 0, or leave the figure out",
    "it has no color": "give its mark a color: mark_bar(color='#4c78a8')",
    "it has the color of the page": "give its mark a color that differs from that of the page, which is {page}",
    "its size is 0": "set its size, strokeWidth or fontSize above 0",
    "it is outside the plot": "widen the scale's domain to the values, or leave the figure out",
}


def refuse_empty(
    root: ElementTree.Element, where: str, page_color: str = WHITE, theme_colors: Collection[str] = ()
) -> None:
    """Refuses a chart without visible marks, and one of several charts without any.

    `theme_colors` change with the page, so that they are compared with a white one.
    """
    drawing = _Drawing(root, page_color, frozenset(map(_hex, theme_colors)) if page_color != WHITE else frozenset())
    page = "white" if page_color == WHITE else page_color
    if (unseen := drawing.unseen(root)) is not None:
        what = f"no mark of the chart can be seen: {unseen}" if unseen else "the drawing is empty"
        raise FigureError(Problem(where, what, _FIXES[unseen].format(page=page)))
    for group in root.iter(f"{_SVG}g"):
        one_of = _ONE_OF.search(group.get("class", ""))
        if one_of and (unseen := drawing.unseen(group)) is not None:
            chart = f"chart {int(one_of[1]) + 1} of the figure"
            what = f"no mark of {chart} can be seen: {unseen}" if unseen else f"{chart} is empty"
            fix = (
                _FIXES[unseen].format(page=page)
                if unseen
                else "check its columns and its filter, or leave it out of the figure"
            )
            raise FigureError(Problem(where, what, fix))


@dataclass(frozen=True)
class _Drawing:
    root: ElementTree.Element
    page_color: str
    theme_colors: frozenset[str]

    def unseen(self, group: ElementTree.Element) -> str | None:
        """Why nothing in a group can be seen: "" if it has no marks; None if a mark is visible."""
        why = ""
        flat: list[tuple[float, ...]] = []
        for kind, clip, item in self._marks(group):
            reason = _why_unseen(item, kind, self._ground) or ("it is outside the plot" if _is_off(item, clip) else "")
            if not reason and (edge := _edge(item)):
                flat.append(edge)
            elif not reason:
                return None
            why = why or reason
        # Bars of zero begin at one place; those without thickness are apart.
        return None if flat and len(set(flat)) < max(2, len(flat)) else "its size is 0" if flat else why

    def _ground(self, color: str) -> str:
        """The color behind a mark of this color: that of the page, or of the plot if it has its own."""
        return self._plot or (WHITE if color in self.theme_colors else self.page_color)

    @functools.cached_property
    def _plot(self) -> str:
        """The color of the plot; "" if it has none of its own."""
        for frame in self.root.iter(f"{_SVG}g"):
            if "role-frame" in frame.get("class", "") or "role-scope" in frame.get("class", ""):
                for box in frame.iter(f"{_SVG}path"):
                    if box.get("class") == "background" and (own := _hex(box.get("fill", ""))):
                        return own
        return ""

    @functools.cached_property
    def _clips(self) -> dict[str, tuple[float, float]]:
        """The width and height of the area that each clip path leaves visible."""
        found = {}
        for path in self.root.iter(f"{_SVG}clipPath"):
            box = path.find(f"{_SVG}rect")
            if box is not None:
                found[f"url(#{path.get('id')})"] = float(box.get("width", "0")), float(box.get("height", "0"))
        return found

    def _marks(
        self, group: ElementTree.Element
    ) -> Iterator[tuple[str, tuple[float, float] | None, ElementTree.Element]]:
        """Each mark with its kind and the area that it is clipped to, without axes and background."""
        for marks in group.iter(f"{_SVG}g"):
            kinds = marks.get("class", "").split()
            if "role-mark" in kinds and "mark-group" not in kinds:
                for item in marks.iter():
                    if item.tag not in (f"{_SVG}g", f"{_SVG}a", f"{_SVG}tspan") and _is_there(item):
                        yield kinds[0], self._clips.get(marks.get("clip-path", "")), item


def _edge(item: ElementTree.Element) -> tuple[float, ...]:
    """Where a bar begins that has no width, or no height, and no outline; () for any other mark."""
    bar = _BAR.fullmatch(item.get("d", ""))
    if bar is None or item.get("stroke", "none") != "none" or (float(bar[3]) and float(bar[4])):
        return ()
    return (float(bar[1]),) if not float(bar[3]) else (float(bar[2]),)


def _is_there(item: ElementTree.Element) -> bool:
    if item.tag == f"{_SVG}text":
        return bool("".join(item.itertext()).strip())
    return bool(item.get("d")) if item.tag == f"{_SVG}path" else True


def _why_unseen(item: ElementTree.Element, kind: str, ground: Callable[[str], str]) -> str:
    """Why a mark cannot be seen; "" if it can."""
    if item.get("display") == "none" or float(item.get("opacity", "1")) < _LEAST_OPACITY:
        return "its opacity is 0"
    if float(item.get("font-size", "11").removesuffix("px")) == 0:
        return "its size is 0"
    if kind == "mark-symbol" and _POINT.fullmatch(item.get("d", "")):
        return "its size is 0"
    stroke = "its size is 0" if float(item.get("stroke-width", "1")) == 0 else _why_no_paint(item, "stroke", ground)
    fill = _why_no_paint(item, "fill", ground)
    if not fill or not stroke:
        return ""
    return next((why for why in (fill, stroke) if why != "it has no color"), fill)


def _why_no_paint(item: ElementTree.Element, name: str, ground: Callable[[str], str]) -> str:
    """Why its fill or its stroke cannot be seen; "" if it can."""
    color = item.get(name, "")
    if color in ("", "none", "transparent"):
        return "it has no color"
    if float(item.get(f"{name}-opacity", "1")) * _alpha(color) < _LEAST_OPACITY:
        return "its opacity is 0"
    solid = _hex(color)
    return "it has the color of the page" if solid and contrast(solid, ground(solid)) < _LEAST_CONTRAST else ""


@functools.cache
def _parsed(color: str) -> tuple[float, float, float, float] | None:
    from tinycss2.color3 import RGBA, parse_color

    if re.fullmatch(r"#[\da-fA-F]{8}", color):
        color, alpha = color[:7], int(color[7:], 16) / 255
    else:
        alpha = 1.0
    found = parse_color(color)
    return (found.red, found.green, found.blue, found.alpha * alpha) if isinstance(found, RGBA) else None


def _alpha(color: str) -> float:
    found = _parsed(color)
    return found[3] if found else 1.0


def _hex(color: str) -> str:
    """A color as #rrggbb; "" for none, and for a gradient."""
    found = _parsed(color)
    if not found or found[3] < _LEAST_OPACITY:
        return ""
    return "#" + "".join(f"{round(min(1, max(0, part)) * 255):02x}" for part in found[:3])


def _is_off(item: ElementTree.Element, clip: tuple[float, float] | None) -> bool:
    """Whether a mark is wholly outside the area to which it is clipped."""
    if clip is None:
        return False
    moved = _TRANSLATED.search(item.get("transform", ""))
    left, top = (float(moved[1]), float(moved[2])) if moved else (0.0, 0.0)
    outline = item.get("d", "M0,0")
    corners = [(float(x), float(y)) for x, y in _CORNER.findall(outline)] or [(0.0, 0.0)]
    across, down = [x for x, _ in corners], [y for _, y in corners]
    for way, length in _SIDE.findall(outline)[:2]:
        (across if way == "h" else down).append((across if way == "h" else down)[-1] + float(length))
    if item.tag == f"{_SVG}line":
        across.append(float(item.get("x2", "0")))
        down.append(float(item.get("y2", "0")))
    return left + max(across) < 0 or left + min(across) > clip[0] or top + max(down) < 0 or top + min(down) > clip[1]
