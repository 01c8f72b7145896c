"""How numbers and dates read inside a drawing, in the page's language; dollars stay dollars."""

from __future__ import annotations

from functools import cache
from typing import Any

# US usage in both languages: a decimal point, a comma between thousands, the dollar before the number.
_NUMBERS = {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["$", ""], "minus": "−"}


@cache
def numbers_and_dates(lang: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The number locale and the date locale of d3, for a language of the site."""
    from babel.core import Locale

    locale = Locale.parse("es_US" if lang == "es" else lang)
    months, days = locale.months["stand-alone"], locale.days["stand-alone"]
    dates = {
        "dateTime": "%A, %e %B %Y",
        "date": "%d/%m/%Y" if lang != "en" else "%m/%d/%Y",
        "time": "%H:%M:%S",
        "periods": ["AM", "PM"],
        "days": [days["wide"][(day + 6) % 7] for day in range(7)],
        "shortDays": [days["abbreviated"][(day + 6) % 7] for day in range(7)],
        "months": [months["wide"][month] for month in range(1, 13)],
        "shortMonths": [months["abbreviated"][month] for month in range(1, 13)],
    }
    return dict(_NUMBERS), dates
