"""A newsroom's own filters for prose and rules for `nutgraf check`, from the module that `extensions` names.

The module, next to pyproject.toml, defines one or both:

    FILTERS = {"headline_case": headline_case}    {{ name | headline_case }} in every explainer
    RULES = (no_exclamation_marks,)               each is called with every explainer, as a Story, before it runs

A filter takes the value and its arguments, and `lang` if it has a parameter of that name, and returns text. A fact
that goes through it stays a fact. A rule yields a Finding for each thing that must be corrected.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

from nutgraf.errors import NutgrafError, Problem, SettingsError, did_you_mean


@dataclass(frozen=True)
class StoryText:
    """One text for readers, in one language, as it is written in the notebook."""

    where: str
    """The cell or the key of the front matter, as messages name it."""
    lang: str
    text: str
    is_prose: bool
    """Whether it is a Markdown cell; the other texts are headlines, and the words of figures."""


@dataclass(frozen=True)
class Story:
    """An explainer, as a rule sees it: nothing has run yet."""

    name: str
    languages: tuple[str, ...]
    texts: tuple[StoryText, ...]
    front_matter: Mapping[str, Any]
    code: tuple[str, ...]
    """The code cells, in order."""


@dataclass(frozen=True)
class Finding:
    """What a rule found: where, what is wrong, and what to do."""

    where: str
    what: str
    fix: str = ""


Filter = Callable[..., str]
NewsroomRule = Callable[[Story], Iterable[Finding]]


@dataclass(frozen=True)
class Extensions:
    """What the module of a newsroom adds."""

    module: str = ""
    filters: Mapping[str, Filter] = field(default_factory=dict)
    rules: tuple[NewsroomRule, ...] = ()


def load_extensions(root: Path, name: str) -> Extensions:
    """The filters and rules in a module of the project. Raises SettingsError, by its line, for one that fails."""
    if not name:
        return Extensions()
    path = root / name
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        fix = "name a Python file next to pyproject.toml"
        raise SettingsError(Problem("pyproject.toml, extensions", f"{name} cannot be read", fix)) from error
    module = ModuleType(path.stem)
    module.__file__ = str(path)
    try:
        with _importable(root):
            exec(compile(text, str(path), "exec"), module.__dict__)
    except Exception as error:
        raise SettingsError(failed(error, name, path)) from error
    return Extensions(name, _filters(name, module), _rules(name, module))


def findings(extensions: Extensions, story: Story, root: Path) -> Iterator[Problem]:
    """What the newsroom's rules find in a story. Raises SettingsError for a rule that fails."""
    for rule in extensions.rules:
        try:
            found = list(rule(story))
        except Exception as error:
            raise SettingsError(failed(error, extensions.module, root / extensions.module)) from error
        for each in found:
            if not isinstance(each, Finding):
                what = f"the rule {_called(rule)} yields {each!r}, which is not a Finding"
                raise SettingsError(
                    Problem(extensions.module, what, "yield nutgraf.extensions.Finding(where, what, fix)")
                )
            yield Problem(each.where, each.what, each.fix)


def failed(error: Exception, name: str, path: Path) -> Problem:
    """The problem of a newsroom's module that raised an error, at the last of its lines that was reached."""
    if isinstance(error, NutgrafError):
        return error.problems[0]
    lines = [step.lineno for step in traceback.extract_tb(error.__traceback__) if step.filename == str(path)]
    lines += [error.lineno] if isinstance(error, SyntaxError) and error.filename == str(path) else []
    where = f"{name}, line {lines[-1]}" if lines else name
    return Problem(where, f"{type(error).__name__}: {error}", "correct that line, or take it out")


@contextmanager
def _importable(root: Path) -> Iterator[None]:
    """The modules at the project's root can be imported, as in a notebook, after those that are installed."""
    before = list(sys.path)
    sys.path.append(str(root))
    try:
        yield
    finally:
        sys.path[:] = before


def _filters(name: str, module: ModuleType) -> Mapping[str, Filter]:
    found = getattr(module, "FILTERS", {})
    if not hasattr(module, "FILTERS") and not hasattr(module, "RULES"):
        near = next((each for each in vars(module) if each.isupper()), "")
        fix = did_you_mean(near, ("FILTERS", "RULES")) if near else "define one of them"
        raise SettingsError(Problem(name, "it defines neither FILTERS nor RULES", fix))
    if not isinstance(found, Mapping) or not all(
        isinstance(key, str) and key.isidentifier() and callable(work) for key, work in found.items()
    ):
        raise SettingsError(
            Problem(f"{name}, FILTERS", "it is not a table of functions by name", 'write FILTERS = {"name": function}')
        )
    return found


def _rules(name: str, module: ModuleType) -> tuple[NewsroomRule, ...]:
    found = getattr(module, "RULES", ())
    if not isinstance(found, (tuple, list)) or not all(map(callable, found)):
        raise SettingsError(Problem(f"{name}, RULES", "it is not a list of functions", "write RULES = (function,)"))
    return tuple(found)


def _called(rule: NewsroomRule) -> str:
    return getattr(rule, "__name__", repr(rule))
