"""What each language calls the units of the tables, and the units that it has no noun for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from nutgraf.data.package import NAME, Package, Table
from nutgraf.data.package_file import open_package
from nutgraf.data.sound_content import read_content
from nutgraf.errors import DataError, NutgrafError, Problem
from nutgraf.facts.units import has_own_nouns, one_of
from nutgraf.site_defaults import site_defaults

_PER = "_per_"


def unit_nouns(package: Path) -> dict[str, dict[str, dict[str, str]]]:
    """The nouns of units by language, unit and plural form; one of a unit, as rates have it, is a unit of its own.

    What the rows of a table are called, which is the unit of their count, is in the first language of the site.
    """
    try:
        opened = open_package(package)
    except DataError:
        return {}
    found: dict[str, dict[str, dict[str, str]]] = {}
    for unit, by_language in opened.nouns.items():
        for lang, forms in by_language.items():
            nouns = found.setdefault(lang, {})
            nouns[unit] = dict(forms)
            nouns.setdefault(one_of(unit, opened.rules.singulars), {"other": forms.get("one") or forms["other"]})
    first = site_defaults(package.parent).language
    for table in opened.tables.values():
        if table.noun[1] != "rows":
            one, many = table.noun
            found.setdefault(first, {}).setdefault(many, {"one": one, "other": many})
    return found


def unnamed_units(package: Path, languages: Sequence[str]) -> list[Problem]:
    """The units for which a language of the site has no noun, so that fact sheets print their names."""
    try:
        opened = open_package(package)
    except DataError:
        return []
    nouns = unit_nouns(package)
    return [
        _unnamed(table, unit, lacking)
        for unit, table in _units(opened).items()
        if (lacking := [lang for lang in languages if unit not in nouns.get(lang, {})])
    ]


def _unnamed(table: str, unit: str, languages: Sequence[str]) -> Problem:
    name = unit.replace("_", " ")
    return Problem(
        f"data/{NAME}, {table}",
        f"the unit {unit!r} has no noun in {' and '.join(languages)}: a fact sheet prints “12 ({name})”",
        f'under nutgraf, declare: {{"units": {{"{unit}": {{"nouns": {{"{languages[0]}": ["…", "…"]}}}}}}}}',
    )


def parts_to_name(unit: str) -> tuple[str, ...]:
    """What needs a noun of its newsroom for a unit to be printed: both parts of a rate; nothing for euros or years."""
    return tuple(part for part in unit.split(_PER) if part and not has_own_nouns(part))


def _units(package: Package) -> dict[str, str]:
    """Every part of a unit that needs a noun, with the first table that has it."""
    found: dict[str, str] = {}
    for name, table in package.tables.items():
        for unit in _units_of(package, table):
            declared = unit in package.nouns
            for part in (unit,) if declared else parts_to_name(unit):
                found.setdefault(part, name)
    return found


def _units_of(package: Package, table: Table) -> Iterable[str]:
    yield from dict.fromkeys(column.unit for column in table.columns.values() if column.unit)
    if by_row := table.roles.get("unit"):
        yield from _in_rows(package, table, by_row)


def _in_rows(package: Package, table: Table, column: str) -> Iterator[str]:
    try:
        records = read_content(package, table).records
    except NutgrafError:  # what is wrong with the table is said elsewhere
        return
    yield from dict.fromkeys(str(record[column]) for record in records if record[column])
