"""Shares, multiples and places in a ranking by the vocabulary of a language alone."""

from __future__ import annotations

from nutgraf.numbers.exemptions import Match
from nutgraf.numbers.spelled import cardinal
from nutgraf.numbers.tokens import Tokens


def read_share(tokens: Tokens, at: int) -> Match | None:
    """La moitié, un tiers, zwei Drittel, eine halbe Million, meia hora."""
    words, low = tokens.words, tokens.low(at)
    if low in words["half_nouns"]:
        before = tokens.low(at - 1)
        if before in words.ordinals or before in words["half_idioms"]:
            return Match(at, at + 1, "fraction", None, exempt="idiom")
        return Match(at, at + 1, "fraction", 0.5, step=0.5)
    if low in words["half_adjectives"]:
        return _half(tokens, at)
    above, after = _numerator(tokens, at)
    after += tokens.low(after) == "-"
    part = words.parts.get(tokens.low(after))
    if above is None or part is None or part <= 1:
        return None
    if above == 1 and tokens.low(after) in words["ambiguous_parts"] and not _is_share(tokens, at, after):
        return None
    return Match(at, after + 1, "fraction", above / part, step=1 / part)


def _half(tokens: Tokens, at: int) -> Match | None:
    words = tokens.words
    place = at + 1 + (tokens.low(at + 1) == "-")
    noun = tokens.low(place)
    scale = words.scales.get(noun) or words.dozens.get(noun)
    if scale:
        return Match(at, place + 1, "words", scale / 2, step=scale / 2)
    if noun in words["half_units"] or noun in words["after_half"]:
        return Match(at, at + 1, "fraction", 0.5, step=0.5)
    return None


def _numerator(tokens: Tokens, at: int) -> tuple[float | None, int]:
    token = tokens[at]
    if token.low in tokens.words["share_articles"]:
        return 1, at + 1
    if token.kind == "number":
        small = token.low.isdigit() and token.value < 100
        return (token.value if small else None), at + 1
    found = cardinal(tokens, at, tokens.words)
    return (found.value, found.after) if found else (None, at + 1)


def _is_share(tokens: Tokens, at: int, after: int) -> bool:
    """Whether "un cinquième" is a share and no fifth in a row: of something, or after "nearly"."""
    words = tokens.words
    return tokens.low(after + 1) in words["after_share"] or tokens.low(at - 1) in words["before_share"]


def read_multiple(tokens: Tokens, at: int) -> Match | None:
    """A doublé, verdreifacht; "le double", "o dobro" only where it multiplies."""
    words, low = tokens.words, tokens.low(at)
    if low in words.multiples:
        return Match(at, at + 1, "multiple", words.multiples[low])
    if low not in words.guarded_multiples:
        return None
    before, following = tokens.low(at - 1), tokens[at + 1]
    if following.low in words["after_multiple"] or (before in words["before_multiple"] and following.kind != "word"):
        return Match(at, at + 1, "multiple", words.guarded_multiples[low])
    return None


def read_rank(tokens: Tokens, at: int) -> Match | None:
    """Le troisième plus grand, drittgrößte, ficou em terceiro lugar; other ordinals only say which."""
    words = tokens.words
    if compound := _compound_rank(tokens, at):
        return compound
    found = _ordinal(tokens, at)
    if found is None:
        return None
    place, after = found
    before = tokens.low(at - 1)
    if before in words["each"] and place > 1:
        return Match(at - 1, after, "fraction", 1 / place, step=1 / place)
    if _superlative(tokens, after) or tokens.low(after) in words["ranking_nouns"]:
        return Match(at, after, "ordinal", place)
    verb = tokens.low(at - 2) if before in words["ranking_joins"] else before
    if verb in words["ranking_verbs"] and (tokens[after].kind != "word" or tokens.low(after) in words["after_noun"]):
        return Match(at, after, "ordinal", place)
    return Match(at, after, "ordinal", place, exempt="ordinal")


def _ordinal(tokens: Tokens, at: int) -> tuple[float, int] | None:
    token, words = tokens[at], tokens.words
    if token.kind == "ordinal":
        return token.value, at + 1
    period = tokens.low(at + 1) == "." and tokens.low(at - 1) in words.ordinal_period_after
    if token.kind == "number" and token.low.isdigit() and period and tokens[at + 2].kind == "word":
        return token.value, at + 2
    place = words.ordinals.get(token.low)
    return None if place is None else (place, at + 1)


def _compound_rank(tokens: Tokens, at: int) -> Match | None:
    """The place in a word such as "zweithöchste"."""
    low, words = tokens.low(at), tokens.words
    if not low.endswith(tuple(words["rank_endings"])):
        return None
    for stem in words["rank_stems"]:
        rest = low.removeprefix(stem)
        if rest != low and len(rest) > 4:
            place = next((n for word, n in words.ordinals.items() if word.startswith(stem)), None)
            return Match(at, at + 1, "ordinal", place)
    return None


def _superlative(tokens: Tokens, at: int) -> bool:
    words = tokens.words
    for place in range(at, at + 6):
        token = tokens[place]
        if token.low in words["superlatives"]:
            return True
        if token.kind != "word" or token.low in words["superlative_stops"]:
            return False
    return False
