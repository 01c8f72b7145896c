"""One cell of a figure's table: how it reads in a language, and what the download holds."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

_NOTHING = "–"


@dataclass(frozen=True)
class Cell:
    """A value, its unit, and the step its publisher rounded it to."""

    value: Any
    unit: str = ""
    step: Any = None
    year: bool = False


def blank(value: Any) -> bool:
    """Nothing is known here: None, NaN, NaT, NA or an empty text."""
    return value is None or value == "" or type(value).__name__ in ("NAType", "NaTType") or value != value


def printed(cell: Cell, lang: str) -> str:
    """What a reader sees; a blank is an en dash."""
    if blank(cell.value):
        return _NOTHING
    value = raw(cell.value)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return _date(cell.value, lang) if isinstance(cell.value, datetime.date) else str(value)
    if cell.year and float(value).is_integer():
        return str(int(value))
    return _number(value, cell, lang)


def raw(value: Any) -> Any:
    """The value as JSON can carry it."""
    if blank(value):
        return None
    if isinstance(value, (datetime.datetime, datetime.date)):
        return value.date().isoformat() if isinstance(value, datetime.datetime) else value.isoformat()
    item = value.item() if hasattr(value, "item") else value
    if isinstance(item, float) and item.is_integer():
        return int(item)
    if isinstance(item, (bool, int, float, str)):
        return item
    return str(item)


def _number(value: float, cell: Cell, lang: str) -> str:
    """In the page's language, never finer than its publisher rounded it."""
    from nutgraf.language import language

    spoken = language(lang)
    if cell.unit == "usd":
        return spoken.money(value, cell.step)
    if cell.unit == "percent":
        return spoken.percent(value, cell.step)
    return spoken.number(value, cell.step, full=True)


def _date(value: datetime.date, lang: str) -> str:
    from nutgraf.language import language

    return language(lang).date(value)
