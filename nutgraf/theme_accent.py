"""Gives a newsroom its color: that of links and of what charts highlight, on a light and on a dark page."""

from __future__ import annotations

import re
from pathlib import Path

from nutgraf.atomic_write import replace_file
from nutgraf.contrast import contrast
from nutgraf.errors import Problem, UsageError
from nutgraf.theme import FILE, Theme, palette, read_theme

_ROLES = ("link", "c-look")
_LEAST = 4.5
_STEPS = 20


def write_accent(root: Path, color: str) -> dict[str, str]:
    """Write a color into theme.toml, and a lighter one of it for dark pages; both, by "light" and "dark".

    Raises UsageError for a color that cannot be read on the page, and where theme.toml has colors of its own.
    """
    light = color.lower()
    if not re.fullmatch(r"#[0-9a-f]{6}", light):
        raise UsageError(Problem("--accent", f"{color!r} is not a color", 'write it as "#8a1538"'))
    theme, _ = read_theme(root)
    if theme.light or theme.dark:
        what = "it has colors of its own"
        raise UsageError(Problem(FILE, what, f"change {' and '.join(_ROLES)} there, under [light] and [dark]"))
    found = _seen_on(light, "light")
    if found < _LEAST:
        what = f"{color} has a contrast of {found:.1f}:1 on the page"
        raise UsageError(Problem("--accent", what, f"choose a darker one: text needs {_LEAST}:1"))
    colors = {"light": light, "dark": _lighter(light)}
    path = root / FILE
    before = path.read_text("utf-8-sig") if path.is_file() else ""
    tables = "".join(
        f"\n[{table}]\n" + "".join(f'{role} = "{shade}"\n' for role in _ROLES) for table, shade in colors.items()
    )
    replace_file(path, f"{before.rstrip()}\n{tables}".lstrip().encode(), durable=True)
    return colors


def _lighter(color: str) -> str:
    """The color with as much white as it needs on a dark page."""
    parts = [int(color[n : n + 2], 16) for n in (1, 3, 5)]
    shades = (
        "#" + "".join(f"{round(part + (255 - part) * step / _STEPS):02x}" for part in parts)
        for step in range(_STEPS + 1)
    )
    return next(shade for shade in shades if _seen_on(shade, "dark") >= _LEAST)


def _seen_on(color: str, table: str) -> float:
    """The contrast of a color on a page and on the paper of its charts, the lower of the two."""
    grounds = palette(Theme(), table)
    return min(contrast(color, grounds[ground]) for ground in ("paper", "c-paper"))
