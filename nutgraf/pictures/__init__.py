"""A Vega-Lite spec drawn as SVG for one width and one language, or as PNG: the door to vl-convert."""

from __future__ import annotations

import copy
import hashlib
import json
from functools import cache
from typing import Any

from nutgraf.errors import FigureError, Problem
from nutgraf.pictures.converter import converter
from nutgraf.pictures.keeping import kept
from nutgraf.pictures.locale import numbers_and_dates
from nutgraf.pictures.svg import Wanted, tidy_svg

__all__ = ["WIDTHS", "draw", "picture_key", "png", "ready_to_draw", "refuse_undrawable"]

WIDTHS = (320, 680)
FONT = "Liberation Sans, Arial, Helvetica, sans-serif"

# What Vega draws with where a chart does not say: without a role, its black text would vanish on a dark page.
_VEGA_ROLES = {
    **{"#000": "ink", "black": "ink", "#888": "rule", "#ddd": "grid"},
    **{"#4c78a8": "one", "#f58518": "two", "#e45756": "three", "#72b7b2": "four"},
}

# Raised whenever the same spec would come out otherwise, so that pictures kept from earlier builds are redrawn.
_EDITION = 1


def draw(spec: dict[str, Any], *, width: int, lang: str, key: str, on_paper: bool = False) -> str:
    """The figure as SVG text, `width` pixels over all, its ids beginning with `key`.

    `on_paper` draws a background of its own and plain colours, for a place that has no page around it.
    """

    def make() -> bytes:
        drawn = _vega_svg(ready_to_draw(spec, width), lang, key)
        wanted = Wanted(width, key, paper=_paper(spec)) if on_paper else Wanted(width, key, _roles(spec))
        return tidy_svg(drawn, wanted).encode()

    return kept(["svg", spec, width, lang, key, on_paper], ".svg", make).decode()


def png(spec: dict[str, Any], *, width: int, lang: str, scale: float = 2) -> bytes:
    """The figure as a PNG on paper colour, for cards and downloads."""
    ready = ready_to_draw(spec, width)
    numbers, dates = numbers_and_dates(lang)
    drawn: bytes = converter().vegalite_to_png(ready, scale=scale, format_locale=numbers, time_format_locale=dates)
    return drawn


def picture_key(spec: dict[str, Any], width: int, lang: str) -> str:
    """What a picture is kept by: equal keys, equal drawings (the ids aside)."""
    made_from = [spec, width, lang, _version(), _EDITION]
    return hashlib.sha256(json.dumps(made_from, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def refuse_undrawable(spec: dict[str, Any], where: str) -> None:
    """A spec whose data lies elsewhere, or that has no single width, cannot be drawn truthfully."""
    for composed in ("hconcat", "vconcat", "concat", "facet", "repeat", "spec"):
        if composed in spec:
            fix = "make one figure of each chart, or layer them (chart_a + chart_b)"
            raise FigureError(Problem(where, f"a chart composed with {composed!r} has no single width", fix))
    for address in _addresses(spec):
        fix = "load the table in a cell and hand its frame to the chart"
        raise FigureError(Problem(where, f"the chart takes its data from {address!r}", fix))


def ready_to_draw(spec: dict[str, Any], width: int) -> dict[str, Any]:
    refuse_undrawable(spec, "a chart")
    meta = _meta(spec)
    ready = copy.copy(spec)
    ready["width"] = width
    ready["autosize"] = {"type": "fit-x", "contains": "padding"}
    if str(width) in meta.get("heights", {}):
        ready["height"] = meta["heights"][str(width)]
    ready["params"] = [
        {**param, "value": width} if param.get("name") == "page_width" else param for param in spec.get("params", [])
    ]
    # Without a font that vl-convert carries itself, text is measured with whatever the machine has.
    ready["config"] = {"font": FONT, **spec.get("config", {}), "aria": False}
    ready.setdefault("padding", {"left": 1, "right": 1, "top": 4, "bottom": 4})
    return ready


def _vega_svg(ready: dict[str, Any], lang: str, where: str) -> str:
    numbers, dates = numbers_and_dates(lang)
    try:
        drawn: str = converter().vegalite_to_svg(
            {**ready, "config": {**ready["config"], "background": "transparent"}, "background": "transparent"},
            format_locale=numbers,
            time_format_locale=dates,
        )
    except ValueError as error:
        said = str(error).strip().splitlines()[0]
        fix = "show the chart in a cell of its own to see Altair's message"
        raise FigureError(Problem(where, f"the chart cannot be drawn: {said}", fix)) from error
    return drawn


@cache
def _version() -> str:
    from importlib.metadata import version

    return version("vl-convert-python")


def _paper(spec: dict[str, Any]) -> str:
    colour = spec.get("background") or spec.get("config", {}).get("background") or "white"
    return colour if isinstance(colour, str) else "white"


def _roles(spec: dict[str, Any]) -> Any:
    return _meta(spec).get("roles", _VEGA_ROLES)


def _meta(spec: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = spec.get("usermeta", {}).get("nutgraf", {})
    return found


def _addresses(spec: Any) -> list[str]:
    """Every address that a spec would fetch."""
    if isinstance(spec, list):
        return [address for item in spec for address in _addresses(item)]
    if not isinstance(spec, dict):
        return []
    data = spec.get("data")
    own = [data["url"]] if isinstance(data, dict) and "url" in data else []
    return own + [address for name, item in spec.items() if name != "datasets" for address in _addresses(item)]
