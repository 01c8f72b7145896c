"""Dates and times of day by the vocabulary of a language alone: "le 3 mai 2025", "am 3. Mai", "às 8 horas"."""

from __future__ import annotations

from nutgraf.numbers.exemptions import Match, is_year
from nutgraf.numbers.spelled import cardinal
from nutgraf.numbers.tokens import Tokens


def read_date(tokens: Tokens, at: int) -> Match | None:
    """The day of a month or of a week, or an hour."""
    words = tokens.words
    token = tokens[at]
    if token.kind == "number" and tokens.low(at + 1) in words["hour_marks"]:
        return Match(at, at + 2, "digits", token.value, exempt="time")
    day = day_at(tokens, at)
    if day is None:
        return None
    value, after = day
    if 1 <= value <= 31:
        end = _month_after(tokens, after)
        if end:
            return Match(at, end, "digits", value, exempt="date")
        if _after_weekday(tokens, at) and after > at:
            return Match(at, after, "digits", value, exempt="date")
    return _hour(tokens, at, value, after)


def day_at(tokens: Tokens, at: int) -> tuple[float, int] | None:
    """The small whole number at a token, in digits or words, and where it ends: "3", "3.", "1er", "trois"."""
    token, words = tokens[at], tokens.words
    if token.kind == "ordinal":
        return token.value, at + 1
    if token.kind == "number":
        if not token.low.isdigit() or token.suffix:
            return None
        period = words.ordinal_period_after and tokens.low(at + 1) == "." and tokens.touching(at)
        return token.value, at + 1 + bool(period and tokens[at + 2].kind == "word")
    if words.ordinals.get(token.low) == 1:
        return 1, at + 1
    small = cardinal(tokens, at, words)
    return (small.value, small.after) if small else None


def _month_after(tokens: Tokens, place: int) -> int:
    """Where a date goes to whose day ends before `place`, or 0: "du 3 au 5 mai 2025", "3 de maio de 2025"."""
    words = tokens.words
    limit = place + 9
    while place < limit and tokens.low(place) in words["date_joins"] and tokens.low(place) not in words.months:
        step = place + 1 + (tokens.low(place + 1) in words["date_joins"])
        day = day_at(tokens, step)
        if day is None or not 1 <= day[0] <= 31:
            break
        place = day[1]
    place += tokens.low(place) in words["of_month"]
    if tokens.low(place) not in words.months:
        return 0
    place += 1
    place += tokens.low(place) == "." and tokens[place + 1].kind == "number"
    year = place + (tokens.low(place) in words["of_month"])
    return year + 1 if is_year(tokens, year, words) else place


def _after_weekday(tokens: Tokens, at: int) -> bool:
    """Whether a weekday comes before: "lundi 7", "Montag, den 7."."""
    place = at - 1
    while at - place < 4 and tokens.low(place) in {",", *tokens.words["after_weekday"]}:
        place -= 1
    return tokens.low(place) in tokens.words.weekdays


def _hour(tokens: Tokens, at: int, value: float, after: int) -> Match | None:
    words = tokens.words
    if value > 24 or not float(value).is_integer():
        return None
    before, following = tokens.low(at - 1), tokens.low(after)
    if following in words["hour_marks"]:
        return Match(at, after + 1, "digits", value, exempt="time")
    if following in words["hour_nouns"] and before in words["hour_before"]:
        minutes = tokens[after + 1]
        more = minutes.kind == "number" and minutes.low.isdigit() and minutes.value < 60
        return Match(at, after + 1 + more, "digits", value, exempt="time")
    if before in words["hour_at"] and following not in words.scales and following != "%":
        return Match(at, after, "digits", value, exempt="time")
    return None
