"""What a page was made from, by content: every input under a name, so that what moved can be said in a sentence."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from importlib import metadata
from pathlib import Path
from typing import Any

from nutgraf.notebook import Cell, Explainer
from nutgraf.project import Project
from nutgraf.tracking.audit import ABSENT

PACKAGES = (
    "altair",
    "babel",
    "ipykernel",
    "jinja2",
    "markdown-it-py",
    "nbconvert",
    "numpy",
    "pandas",
    "papermill",
    "vl-convert-python",
)
"""The packages whose version can change a page."""

_RUN_ROOMS = ("__init__.py", "language", "facts", "numbers", "data", "tracking", "prose", "figures", "run", "locales")
_DRAW_ROOMS = ("language", "locales", "numbers", "vega", "lint", "page", "ledger", "render")

_RUN_TAGS = frozenset({"parameters", "skip-execution", "raises-exception"})
"""The tags that change what a run does; the others change only how it is drawn."""

_DIGEST, _END = ',\n "digest": "', "\n}"
"""What closes a record: the digest of all that comes before it. It is compared as text, which takes no time."""

Digest = Callable[[str, Mapping[str, Any]], str]
FileDigest = Callable[[str], str]


@dataclass(frozen=True)
class Record:
    """What one page was made from, and the hash of what it became; it holds no path of the machine."""

    address: str
    explainer: str
    values: Mapping[str, Any]
    made_from: Mapping[str, str]
    reads: tuple[Mapping[str, Any], ...]
    drawn_from: Mapping[str, str]
    sources: tuple[str, ...]
    sources_digest: str
    run: str
    kept: Mapping[str, str]
    """Every file of the page as it was made, by its content."""
    files: Mapping[str, str] = field(default_factory=dict)
    """The files of the project that its run read or imported, by their content."""
    untracked: tuple[str, ...] = ()
    """What its run read that nobody can compare with what is there now, in words."""
    notes: tuple[tuple[str, str], ...] = ()
    """What is worth a look in its figures: of which figure, and what."""

    def to_json(self) -> str:
        """The record as sorted JSON text, with its own digest."""
        text = json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True)
        return f'{text.removesuffix(_END)}{_DIGEST}{digest(text.encode())}"{_END}\n'

    @classmethod
    def from_json(cls, text: str | bytes) -> Record:
        """The record in a JSON text; ValueError where it is none of ours, or not as it was written."""
        said, _, its_digest = (text if isinstance(text, str) else text.decode()).rpartition(_DIGEST)
        whole = said + _END
        if its_digest != f'{digest(whole.encode())}"{_END}\n':
            raise ValueError("this is not a build record as it was written")
        try:
            values = json.loads(whole)
            lists = {name: tuple(values[name]) for name in ("reads", "sources", "untracked")}
            notes = tuple((where, what) for where, what in values["notes"])
            return cls(**{**values, **lists, "notes": notes})
        except (TypeError, KeyError, ValueError) as error:
            raise ValueError("this is not a build record") from error


@dataclass(frozen=True)
class CurrentInputs:
    """How things stand: the fingerprint of a selection of rows, and of a file of the project."""

    rows: Digest
    file: FileDigest


@dataclass(frozen=True)
class SharedInputs:
    """What all pages of one build share: the kit, the versions, the settings."""

    beside: str
    versions: Mapping[str, str]
    kit_run: str
    kit_draw: str
    settings: str

    def made_from(self, explainer: Explainer, values: Mapping[str, Any], lang: str) -> dict[str, str]:
        """The inputs of a run under their names, but for the rows and files it reads, which only the run can tell."""
        words = explainer.front_matter.model_dump_json(include={"title", "subtitle", "short_title", "description"})
        return {
            **{f"value {name}": digest(value) for name, value in values.items()},
            **_of_cells(explainer.cells, lang),
            "words of the front matter": digest(words),
            "names of modules beside the notebooks": self.beside,
            **{f"version {name}": version for name, version in self.versions.items()},
            "nutgraf": self.kit_run,
        }

    def drawn_from(
        self, explainer: Explainer, lang: str, alternates: Mapping[str, str], withheld: str
    ) -> dict[str, str]:
        """The inputs of drawing a page from its executed notebook, under their names."""
        front = explainer.front_matter.model_dump_json(
            exclude={"matrix", "address", "on_change", "redirect_from", "withdrawn"}
        )
        return {
            "tags of cells": _tags_of_cells(explainer.cells, lang),
            "front matter": digest(front),
            "other languages": digest(dict(alternates)),
            "draft": digest(bool(withheld)),
            "settings": self.settings,
            "templates": self.kit_draw,
        }


def environment_inputs(project: Project) -> SharedInputs:
    """Look once at what all pages of a build share."""
    kit = Path(__file__).parent.parent
    # A module that comes to lie beside the notebooks, or at the root, is found before an installed one of its name.
    beside = {path.name for path in project.notebooks_dir.glob("*") if path.suffix == ".py" or _is_package(path)}
    beside |= {f"../{path.name}" for path in project.root.glob("*") if path.suffix == ".py" or _is_root_package(path)}
    return SharedInputs(
        beside=digest(sorted(beside)),
        versions=versions(PACKAGES),
        kit_run=_tree(kit, _RUN_ROOMS),
        kit_draw=_tree(kit, _DRAW_ROOMS),
        settings=digest(project.model_dump_json(include={"name", "site_url", "contact", "languages", "css", "logo"})),
    )


def versions(packages: Iterable[str]) -> dict[str, str]:
    """The version of each package, by its name."""
    return {name: metadata.version(name) for name in packages}


def what_changed(record: Record, made_from: Mapping[str, str], explainer: Explainer, now: CurrentInputs) -> str:
    """Why a page must be run again, in one clause; empty when nothing that its run was made from has changed."""
    for name in [*made_from, *record.made_from]:
        before, after = record.made_from.get(name), made_from.get(name)
        if before != after:
            return _sentence(name, before, after, explainer)
    for name, before in record.files.items():
        if (after := now.file(name)) != before:
            return f"{name} {'is new' if before == ABSENT else 'is gone' if after == ABSENT else 'changed'}"
    for read in record.reads:
        if now.rows(read["table"], read["where"]) != read["digest"]:
            return f"data/{read['table']}.csv changed{_where(read['where'])}"
    return ""


def why_render(record: Record, drawn_from: Mapping[str, str], now: CurrentInputs) -> str:
    """Why a page must be drawn again though its run stands, in one clause; empty when it need not be."""
    for name in drawn_from:
        if record.drawn_from.get(name) != drawn_from[name]:
            return f"the {name} changed"
    if record.sources and now.rows("sources", {"source_id": list(record.sources)}) != record.sources_digest:
        return "an entry of its source list changed"
    return ""


def digest_of_kit(rooms: tuple[str, ...]) -> str:
    """The fingerprint of some rooms of nutgraf itself."""
    return _tree(Path(__file__).parent.parent, rooms)


def digest(value: Any) -> str:
    """A short fingerprint of bytes, or of anything JSON can hold."""
    data = (
        value
        if isinstance(value, bytes)
        else json.dumps(value, sort_keys=True, ensure_ascii=False, default=str).encode()
    )
    return hashlib.sha256(data).hexdigest()[:20]


# The editions of an explainer in one language are made from the same cells.
@lru_cache(maxsize=64)
def _of_cells(cells: tuple[Cell, ...], lang: str) -> Mapping[str, str]:
    matter = [cell for cell in cells if cell.matters_in(lang)]
    return {
        **{f"cell {cell.id}": digest([cell.kind, cell.source, sorted(cell.tags & _RUN_TAGS)]) for cell in matter},
        "order of cells": digest([cell.id for cell in matter]),
    }


@lru_cache(maxsize=64)
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


def _is_code(path: Path) -> bool:
    return path.is_file() and "__pycache__" not in path.parts and ".ipynb_checkpoints" not in path.parts


def _tree(folder: Path, names: tuple[str, ...]) -> str:
    files = []
    for name in names:
        module = folder / f"{name}.py"
        top = module if module.is_file() else folder / name
        files += [top] if top.is_file() else sorted(path for path in top.rglob("*") if _is_code(path))
    return digest([[path.relative_to(folder).as_posix(), digest(path.read_bytes())] for path in files])
