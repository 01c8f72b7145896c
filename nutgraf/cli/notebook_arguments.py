"""The notebook arguments of a command: paths, folders or patterns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from nutgraf.errors import Problem, UsageError, did_you_mean
from nutgraf.plan import find_explainers
from nutgraf.project import Project


def notebooks_named(project: Project, given: Iterable[str]) -> list[Path]:
    """Every notebook named, each once; a pattern or folder means its published notebooks.

    Raises UsageError for a name that matches no notebook.
    """
    published = find_explainers(project)
    return list(dict.fromkeys(path for name in given for path in _named(project, name, published)))


def _named(project: Project, name: str, published: list[Path]) -> Iterator[Path]:
    path = _whole(Path(name))
    if path.exists() and not path.is_dir():
        yield path
        return
    found = [path] if path.is_dir() else [_whole(each) for each in _fitting(name)]
    inside = [each for each in found if each.suffix == ".ipynb"]
    inside = [each for each in inside if each in published] or inside
    inside += [each for folder in found if folder.is_dir() for each in published if each.is_relative_to(folder)]
    if not inside:
        known = [each.relative_to(project.root).as_posix() for each in published]
        raise UsageError(Problem(name, "there is no such notebook", did_you_mean(name, known)))
    yield from sorted(inside)


def _fitting(pattern: str) -> Iterator[Path]:
    base = Path(Path(pattern).anchor or ".")
    try:
        yield from base.glob(Path(pattern).relative_to(base.anchor).as_posix())
    except (ValueError, NotImplementedError) as error:
        raise UsageError(
            Problem(pattern, f"this is not a pattern: {error}", "such as 'notebooks/city-*.ipynb'")
        ) from error


def _whole(path: Path) -> Path:
    """The absolute path, without following a symbolic link to a notebook."""
    return path.parent.resolve() / path.name if path.name not in ("", "..") else path.resolve()
