"""One cell of a figure's table: its text in a language, and its value in the download."""

from __future__ import annotations

import datetime
import math
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from nutgraf.missing_value import is_missing

if TYPE_CHECKING:
    from nutgraf.language import Language

_NOTHING, _MINUS = "–", "−"
_MIDNIGHT = datetime.time()
_ISO = re.compile(r"\d{4}-\d{2}(-\d{2})?")


@dataclass(frozen=True)
class FigureCell:
    """A value with its unit, and with the rounding step and the qualifier of its publisher.

    `year` means that its column holds years, `name` that it identifies its row, as a code does; `grain` is the
    precision of a date: "year", "month" or all of it.
    """

    value: Any
    unit: str = ""
    step: Any = None
    qualifier: str = ""
    year: bool = False
    name: bool = False
    grain: str = ""


@dataclass(frozen=True)
class ValueRange:
    """A range from one number to another, such as a bin of a histogram."""

    low: float
    high: float

    def __str__(self) -> str:
        return self.said(f"{self.low:g}", f"{self.high:g}")

    def said(self, low: str, high: str) -> str:
        """The formatted ends, with spaces around the dash if one is negative."""
        return f"{low}–{high}" if self.low >= 0 else f"{low} – {high}"


def blank(value: Any) -> bool:
    """Whether a value is missing or an empty text."""
    return value == "" if isinstance(value, str) else is_missing(value)


def bare(value: Any) -> Any:
    """A value of pandas, numpy or decimal as a plain Python value; a blank is None."""
    if blank(value):
        return None
    kind = type(value).__name__
    if kind == "datetime64":
        import pandas as pd

        return pd.Timestamp(value)
    if kind == "timedelta64":
        import pandas as pd

        return pd.Timedelta(value)
    if isinstance(value, (datetime.date, datetime.time, datetime.timedelta)):
        return value
    if kind == "Interval":
        return str(value)
    item = value.item() if hasattr(value, "item") else value
    if type(item).__name__ in ("Decimal", "Fraction"):
        item = float(item)
    if isinstance(item, float) and item.is_integer():
        return int(item)
    return item if isinstance(item, (bool, int, float, str)) else str(item)


def printed(cell: FigureCell, lang: str, *, timed: bool = False) -> str:
    """The text that a reader sees; a blank is an en dash. `timed` is whether the times of its column have hours."""
    if isinstance(cell.value, ValueRange):
        return cell.value.said(*(printed(replace(cell, value=end), lang) for end in (cell.value.low, cell.value.high)))
    value = bare(cell.value)
    if value is None:
        return _NOTHING
    if isinstance(value, datetime.date):
        return _date(value, cell, lang, timed=timed)
    if isinstance(value, datetime.time):
        return _language(lang).time(value)
    if isinstance(value, datetime.timedelta):
        return _language(lang).duration(value)
    if is_day(cell):
        return _language(lang).date(value)
    if isinstance(value, bool):
        return _language(lang).say("True" if value else "False")
    if not isinstance(value, (int, float)):
        return str(value)
    if cell.year or cell.name:
        return str(value).replace("-", _MINUS)
    return _number(value, cell, lang)


def raw(value: Any, *, timed: bool = False, grain: str = "") -> Any:
    """The value for JSON; a time at midnight is a date, unless its column has hours."""
    item = bare(value)
    if isinstance(item, datetime.datetime):
        hours = timed or item.time() != _MIDNIGHT
        return item.isoformat() if hours else _day(item.date(), grain)
    if isinstance(item, datetime.date):
        return _day(item, grain)
    if isinstance(item, datetime.timedelta):
        return str(item)
    return item.isoformat() if isinstance(item, datetime.time) else item


def is_day(cell: FigureCell) -> bool:
    """Whether a text that identifies its row is an ISO date or month: "2024-03-05"."""
    if not (cell.name and isinstance(cell.value, str) and _ISO.fullmatch(cell.value)):
        return False
    try:
        datetime.date.fromisoformat(cell.value if cell.value.count("-") == 2 else f"{cell.value}-01")
    except ValueError:
        return False
    return True


def endless(value: Any) -> bool:
    """Whether a value is infinity, the result of a division by zero."""
    return isinstance(value, float) and math.isinf(value)


def has_hours(value: Any) -> bool:
    """Whether a value is a time other than midnight."""
    item = bare(value)
    return isinstance(item, datetime.datetime) and item.time() != _MIDNIGHT


def _number(value: float, cell: FigureCell, lang: str) -> str:
    """The number in the page's language, with its publisher's qualifier, no finer than it was rounded."""
    from nutgraf.facts import currency_of
    from nutgraf.prose.qualifiers import kind_of

    spoken = _language(lang)
    if currency := currency_of(cell.unit):
        text = spoken.money(value, cell.step, currency=currency)
    elif cell.unit == "percent":
        text = spoken.percent(value, cell.step)
    else:
        text = spoken.number(value, cell.step, full=True)
    return spoken.joined(spoken.rules.rough.get(kind_of(cell.qualifier), cell.qualifier), text)


def _date(value: datetime.date, cell: FigureCell, lang: str, *, timed: bool) -> str:
    """A date, with its time and zone if its column has hours."""
    spoken = _language(lang)
    day = spoken.date(value, cell.grain)
    if not (timed and isinstance(value, datetime.datetime)):
        return day
    return ", ".join([day, " ".join(filter(None, [spoken.time(value.time()), value.tzname()]))])


def _day(day: datetime.date, grain: str) -> Any:
    if grain == "year":
        return day.year
    return day.isoformat()[:7] if grain == "month" else day.isoformat()


def _language(lang: str) -> Language:
    from nutgraf.language import language

    return language(lang)
