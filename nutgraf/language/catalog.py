"""Interface strings from nutgraf/locales/<lang>.po, read directly: nothing to compile."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

from nutgraf.errors import did_you_mean

_PluralIndex = Callable[[int], int]
LOCALES = Path(__file__).parent.parent / "locales"


def languages() -> tuple[str, ...]:
    """Every language that has a catalog, in order of its code."""
    return tuple(sorted(path.stem for path in LOCALES.glob("*.po")))


def message(code: str, english: str, n: int | None = None, many: str = "") -> str:
    """The translation of an English string; with `n`, the plural form for that number."""
    strings, plural_index = _read(code)
    if english not in strings:
        raise KeyError(f"no string {english!r} in {code}.po: {did_you_mean(english, strings)}")
    forms = strings[english]
    if n is None:
        return forms[0] or english
    index = plural_index(n)
    return (forms[index] if index < len(forms) else "") or (english if n == 1 else many or english)


def missing_strings(code: str) -> tuple[str, ...]:
    """The strings that the English catalog has and that of a language lacks, in order."""
    return tuple(sorted(_read("en")[0].keys() - _read(code)[0].keys()))


@cache
def _read(code: str) -> tuple[dict[str, tuple[str, ...]], _PluralIndex]:
    from gettext import c2py

    from babel.messages.pofile import read_po

    with (LOCALES / f"{code}.po").open("rb") as file:
        catalog = read_po(file, locale=None)
    strings: dict[str, tuple[str, ...]] = {}
    for entry in catalog:
        if entry.id:
            key = entry.id if isinstance(entry.id, str) else entry.id[0]
            words = entry.string or ""
            strings[str(key)] = (words,) if isinstance(words, str) else tuple(words)
    return strings, c2py(catalog.plural_expr)
