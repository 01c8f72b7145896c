"""The named inputs of a page, and why it is stale, in one clause: which of them changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nutgraf.cache.inputs import TEMPLATES, Inputs, digest, first_difference
from nutgraf.cache.record import Record
from nutgraf.cache.software import linked_files, software, templates_with
from nutgraf.check_settings import TABLES
from nutgraf.data import estimators, kinds_of_rows, publisher_names, unit_nouns
from nutgraf.frontmatter import RENDERED
from nutgraf.notebook import Cell, Explainer
from nutgraf.project import Project
from nutgraf.tracking.audit import ABSENT

_RUN_TAGS = frozenset({"parameters", "skip-execution", "raises-exception"})
"""The tags that change what a run does; the others change only its rendering."""

_NOT_DRAWN = {
    "root",
    "timeout",
    "page_timeout",
    "memory_mb",
    "cache_mb",
    "on_change",
    "templates",
    "sheet",  # pages depend on the name of the stylesheet that it is part of
    "extensions",
    "currency",  # of the run
    "country",
    "about",  # of pages about the site
    "method",
    "overdue_sources",  # pages depend on the sources that it names
    *TABLES,
}
"""The settings that no page depends on."""

Digest = Callable[[str, Mapping[str, Any]], str]
FileDigest = Callable[[str], str]


@dataclass(frozen=True)
class CurrentInputs:
    """The current digest of a selection of rows, and of a file of the project."""

    rows: Digest
    file: FileDigest


@dataclass(frozen=True)
class SharedInputs:
    """The inputs that all pages of one build share: software, modules that a run may import, settings."""

    software: Inputs
    linked: str
    """The files that pages only link to."""
    templates: str
    modules: str
    settings: str
    currency: str
    """The currency of plain numbers, and the country that numbers are written as in."""
    publishers: str
    """Which publishers and rows have estimates, and what each language calls the publishers."""
    extensions: str
    """The name of the module with the newsroom's own filters; the run records its content."""

    def run_inputs(self, explainer: Explainer, lang: str) -> Inputs:
        """The named inputs of a run, except for its values, and the rows and files it reads, which only it shows."""
        words = explainer.front_matter.model_dump_json(include=set(RENDERED))
        return {
            **_of_cells(explainer.cells, lang),
            "words of the front matter": digest(words),
            "names of modules next to the notebooks": self.modules,
            "name of the newsroom's own module": self.extensions,
            "currency and country of the site": self.currency,
            **self.software,
        }

    def render_inputs(self, explainer: Explainer, lang: str) -> Inputs:
        """The named inputs of rendering a page from its executed notebook that its editions share."""
        front = explainer.front_matter.model_dump_json(
            exclude={"matrix", "address", "on_change", "redirect_from", "withdrawn"}
        )
        return {
            "tags of cells": _tags_of_cells(explainer.cells, lang),
            "front matter": digest(front),
            "settings": self.settings,
            TEMPLATES: self.templates,
            "publishers": self.publishers,
        }


def shared_inputs(project: Project) -> SharedInputs:
    """Read once the inputs that all pages of a build share."""
    # A new module next to the notebooks, or at the root, shadows an installed one of the same name.
    modules = {path.name for path in project.notebooks_dir.glob("*") if path.suffix == ".py" or _is_package(path)}
    modules |= {f"../{path.name}" for path in project.root.glob("*") if path.suffix == ".py" or _is_root_package(path)}
    settings = project.model_dump_json(exclude=_NOT_DRAWN)
    return SharedInputs(
        {**software(), **_languages(project.root)},
        linked_files(),
        templates_with(project.templates),
        digest(sorted(modules)),
        digest(settings),
        f"{project.currency} {project.country}".strip(),
        digest(_publishers(project.data_package)),
        project.extensions,
    )


def _publishers(package: Path) -> list[Any]:
    return [list(estimators(package)), list(kinds_of_rows(package)), publisher_names(package), unit_nouns(package)]


def _languages(root: Path) -> Inputs:
    """The catalogs and rules of languages that the project has of its own, if any."""
    files = [*sorted((root / "locales").glob("*.po")), *sorted((root / "languages").glob("*.toml"))]
    return {"files of languages": digest([[path.name, path.read_text("utf-8")] for path in files])} if files else {}


def why_run(record: Record, made_from: Inputs, explainer: Explainer, now: CurrentInputs) -> str:
    """Why a page must be rerun, in one clause; empty if the inputs of its run are the same."""
    if name := first_difference(record.made_from, made_from):
        return _sentence(name, record.made_from.get(name), made_from.get(name), explainer)
    files = {name: now.file(name) for name in record.files}
    if name := first_difference(record.files, files):
        before, after = record.files[name], files[name]
        return f"{name} {'is new' if before == ABSENT else 'is gone' if after == ABSENT else 'changed'}"
    for read in record.reads:
        if now.rows(read["table"], read["where"]) != read["digest"]:
            return f"data/{read['table']}.csv changed{_where(read['where'])}"
    return ""


def why_render(record: Record, drawn_from: Inputs, now: CurrentInputs) -> str:
    """Why a page must be rendered again although its run is current, in one clause; empty if it need not be."""
    if name := first_difference(record.drawn_from, drawn_from):
        return f"the {name} changed"
    return "" if has_its_sources(record, now) else "an entry of its source list changed"


def has_its_sources(record: Record, now: CurrentInputs) -> bool:
    """Whether the entries of a page's source list are as they were."""
    asked = {"source_id": list(record.sources)}
    return not record.sources or now.rows("sources", asked) == record.sources_digest


def _of_cells(cells: tuple[Cell, ...], lang: str) -> Mapping[str, str]:
    matter = [cell for cell in cells if cell.matters_in(lang)]
    return {
        **{f"cell {cell.id}": digest([cell.kind, cell.source, sorted(cell.tags & _RUN_TAGS)]) for cell in matter},
        "order of cells": digest([cell.id for cell in matter]),
    }


def _tags_of_cells(cells: tuple[Cell, ...], lang: str) -> str:
    kept = [cell for cell in cells if not cell.languages or lang in cell.languages]
    return digest([[cell.id, sorted(cell.tags)] for cell in kept])


def _sentence(name: str, before: str | None, after: str | None, explainer: Explainer) -> str:
    kind, _, rest = name.partition(" ")
    if kind == "cell":
        place = next((cell.place for cell in explainer.cells if cell.id == rest), "")
        what = "is new" if before is None else "is gone" if after is None else "changed"
        return f"the cell {place} {what}" if place else "a cell is gone"
    if kind == "version":
        return f"{rest} is now {after}, it was {before}"
    if kind == "value":
        return f"the value of {rest} changed"
    return "nutgraf itself changed" if name == "nutgraf" else f"the {name} changed"


def _where(where: Mapping[str, Any]) -> str:
    parts = [
        f"{key} is {' or '.join(map(str, value)) if isinstance(value, list) else value}" for key, value in where.items()
    ]
    return f" where {' and '.join(parts)}" if parts else ""


def _is_package(path: Path) -> bool:
    return path.is_dir() and any(path.glob("*.py"))


def _is_root_package(path: Path) -> bool:
    return (path / "__init__.py").is_file()
