"""A newsroom's own filters, from the module that `extensions` in the settings names."""

from __future__ import annotations

import inspect
import tomllib
from collections.abc import Callable
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from nutgraf.errors import Problem, SettingsError
from nutgraf.extensions import Extensions, Filter, failed, load_extensions
from nutgraf.facts import Fact, Facts
from nutgraf.project_root import working_project
from nutgraf.prose.context import current_context
from nutgraf.prose.template import compile_template, syntax_problems_in, undeclared
from nutgraf.prose.template_environment import filters_of_the_kit, prose_environment, strict
from nutgraf.prose.values import FormatError, Phrase, amount_of, is_number


def use_filters(extensions: Extensions, root: Path) -> None:
    """Add a newsroom's filters to those of prose, instead of any added before.

    Raises SettingsError for one with the name of a filter of the kit.
    """
    kit, environment = filters_of_the_kit(), prose_environment()
    if taken := sorted(kit.keys() & extensions.filters.keys()):
        what = f"{taken[0]!r} is a filter of the kit, whose results are checked"
        raise SettingsError(Problem(f"{extensions.module}, FILTERS", what, "choose another name"))
    path = root / extensions.module
    own = {name: strict(partial(_printed, name, work, path)) for name, work in extensions.filters.items()}
    if own or environment.filters.keys() != kit.keys():
        compile_template.cache_clear()
        syntax_problems_in.cache_clear()
        undeclared.cache_clear()
    environment.filters = {**kit, **own}


def use_filters_of_project() -> None:
    """In a kernel: add the filters of the project that contains the notebook.

    The module is read each time, so that every page that prints with it is known to depend on it.
    """
    root = working_project()
    if root is None:
        return
    name = _setting(root, (root / "pyproject.toml").stat().st_mtime_ns)
    _use(root, name, (root / name).read_bytes() if name and (root / name).is_file() else b"")


@lru_cache(maxsize=1)
def _use(root: Path, name: str, _: bytes) -> None:
    use_filters(load_extensions(root, name), root)


@lru_cache(maxsize=1)
def _setting(root: Path, _: int) -> str:
    """The setting alone: the build has checked the others, and a change in them must not run a page again."""
    try:
        tables = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8-sig"))
        return str(tables["tool"]["nutgraf"]["extensions"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def _printed(name: str, work: Filter, path: Path, value: Any, *more: Any, **options: Any) -> Any:
    """What a filter returns; a number that went into it is the number that was printed."""
    if "lang" in inspect.signature(work).parameters:
        options.setdefault("lang", current_context().language.code)
    given = value.text if isinstance(value, Phrase) else value
    text = _text(name, partial(work, given, *more, **options), path)
    if isinstance(value, (Fact, Facts, Phrase)) or is_number(value):
        text = current_context().without_marks(text)  # of the fact itself, in f"No. {value}"
        return Phrase(text, value.amount if isinstance(value, Phrase) else amount_of(value))
    return text


def _text(name: str, work: Callable[[], Any], path: Path) -> str:
    try:
        text = work()
    except FormatError:
        raise
    except Exception as error:
        problem = failed(error, path.name, path)
        raise FormatError(f"the filter {name!r} failed: {problem.what}", f"correct {problem.where}") from error
    if not isinstance(text, str):
        raise FormatError(f"the filter {name!r} returns {text!r}", f"have it return text; it is in {path.name}")
    return text
