"""The currency, the country and the first language of the site, which apply where nothing else names one."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from nutgraf.file_bytes import current_bytes
from nutgraf.project_root import enclosing_project


@dataclass(frozen=True)
class SiteDefaults:
    """What [tool.nutgraf] says of money, places and languages."""

    currency: str = "USD"
    country: str = ""
    language: str = "en"


def site_defaults(folder: Path) -> SiteDefaults:
    """The defaults of the site around a folder; a setting that cannot be read is refused where settings are."""
    root = enclosing_project(folder)
    if root is None:
        return SiteDefaults()
    path = root / "pyproject.toml"
    try:
        return _parsed(current_bytes(path, path.stat()))
    except OSError:
        return SiteDefaults()


@lru_cache(maxsize=2)
def _parsed(text: bytes) -> SiteDefaults:
    try:
        own = tomllib.loads(text.decode())["tool"]["nutgraf"]
        given = {name: own[name] for name in ("currency", "country") if isinstance(own.get(name), str)}
        languages = own.get("languages")
        first = languages[0] if isinstance(languages, list) and languages else None
        return SiteDefaults(**given, **({"language": first} if isinstance(first, str) else {}))
    except (ValueError, KeyError, TypeError, AttributeError):
        return SiteDefaults()


def in_currency(unit: str, currency: str) -> str:
    """A unit with the site's currency for "money": "money_per_person" is "EUR_per_person"."""
    top, per, bottom = unit.partition("_per_")
    return f"{currency}{per}{bottom}" if top == "money" else unit
