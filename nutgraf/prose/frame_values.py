"""Values in a shown data frame as readers write them: dates, times, durations, classes, lists, yes and no."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from nutgraf.facts import Fact

if TYPE_CHECKING:
    from nutgraf.language import Language

_LISTS = (list, set, frozenset, tuple)
_MISSING = "–"
_DAY = re.compile(r"\d{4}(-\d\d){0,2}")


def cells_in_words(values: Iterable[Any]) -> list[Any]:
    """The cells of a column, with every date, time, duration, class and list as text."""
    return [_list(value) if _is_list(value) else value for value in labels_in_words(values)]


def labels_in_words(values: Iterable[Any]) -> list[Any]:
    """The values, with dates, times, durations, yes and no as text; the hours are left out where all are midnight."""
    given = list(values)
    times = [value for value in given if isinstance(value, datetime.datetime) and value == value]
    timed = any(value.time() != datetime.time() for value in times)
    return [_text(value, timed=timed) for value in given]


def _text(value: Any, *, timed: bool) -> Any:
    if type(value).__name__ in ("bool", "bool_"):
        return _language().say("True" if value else "False")
    if type(value).__name__ == "Period" and _DAY.fullmatch(str(value)):
        return _language().date(str(value))
    if type(value).__name__ == "Interval":
        return _class(value)
    if isinstance(value, dict):
        return "; ".join(f"{_item(name)}: {_item(held)}" for name, held in value.items())
    if not isinstance(value, (datetime.date, datetime.time, datetime.timedelta)) or value != value:
        return value
    spoken = _language()
    if isinstance(value, datetime.timedelta):
        return spoken.duration(value)
    if isinstance(value, datetime.time):
        return spoken.time(value)
    day = spoken.date(value.isoformat()[:10])
    if not (timed and isinstance(value, datetime.datetime)):
        return day
    return spoken.with_commas(day, " ".join(filter(None, [spoken.time(value.time()), value.tzname()])))


def _class(interval: Any) -> str:
    """The class of a `pandas.cut`: 0–10, or ≤ 0 and > 20 where it has no end."""
    low, high = (_end(end) for end in (interval.left, interval.right))
    if not low or not high:
        sign = ("≥" if interval.closed_left else ">") if low else ("≤" if interval.closed_right else "<")
        return f"{sign} {low or high}"
    return f"{low} – {high}" if set(low + high) & set("−- ") else f"{low}–{high}"


def _end(value: Any) -> str:
    """One end of a class; "" where it has none."""
    if isinstance(value, (datetime.date, datetime.timedelta)):
        return str(_text(value, timed=False))
    return "" if abs(value) == float("inf") else _language().number(round(float(value), 12), full=True)


def _is_list(value: Any) -> bool:
    return isinstance(value, _LISTS) or type(value).__name__ == "ndarray"


def _list(values: Any) -> str:
    """The items with commas between them, or with semicolons if one has a comma; those of a set in order."""
    texts = [_item(item) for item in cells_in_words(values)]
    texts = sorted(texts) if isinstance(values, (set, frozenset)) else texts
    rules = _language().rules
    between = rules.semicolon if any(rules.comma in text or "," in text for text in texts) else rules.comma
    return f"{between} ".join(texts)


def _item(value: Any) -> str:
    from nutgraf.prose import chart_label

    if isinstance(value, Fact):
        return str(chart_label(value))
    if _is_list(value) or isinstance(value, dict):
        return str(cells_in_words([value])[0])
    return _MISSING if value is None or value != value else str(value)


def _language() -> Language:
    from nutgraf.language import language, page_language
    from nutgraf.prose.requests import running_namespace

    return language(page_language(running_namespace()))
