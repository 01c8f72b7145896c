"""Cleans Vega's SVG for a page: only shapes and text, colors by role, ids unique to the figure, few bytes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import get_args
from xml.etree import ElementTree

from nutgraf.errors import FigureError, Problem, did_you_mean
from nutgraf.vega.empty_drawings import WHITE, refuse_empty

_SVG = "{http://www.w3.org/2000/svg}"
_SPOKEN = ("role", "class", "aria-roledescription", "aria-label", "aria-hidden", "pointer-events", "cursor")
_IDLE = {"opacity": "1", "stroke-width": "1", "stroke-miterlimit": None, "transform": "translate(0,0)"}
_NUMBER = re.compile(r"-?\d*\.\d{2,}(?:e-?\d+)?|-?\d+e-\d+")
_LONE = re.compile(r"M-?[\d.]+,-?[\d.]+(?:Z|(?=M)|$)")
_SLIVER = re.compile(r"M(?P<x>-?[\d.]+),-?[\d.]+L(?P=x),-?[\d.]+Z")
_OUTLINE = re.compile(r"M[-\d.,MLZ]+")
_LONG = 400
_HEAVY = 200_000
_POINT = re.compile(r"([MLZ])(?:(-?[\d.]+),(-?[\d.]+))?")
_NO_COLORS = ("none", "transparent", "currentcolor", "inherit")
_URL = re.compile(r"url\(#([^)]+)\)")


@dataclass(frozen=True)
class Wanted:
    """The requirements of a drawing: its width, its id prefix, the role of each color, and its background."""

    width: int
    key: str
    roles: Mapping[str, str] = field(default_factory=dict)
    paper: str = ""
    page_color: str = WHITE
    """The color of the page that a drawing without a background is on."""


def tidy_svg(drawn: str, wanted: Wanted) -> str:
    """The drawing for a page. Raises FigureError if it is empty or does not have the requested width."""
    root = ElementTree.fromstring(drawn)
    refuse_empty(root, wanted.key, wanted.page_color, wanted.roles)
    _widen(root, wanted.width)
    if root.get("width") != str(wanted.width):
        what = f"the drawing is {root.get('width')} px wide instead of {wanted.width} px"
        raise FigureError(Problem(wanted.key, what, "wrap or shorten its labels"))
    shortest = _shortest_by_steps(root)
    for element in root.iter():
        # A picture has no links, so each one becomes a group.
        element.tag = "g" if element.tag == f"{_SVG}a" else element.tag.removeprefix(_SVG)
        _strip(element, shortest)
    _show_lone_points(root)
    _prune(root)
    _own_ids(root, wanted.key)
    _hoist(root)
    _refuse_unknown_colors(root, wanted.key)
    _color(root, {color.lower(): role for color, role in wanted.roles.items()})
    if wanted.paper:
        root.insert(0, ElementTree.Element("rect", {"width": "100%", "height": "100%", "fill": wanted.paper}))
    kept = {name: value for name, value in root.attrib.items() if name != "version"}
    root.attrib.clear()
    root.attrib.update({"xmlns": "http://www.w3.org/2000/svg", **kept})
    return ElementTree.tostring(root, encoding="unicode").replace(" />", "/>")


def _widen(root: ElementTree.Element, width: int) -> None:
    """Pads plots side by side that come out a few pixels too narrow."""
    own = float(root.get("width", "0"))
    if 0 < own < width:
        root.set("width", str(width))
        root.set("viewBox", f"0 0 {width} {root.get('height', '0')}")


def _shortest_by_steps(root: ElementTree.Element) -> int:
    """From how many letters an outline is written by steps: any of a map of counties, else only long ones."""
    letters = sum(len(path.get("d", "")) for path in root.iter(f"{_SVG}path"))
    return 0 if letters > _HEAVY else _LONG


def _strip(element: ElementTree.Element, shortest: int) -> None:
    # Vega describes marks in English, except for the row number, which a script reads.
    row = element.get("aria-label", "")
    if row.isdecimal():
        element.set("data-row", row)
    for name in [name for name in element.attrib if name in _SPOKEN or name.startswith("{")]:
        del element.attrib[name]
    for name, idle in _IDLE.items():
        if element.get(name) == idle or idle is None:
            element.attrib.pop(name, None)
    for name, value in element.attrib.items():
        if name not in ("font-family", "id"):
            element.set(name, _NUMBER.sub(_rounded, value))
    outline = element.get("d", "")
    if len(outline) > shortest and _OUTLINE.fullmatch(outline):
        element.set("d", _by_steps(outline))
    if element.get("font-size", "").endswith("px"):
        element.set("font-size", element.get("font-size", "")[:-2])


def _show_lone_points(root: ElementTree.Element) -> None:
    """A value between two gaps of a line or an area has no extent: give it a round cap or an edge."""
    for parent in list(root.iter()):
        for at, element in reversed(list(enumerate(parent))):
            outline = element.get("d", "") if element.tag == "path" else ""
            if outline and _LONE.search(outline) and element.get("stroke") and not element.get("stroke-dasharray"):
                element.attrib.setdefault("stroke-linecap", "round")
            elif lone := _unseen(element, outline):
                parent.insert(at + 1, ElementTree.Element("path", {**_dot_or_edge(element), "d": "".join(lone)}))


def _unseen(element: ElementTree.Element, outline: str) -> list[str]:
    """The parts of an outline that have no extent: points of a dashed line, slivers of an area."""
    if element.get("stroke-dasharray") and element.get("stroke"):
        return _LONE.findall(outline)
    is_area = outline and element.get("fill") and not element.get("stroke")
    return [edge[0] for edge in _SLIVER.finditer(outline)] if is_area else []


def _dot_or_edge(element: ElementTree.Element) -> dict[str, str]:
    """The attributes that make such a part visible."""
    if element.get("stroke-dasharray"):
        own = {name: value for name, value in element.attrib.items() if name != "stroke-dasharray"}
        return {**own, "stroke-linecap": "round"}
    own = {name: value for name, value in element.attrib.items() if name not in ("fill", "fill-opacity")}
    opaque = {"stroke-opacity": element.get("fill-opacity", "")} if element.get("fill-opacity") else {}
    return {**own, **opaque, "stroke": element.get("fill", ""), "stroke-width": "2"}


def _rounded(match: re.Match[str]) -> str:
    """Rounds to a tenth of a pixel, which nobody can see."""
    text = f"{float(match[0]):.1f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def _by_steps(outline: str) -> str:
    """An outline as relative steps, a third shorter than absolute coordinates."""
    written: list[str] = []
    x = y = 0
    for command, across, down in _POINT.findall(outline):
        if command == "Z":
            written[-1] = written[-1].removesuffix("l")  # of an area without extent
            written.append("z")
            continue
        to_x, to_y = round(float(across) * 10), round(float(down) * 10)
        if command == "M":
            written.append(f"M{_tenths(to_x)}{_next(to_y)}l")
        elif (to_x, to_y) != (x, y):
            first = written[-1].endswith("l")
            written.append(f"{_tenths(to_x - x) if first else _next(to_x - x)}{_next(to_y - y)}")
        x, y = to_x, to_y
    return "".join(written)


def _next(number: int) -> str:
    """A number after another: a minus separates them as well as a space does."""
    text = _tenths(number)
    return text if text.startswith("-") else f" {text}"


def _tenths(number: int) -> str:
    whole = f"{number / 10:.1f}".removesuffix(".0")
    return whole.replace("0.", ".", 1) if whole.lstrip("-").startswith("0.") else whole


def _prune(element: ElementTree.Element) -> None:
    """Removes elements that paint nothing, and groups that only contain other elements."""
    kept: list[ElementTree.Element] = []
    for child in element:
        _prune(child)
        if child.tag == "g" and not len(child):
            continue
        if element.tag != "clipPath" and child.tag in ("path", "rect", "line") and _paints_nothing(child):
            continue
        kept.extend(child if child.tag == "g" and not child.attrib else [child])
    for child in list(element):
        element.remove(child)
    element.extend(kept)


def _paints_nothing(item: ElementTree.Element) -> bool:
    if item.get("display") == "none" or item.get("opacity") == "0" or (item.tag == "path" and not item.get("d")):
        return True
    painted = [item.get(name) not in (None, "none", "transparent") for name in ("fill", "stroke")]
    return not any(painted) and item.get("id") is None


def _own_ids(root: ElementTree.Element, key: str) -> None:
    """Renumbers the ids per drawing, because Vega numbers them per process."""
    ids: dict[str, str] = {}
    for element in root.iter():
        old = element.get("id")
        if old:
            ids[old] = f"{key}-{len(ids) + 1}"
            element.set("id", ids[old])
    for element in root.iter():
        for name, value in element.attrib.items():
            if "url(#" in value:
                element.set(name, _URL.sub(lambda match: f"url(#{ids.get(match[1], match[1])})", value))


def _hoist(root: ElementTree.Element) -> None:
    """Moves the font settings that most texts share up to the drawing."""
    texts = list(root.iter("text"))
    for name in ("font-family", "font-size"):
        counted = Counter(element.get(name, "") for element in texts)
        if not counted:
            continue
        usual = min(counted, key=lambda value: (-counted[value], value))
        if usual and counted[""] == 0:
            root.set(name, usual)
            for element in texts:
                if element.get(name) == usual:
                    del element.attrib[name]


def _refuse_unknown_colors(root: ElementTree.Element, where: str) -> None:
    """A color that no browser knows is drawn black."""
    drawn = {element.get(name, "").lower() for element in root.iter() for name in ("fill", "stroke", "stop-color")}
    for name in sorted(drawn):
        if name.isalpha() and name not in _NO_COLORS and name not in _color_names():
            fix = did_you_mean(name, _color_names())
            raise FigureError(Problem(where, f"the chart draws with the color {name!r}, which is not a color", fix))


def _color_names() -> frozenset[str]:
    from altair.vegalite.v6.schema._typing import ColorName_T

    return frozenset((*get_args(ColorName_T), "rebeccapurple"))


def _color(root: ElementTree.Element, roles: Mapping[str, str]) -> None:
    for element in root.iter():
        for name in ("fill", "stroke", "stop-color"):
            color = element.get(name, "").lower()
            if color in roles:
                element.set(name, f"var(--c-{roles[color]},{color})")
