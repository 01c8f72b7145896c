"""How Spanish says dates, decades and times of day."""

from __future__ import annotations

from nutgraf.numbers.exemptions import Match, is_year
from nutgraf.numbers.tokens import Token, Tokens

_DAY_JOINS = {"al", "a", "y", "el", ",", "-", "–", "o", "hasta", "e"}
_DECADES = {20, 30, 40, 50, 60, 70, 80, 90}
AFTER_NOUN = {"de", "del", "que", "en", "y", "a", "al", "por", "para", "desde", "con", "o", "como", "entre", "según"}
"""Words that follow a noun, and so no noun themselves."""


def read_date(tokens: Tokens, at: int) -> Match | None:
    """7 de abril de 2025; del 11 al 13 de octubre; a las ocho; los años 90; en los ochenta."""
    token = tokens[at]
    if token.low in tokens.words.months:
        day = at + 1 + (tokens.low(at + 1) == ".")
        if _day(tokens, day) and not is_plural(tokens[day + 1]):
            return Match(at, day + 1, "digits", tokens[day].value, exempt="date")
        return None
    value = value_of(tokens, at)
    if value is None:
        return None
    if _day(tokens, at):
        after = _month_after(tokens, at)
        if after:
            return Match(at, after, "digits", value, exempt="date")
        if (
            tokens.low(at - 1) in tokens.words.weekdays
            or tokens.says(at - 2, "el", "día")
            or tokens.says(at - 2, "al", "día")
        ):
            return Match(at, at + 1, "digits", value, exempt="date")
    after = _hour_after(tokens, at, value)
    if after:
        return Match(at, after, "digits", value, exempt="time")
    if _is_decade(tokens, at, value):
        return Match(at, at + 1, "digits", value, exempt="year")
    return None


def value_of(tokens: Tokens, at: int) -> float | None:
    """The small number that a word, a digit or an ordinal says."""
    token = tokens[at]
    if token.kind in ("number", "ordinal"):
        return token.value if token.kind == "ordinal" or token.low.isdigit() else None
    if token.low == "primero":
        return 1
    return tokens.words.small.get(token.low)


def _day(tokens: Tokens, at: int) -> bool:
    value = value_of(tokens, at)
    return value is not None and 1 <= value <= 31


def is_plural(token: Token) -> bool:
    """Whether a word looks like a plural noun."""
    return (
        token.kind == "word"
        and len(token.low) > 3
        and token.low.endswith("s")
        and token.low not in {"antes", "después"}
    )


def _month_after(tokens: Tokens, at: int) -> int:
    """Where a date that begins with a day ends, or 0: "del 3 al 5 de mayo de 2025", "el 15 de cada mes"."""
    place = at + 1
    while place < at + 9 and (
        tokens.low(place) in _DAY_JOINS or _day(tokens, place) or tokens.low(place) in {".", "º"}
    ):
        place += 1
    if tokens.low(place) in tokens.words.months and place == at + 1:
        return place + 1
    if tokens.low(place) != "de":
        return 0
    if tokens.low(place + 1) in {"cada", "este", "ese"} and tokens.low(place + 2) == "mes":
        return place + 3
    if tokens.low(place + 1) not in tokens.words.months:
        return 0
    place += 2
    if tokens.low(place) in {"de", "del", ",", "."} and is_year(tokens, place + 1, tokens.words):
        return place + 2
    return place


def _hour_after(tokens: Tokens, at: int, value: float) -> int:
    """Where a time that begins with an hour ends, or 0: "a las ocho", "de las 7 de la noche", "a la una y media"."""
    if value > 24:
        return 0
    if (
        tokens.low(at + 1) in {"a", "y", "-"}
        and tokens.says(at + 3, "de", "la")
        and tokens.low(at + 5) in tokens.words["day_parts"]
    ):
        return at + 6
    if tokens.low(at - 1) not in {"las", "la"}:
        return 0
    place = at + 1
    if tokens.low(place) == "y" and (tokens.low(place + 1) in {"media", "cuarto"} or _day(tokens, place + 1)):
        place += 2
    following = tokens[place]
    if tokens.low(at - 2) == "de" and tokens.low(at - 3) in tokens.words["daily"] and not is_plural(following):
        return place
    if tokens.says(place, "de", "la") and tokens.low(place + 2) in tokens.words["day_parts"]:
        return place + 3
    if tokens.says(place, "en", "punto") or following.low == "horas":
        return place + 1 + (following.low == "en")
    if tokens.low(at - 2) in {"a", "desde", "hasta", "sobre", "hacia"} and not is_plural(following):
        return 0 if following.low in {"por", "%"} else place
    return 0


def _is_decade(tokens: Tokens, at: int, value: float) -> bool:
    if value not in _DECADES and value != 2000:
        return False
    before = tokens.low(at - 1)
    if before in {"años", "década"}:
        return True
    if before != "los" or tokens.low(at - 2) not in {"en", "de", "desde", "a", "hasta", "durante"}:
        return False
    following = tokens[at + 1]
    return following.kind != "word" or (following.low in AFTER_NOUN and following.low != "que")
