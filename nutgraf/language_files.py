"""Reads what a language is from files: those of the kit, and over them those of the newsroom's own project."""

from __future__ import annotations

import contextlib
import os
import tomllib
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from functools import cache, lru_cache
from os import stat  # as it is before a kernel notes what its notebook looks at, which this look is not
from pathlib import Path
from stat import S_ISREG
from typing import Any, TypeVar, get_type_hints

from nutgraf.errors import Problem, UsageError, did_you_mean
from nutgraf.project_root import enclosing_project

KIT = Path(__file__).parent
PROJECT_VARIABLE = "NUTGRAF_PROJECT"
"""The environment variable with the project's folder, where a command names one other than the working folder's."""

_Held = tuple[Path | None, tuple[Any, ...]]
_HELD: ContextVar[list[_Held] | None] = ContextVar("language files", default=None)
"""The state that is not looked at again, or an empty list until it is first asked for."""

_T = TypeVar("_T")
_KEPT = 64
_SECTIONS = ("grammar", "numbers", "addresses")
_WORDS, _PHRASES, _VALUES = frozenset[str], tuple[tuple[str, ...], ...], Mapping[str, int | float]


def project_folder() -> Path | None:
    """The folder of the current project, or None."""
    if held := _HELD.get():
        return held[0][0]
    with contextlib.suppress(LookupError):
        return _project(os.environ.get(PROJECT_VARIABLE, ""), os.getcwd())  # noqa: PTH109 (a Path is slow)
    return None


@cache
def _project(named: str, working: str) -> Path:
    found = enclosing_project(Path(named or working))
    if found is None:
        raise LookupError  # which is not cached: a project may be started here later
    return found


@contextlib.contextmanager
def current_project(root: Path) -> Iterator[None]:
    """Use the language files of this project, in this process and in those that it starts meanwhile."""
    before = os.environ.get(PROJECT_VARIABLE)
    os.environ[PROJECT_VARIABLE] = str(root)
    try:
        yield
    finally:
        if before is None:
            os.environ.pop(PROJECT_VARIABLE, None)
        else:
            os.environ[PROJECT_VARIABLE] = before


@contextlib.contextmanager
def language_files_as_now() -> Iterator[None]:
    """Read the language files of the current project as they are now until the end, without looking again."""
    with language_files_held():
        language_state()
        yield


@contextlib.contextmanager
def language_files_held() -> Iterator[None]:
    """Look at the language files of the current project once until the end: when they are first asked for."""
    token = _HELD.set(_HELD.get() or [])
    try:
        yield
    finally:
        _HELD.reset(token)


def language_state() -> tuple[Any, ...]:
    """What everything that is read from language files depends on: the project, its settings, and its own files."""
    held = _HELD.get()
    if held is None:
        return _state(project_folder())
    if not held:
        root = project_folder()
        held.append((root, _state(root)))
    return held[0][1]


def _state(root: Path | None) -> tuple[Any, ...]:
    if not root:
        return ()
    try:
        settings = stat(f"{root}/pyproject.toml")  # noqa: PTH116 (a Path is slow)
        changed = settings.st_mtime_ns if S_ISREG(settings.st_mode) else 0
    except OSError:
        changed = 0
    return (root, changed, *_states(f"{root}/languages"), *_states(f"{root}/locales"))


def _states(folder: str) -> tuple[tuple[str, int, int], ...]:
    """The files of a folder; each number that is printed asks for them, and most projects have no such folder."""
    try:
        with os.scandir(folder) as files:
            states = [(file.path, file.stat()) for file in sorted(files, key=lambda each: each.name)]
    except OSError:
        return ()
    return tuple((path, state.st_mtime_ns, state.st_size) for path, state in states)


def language_codes() -> tuple[str, ...]:
    """The languages that have a file of rules, in the kit or the project."""
    folders = (KIT, project_folder() or KIT)
    return tuple(sorted({path.stem for folder in folders for path in (folder / "languages").glob("*.toml")}))


