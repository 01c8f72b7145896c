"""The files every page shares, named by their content so that a browser may keep them for ever."""

from __future__ import annotations

import functools
import hashlib
from dataclasses import dataclass
from importlib.resources import files


@dataclass(frozen=True)
class Asset:
    """A file of the site: its path from the site's root, and its bytes."""

    path: str
    content: bytes


@functools.cache
def assets(own: str = "", logo: str = "") -> dict[str, Asset]:
    """The stylesheet ("css"), the icon ("icon"), the same as a picture ("logo"), the script of
    embeds ("embed") and the one that a figure is explored with ("explore").

    `own` and `logo` are a newsroom's own tokens and icon, from its theme.
    """
    folder = files("nutgraf.render") / "templates"
    sheets = ("tokens.css", "page.css", "front.css", "sheet.css", "embed.css", "print.css")
    texts = [(folder / name).read_text("utf-8") for name in sheets]
    css = "".join([texts[0], own, *texts[1:]])
    return {
        "css": _hashed("nutgraf", "css", css.encode()),
        "icon": _hashed("icon", "svg", logo.encode() or (folder / "icon.svg").read_bytes()),
        "logo": _hashed("logo", "png", (folder / "logo.png").read_bytes()),
        "embed": _hashed("embed", "js", (folder / "embed.js").read_bytes()),
        "explore": _hashed("explore", "js", (folder / "explore.js").read_bytes()),
    }


@functools.cache
def start() -> str:
    """The line of script in a page with a figure to explore: it fetches the script for that when a reader asks."""
    return (files("nutgraf.render") / "templates" / "start.js").read_text("utf-8").strip()


def _hashed(name: str, suffix: str, content: bytes) -> Asset:
    return Asset(f"assets/{name}.{hashlib.sha256(content).hexdigest()[:12]}.{suffix}", content)
