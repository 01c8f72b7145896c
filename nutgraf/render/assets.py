"""The files that all pages share, named by their content so that browsers can cache them forever."""

from __future__ import annotations

import functools
import hashlib
import re
from dataclasses import dataclass
from importlib.resources import files

ICON_SIDE, _ICON_MARGIN = 180, 20


@dataclass(frozen=True)
class Asset:
    """A file of the site: its path from the site's root, and its bytes."""

    path: str
    content: bytes


@functools.cache
def assets(own: str = "", logo: str = "", sheet: str = "") -> dict[str, Asset]:
    """The stylesheet ("css"), the icon ("icon"), the icon as a square image for phones ("logo"), the script of embeds
    ("embed") and the one for exploring figures ("explore").

    `own` and `logo` are a newsroom's own design tokens and icon, from its theme; `sheet` is its own stylesheet.
    """
    folder = files("nutgraf.render") / "templates"
    sheets = ("tokens.css", "page.css", "front.css", "sheet.css", "embed.css", "print.css")
    texts = [(folder / name).read_text("utf-8") for name in sheets]
    css = "".join([texts[0], own, *texts[1:], sheet])
    return {
        "css": _hashed("nutgraf", "css", css.encode()),
        "icon": _hashed("icon", "svg", logo.encode() or (folder / "icon.svg").read_bytes()),
        "logo": _hashed("logo", "png", _square(logo) if logo else (folder / "logo.png").read_bytes()),
        "embed": _hashed("embed", "js", (folder / "embed.js").read_bytes()),
        "explore": _hashed("explore", "js", (folder / "explore.js").read_bytes()),
    }


def _square(logo: str) -> bytes:
    """A newsroom's logo as a phone icon: complete, in the center of a white square."""
    from nutgraf.vega.share_images import to_png

    opening, rest = logo.split(">", 1)
    opening = re.sub(r"""\s(?:x|y|width|height|preserveAspectRatio)=("[^"]*"|'[^']*')""", "", opening)
    room = ICON_SIDE - 2 * _ICON_MARGIN
    placed = f'{opening} x="{_ICON_MARGIN}" y="{_ICON_MARGIN}" width="{room}" height="{room}">{rest}'
    sheet = f'<svg xmlns="http://www.w3.org/2000/svg" width="{ICON_SIDE}" height="{ICON_SIDE}">'
    return to_png(f'{sheet}<rect width="100%" height="100%" fill="#ffffff"/>{placed}</svg>')


@functools.cache
def start() -> str:
    """The inline script of a page with figures to explore: it loads the script for exploring on a reader's click."""
    return (files("nutgraf.render") / "templates" / "start.js").read_text("utf-8").strip()


@functools.cache
def look_up_script() -> str:
    """The inline script of a page with a look-up, which adds a field to choose with to its table."""
    return (files("nutgraf.render") / "templates" / "look-up.js").read_text("utf-8").strip()


@functools.cache
def calculator_script() -> str:
    """The inline script of a page with a calculator, which adds fields to fill in to its table."""
    return (files("nutgraf.render") / "templates" / "calculator.js").read_text("utf-8").strip()


def _hashed(name: str, suffix: str, content: bytes) -> Asset:
    return Asset(f"assets/{name}.{hashlib.sha256(content).hexdigest()[:12]}.{suffix}", content)
