"""How Spanish says dates, shares, multiples and places in a ranking."""

from __future__ import annotations

from nutgraf.numbers import spanish
from nutgraf.numbers.exemptions import Match, is_year
from nutgraf.numbers.spanish import SPANISH
from nutgraf.numbers.tokens import Token, Tokens

_DAY_JOINS = {"al", "a", "y", "el", ",", "-", "–", "o", "hasta", "e"}
_DECADES = {20, 30, 40, 50, 60, 70, 80, 90}
_CLAUSE = {"que", "y", "se", "por", "pero", "es", "son", "fue", "era", "está", "hay", "no"}
_BEING = frozenset({"es", "fue", "tiene", "tuvo", "está"})
_AFTER_NOUN = {"de", "del", "que", "en", "y", "a", "al", "por", "para", "desde", "con", "o", "como", "entre", "según"}


def read_date(tokens: Tokens, at: int) -> Match | None:
    """7 de abril de 2025; del 11 al 13 de octubre; a las ocho; los años 90; en los ochenta."""
    token = tokens[at]
    if token.low in SPANISH.months:
        day = at + 1 + (tokens.low(at + 1) == ".")
        if _day(tokens[day]) and not _plural(tokens[day + 1]):
            return Match(at, day + 1, "figure", tokens[day].value, exempt="date")
        return None
    value = _value(token)
    if value is None:
        return None
    if _day(token):
        after = _month_after(tokens, at)
        if after:
            return Match(at, after, "figure", value, exempt="date")
        if (
            tokens.low(at - 1) in SPANISH.weekdays
            or tokens.says(at - 2, "el", "día")
            or tokens.says(at - 2, "al", "día")
        ):
            return Match(at, at + 1, "figure", value, exempt="date")
    after = _hour_after(tokens, at, value)
    if after:
        return Match(at, after, "figure", value, exempt="time")
    if _is_decade(tokens, at, value):
        return Match(at, at + 1, "figure", value, exempt="year")
    return None


def read_share(tokens: Tokens, at: int) -> Match | None:
    """La mitad, un tercio, tres cuartas partes, medio millón, media hora, hora y media."""
    low = tokens.low(at)
    if low == "un" and tokens.low(at + 1) == "punto" and tokens.low(at + 2) in {"porcentual", ".", ",", "más", "menos"}:
        return Match(at, at + 2, "words", 1, step=1)
    if low in {"la", "mitad"}:
        return _mitad(tokens, at)
    if low in {"medio", "media"}:
        noun = tokens.low(at + 1)
        scale = SPANISH.scales.get(noun) or SPANISH.dozens.get(noun)
        if scale:
            return Match(at, at + 2, "words", scale / 2, step=scale / 2)
        return Match(at, at + 2, "fraction", 0.5, step=0.5) if noun in spanish.HALF_UNITS else None
    return None


def read_fraction(tokens: Tokens, at: int) -> Match | None:
    """Un tercio, dos quintos, tres cuartas partes, la tercera parte."""
    token, part = tokens[at], tokens[at + 1]
    above = 1 if token.low == "la" else _value(token)
    if above is None or above >= 100:
        return None
    if part.low in spanish.ORDINALS and tokens.low(at + 2) in {"parte", "partes"}:
        if token.low == "la" and tokens.low(at + 3) not in {"de", "del"}:
            return None
        below = spanish.ORDINALS[part.low]
        shown = below > 2 and not (token.low == "la" and below == 1)
        return Match(at, at + 3, "fraction", above / below, exempt="" if shown else "ordinal", step=1 / below)
    below_or_none = spanish.PARTS.get(part.low)
    if below_or_none is None or token.low == "la" or part.low in {"medio", "medios"}:
        return None
    if below_or_none != 3 and not _is_share(tokens, at):
        return None
    return Match(at, at + 2, "fraction", above / below_or_none, step=1 / below_or_none)


def read_multiple(tokens: Tokens, at: int) -> Match | None:
    """Se duplicó; el doble, al triple."""
    low = tokens.low(at)
    factor = spanish.MULTIPLES.get(low)
    if factor is not None:
        first = at - 1 if tokens.low(at - 1) == "se" else at
        return Match(first, at + 1, "multiple", factor)
    factor = spanish.MULTIPLE_NOUNS.get(low)
    if factor is None:
        return None
    before, after = tokens.low(at - 1), tokens[at + 1]
    followed = after.kind != "word" or after.low in _AFTER_NOUN
    if (before in {"el", "al", "del", "casi"} and followed) or (
        after.low in {"de", "del"} and before not in {"un", "una"}
    ):
        return Match(at - 1 if before in {"el", "al"} else at, at + 1, "multiple", factor)
    return None


def read_rank(tokens: Tokens, at: int) -> Match | None:
    """El tercer estado con más, segundo nivel más alto, llegó tercera, el cuarto lugar; other ordinals say which."""
    token = tokens[at]
    dotted = token.kind == "number" and tokens.low(at + 1) == "." and tokens.low(at + 2) in {"º", "ª"}
    place = token.value if token.kind == "ordinal" or dotted else spanish.ORDINALS.get(token.low)
    if place is None:
        return None
    after = at + 3 if dotted else at + 1
    before = tokens.low(at - 1)
    if before not in {"un", "una", "unos", "unas"} and _superlative(tokens, after):
        return Match(at, after, "ordinal", place)
    verbs = {tokens.low(at - 1), tokens.low(at - 2)}
    if tokens.low(after) in spanish.RANKING_NOUNS:
        ranked = before in {"el", "un", "al", "del", "su"} or verbs & spanish.RANKING_VERBS
        return Match(at, after + 1, "ordinal", place, exempt="" if ranked else "ordinal")
    earlier = {tokens.low(near) for near in range(max(at - 10, 0), at)} & spanish.RANKING_NOUNS
    if before == "el" and tokens.low(at - 2) in {"y", ","} and tokens.low(after) == "en" and earlier:
        return Match(at, after, "ordinal", place)
    going = before in spanish.GOING_VERBS and tokens.low(after) not in {"a", "al"}
    if (going or before in spanish.RANKING_VERBS - _BEING) and not _plural(tokens[after]):
        alone = tokens[after].kind != "word" or tokens.low(after) in _AFTER_NOUN
        return Match(at, after, "ordinal", place, exempt="" if alone else "ordinal")
    return Match(at, after, "ordinal", place, exempt="" if _goes_on(tokens, at, after) else "ordinal")


