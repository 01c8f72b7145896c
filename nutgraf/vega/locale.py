"""How numbers and dates read inside a drawing, in the page's language; dollars stay dollars."""

from __future__ import annotations

from functools import cache
from typing import Any

from nutgraf.language import language

# US usage in both languages: a decimal point, a comma between thousands, the dollar before the number.
_NUMBERS = {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["$", ""], "minus": "−"}
_DATES = {"dateTime": "%A, %e %B %Y", "date": "%Y-%m-%d", "time": "%H:%M:%S", "periods": ["AM", "PM"]}


@cache
def numbers_and_dates(lang: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The number locale and the date locale of d3, for a language of the site."""
    return dict(_NUMBERS), {**_DATES, **language(lang).calendar()}
