"""A project: its folders, and its settings as read from [tool.nutgraf] in pyproject.toml."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from nutgraf.check_settings import TABLES as CHECKS
from nutgraf.csp_settings import CspSettings
from nutgraf.errors import Problem, SettingsError, did_you_mean
from nutgraf.own_templates import OwnTemplates, read_templates, template_problems
from nutgraf.project_root import enclosing_project
from nutgraf.settings import Settings
from nutgraf.theme import Look, read_theme, read_toml

if TYPE_CHECKING:
    from pydantic import BaseModel
    from pydantic_core import ErrorDetails

_TABLES: dict[str, type[BaseModel]] = {**CHECKS, "csp": CspSettings}


class Project(Settings):
    """The settings and the project's root; every path is absolute."""

    root: Path
    css: str = ""
    """The tokens of the newsroom's theme that differ from ours."""
    logo: str = ""
    """Its logo, as the text of an SVG."""
    templates: tuple[tuple[str, str], ...] = ()
    """Its own templates, by name."""
    sheet: str = ""
    """Its own stylesheet, which follows ours."""

    @property
    def look(self) -> Look:
        """The newsroom's look, for what renders its pages."""
        return Look(self.css, self.logo, self.sheet, OwnTemplates(self.templates, self.csp.hosts))

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
    templates, sheet = read_templates(root)
    if problems := template_problems(OwnTemplates(templates, checked.csp.hosts)):
        raise SettingsError(*problems)
    look: dict[str, Any] = {"css": theme.css, "logo": logo, "templates": templates, "sheet": sheet}
    return Project(root=root, **{**checked.model_dump(), **named}, **look)


def _problems(error: ValidationError, settings: dict[str, Any]) -> list[Problem]:
    found = []
    for one in error.errors():
        if one["loc"] and one["loc"][0] in _TABLES:
            found.append(_problem_in_table(str(one["loc"][0]), one))
            continue
        key = ".".join(str(part) for part in one["loc"][:1]) or "tool.nutgraf"
        where = "pyproject.toml, [tool.nutgraf]"
        if one["type"] == "extra_forbidden":
            found.append(Problem(where, f"no setting named {key!r}", did_you_mean(key, Settings.model_fields)))
        elif one["type"] in ("tuple_type", "too_short"):
            found.append(
                Problem(where, f"{key} = {settings.get(key)!r} is not a list of values", f'such as {key} = ["en"]')
            )
        else:
            what = f"{key} = {settings.get(key)!r}: {one['msg'].removeprefix('Value error, ')}"
            help_text = Settings.model_fields[key].description if key in Settings.model_fields else ""
            found.append(Problem(where, what, help_text or ""))
    return found


def _problem_in_table(name: str, error: ErrorDetails) -> Problem:
    where, fields = f"pyproject.toml, [tool.nutgraf.{name}]", _TABLES[name].model_fields
    place = error["loc"][1:]
    if name == "tolerance":  # a list of tables
        number = place[0] + 1 if place and isinstance(place[0], int) else 1
        where, place = f"pyproject.toml, [[tool.nutgraf.tolerance]], rule {number}", place[1:]
        if not place:
            what = f"{error['input']!r} is not a list of rules"
            return Problem(where, what, "write [[tool.nutgraf.tolerance]] above each rule")
    if not place:
        return Problem(where, f"{name} = {error['input']!r} is not a table of settings", f"write [tool.nutgraf.{name}]")
    key = str(place[0])
    if error["type"] == "extra_forbidden":
        return Problem(where, f"no setting named {key!r}", did_you_mean(key, fields))
    if error["type"] == "missing":
        return Problem(where, f"{key} is missing", fields[key].description or "")
    return Problem(
        where,
        f"{key} = {error['input']!r}: {error['msg'].removeprefix('Value error, ')}",
        fields[key].description or "",
    )
