"""Number and date formats inside a drawing, in the page's language; amounts stay in dollars."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from nutgraf.language import language

# US usage in both languages: a decimal point, commas between thousands, the dollar sign before the number.
_NUMBERS = {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["$", ""], "minus": "−"}
_TIMES = re.compile(r"temporal|time|utc|date|month|day|week|hours", re.IGNORECASE)
_DATES = {"dateTime": "%A, %e %B %Y", "date": "%Y-%m-%d", "time": "%H:%M:%S", "periods": ["AM", "PM"]}


def numbers_and_dates(lang: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """d3's number locale and date locale for a language of the site."""
    return dict(_NUMBERS), {**_DATES, **language(lang).calendar()}


def writes_times(spec: Mapping[str, Any]) -> bool:
    """Whether a drawing may name months or days; numbers look the same in all languages."""
    return bool(_TIMES.search(json.dumps({name: part for name, part in spec.items() if name != "datasets"})))
