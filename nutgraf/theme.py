"""A newsroom's look, read from theme.toml: name, logo, type, and a color for each role in light and dark mode."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from nutgraf.characters import unfit
from nutgraf.contrast import contrast
from nutgraf.errors import Problem, SettingsError, did_you_mean, merge_conflict
from nutgraf.own_templates import NONE, OwnTemplates

FILE = "theme.toml"
FACES = ("serif", "sans", "mono")
LARGEST_LOGO = 8_000
_TOKEN = re.compile(r"--([\w-]+):\s*(#[0-9a-f]{6})\b")
_READ_ON: Mapping[str, tuple[str, ...]] = {
    "paper": ("ink", "muted", "link"),
    "c-paper": ("c-ink", "c-muted"),
    "wash": ("ink",),
    **{f"c-ramp-{step}": (f"c-on-ramp-{step}",) for step in range(1, 6)},
}
"""What is read on which ground: at least 4.5:1."""
_SEEN = ("c-look", "c-rest", "c-one", "c-two", "c-three", "c-four", "c-rule")
"""Marks of charts, on their paper: at least 3:1."""


class Theme(BaseModel):
    """The contents of theme.toml; roles are those of tokens.css without the two hyphens."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(default="", description="The newsroom's name, if pyproject.toml does not say it.")
    logo: str = Field(default="", description="An SVG file next to theme.toml, for the masthead and the tab.")
    type: dict[str, str] = Field(default_factory=dict, description="Lists of system fonts for serif, sans and mono.")
    light: dict[str, str] = Field(default_factory=dict, description="Colors by role, as #rrggbb.")
    dark: dict[str, str] = Field(default_factory=dict, description="The same on a dark page.")

    @property
    def css(self) -> str:
        """The tokens that differ from the defaults, as CSS."""
        light = [f"--{role}:{color};" for role, color in sorted(self.light.items())]
        light += [f"--{face}:{fonts};" for face, fonts in sorted(self.type.items())]
        written = f":root{{{''.join(light)}}}\n" if light else ""
        # In dark mode a color given for light mode alone would override the default dark one.
        night = {**{role: value for role, value in _ours()["dark"].items() if role in self.light}, **self.dark}
        dark = [f"--{role}:{color};" for role, color in sorted(night.items())]
        return written + (
            f"@media screen and (prefers-color-scheme:dark){{:root{{{''.join(dark)}}}}}\n" if dark else ""
        )


@dataclass(frozen=True)
class Look:
    """What a theme changes on pages and in pictures."""

    css: str = ""
    """The tokens of the theme that differ from ours."""
    logo: str = ""
    """The newsroom's logo, as the text of an SVG."""
    sheet: str = ""
    """Its own stylesheet, which follows ours."""
    templates: OwnTemplates = NONE

    @property
    def page_color(self) -> str:
        """The color of a light page."""
        own: dict[str, str] = dict(_TOKEN.findall(self.css.partition("@media")[0]))
        return own.get("paper", by_day()["paper"])


def read_theme(root: Path) -> tuple[Theme, str]:
    """The theme of a project and the text of its logo; the default theme if it has no theme.toml.

    Raises SettingsError with every misspelled role and every pair of colors with too little contrast.
    """
    path = root / FILE
    if not path.exists() and not path.is_symlink():
        return Theme(), ""
    try:
        theme = Theme.model_validate(read_toml(path))
    except ValidationError as error:
        raise SettingsError(*(_wrong(one) for one in error.errors())) from error
    if character := unfit(theme.name):
        what = f"name holds the character {character}, which no page can hold"
        raise SettingsError(Problem(FILE, what, "take it out"))
    logo, problems = _logo(root, theme.logo)
    if problems := [*problems, *_misspelled(theme), *_unreadable(theme)]:
        raise SettingsError(*problems)
    return theme, logo


def read_toml(path: Path) -> dict[str, Any]:
    """The contents of a settings file. Raises SettingsError if it cannot be read."""
    text = _text(path)
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        if conflict := merge_conflict(path.name, text):
            raise SettingsError(conflict) from error
        raise SettingsError(Problem(path.name, f"this is not TOML: {error}", "fix that line")) from error


def _text(path: Path) -> str:
    """The text of a file next to theme.toml; only regular files are opened."""
    if not path.is_file():
        raise SettingsError(
            Problem(path.name, "this is not a file that can be read", "put a file there, or take away what is there")
        )
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        what = f"this file cannot be read: {error.strerror or type(error).__name__}"
        raise SettingsError(Problem(path.name, what, "look at its permissions, or restore it from git")) from error
    except UnicodeDecodeError as error:
        raise SettingsError(Problem(path.name, "this file is not UTF-8 text", "save it as UTF-8")) from error


