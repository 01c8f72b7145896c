"""A newsroom's project in an empty folder, from the templates in files/."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nutgraf.errors import Problem, UsageError, did_you_mean
from nutgraf.settings import Settings
from nutgraf.starter.notebook_source import notebook_text
from nutgraf.starter.starter_cells import checking_cells, starter_cells

_FILES = Path(__file__).parent / "files"
_PLACES = ("currency", "country")
_THERE_BEFORE = frozenset({".git", ".venv", "venv", ".DS_Store"})
"""What a folder may hold already: a repository, or the environment that nutgraf was installed into."""
_WRITTEN = {
    "pyproject.toml": "pyproject.toml.j2",
    "requirements.txt": "requirements.txt.j2",
    "environment.yml": "environment.yml.j2",
    "Makefile": "Makefile.j2",
    "README.md": "README.md.j2",
    "theme.toml": "theme.toml.j2",
    ".gitignore": "gitignore.j2",
    ".gitattributes": "gitattributes.j2",
    ".github/workflows/publish.yml": "publish.yml.j2",
    "data/datapackage.json": "datapackage.json.j2",
    "data/sources.csv": "sources.csv.j2",
    "data/README.md": "data_readme.md.j2",
    "charts/__init__.py": "charts_init.py.j2",
    "charts/lollipop_chart.py": "lollipop_chart.py.j2",
}


@dataclass(frozen=True)
class Newsroom:
    """What a newsroom says about itself when its project is begun."""

    name: str
    languages: tuple[str, ...] = ("en",)
    site_url: str = ""
    contact: str = ""
    currency: str = ""
    country: str = ""


def place_settings() -> tuple[str, ...]:
    """The settings of money and places that this version has."""
    return tuple(key for key in _PLACES if key in Settings.model_fields)


def suggested_name(folder: Path) -> str:
    """A name for the newsroom, from that of its folder: "River Valley Record" for river-valley-record."""
    return re.sub(r"[\W_]+", " ", folder.resolve().name).strip().title() or "Explainers"


def begin_project(folder: Path, newsroom: Newsroom, version: str) -> list[str]:
    """Write a whole project and return the names of its files; nothing is ever overwritten.

    Raises UsageError if the folder holds files, or with every answer that cannot be a setting.
    """
    _refuse_answers(newsroom)
    _refuse_contents(folder)
    files = dict(_contents(folder, newsroom, version))
    try:
        for name, text in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("x", encoding="utf-8", newline="\n") as file:
                file.write(text)
    except OSError as error:
        what = f"this cannot be written: {error.strerror or type(error).__name__}"
        raise UsageError(Problem(str(error.filename or folder), what, "choose another folder")) from error
    return sorted(files)


def setting_problem(key: str, answer: str | tuple[str, ...]) -> Problem | None:
    """What is wrong with one answer about the newsroom; None if it can be a setting."""
    try:
        _refuse_answers(Newsroom(**{"name": "Newsroom", key: answer}))  # type: ignore[arg-type]
    except UsageError as error:
        return error.problems[0]
    return None


def _contents(folder: Path, newsroom: Newsroom, version: str) -> Iterator[tuple[str, str]]:
    import jinja2

    engine = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_FILES),
        variable_start_string="<<",
        variable_end_string=">>",
        block_start_string="<%",
        block_end_string="%>",
        comment_start_string="<#",
        comment_end_string="#>",
        trim_blocks=True,
        keep_trailing_newline=True,
        undefined=jinja2.StrictUndefined,
        autoescape=False,
    )
    slug = re.sub(r"[^a-z0-9]+", "-", folder.resolve().name.lower()).strip("-") or "explainers"
    places = [(key, getattr(newsroom, key)) for key in place_settings() if getattr(newsroom, key)]
    given = {"newsroom": newsroom, "places": places, "slug": slug, "version": version}
    for name, template in _WRITTEN.items():
        yield name, engine.get_template(template).render(given, toml=_json, json=_json)
    today = datetime.date.today().isoformat()
    yield "notebooks/_starter.ipynb", notebook_text(starter_cells(newsroom.languages, today, newsroom.name))
    checking = checking_cells(newsroom.languages, today, newsroom.name, newsroom.contact)
    yield "notebooks/checking-numbers.ipynb", notebook_text(checking)


def _json(value: Any) -> str:
    """A text or a list of texts as JSON, which is TOML as well."""
    return json.dumps(value, ensure_ascii=False)


def _refuse_answers(newsroom: Newsroom) -> None:
    """Hold the answers to the rules of the settings that they become."""
    from pydantic import ValidationError

    given = {key: getattr(newsroom, key) for key in ("name", "languages", "site_url", "contact", *place_settings())}
    asked = {key: value for key, value in given.items() if value or key in ("name", "languages")}
    try:
        Settings.model_validate(asked)
    except ValidationError as error:
        problems = []
        for one in error.errors():
            key = str(one["loc"][0]) if one["loc"] else "settings"
            said, answer = one["msg"].removeprefix("Value error, "), asked.get(key)
            what = said if repr(answer) in said or isinstance(answer, tuple) else f"{answer!r}: {said}"
            fix = Settings.model_fields[key].description or "" if key in Settings.model_fields else ""
            problems.append(Problem(f"--{key.replace('_', '-')}", what, fix))
        raise UsageError(*problems) from error
    _refuse_languages(newsroom.languages)


def _refuse_languages(languages: tuple[str, ...]) -> None:
    """Refuse a language in which pages cannot be built."""
    from nutgraf.language import languages as with_catalog

    known = with_catalog()
    for lang in languages:
        if lang not in known:
            what = f"{lang!r}: this version of nutgraf has no words for it"
            raise UsageError(Problem("--languages", what, did_you_mean(lang, known)))


def _refuse_contents(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise UsageError(Problem(str(folder), "this is a file", "name a new folder, or an empty one"))
    found = sorted(each.name for each in folder.iterdir()) if folder.is_dir() else []
    found = [name for name in found if name not in _THERE_BEFORE]
    if found:
        shown = ", ".join(found[:8]) + (f" and {len(found) - 8} more" if len(found) > 8 else "")
        raise UsageError(Problem(str(folder), f"this folder is not empty: {shown}", "name a new folder"))
