"""Interface strings from the catalogs of the kit and the project, read directly: nothing to compile."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from nutgraf.errors import Problem, UsageError, did_you_mean
from nutgraf.language_files import KIT, language_state, project_folder, shown

_Strings = Mapping[str, tuple[str, ...]]
_PluralIndex = Callable[[int], int]
LOCALES = KIT / "locales"


def languages() -> tuple[str, ...]:
    """Every language that has a catalog, in the kit or in the project, in order of its code."""
    return tuple(sorted({path.stem for folder in _folders() for path in folder.glob("*.po")}))


def message(code: str, english: str, n: int | None = None, many: str = "") -> str:
    """The translation of an English string; with `n`, the plural form for that number."""
    strings, plural_index = _read(code, _folders(), language_state())
    if english not in strings:
        raise KeyError(f"no string {english!r} in {code}.po: {did_you_mean(english, strings)}")
    forms = strings[english]
    if n is None:
        return forms[0] or english
    index = plural_index(n)
    return (forms[index] if index < len(forms) else "") or (english if n == 1 else many or english)


def missing_strings(code: str) -> tuple[str, ...]:
    """The strings that the English catalog has and that of a language lacks, in order."""
    folders, state = _folders(), language_state()
    return tuple(sorted(_read("en", folders, state)[0].keys() - _read(code, folders, state)[0].keys()))


def _folders() -> tuple[Path, ...]:
    """Where catalogs are; a string in the project's replaces that of the kit."""
    return _with_own(LOCALES, project_folder())


@cache
def _with_own(kit: Path, own: Path | None) -> tuple[Path, ...]:
    return (kit, own / "locales") if own else (kit,)


@lru_cache(maxsize=64)
def _read(code: str, folders: tuple[Path, ...], state: tuple[Any, ...]) -> tuple[_Strings, _PluralIndex]:
    from gettext import c2py

    strings: dict[str, tuple[str, ...]] = {}
    plural_expr = "0"
    for path in (folder / f"{code}.po" for folder in folders):
        if path.is_file():
            more, plural_expr = _read_file(path, () if path.parent == LOCALES else state)
            strings |= more
    return strings, c2py(plural_expr)


@lru_cache(maxsize=64)
def _read_file(path: Path, _: tuple[Any, ...]) -> tuple[_Strings, str]:
    """The strings of a catalog, and how it finds the plural form of a number."""
    from babel.messages.pofile import PoFileError, read_po

    try:
        with path.open("rb") as file:
            catalog = read_po(file, locale=None, abort_invalid=True)
    except (PoFileError, ValueError) as error:
        raise UsageError(Problem(shown(path), f"this is not a catalog: {error}", "correct the file")) from None
    strings: dict[str, tuple[str, ...]] = {}
    for entry in catalog:
        if entry.id:
            key = entry.id if isinstance(entry.id, str) else entry.id[0]
            words = entry.string or ""
            strings[str(key)] = (words,) if isinstance(words, str) else tuple(words)
    return strings, catalog.plural_expr