def recolored(svg: str, css: str) -> str:
    """A standalone drawing in a newsroom's own light-mode colors."""
    own = dict(_TOKEN.findall(css.partition("@media")[0]))
    for role, color in _ours()["light"].items():
        if role in own and role.startswith("c-"):
            svg = svg.replace(f"var(--{role},{color})", own[role]).replace(f'"{color}"', f'"{own[role]}"')
    return svg


def by_day() -> Mapping[str, str]:
    """The default light-mode color for each role."""
    return _ours()["light"]


@functools.cache
def _ours() -> Mapping[str, Mapping[str, str]]:
    css = (Path(__file__).parent / "render" / "templates" / "tokens.css").read_text("utf-8")
    light, _, dark = css.partition("@media")
    return {"light": dict(_TOKEN.findall(light)), "dark": dict(_TOKEN.findall(dark))}


def _logo(root: Path, name: str) -> tuple[str, list[Problem]]:
    if not name:
        return "", []
    path = root / name
    fix = f"draw it as SVG with a viewBox and nothing from elsewhere, at most {LARGEST_LOGO // 1000} KB"
    if not path.is_file():
        return "", [Problem(f"{FILE}, logo", f"there is no file {name}", fix)]
    text = _text(path).strip()
    drawn = text.startswith("<svg") and "viewBox=" in text and len(text) <= LARGEST_LOGO
    if not drawn or unfit(text) or re.search(r"<script|<style|href=|url\(\s*['\"]?http|\son\w+=|\sstyle=", text):
        return "", [Problem(f"{FILE}, logo", f"{name} cannot be shown on a page", fix)]
    return text, []


def _misspelled(theme: Theme) -> Iterator[Problem]:
    known = _ours()["light"]
    for table in ("light", "dark"):
        for role, color in getattr(theme, table).items():
            where = f"{FILE}, [{table}]"
            if role not in known:
                yield Problem(where, f"no role named {role!r}", did_you_mean(role, known))
            elif not re.fullmatch(r"#[0-9a-f]{6}", color):
                yield Problem(where, f"{role} = {color!r} is not a color", "write it as #0b5fa5, in small letters")
    for face, fonts in theme.type.items():
        if face not in FACES:
            yield Problem(f"{FILE}, [type]", f"no type named {face!r}", did_you_mean(face, FACES))
        elif not re.fullmatch(r"[\w\s\",'-]+", fonts):
            yield Problem(f"{FILE}, [type]", f"{face} = {fonts!r} is not a list of fonts", "such as Georgia, serif")


def palette(theme: Theme, table: str) -> dict[str, str]:
    """The color of each role, on a light or a dark page."""
    ours = _ours()
    return {**ours["light"], **(ours["dark"] if table == "dark" else {}), **getattr(theme, table)}


def contrasts(colors: Mapping[str, str]) -> Iterator[tuple[str, str, float, float]]:
    """Each role with the one that it is seen on, their contrast, and the least that readers need."""
    pairs = [(text, ground, 4.5) for ground, texts in _READ_ON.items() for text in texts]
    for role, ground, least in [*pairs, *((mark, "c-paper", 3.0) for mark in _SEEN)]:
        if _is_color(colors[role], colors[ground]):
            yield role, ground, contrast(colors[role], colors[ground]), least


def _unreadable(theme: Theme) -> Iterator[Problem]:
    for table in ("light", "dark"):
        for role, ground, found, least in contrasts(palette(theme, table)):
            if {role, ground} & set(getattr(theme, table)) and found < least:
                what = f"{role} on {ground} has a contrast of {found:.1f}:1"
                yield Problem(f"{FILE}, [{table}]", what, f"choose colors with at least {least:g}:1")


def _is_color(*values: str) -> bool:
    return all(re.fullmatch(r"#[0-9a-f]{6}", value) for value in values)


def _wrong(error: Any) -> Problem:
    path = [str(part) for part in error["loc"]]
    if error["type"] == "extra_forbidden":
        return Problem(FILE, f"no key named {path[0]!r}", did_you_mean(path[0], Theme.model_fields))
    return Problem(FILE, f"{'.'.join(path)}: {error['msg']}", Theme.model_fields[path[0]].description or "")
