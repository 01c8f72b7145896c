"""What the data package declares for sentences: the site's currency, nouns of units, names of publishers."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

from nutgraf.errors import NutgrafError

_DOLLARS = "USD"


def site_currency() -> str:
    """The currency of a plain number: the site's setting."""
    package = _package()
    return str(package.currency) if package else _DOLLARS


def unit_nouns(unit: str, lang: str) -> Mapping[str, str]:
    """The noun of a unit by plural form; empty where none is declared."""
    package = _package()
    found: Mapping[str, str] = package.nouns.get(unit, {}).get(lang, {}) if package else {}
    return found


def publisher_name(publisher: str, lang: str) -> str:
    """What a sentence in this language calls a publisher."""
    package = _package()
    declared = package.publishers if package else None
    column = declared.credit.get(lang) if declared else None
    if declared is None or not column:
        return publisher
    try:
        found = sys.modules["nutgraf.data"].rows(declared.table, **{declared.name: publisher})
    except NutgrafError:
        return publisher
    return str(found[0].get(column) or publisher) if found else publisher


def _package() -> Any:
    """The data package of the project, once the notebook has read data; None outside a project."""
    data = sys.modules.get("nutgraf.data")
    try:
        return data.open_package(data.find_package()) if data else None
    except NutgrafError:
        return None
