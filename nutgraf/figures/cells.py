"""One cell of a figure's table: how it reads in a language, and what the download holds."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

_NOTHING = "–"


@dataclass(frozen=True)
class Cell:
    """A value, its unit, the step its publisher rounded it to and the word that its publisher put before it."""

    value: Any
    unit: str = ""
    step: Any = None
    qualifier: str = ""
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
        text = spoken.money(value, cell.step)
    elif cell.unit == "percent":
        text = spoken.percent(value, cell.step)
    else:
        text = spoken.number(value, cell.step, full=True)
    return spoken.joined(spoken.rules.rough.get(cell.qualifier, cell.qualifier), text)


def _date(value: datetime.date, lang: str) -> str:
    from nutgraf.language import language

    return language(lang).date(value)
