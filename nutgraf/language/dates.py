"""Writes dates, times and durations by a language's grammar and by CLDR."""

from __future__ import annotations

import re
from datetime import date, time, timedelta
from decimal import Decimal

from nutgraf.language.cldr import locale_data
from nutgraf.language.grammar_rules import LanguageRules, word_by_pattern

_UNITS = (("duration-day", 86_400), ("duration-hour", 3600), ("duration-minute", 60))


def date_text(rules: LanguageRules, value: date | str, precision: str = "") -> str:
    """ "Feb. 27, 2025", "February 2025", "2025"; precision "day", "month", "year" or "approx"."""
    year, month, day = _parts(value)
    finest = "day" if day else "month" if month else "year"
    grain = precision if precision in ("day", "month", "year") else finest
    order = ("year", "month", "day")
    if order.index(grain) > order.index(finest) or precision not in ("", "approx", *order):
        raise ValueError(f"{value!r} has no {precision}")
    marked = f"{day}{word_by_pattern(rules.day_marks, str(day))}"
    text = rules.dates[grain].format(day=marked, month=_month(rules, month, grain), year=year)
    return rules.about[grain].format(date=text) if precision == "approx" else text


def time_text(rules: LanguageRules, value: time) -> str:
    """ "10:30 PM", "22:30"; with seconds where it has some."""
    from babel.dates import format_time

    written = format_time(value, "medium" if value.second else "short", locale=rules.locale)
    return str(written).replace("\u202f", "\xa0")


def duration_text(rules: LanguageRules, value: timedelta) -> str:
    """ "1 hour, 30 minutes"; "2 days"; "1 hora, 30 minutos"."""
    from babel.units import format_unit

    left = Decimal(abs(value) // timedelta(microseconds=1)) / 1_000_000
    parts = []
    for unit, seconds in _UNITS:
        number, left = divmod(left, seconds)
        if number:
            parts.append(format_unit(int(number), unit, length="long", locale=rules.locale))
    if left or not parts:
        parts.append(format_unit(left.normalize(), "duration-second", length="long", locale=rules.locale))
    return ("−" if value < timedelta() else "") + f"{rules.comma} ".join(parts)


def calendar_names(rules: LanguageRules) -> dict[str, list[str]]:
    """Month and weekday names, full and short, from January and from Sunday, for date axes."""
    locale, names = locale_data(rules.locale), {}
    for width, months, days in (("wide", "months", "days"), ("abbreviated", "shortMonths", "shortDays")):
        by_month, by_day = locale.months["stand-alone"][width], locale.days["stand-alone"][width]
        names[months] = [str(by_month[month]) for month in range(1, 13)]
        names[days] = [str(by_day[(day + 6) % 7]) for day in range(7)]
    return names


def _month(rules: LanguageRules, month: int, grain: str) -> str:
    if not month:
        return ""
    if grain == "day" and rules.months_in_days:
        return rules.months_in_days[month - 1]
    return str(locale_data(rules.locale).months["format"]["wide"][month])


def _parts(value: date | str) -> tuple[int, int, int]:
    if isinstance(value, date):
        return value.year, value.month, value.day
    found = re.fullmatch(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(?:[T ].*)?", value.strip())
    if found is None:
        raise ValueError(f"{value!r} is not a date like 2025-02-27")
    year, month, day = (int(part or 0) for part in found.groups())
    date(year, month or 1, day or 1)
    return year, month, day
