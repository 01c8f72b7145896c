"""Numbers that the words around them show to be names: "Runway 27", "SB 54", "1600 Pennsylvania Avenue", "dial 911"."""

from __future__ import annotations

import re

from nutgraf.numbers.tokens import Tokens
from nutgraf.numbers.vocabulary import Vocabulary, split

_BILLS = re.compile(
    r"[AHSL][BRFJC]|[AHS][JC]R|PL|PS|US|SR|FM|IH|CR|ABC|NBC|CBS|PBS|[WK][A-Z]{2,3}|LLC|CSI|NCIS|PH|II?|AB|GS|MS|HIV|PM|ISO|UN"
)
_CALL_LETTERS = re.compile(r"[WK][A-Z]{2,3}")
# American names are names in a story of any language
_STREETS = split("""
        street st avenue ave road rd boulevard blvd drive dr lane ln place pl court ct way square parkway
        pkwy highway circle terrace pike""")
_ROADS = split("block freeway expressway turnpike")
_FORMS = split("1040 1095 1098 1099")
_SERVICES = split("211 311 411 511 811 911 988")
_JETS = {"707", "717", "727", "737", "747", "757", "767", "777", "787"}
_ENDS = frozenset(".,;:)?")


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
    if before.low in words.months | words.weekdays or tokens.low(at - 2) in words["before_dates"]:
        return False
    plain = following.kind == "word" and not following.capital and following.low not in words["counting"]
    return plain and not is_plural(tokens, at + 1)


def _is_digit(tokens: Tokens, at: int, words: Vocabulary) -> bool:
    """A digit spoken of as such: "always a 9", "begins with 9"."""
    following = tokens[at + 1]
    if following.low not in words["after_digit"] | _ENDS and following.kind != "wall":
        return False
    before = tokens.low(at - 1)
    return before in words.before_digit or (before in words["with"] and tokens.low(at - 2) in words["begins"])


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
    words = tokens.words
    if following.low in _ROADS or (len(low) == 5 and following.low in words["postal_codes"]):
        return True
    if low in _FORMS or (low in _JETS and following.low in words["airliners"]):
        return True
    if following.low == "interstate" and tokens.low(at - 1) in {"the", "a"}:
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
    return place < at - 1 and tokens.low(place) in tokens.words["street_prefixes"]


def _telephone(tokens: Tokens, at: int) -> bool:
    words = tokens.words
    if tokens.low(at) not in _SERVICES | words["service_numbers"]:
        return False
    near = range(max(at - 6, 0), at)
    if any(tokens.low(place) in words["calls"] for place in near) or tokens.low(at + 1) in words["call_centers"]:
        return True
    return tokens.low(at - 1) in words["before_services"] and not is_plural(tokens, at + 1)


def is_plural(tokens: Tokens, at: int) -> bool:
    token = tokens[at]
    return token.kind == "word" and len(token.low) > 3 and token.low.endswith("s")