def section(code: str, name: str) -> dict[str, Any]:
    """A section of a language's file; keys in the project's file replace those of the kit. Empty if there is none."""
    found: dict[str, Any] = {}
    for folder in dict.fromkeys((KIT, project_folder() or KIT)):
        state = () if folder is KIT else language_state()
        found |= _read(folder / "languages" / f"{code}.toml", state).get(name, {})
    return found


def kit_section(code: str, name: str) -> Mapping[str, Any]:
    """A section of the language's file in the kit alone."""
    return _read(KIT / "languages" / f"{code}.toml", ()).get(name, {})


def own_section(code: str, name: str) -> Mapping[str, Any]:
    """A section of the language's file in the project alone."""
    folder = project_folder()
    return _read(folder / "languages" / f"{code}.toml", language_state()).get(name, {}) if folder else {}


@lru_cache(maxsize=_KEPT)
def _read(path: Path, _: tuple[Any, ...]) -> Mapping[str, Mapping[str, Any]]:
    if not path.is_file():
        return {}
    where = shown(path)
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (ValueError, OSError) as error:
        raise UsageError(Problem(where, f"this is not TOML: {error}", "correct the file")) from None
    for name, table in tables.items():
        if name not in _SECTIONS or not isinstance(table, dict):
            raise UsageError(
                Problem(f"{where}, {name}", "a language has no such section", did_you_mean(name, _SECTIONS))
            )
    return tables


def shown(path: Path) -> str:
    """The path of a language's file for a message: nutgraf/languages/fr.toml, languages/gn.toml."""
    return str(path.relative_to(KIT.parent if path.is_relative_to(KIT) else path.parent.parent))


def typed(kind: type[_T], code: str, name: str, values: Mapping[str, Any]) -> _T:
    """A section's values as a dataclass.

    Lists of words may be one text ("one two"), phrases are separated by semicolons, and a key of several words counts
    for each of them. Raises UsageError naming the file and the key of every value of a project's own file that is
    missing, unknown or of another type; the tests check those of the kit, so that a kernel need not.
    """
    hints = get_type_hints(kind)
    expanded = {key: _expanded(hints.get(key), value) for key, value in values.items()}
    if project_folder() and (_own(code).is_file() or not (KIT / "languages" / f"{code}.toml").is_file()):
        return checked(kind, code, name, expanded)
    return kind(**{key: _frozen(value) for key, value in expanded.items()})


def checked(kind: type[_T], code: str, name: str, values: Mapping[str, Any]) -> _T:
    """The dataclass of these values. Raises UsageError with a problem for each wrong key or value."""
    from pydantic import TypeAdapter, ValidationError

    known = tuple(get_type_hints(kind))
    problems = [
        _problem(code, f"{name}.{key}", "there is no such key", did_you_mean(key, known))
        for key in values
        if key not in known
    ]
    try:
        made = TypeAdapter(kind).validate_python({key: value for key, value in values.items() if key in known})
    except ValidationError as error:
        for each in error.errors():
            key = ".".join(str(part) for part in (name, *each["loc"]))
            problems.append(_problem(code, key, each["msg"].lower(), "see docs/how-to/add-a-language.md"))
        raise UsageError(*problems) from None
    if problems:
        raise UsageError(*problems)
    return made


def _problem(code: str, key: str, what: str, fix: str) -> Problem:
    own = _own(code)
    return Problem(f"{shown(own if own.is_file() else KIT / 'languages' / own.name)}, {key}", what, fix)


def _own(code: str) -> Path:
    return (project_folder() or KIT) / "languages" / f"{code}.toml"


def _frozen(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _frozen(each) for key, each in value.items()}
    return tuple(_frozen(each) for each in value) if isinstance(value, list) else value


def _expanded(hint: Any, value: Any) -> Any:
    if hint == _WORDS and isinstance(value, str):
        return frozenset(value.split())
    if hint == _PHRASES and isinstance(value, str):
        return tuple(tuple(phrase.split()) for phrase in value.split(";") if phrase.strip())
    if hint == Mapping[str, frozenset[str]] and isinstance(value, dict):
        return {key: _expanded(_WORDS, words) for key, words in value.items()}
    if hint == _VALUES and isinstance(value, dict):
        return {word: number for words, number in value.items() for word in words.split()}
    return value
