"""The theme of a newsroom on one page: every color by its role, with its contrast, and the type."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nutgraf.own_templates import NONE
from nutgraf.render.template_engine import environment
from nutgraf.theme import FACES, contrasts, palette, read_theme
from nutgraf.theme_roles import ROLES


@dataclass(frozen=True)
class Swatch:
    """A color, what it is used for, and how well it is seen on each ground: ground, contrast, least."""

    role: str
    color: str
    used_for: str
    seen_on: tuple[tuple[str, float, float], ...]


def theme_page(root: Path, name: str) -> bytes:
    """The page, complete in one file. Raises SettingsError for a theme that cannot be used."""
    theme, logo = read_theme(root)
    modes: list[dict[str, Any]] = []
    for mode in ("light", "dark"):
        colors = palette(theme, mode)
        seen = list(contrasts(colors))
        swatches = [
            Swatch(role, colors[role], ROLES.get(role, ""), tuple(each[1:] for each in seen if each[0] == role))
            for role in colors
        ]
        modes.append({"name": mode, "colors": colors, "swatches": swatches, "own": getattr(theme, mode)})
    template = environment(NONE).get_template("theme.html.j2")
    faces = [(face, theme.type.get(face, "")) for face in FACES]
    tokens = (Path(__file__).parent / "templates" / "tokens.css").read_text("utf-8")
    return template.render(name=name, modes=modes, faces=faces, logo=logo, tokens=tokens + theme.css).encode()
