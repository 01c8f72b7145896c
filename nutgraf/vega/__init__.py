"""Draws a Vega-Lite spec as SVG, for one width and one language."""

from __future__ import annotations

from typing import Any

from nutgraf.vega.empty_drawings import WHITE
from nutgraf.vega.keep import Keep, draw_anyway
from nutgraf.vega.locale import number_locale, writes_times
from nutgraf.vega.readable_drawing import draw_readably
from nutgraf.vega.spec_preparation import ready_to_draw, refuse_undrawable
from nutgraf.vega.spec_views import is_house_chart
from nutgraf.vega.svg import Wanted, tidy_svg

__all__ = ["draw", "ready_to_draw", "refuse_undrawable"]

# Vega's default colors: without a role, its black text would vanish on a dark page.
_VEGA_ROLES = {
    **{"#000": "ink", "black": "ink", "#888": "rule", "#ddd": "grid"},
    **{"#4c78a8": "one", "#f58518": "two", "#e45756": "three", "#72b7b2": "four"},
}


def draw(
    spec: dict[str, Any],
    *,
    width: int,
    lang: str,
    key: str,
    on_paper: bool = False,
    page_color: str = WHITE,
    keep: Keep = draw_anyway,
) -> str:
    """The figure as SVG text, `width` pixels wide in all, its ids prefixed with `key`.

    `on_paper` adds a background and literal colors, for use outside a page. `page_color` is that of the page, on which
    the marks must be seen. `keep` may return a picture that was drawn earlier from the same inputs.
    """

    def make() -> bytes:
        roles = _roles(spec)
        drawn = draw_readably(spec, width, lang, key, page_color=page_color, theme_colors=roles)[1]
        wanted = (
            Wanted(width, key, paper=_paper(spec)) if on_paper else Wanted(width, key, roles, page_color=page_color)
        )
        return tidy_svg(drawn, wanted).encode()

    own = [] if page_color == WHITE else [page_color]
    return keep(["svg", spec, width, *_language_in(spec, lang), key, on_paper, *own], ".svg", make).decode()


def _language_in(spec: dict[str, Any], lang: str) -> list[Any]:
    """What a drawing takes from its language: how numbers are written, and more if it needs default titles or dates.

    In a chart of nutgraf.charts, all words are in the spec, so that languages that write numbers alike share it.
    """
    return [number_locale(lang), "" if is_house_chart(spec) and not writes_times(spec) else lang]


def _paper(spec: dict[str, Any]) -> str:
    color = spec.get("background") or spec.get("config", {}).get("background") or "white"
    return color if isinstance(color, str) else "white"


def _roles(spec: dict[str, Any]) -> Any:
    return _meta(spec).get("roles", _VEGA_ROLES)


def _meta(spec: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = spec.get("usermeta", {}).get("nutgraf", {})
    return found
