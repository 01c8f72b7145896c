"""A project: its folders and its settings, read from [tool.nutgraf] in pyproject.toml."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from nutgraf.characters import unfit
from nutgraf.check_settings import TABLES, SiteCheckSettings, StyleSettings
from nutgraf.errors import Problem, SettingsError, did_you_mean
from nutgraf.project_root import enclosing_project
from nutgraf.theme import Look, read_theme, read_toml

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

OnMove = Literal["publish", "note", "hold"]


class Settings(BaseModel):
    """The settings of a site, under [tool.nutgraf]."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(default="Explainers", min_length=1, description="The newsroom's name, on every page.")
    site_url: str = Field(
        default="",
        description="Where the site is published, such as https://example.org/explainers. Absolute addresses "
        "(canonical, alternate languages, sitemap) are written only when it is set.",
    )
    contact: str = Field(default="", description="An e-mail or web address to which readers report an error.")
    languages: tuple[str, ...] = Field(
        default=("en",), min_length=1, description="The languages of the site; the first is the default."
    )
    timeout: int = Field(default=120, gt=0, description="Seconds after which a cell is stopped.")
    page_timeout: int = Field(default=900, gt=0, description="Time limit for building a page, in seconds.")
    memory_mb: int = Field(
        default=1000,
        ge=0,
        description="Memory limit per page kernel, in MB. A cell that exceeds it is stopped. Also limits how many "
        "pages are built in parallel unless --jobs is given. 0 disables the limit.",
    )
    cache_mb: int = Field(
        default=500,
        ge=0,
        description="How many megabytes of pictures are kept in build/keep; those not used for longest go first.",
    )
    on_change: OnMove = Field(
        default="hold",
        description="What becomes of a page when a published number on it moves: publish, note (publish and tell its "
        "readers) or hold (keep its last published form until `nutgraf facts accept`).",
    )

    style: StyleSettings = Field(default=StyleSettings(), description="The house style of notebooks: see below.")
    site_check: SiteCheckSettings = Field(
        default=SiteCheckSettings(), description="What the built site is held to: see below."
    )

    @field_validator("site_url")
    @classmethod
    def _absolute(cls, value: str) -> str:
        if value and not _is_web_address(value):
            raise ValueError("write the whole address, beginning with https://")
        if "?" in value or "#" in value:
            raise ValueError("write it without ? and #: addresses of pages follow it")
        return value.rstrip("/")

    @field_validator("contact")
    @classmethod
    def _an_address(cls, value: str) -> str:
        if value and not _is_web_address(value) and not _EMAIL.fullmatch(value):
            raise ValueError("write an e-mail address, such as desk@example.org, or a web address with https://")
        return value

    @field_validator("name")
    @classmethod
    def _printable(cls, value: str) -> str:
        if character := unfit(value):
            raise ValueError(f"it holds the character {character}, which no page can hold")
        return value

    @field_validator("languages")
    @classmethod
    def _known_languages(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for code in value:
            small = code.lower().replace("_", "-")
            if small != code and _is_language(small):
                raise ValueError(f"write {small!r} for {code!r}: small letters, and hyphens")
            if not _is_language(code):
                raise ValueError(f"{code!r} is the code of no language; write codes such as en, es or pt-br")
        if len(set(value)) != len(value):
            raise ValueError("list each language once")
        return value


_EMAIL = re.compile(r"[^\s@:/<>\"?&]+@[^\s@:/<>\"?&]+\.[^\s@:/<>\"?&]+")
_CODE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*")


def _is_web_address(value: str) -> bool:
    """Whether it is a link to a web page, and to nothing that a browser would run or open."""
    if unfit(value) or re.search(r"[\s<>\"]", value):
        return False
    try:
        parts = urlsplit(value)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False


def _is_language(code: str) -> bool:
    """Whether a code is that of a language in CLDR, in the form used in addresses."""
    from babel import Locale, UnknownLocaleError

    if not _CODE.fullmatch(code):
        return False
    try:
        Locale.parse(code, sep="-")
    except (UnknownLocaleError, ValueError):
        return False
    return True


class Project(Settings):
    """The settings and the project's root; every path is absolute."""

    root: Path
    css: str = ""
    """The tokens of the newsroom's theme that differ from ours."""
    logo: str = ""
    """Its logo, as the text of an SVG."""

    @property
    def look(self) -> Look:
        """The newsroom's look, for what renders its pages."""
        return Look(self.css, self.logo)

    @property
    def default_language(self) -> str:
        """The language for readers who ask for none."""
        return self.languages[0]

    @property
    def notebooks_dir(self) -> Path:
        """The explainers."""
        return self.root / "notebooks"

    @property
    def data_package(self) -> Path:
        """The description of every table in data/."""
        return self.root / "data" / "datapackage.json"

    @property
    def charts_dir(self) -> Path:
        """The newsroom's own charts."""
        return self.root / "charts"

    @property
    def build_dir(self) -> Path:
        """Output only: the site, executed notebooks, records and the cache."""
        return self.root / "build"

    @property
    def lock_file(self) -> Path:
        """The claims as last published, one per line."""
        return self.root / "facts.lock"

    @property
    def held_dir(self) -> Path:
        """Pages on hold, old and new side by side."""
        return self.build_dir / "held"

    @property
    def pictures_dir(self) -> Path:
        """The picture cache."""
        return self.build_dir / "keep" / "pictures"

    @property
    def site_dir(self) -> Path:
        """The published site."""
        return self.build_dir / "site"

    @property
    def preview_dir(self) -> Path:
        """The site as a preview shows it, drafts included."""
        return self.build_dir / "preview"


def find_root(start: Path) -> Path:
    """The project's folder: the nearest one at or above `start` that holds notebooks/ and pyproject.toml.

    Raises SettingsError where there is none.
    """
    if root := enclosing_project(start):
        return root
    raise SettingsError(
        Problem(
            where=str(start),
            what="this folder is not inside a nutgraf project",
            fix="go to a folder that has notebooks/ and pyproject.toml, or name it with --project",
        )
    )


def read_project(start: Path) -> Project:
    """The project around the folder `start`.

    Raises SettingsError with every unknown key and wrong value at once.
    """
    root = find_root(start)
    path = root / "pyproject.toml"
    tools = read_toml(path).get("tool", {})
    settings = tools.get("nutgraf", {}) if isinstance(tools, dict) else tools
    if not isinstance(settings, dict):
        what = f"it is {settings!r}, and not a table of settings"
        raise SettingsError(Problem("pyproject.toml, [tool.nutgraf]", what, 'write [tool.nutgraf], then name = "…"'))
    try:
        checked = Settings.model_validate(settings)
    except ValidationError as error:
        raise SettingsError(*_problems(error, settings)) from error
    theme, logo = read_theme(root)
    if theme.name and "name" in settings:
        what = "the newsroom's name is in theme.toml too"
        raise SettingsError(Problem("pyproject.toml, [tool.nutgraf]", what, "take it out of one of the two"))
    named = {"name": theme.name} if theme.name else {}
    return Project(root=root, **{**checked.model_dump(), **named}, css=theme.css, logo=logo)


def _problems(error: ValidationError, settings: dict[str, Any]) -> list[Problem]:
    found = []
    for one in error.errors():
        if one["loc"] and one["loc"][0] in TABLES:
            found.append(_problem_in_table(str(one["loc"][0]), one))
            continue
        key = ".".join(str(part) for part in one["loc"][:1]) or "tool.nutgraf"
        where = "pyproject.toml, [tool.nutgraf]"
        if one["type"] == "extra_forbidden":
            found.append(Problem(where, f"no setting named {key!r}", did_you_mean(key, Settings.model_fields)))
        elif one["type"] in ("tuple_type", "too_short"):
            found.append(
                Problem(where, f"{key} = {settings.get(key)!r} is no list of values", f'such as {key} = ["en"]')
            )
        else:
            what = f"{key} = {settings.get(key)!r}: {one['msg'].removeprefix('Value error, ')}"
            help_text = Settings.model_fields[key].description if key in Settings.model_fields else ""
            found.append(Problem(where, what, help_text or ""))
    return found


def _problem_in_table(name: str, error: ErrorDetails) -> Problem:
    where, fields = f"pyproject.toml, [tool.nutgraf.{name}]", TABLES[name].model_fields
    if len(error["loc"]) == 1:
        return Problem(where, f"{name} = {error['input']!r} is no table of settings", f"write [tool.nutgraf.{name}]")
    key = str(error["loc"][1])
    if error["type"] == "extra_forbidden":
        return Problem(where, f"no setting named {key!r}", did_you_mean(key, fields))
    return Problem(where, f"{key} = {error['input']!r}: {error['msg']}", fields[key].description or "")