def _goes_on(tokens: Tokens, at: int, after: int) -> bool:
    """Whether an ordinal on its own continues a ranking: "California va primero, Texas segundo y Ohio tercero"."""
    name, following = tokens[at - 1], tokens[after]
    if name.kind != "word" or not name.capital or following.kind in ("number", "name", "ordinal"):
        return False
    if following.kind == "word" and following.low not in {"y", "e", "o", "pero", "con", "en", "entre"}:
        return False
    verbs = (spanish.RANKING_VERBS | spanish.GOING_VERBS) - _BEING
    near = range(max(at - 14, 0), at - 1)
    return any(tokens.low(n) in verbs and tokens.low(n + 1) in spanish.ORDINALS for n in near)


def read_multiword_quantity(tokens: Tokens, at: int) -> Match | None:
    """Hora y media, año y medio."""
    noun = tokens.low(at)
    if noun not in spanish.HALF_UNITS or tokens.low(at + 1) != "y" or tokens.low(at + 2) not in {"media", "medio"}:
        return None
    scale = SPANISH.scales.get(noun) or SPANISH.dozens.get(noun) or 1
    return Match(at, at + 3, "words", 1.5 * scale, step=0.5 * scale)


def _value(token: Token) -> float | None:
    if token.kind in ("number", "ordinal"):
        return token.value if token.kind == "ordinal" or token.low.isdigit() else None
    if token.low == "primero":
        return 1
    return spanish.SMALL.get(token.low)


def _day(token: Token) -> bool:
    value = _value(token)
    return value is not None and 1 <= value <= 31


def _plural(token: Token) -> bool:
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
        tokens.low(place) in _DAY_JOINS or _day(tokens[place]) or tokens.low(place) in {".", "º"}
    ):
        place += 1
    if tokens.low(place) in SPANISH.months and place == at + 1:
        return place + 1
    if tokens.low(place) != "de":
        return 0
    if tokens.low(place + 1) in {"cada", "este", "ese"} and tokens.low(place + 2) == "mes":
        return place + 3
    if tokens.low(place + 1) not in SPANISH.months:
        return 0
    place += 2
    if tokens.low(place) in {"de", "del", ",", "."} and is_year(tokens, place + 1, SPANISH):
        return place + 2
    return place


def _hour_after(tokens: Tokens, at: int, value: float) -> int:
    """Where a time that begins with an hour ends, or 0: "a las ocho", "de las 7 de la noche", "a la una y media"."""
    if value > 24:
        return 0
    if (
        tokens.low(at + 1) in {"a", "y", "-"}
        and tokens.says(at + 3, "de", "la")
        and tokens.low(at + 5) in spanish.DAY_PARTS
    ):
        return at + 6
    if tokens.low(at - 1) not in {"las", "la"}:
        return 0
    place = at + 1
    if tokens.low(place) == "y" and (tokens.low(place + 1) in {"media", "cuarto"} or _day(tokens[place + 1])):
        place += 2
    following = tokens[place]
    if tokens.low(at - 2) == "de" and tokens.low(at - 3) in spanish.DAILY and not _plural(following):
        return place
    if tokens.says(place, "de", "la") and tokens.low(place + 2) in spanish.DAY_PARTS:
        return place + 3
    if tokens.says(place, "en", "punto") or following.low == "horas":
        return place + 1 + (following.low == "en")
    if tokens.low(at - 2) in {"a", "desde", "hasta", "sobre", "hacia"} and not _plural(following):
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
    return following.kind != "word" or (following.low in _AFTER_NOUN and following.low != "que")


def _mitad(tokens: Tokens, at: int) -> Match | None:
    place = at + 1 if tokens.low(at) == "la" else at
    if tokens.low(place) != "mitad":
        return None
    before = tokens.low(place - 1)
    if before in spanish.ORDINALS or before in {"a", "en"}:
        return Match(at, place + 1, "fraction", None, exempt="idiom")
    return Match(at, place + 1, "fraction", 0.5, step=0.5)


def _is_share(tokens: Tokens, at: int) -> bool:
    """Whether "un cuarto" is a share and no room, and "un quinto" no fifth in a row."""
    if tokens.low(at + 2) in {"de", "del"}:
        return tokens.low(at + 2) == "del" or tokens.low(at + 3) in spanish.SHARE_NOUNS
    closed = tokens[at + 2].kind != "word"
    before = tokens.low(at - 1)
    return closed and before in spanish.BEFORE_SHARE


def _superlative(tokens: Tokens, at: int) -> bool:
    for place in range(at, at + 6):
        token = tokens[place]
        if token.low in spanish.SUPERLATIVES:
            return tokens.low(place - 1) not in {"el", "la", "los", "las", "lo"}
        if token.kind != "word" or token.low in _CLAUSE:
            return False
    return False
