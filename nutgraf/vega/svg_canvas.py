"""Paints a tidy drawing with Skia: groups, paths, lines, rectangles and text in the bundled font, and clips."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from xml.etree import ElementTree

from nutgraf.vega.svg_style import INHERITED, UnsupportedSvg, color, number, numbers, opacity, outline, steps
from nutgraf.vega.svg_text import text_outline
from nutgraf.vega.text_metrics import FACE

_SVG = "{http://www.w3.org/2000/svg}"
_ANYWHERE = frozenset({*INHERITED, "opacity", "transform", "clip-path", "id", "data-row"})
_OWN = {
    "svg": {"width", "height", "viewBox"},
    "g": set[str](),
    "path": {"d"},
    "rect": {"x", "y", "width", "height"},
    "line": {"x1", "y1", "x2", "y2"},
    "text": {"x", "y"},
}
"""The elements that are painted, each with its attributes; another element or attribute is refused."""
_START = {"fill": "black", "font-size": "16", "font-family": FACE}


class SvgCanvas:
    """Paints the elements of a drawing on a Skia canvas. Raises UnsupportedSvg for what it cannot paint exactly."""

    def __init__(self, canvas: Any, root: ElementTree.Element) -> None:
        self._canvas = canvas
        self._size = {"width": number(root.get("width", "")), "height": number(root.get("height", ""))}
        self._clips = {clip.get("id", ""): clip for clip in root.iter(f"{_SVG}clipPath")}

    def paint(self, element: ElementTree.Element, around: Mapping[str, str] = _START) -> None:
        """Paint an element and what it contains, with the attributes that it inherits."""
        tag = element.tag.removeprefix(_SVG)
        if tag == "clipPath" or (tag == "defs" and all(each.tag == f"{_SVG}clipPath" for each in element)):
            return
        if tag not in _OWN or not element.attrib.keys() <= _ANYWHERE | _OWN[tag]:
            raise UnsupportedSvg(f"<{tag}> with {sorted(element.attrib)}")
        style = {**around, **{name: value for name, value in element.items() if name in INHERITED}}
        shape = None if tag in ("svg", "g", "text") else _shape(element, self._size)
        saved = self._canvas.save()
        self._transform(element)
        self._clip(element)
        self._fade(element, shape, style)
        if shape is not None:
            self._shape(shape, style, filled=tag != "line")
        elif tag == "text":
            self._text(element, style)
        else:
            for child in element:
                self.paint(child, style)
        self._canvas.restoreToCount(saved)

    def _transform(self, element: ElementTree.Element) -> None:
        for kind, values in steps(element.get("transform", "")):
            if kind == "translate":
                self._canvas.translate(values[0], values[1] if len(values) > 1 else 0)
            elif kind == "scale":
                self._canvas.scale(values[0], values[-1])
            else:
                self._canvas.rotate(*values)

    def _clip(self, element: ElementTree.Element) -> None:
        if clip := element.get("clip-path"):
            found = self._clips.get(clip.removeprefix("url(#").removesuffix(")"))
            if found is None or set(found.attrib) != {"id"} or len(found) != 1 or set(found[0].attrib) - _OUTLINE:
                raise UnsupportedSvg(clip)
            self._canvas.clipPath(_shape(found[0], self._size), doAntiAlias=True)

    def _fade(self, element: ElementTree.Element, shape: Any, style: Mapping[str, str]) -> None:
        """An opacity is that of the element as a whole: of its fill and its stroke together."""
        import skia

        if (seen := opacity(element.get("opacity", "1"))) < 1:
            self._canvas.saveLayer(None if shape is None else _room(shape, style), skia.Paint(Alphaf=seen))

    def _shape(self, shape: Any, style: Mapping[str, str], *, filled: bool) -> None:
        if filled and (fill := _fill_of(style)):
            self._canvas.drawPath(shape, fill)
        if stroke := _stroke_of(style):
            self._canvas.drawPath(shape, stroke)

    def _text(self, element: ElementTree.Element, style: Mapping[str, str]) -> None:
        fill = _fill_of(style)
        if _stroke_of(style) is not None:
            raise UnsupportedSvg("outlined text")
        x, y = number(element.get("x", "0")), number(element.get("y", "0"))
        spans = list(element)
        if (spans and (element.text or "").strip()) or any((span.tail or "").strip() for span in spans):
            raise UnsupportedSvg("text around a tspan")
        for span in spans or [element]:
            if span is not element:
                if span.tag != f"{_SVG}tspan" or len(span) or not span.attrib.keys() <= {"x", "dy"}:
                    raise UnsupportedSvg(f"a tspan with {sorted(span.attrib)}")
                x, y = number(span.get("x", str(x))), y + number(span.get("dy", "0"))
            if fill is not None:
                self._canvas.drawPath(text_outline(span.text or "", style, (x, y)), fill)


_OUTLINE = frozenset({*_OWN["path"], *_OWN["rect"]})


def _room(shape: Any, style: Mapping[str, str]) -> Any:
    """Where a shape paints, corners and soft edges included: a layer of the whole picture takes a fifth of its time."""
    edge = number(style.get("stroke-width", "1")) * max(1.5, number(style.get("stroke-miterlimit", "4"))) + 2
    room = shape.getBounds()
    room.outset(edge, edge)
    return room


def _shape(element: ElementTree.Element, size: Mapping[str, float]) -> Any:
    """A path, rectangle or line as a Skia path."""
    import skia

    def at(name: str) -> float:
        value = element.get(name, "0")
        return size.get(name, 0.0) if value == "100%" and name in size else number(value)

    tag = element.tag.removeprefix(_SVG)
    if tag == "rect":
        return skia.Path.Rect(skia.Rect.MakeXYWH(at("x"), at("y"), at("width"), at("height")))
    if tag == "line":
        return skia.Path.Line(skia.Point(at("x1"), at("y1")), skia.Point(at("x2"), at("y2")))
    if tag != "path":
        raise UnsupportedSvg(tag)
    return _path(element.get("d", ""))


_METHODS = {
    **{"M": "moveTo", "L": "lineTo", "C": "cubicTo", "Q": "quadTo", "Z": "close"},
    **{"m": "rMoveTo", "l": "rLineTo", "c": "rCubicTo", "q": "rQuadTo", "z": "close"},
}


def _path(data: str) -> Any:
    """An outline as a Skia path."""
    import skia

    path = skia.Path()
    for command, values in outline(data):
        if command in _METHODS:
            getattr(path, _METHODS[command])(*values)
        elif command == "h":
            path.rLineTo(values[0], 0)
        elif command == "v":
            path.rLineTo(0, values[0])
        elif command in "HV":
            last = path.getPoint(path.countPoints() - 1)
            path.lineTo(*((values[0], last.y()) if command == "H" else (last.x(), values[0])))
        else:
            _arc(path, command, *values)
    return path


def _arc(path: Any, command: str, *values: float) -> None:
    import skia

    *radii, turned, large, clockwise, x, y = values
    if {large, clockwise} - {0.0, 1.0}:
        raise UnsupportedSvg("an arc with flags run together")
    size = skia.Path.ArcSize.kLarge_ArcSize if large else skia.Path.ArcSize.kSmall_ArcSize
    way = skia.PathDirection.kCW if clockwise else skia.PathDirection.kCCW
    (path.rArcTo if command == "a" else path.arcTo)(*radii, turned, size, way, x, y)


def _fill_of(style: Mapping[str, str]) -> Any:
    return _paint(style["fill"], style.get("fill-opacity", "1"))


def _stroke_of(style: Mapping[str, str]) -> Any:
    return _stroke(*(style.get(name, initial) for name, initial in _STROKE.items()))


@lru_cache(maxsize=512)
def _paint(paint: str, seen: str) -> Any:
    """The paint of a color and its opacity; None if it paints nothing."""
    import skia

    found, alpha = color(paint), opacity(seen)
    if found is None or alpha == 0:
        return None
    return skia.Paint(Color=skia.Color(*found, round(255 * alpha)), AntiAlias=True)


_STROKE = {
    **{"stroke": "none", "stroke-opacity": "1", "stroke-width": "1", "stroke-linecap": "butt"},
    **{"stroke-linejoin": "miter", "stroke-miterlimit": "4", "stroke-dasharray": "none", "stroke-dashoffset": "0"},
}
"""The attributes of a stroke, each with its initial value."""


@lru_cache(maxsize=512)
def _stroke(color: str, seen: str, width: str, cap: str, join: str, miter: str, dashes: str, begin: str) -> Any:
    """The paint of a stroke; None if it paints nothing."""
    import skia

    paint = _paint(color, seen)
    if paint is None or number(width) == 0:
        return None
    caps = {"butt": skia.Paint.kButt_Cap, "round": skia.Paint.kRound_Cap, "square": skia.Paint.kSquare_Cap}
    joins = {"miter": skia.Paint.kMiter_Join, "round": skia.Paint.kRound_Join, "bevel": skia.Paint.kBevel_Join}
    if cap not in caps or join not in joins:
        raise UnsupportedSvg(f"{cap}, {join}")
    paint = skia.Paint(paint)
    paint.setStyle(skia.Paint.kStroke_Style)
    paint.setStrokeWidth(number(width))
    paint.setStrokeCap(caps[cap])
    paint.setStrokeJoin(joins[join])
    paint.setStrokeMiter(number(miter))
    if dashes != "none":
        lengths = numbers(dashes)
        paint.setPathEffect(skia.DashPathEffect.Make([*lengths] * (1 + len(lengths) % 2), number(begin)))
    return paint
