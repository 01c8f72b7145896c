"""Reads the site in build/site as published: its pages with their fact sheets, and every HTML file, once."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from nutgraf.errors import Problem, UsageError
from nutgraf.project import Project
from nutgraf.site_check.html_figure import HtmlFigure
from nutgraf.site_check.html_file import HtmlFile, read_html

SheetClaim = Mapping[str, Any]
"""A claim as the fact sheet of a built page has it: with the fields of facts.json."""


class Unchecked(Problem):
    """Something that could not be checked."""


@dataclass(frozen=True)
class BuiltPage:
    """A page of the manifest: its address, its language, its fact sheet and its page.json."""

    address: str
    path: str
    explainer: str
    lang: str
    size: int
    sheet: Mapping[str, Any]
    alternates: Mapping[str, str]
    name: str = ""
    """What the edition is called among its siblings: "Texas"."""
    is_draft: bool = False
    """Whether readers must not see it yet: a draft, under embargo or withdrawn."""
    is_noindex: bool = False
    """Whether search engines are asked to leave it out."""
    values: Mapping[str, Any] = field(default_factory=dict)
    """The values of its edition: {"state": "TN", "lang": "en"}."""
    data_as_of: str = ""
    """The newest date of its data, where its date line prints it."""

    @property
    def claims(self) -> list[dict[str, Any]]:
        """Every claim of the page."""
        return list(self.sheet["claims"])


@dataclass(frozen=True)
class BuiltSite:
    """A built site and its project."""

    project: Project
    pages: tuple[BuiltPage, ...]

    @property
    def folder(self) -> Path:
        """The folder of the site."""
        return self.project.site_dir

    @cached_property
    def files(self) -> Mapping[str, HtmlFile]:
        """Every HTML file, by its path in the site."""
        return _HtmlFiles(self.folder)

    def figures_of(self, page: BuiltPage) -> Mapping[str, HtmlFigure]:
        """The figures and large numbers of a page, by their title."""
        return {figure.title: figure for figure in (self.files[page.path].figures if page.path in self.files else ())}


class _HtmlFiles(Mapping[str, HtmlFile]):
    """The HTML files of a folder, each parsed when it is asked for: to read one sentence, few of them are."""

    def __init__(self, folder: Path) -> None:
        paths = sorted(folder.rglob("*.html"))
        self._paths = {path.relative_to(folder).as_posix(): path for path in paths}
        self._read: dict[str, HtmlFile] = {}

    def __getitem__(self, name: str) -> HtmlFile:
        if name not in self._read:
            self._read[name] = read_html(self._paths[name], name)
        return self._read[name]

    def __contains__(self, name: object) -> bool:
        return name in self._paths

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)


def read_site(project: Project) -> BuiltSite:
    """The built site of a project. Raises UsageError if there is none, or if it is incomplete."""
    manifest = project.site_dir / "manifest.json"
    if not manifest.is_file():
        raise UsageError(Problem("build/site", "there is no built site", "build it first: nutgraf build"))
    try:
        listed = json.loads(manifest.read_text(encoding="utf-8"))["pages"]
        return BuiltSite(project, tuple(_page(project.site_dir, each) for each in listed))
    except (OSError, ValueError, KeyError, TypeError) as error:
        what = f"the built site is incomplete: {error}"
        raise UsageError(Problem("build/site", what, "build it again: nutgraf build --force")) from error


def _page(folder: Path, listed: Mapping[str, Any]) -> BuiltPage:
    sheet = json.loads((folder / listed["address"] / "facts.json").read_text(encoding="utf-8"))
    about = json.loads((folder / listed["address"] / "page.json").read_text(encoding="utf-8"))
    return BuiltPage(
        address=listed["address"],
        path=listed["path"],
        explainer=listed["explainer"],
        lang=sheet["lang"],
        size=listed["bytes"],
        sheet=sheet,
        alternates=about.get("alternates", {}),
        name=about.get("short_title", ""),
        is_draft=about.get("draft", False),
        is_noindex=about.get("noindex", False),
        values=about.get("parameters", {}),
        data_as_of="" if about.get("latest_data") else about.get("data_as_of", ""),
    )
