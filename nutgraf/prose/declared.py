"""What the data package declares for sentences: the site's currency, nouns of units, names of publishers."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from nutgraf.errors import NutgrafError

if TYPE_CHECKING:
    from nutgraf.data import Package


def site_currency() -> str:
    """The currency of a plain number: the site's setting."""
    from nutgraf.site_defaults import site_defaults

    return site_defaults(Path.cwd()).currency


def unit_nouns(unit: str, lang: str) -> Mapping[str, str]:
    """The noun of a unit by plural form; empty where none is declared."""
    from nutgraf import data

    try:
        return data.unit_nouns(data.find_package()).get(lang, {}).get(unit, {})
    except NutgrafError:
        return {}


def publisher_name(publisher: str, lang: str) -> str:
    """What a sentence in this language calls a publisher."""
    from nutgraf import data

    package = _package()
    declared = package.publishers if package else None
    column = declared.credit.get(lang) if declared else None
    if declared is None or not column:
        return publisher
    try:
        found = data.rows(declared.table, **{declared.name: publisher})
    except NutgrafError:
        return publisher
    return str(found[0].get(column) or publisher) if found else publisher


def _package() -> Package | None:
    """The data package of the project; None where there is none."""
    from nutgraf import data

    try:
        return data.open_package(data.find_package())
    except NutgrafError:
        return None
