"""Formats times by the unit that a chart groups them by: month, weekday or hour, in the page's language."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from nutgraf.language import Language, language

GRAINS = {"year": "year", "yearmonth": "month", "yearmonthdate": ""}
"""The units that remain dates, and the precision of each."""


def _month(when: datetime.datetime, lang: Language) -> str:
    return lang.calendar()["months"][when.month - 1]


def _weekday(when: datetime.datetime, lang: Language) -> str:
    return lang.calendar()["days"][when.isoweekday() % 7]


def _day_of_month(when: datetime.datetime, lang: Language) -> str:
    from babel.dates import format_skeleton

    return str(format_skeleton("MMMd", when, locale=lang.rules.locale))


def _quarter(when: datetime.datetime, lang: Language) -> str:
    from babel.dates import format_date

    return str(format_date(when, "QQQ", locale=lang.rules.locale))


_WORDS: dict[str, Callable[[datetime.datetime, Language], str]] = {
    "month": _month,
    "day": _weekday,
    "date": lambda when, lang: str(when.day),
    "monthdate": _day_of_month,
    "quarter": _quarter,
    "yearquarter": lambda when, lang: f"{_quarter(when, lang)} {when.year}",
    "hours": lambda when, lang: lang.time(when.time()),
    "hoursminutes": lambda when, lang: lang.time(when.time()),
}


def unit_of(channel: Any) -> str:
    """The time unit that a channel groups by, in any notation."""
    unit = channel.get("timeUnit", "")
    return str(unit.get("unit", "") if isinstance(unit, dict) else unit or "").removeprefix("utc")


def is_said(unit: str) -> bool:
    """Whether a table can show times in this unit."""
    return unit in GRAINS or unit in _WORDS or unit.startswith("yearmonthdatehours")


def in_unit(value: Any, unit: str, lang: str) -> Any:
    """A grouped time: a date, or a word for a part of one."""
    when = as_time(value)
    return _WORDS[unit](when, language(lang)) if unit in _WORDS and isinstance(when, datetime.datetime) else when


def units_in(spec: Any) -> dict[str, str]:
    """The columns that transforms compute with a time unit, and the unit."""
    if isinstance(spec, list):
        return {name: unit for each in spec for name, unit in units_in(each).items()}
    if not isinstance(spec, dict):
        return {}
    own = {str(spec["as"]): unit_of(spec)} if "timeUnit" in spec and isinstance(spec.get("as"), str) else {}
    return own | {
        name: unit for key, part in spec.items() if key != "datasets" for name, unit in units_in(part).items()
    }


def as_time(value: Any) -> Any:
    """A time that a drawing gives as text or in milliseconds."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return datetime.datetime(1970, 1, 1) + datetime.timedelta(milliseconds=value)
    try:
        return datetime.datetime.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        return value


def in_zone(value: Any, zone: str) -> Any:
    """A time that was drawn in local time, with its zone restored."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    if not (zone and isinstance(value, datetime.datetime)):
        return value
    try:
        return value.replace(tzinfo=ZoneInfo(zone))
    except (ZoneInfoNotFoundError, ValueError):  # an offset, such as UTC-05:00
        return value
