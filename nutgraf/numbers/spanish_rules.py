"""How Spanish says shares, multiples and places in a ranking."""

from __future__ import annotations

from nutgraf.numbers.exemptions import Match
from nutgraf.numbers.spanish_dates import AFTER_NOUN, is_plural, value_of
from nutgraf.numbers.tokens import Tokens

_CLAUSE = {"que", "y", "se", "por", "pero", "es", "son", "fue", "era", "está", "hay", "no"}
_BEING = frozenset({"es", "fue", "tiene", "tuvo", "está"})


def read_share(tokens: Tokens, at: int) -> Match | None:
    """La mitad, un tercio, tres cuartas partes, medio millón, media hora, hora y media."""
    low = tokens.low(at)
    if low == "un" and tokens.low(at + 1) == "punto" and tokens.low(at + 2) in {"porcentual", ".", ",", "más", "menos"}:
        return Match(at, at + 2, "words", 1, step=1)
    if low in {"la", "mitad"}:
        return _mitad(tokens, at)
    if low in {"medio", "media"}:
        noun = tokens.low(at + 1)
        scale = tokens.words.scales.get(noun) or tokens.words.dozens.get(noun)
        if scale:
            return Match(at, at + 2, "words", scale / 2, step=scale / 2)
        return Match(at, at + 2, "fraction", 0.5, step=0.5) if noun in tokens.words["half_units"] else None
    return None


def read_fraction(tokens: Tokens, at: int) -> Match | None:
    """Un tercio, dos quintos, tres cuartas partes, la tercera parte."""
    token, part = tokens[at], tokens[at + 1]
    above = 1 if token.low == "la" else value_of(tokens, at)
    if above is None or above >= 100:
        return None
    if part.low in tokens.words.ordinals and tokens.low(at + 2) in {"parte", "partes"}:
        if token.low == "la" and tokens.low(at + 3) not in {"de", "del"}:
            return None
        below = tokens.words.ordinals[part.low]
        shown = below > 2 and not (token.low == "la" and below == 1)
        return Match(at, at + 3, "fraction", above / below, exempt="" if shown else "ordinal", step=1 / below)
    below_or_none = tokens.words.parts.get(part.low)
    if below_or_none is None or token.low == "la" or part.low in {"medio", "medios"}:
        return None
    if below_or_none != 3 and not _is_share(tokens, at):
        return None
    return Match(at, at + 2, "fraction", above / below_or_none, step=1 / below_or_none)


def read_multiple(tokens: Tokens, at: int) -> Match | None:
    """Se duplicó; el doble, al triple."""
    low = tokens.low(at)
    factor = tokens.words.multiples.get(low)
    if factor is not None:
        first = at - 1 if tokens.low(at - 1) == "se" else at
        return Match(first, at + 1, "multiple", factor)
    factor = tokens.words.guarded_multiples.get(low)
    if factor is None:
        return None
    before, after = tokens.low(at - 1), tokens[at + 1]
    followed = after.kind != "word" or after.low in AFTER_NOUN
    if (before in {"el", "al", "del", "casi"} and followed) or (
        after.low in {"de", "del"} and before not in {"un", "una"}
    ):
        return Match(at - 1 if before in {"el", "al"} else at, at + 1, "multiple", factor)
    return None


def read_rank(tokens: Tokens, at: int) -> Match | None:
    """El tercer estado con más, segundo nivel más alto, llegó tercera, el cuarto lugar; other ordinals say which."""
    token = tokens[at]
    dotted = token.kind == "number" and tokens.low(at + 1) == "." and tokens.low(at + 2) in {"º", "ª"}
    place = token.value if token.kind == "ordinal" or dotted else tokens.words.ordinals.get(token.low)
    if place is None:
        return None
    after = at + 3 if dotted else at + 1
    before = tokens.low(at - 1)
    if before not in {"un", "una", "unos", "unas"} and _superlative(tokens, after):
        return Match(at, after, "ordinal", place)
    verbs = {tokens.low(at - 1), tokens.low(at - 2)}
    if tokens.low(after) in tokens.words["ranking_nouns"]:
        ranked = before in {"el", "un", "al", "del", "su"} or verbs & tokens.words["ranking_verbs"]
        return Match(at, after + 1, "ordinal", place, exempt="" if ranked else "ordinal")
    earlier = {tokens.low(near) for near in range(max(at - 10, 0), at)} & tokens.words["ranking_nouns"]
    if before == "el" and tokens.low(at - 2) in {"y", ","} and tokens.low(after) == "en" and earlier:
        return Match(at, after, "ordinal", place)
    going = before in tokens.words["going_verbs"] and tokens.low(after) not in {"a", "al"}
    if (going or before in tokens.words["ranking_verbs"] - _BEING) and not is_plural(tokens[after]):
        alone = tokens[after].kind != "word" or tokens.low(after) in AFTER_NOUN
        return Match(at, after, "ordinal", place, exempt="" if alone else "ordinal")
    return Match(at, after, "ordinal", place, exempt="" if _goes_on(tokens, at, after) else "ordinal")


def _goes_on(tokens: Tokens, at: int, after: int) -> bool:
    """Whether an ordinal on its own continues a ranking: "California va primero, Texas segundo y Ohio tercero"."""
    name, following = tokens[at - 1], tokens[after]
    if name.kind != "word" or not name.capital or following.kind in ("number", "name", "ordinal"):
        return False
    if following.kind == "word" and following.low not in {"y", "e", "o", "pero", "con", "en", "entre"}:
        return False
    verbs = (tokens.words["ranking_verbs"] | tokens.words["going_verbs"]) - _BEING
    near = range(max(at - 14, 0), at - 1)
    return any(tokens.low(n) in verbs and tokens.low(n + 1) in tokens.words.ordinals for n in near)


def read_multiword_quantity(tokens: Tokens, at: int) -> Match | None:
    """Hora y media, año y medio."""
    noun = tokens.low(at)
    if (
        noun not in tokens.words["half_units"]
        or tokens.low(at + 1) != "y"
        or tokens.low(at + 2) not in {"media", "medio"}
    ):
        return None
    scale = tokens.words.scales.get(noun) or tokens.words.dozens.get(noun) or 1
    return Match(at, at + 3, "words", 1.5 * scale, step=0.5 * scale)


def _mitad(tokens: Tokens, at: int) -> Match | None:
    place = at + 1 if tokens.low(at) == "la" else at
    if tokens.low(place) != "mitad":
        return None
    before = tokens.low(place - 1)
    if before in tokens.words.ordinals or before in {"a", "en"}:
        return Match(at, place + 1, "fraction", None, exempt="idiom")
    return Match(at, place + 1, "fraction", 0.5, step=0.5)


def _is_share(tokens: Tokens, at: int) -> bool:
    """Whether "un cuarto" is a share and no room, and "un quinto" no fifth in a row."""
    if tokens.low(at + 2) in {"de", "del"}:
        return tokens.low(at + 2) == "del" or tokens.low(at + 3) in tokens.words["share_nouns"]
    closed = tokens[at + 2].kind != "word"
    before = tokens.low(at - 1)
    return closed and before in tokens.words["before_share"]


def _superlative(tokens: Tokens, at: int) -> bool:
    for place in range(at, at + 6):
        token = tokens[place]
        if token.low in tokens.words["superlatives"]:
            return tokens.low(place - 1) not in {"el", "la", "los", "las", "lo"}
        if token.kind != "word" or token.low in _CLAUSE:
            return False
    return False
