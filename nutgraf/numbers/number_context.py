"""Numbers that the words around them show to be names: "Runway 27", "SB 54", "1600 Pennsylvania Avenue", "dial 911"."""

from __future__ import annotations

import re

from nutgraf.numbers.tokens import Tokens
from nutgraf.numbers.vocabulary import Vocabulary, split

_STREETS = split("""
        street st avenue ave road rd boulevard blvd drive dr lane ln place pl court ct way square parkway
        pkwy highway circle terrace pike""")
_ROADS = split("freeway interstate expressway turnpike bus train line")
_BILLS = re.compile(
    r"[AHSL][BRFJC]|[AHS][JC]R|PL|PS|US|SR|FM|IH|CR|ABC|NBC|CBS|PBS|[WK][A-Z]{2,3}|LLC|CSI|NCIS|PH|II?|AB|GS|MS|HIV|PM|ISO|UN"
)
_CALL_LETTERS = re.compile(r"[WK][A-Z]{2,3}")
_TELEPHONES = {211, 311, 411, 511, 811, 911, 988}
_CALLS = split("""
        call calls called calling dial dials dialed text marque marca marcar llame llamar llamó llamaron al""")
_CENTERS = split(
    "call calls caller callers center centers dispatch dispatcher dispatchers operator operators system line"
)
_FORMS = {"1040", "1098", "1099", "1095"}
_JETS = {"707", "717", "727", "737", "747", "757", "767", "777", "787"}
_BEGINS = split("""
        begin begins beginning start starts starting end ends ending empieza empiezan comienza comienzan
        termina terminan""")
_AFTER_DIGIT = split("and or is are was es son y o . , ; : ) ?")
# after "Toy Story 3" these show that the number counted something after all
_COUNTING = split(
    """
        more less fewer percent other new of out each per to and or a por ciento de más menos nuevos nuevas otros
        otras y o million billion people men women children"""
)


def is_named_by_company(tokens: Tokens, at: int, words: Vocabulary) -> bool:
    """Whether the words around a bare whole number make it a name, an address, a digit or a telephone number."""
    return (
        _is_digit(tokens, at, words)
        or _after_acronym(tokens, at)
        or _before_noun(tokens, at)
        or _street_before(tokens, at)
        or _telephone(tokens, at)
        or _after_name(tokens, at, words)
    )


def _after_name(tokens: Tokens, at: int, words: Vocabulary) -> bool:
    """Maroon 5 played: a name in mid-sentence, its number, and no noun that could be counted; scores are left."""
    before, following = tokens[at - 1], tokens[at + 1]
    if (
        words.nouns_have_capitals
        or not before.capital
        or before.kind != "word"
        or len(tokens.low(at)) > 4
        or tokens.starts_sentence(at - 1)
    ):
        return False
    if before.low in words.months | words.weekdays or tokens.low(at - 2) in {"in", "en", "on", "by", "since"}:
        return False
    plain = following.kind == "word" and not following.capital and following.low not in _COUNTING
    return plain and not is_plural(tokens, at + 1)


def _is_digit(tokens: Tokens, at: int, words: Vocabulary) -> bool:
    """A digit spoken of as such: "always a 9", "begins with 9"."""
    following = tokens[at + 1]
    if following.low not in _AFTER_DIGIT and following.kind != "wall":
        return False
    before = tokens.low(at - 1)
    return before in words.before_digit or (before in {"with", "con"} and tokens.low(at - 2) in _BEGINS)


def _after_acronym(tokens: Tokens, at: int) -> bool:
    before = tokens[at - 1]
    if before.kind != "word" or len(tokens.low(at)) > 4:
        return False
    return bool(_BILLS.fullmatch(tokens.text[before.start : before.end]))


def _before_noun(tokens: Tokens, at: int) -> bool:
    """A house number, a block, a motorway, a form or an airliner."""
    following = tokens[at + 1]
    low = tokens.low(at)
    if _street_before(tokens, at) or (
        following.low == "(" and _CALL_LETTERS.fullmatch(tokens.text[tokens[at + 2].start : tokens[at + 2].end])
    ):
        return True
    if tokens.low(at + 1 + (following.low == ",")) in tokens.words["streets"]:
        return True
    if following.low in {"block", "freeway", "expressway", "turnpike"}:
        return True
    if following.low in {"zip", "freeways"} and len(low) == 5:
        return True
    if low in _FORMS or (low in _JETS and following.low in {"max", "jet", "jets", "dreamliner", "dreamliners"}):
        return True
    if following.low in _ROADS and tokens.low(at - 1) in {"the", "a"} and following.low in {"interstate"}:
        return True
    for place in range(at + 1, at + 6):
        token = tokens[place]
        if token.low in _STREETS and place > at + 1 and token.capital:
            return True
        if not (token.capital or token.low == "." or token.kind == "ordinal"):
            return False
    return False


def _street_before(tokens: Tokens, at: int) -> bool:
    """The house number of "calle Main 412"."""
    place = at - 1
    while place > at - 4 and tokens[place].capital and tokens[place].kind == "word":
        place -= 1
    return place < at - 1 and tokens.low(place) in {"calle", "avenida", "av", "paseo", "bulevar", "camino", "plaza"}


def _telephone(tokens: Tokens, at: int) -> bool:
    if tokens[at].value not in _TELEPHONES:
        return False
    near = range(max(at - 6, 0), at)
    if any(tokens.low(place) in _CALLS for place in near) or tokens.low(at + 1) in _CENTERS:
        return True
    return tokens.low(at - 1) in {"el", "del"} and not is_plural(tokens, at + 1)


def is_plural(tokens: Tokens, at: int) -> bool:
    token = tokens[at]
    return token.kind == "word" and len(token.low) > 3 and token.low.endswith("s")
