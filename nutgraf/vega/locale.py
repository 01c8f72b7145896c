"""Number and date formats inside a drawing, in the page's language and the site's currency."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from nutgraf.language import language, number_style
from nutgraf.language_files import project_folder
from nutgraf.site_defaults import SiteDefaults, site_defaults

_TIMES = ("time", "temporal", "utc", "date", "month", "day", "week", "hours")
_DATES = {"dateTime": "%A, %e %B %Y", "date": "%Y-%m-%d", "time": "%H:%M:%S", "periods": ["AM", "PM"]}


def number_locale(lang: str) -> dict[str, Any]:
    """d3's number locale for a language of the site; `$` in a format is the site's currency."""
    folder = project_folder()
    site = site_defaults(folder) if folder else SiteDefaults()
    return number_style(language(lang), site.currency).for_d3()


def date_locale(lang: str) -> dict[str, Any]:
    """d3's date locale for a language of the site."""
    return {**_DATES, **language(lang).calendar()}


def writes_times(spec: Mapping[str, Any]) -> bool:
    """Whether a drawing may name months or days."""
    text = json.dumps({name: part for name, part in spec.items() if name != "datasets"}).lower()
    return any(word in text for word in _TIMES)
