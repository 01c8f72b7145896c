"""How English says dates, shares, multiples and places in a ranking."""

from __future__ import annotations

from nutgraf.numbers.exemptions import Match, is_year
from nutgraf.numbers.tokens import Tokens


def read_date(tokens: Tokens, at: int) -> Match | None:
    """April 7, 2025; Oct. 11-13; 15 April; five o'clock; opens at 7."""
    token = tokens[at]
    if token.low in tokens.words.months:
        return _month_first(tokens, at) if token.capital else None
    value = _value(tokens, at)
    if value is None or value > 31:
        return None
    following = tokens[at + 1]
    if following.low in tokens.words.months and following.capital:
        after = at + 2
        after += tokens.low(after) in {".", ","}
        return Match(at, after + is_year(tokens, after, tokens.words), "digits", value, exempt="date")
    if following.low in {"o'clock", "o’clock"}:
        return Match(at, at + 2, "digits", value, exempt="time")
    if tokens.low(at - 1) in tokens.words.weekdays and token.kind == "ordinal":
        return Match(at, at + 1, "digits", value, exempt="date")
    return Match(at, at + 1, "digits", value, exempt="time") if value <= 12 and _is_hour(tokens, at) else None


def read_share(tokens: Tokens, at: int) -> Match | None:
    """Half, a third, two-thirds, three quarters, half a million."""
    if tokens.low(at) == "half":
        return _half(tokens, at)
    if tokens.low(at) == "a" and tokens.low(at + 1) == "half":
        return _half(tokens, at + 1)
    if tokens.low(at) == "quarter":
        return _quarter(tokens, at)
    if tokens.says(at, "a", "percentage", "point"):
        return Match(at, at + 3, "words", 1, "percent", step=1)
    if tokens.low(at) == "a" and tokens.low(at + 1) == "quarter" and (quarter := _quarter(tokens, at + 1)):
        return quarter
    above = _numerator(tokens, at)
    if above is None:
        return None
    place = at + 1
    hyphen = tokens.low(place) == "-" and tokens.touching(at) and tokens.touching(place)
    place += hyphen
    part = tokens.words.parts.get(tokens.low(place))
    if part is None or (tokens.low(place) == "halves"):
        return None
    if above == 1 and not hyphen and not _is_share(tokens, at, place):
        return Match(at, place + 1, "ordinal", part, exempt="ordinal")
    return Match(at, place + 1, "fraction", above / part, step=1 / part)


def read_multiple(tokens: Tokens, at: int) -> Match | None:
    """Doubled, twice, tenfold; "double" only where it multiplies."""
    low = tokens.low(at)
    factor = tokens.words.multiples.get(low)
    if factor is not None and not (low == "doubles" and tokens.low(at + 1) in tokens.words["tennis"]):
        return Match(at, at + 1, "multiple", factor)
    factor = tokens.words.guarded_multiples.get(low)
    if factor is None or tokens.low(at - 1) in {"a", "an"}:
        return None
    after, before = tokens[at + 1], tokens.low(at - 1)
    if after.low == "-" or (before == "the" and after.kind == "word"):
        return None
    if after.low in tokens.words["after_multiple"] or (
        before in tokens.words["before_multiple"] and after.kind != "wall"
    ):
        return Match(at, at + 1, "multiple", factor)
    return None


def read_rank(tokens: Tokens, at: int) -> Match | None:
    """The third most, second-highest, ranked fourth, in third place, ranks No. 4; other ordinals only say which."""
    token = tokens[at]
    before = tokens.low(at - 1)
    if token.low == "no" and tokens.low(at + 1) == "." and tokens[at + 2].kind == "number":
        ranked = before in tokens.words["ranking_verbs"] or tokens.says(at + 3, "in", "the")
        if ranked and tokens.low(at + 3) not in {"-", "–"}:
            return Match(at, at + 3, "ordinal", tokens[at + 2].value)
        return None
    place = token.value if token.kind == "ordinal" else tokens.words.ordinals.get(token.low)
    if place is None:
        return None
    following = at + 1 + (tokens.low(at + 1) == "-")
    if _superlative(tokens, following):
        return Match(at, following + 1, "ordinal", place)
    verb = tokens.low(at - 2) if before in {"in", "for"} else before
    if verb in tokens.words["ranking_verbs"] and not tokens.starts_sentence(at):
        return Match(at, at + 1, "ordinal", place)
    if before in tokens.words["whole_shares"] and tokens.low(at + 1) == "of" and token.low in tokens.words.parts:
        return Match(at, at + 1, "fraction", 1 / tokens.words.parts[token.low], step=1 / tokens.words.parts[token.low])
    earlier = {tokens.low(near) for near in range(max(at - 9, 0), at)} & tokens.words["ranking_verbs"]
    if before in {"and", ","} and tokens.low(at + 1) in {"in", "for", "among"} and earlier - {"at", "come", "place"}:
        return Match(at, at + 1, "ordinal", place)
    if _goes_on(tokens, at):
        return Match(at, at + 1, "ordinal", place)
    among = tokens.low(at + 1) in tokens.words["among"] or tokens.says(at + 1, "out", "of")
    if among and place > 1 and before not in {"the", "a", "an"}:
        return Match(at, at + 1, "ordinal", place)
    if tokens.low(at + 1) == "place" and before in {"in", "into", "took", "to", "at", "from"}:
        return Match(at, at + 2, "ordinal", place)
    return Match(at, at + 1, "ordinal", place, exempt="ordinal")


def _goes_on(tokens: Tokens, at: int) -> bool:
    """Whether an ordinal on its own continues a ranking: "California comes first, Texas second and Ohio third"."""
    name, following = tokens[at - 1], tokens[at + 1]
    if name.kind != "word" or not name.capital or following.kind in ("number", "name", "ordinal"):
        return False
    if following.kind == "word" and following.low not in {"and", "or", "but", "with", "in", "among"}:
        return False
    near = range(max(at - 14, 0), at - 1)
    return any(
        tokens.low(n) in tokens.words["ranking_verbs"] and tokens.low(n + 1) in tokens.words.ordinals for n in near
    )


def read_multiword_quantity(tokens: Tokens, at: int) -> Match | None:
    """An hour and a half, a year and a half."""
    noun = tokens[at + 1]
    if tokens.low(at) not in {"a", "an"} or not tokens.says(at + 2, "and", "a", "half") or noun.kind != "word":
        return None
    scaled = noun.low in tokens.words.scales or noun.low in tokens.words.dozens
    return None if scaled else Match(at, at + 5, "words", 1.5, step=0.5)


def _value(tokens: Tokens, at: int) -> float | None:
    token = tokens[at]
    if token.kind in ("number", "ordinal"):
        return token.value if token.kind != "number" or token.low.isdigit() else None
    return tokens.words.small.get(token.low)


def _numerator(tokens: Tokens, at: int) -> float | None:
    token = tokens[at]
    if token.low in {"a", "an", "one"}:
        return 1
    if token.kind == "number":
        return token.value if token.low.isdigit() and token.value < 100 else None
    return tokens.words.small.get(token.low)


def _month_first(tokens: Tokens, at: int) -> Match | None:
    place = at + 1 + (tokens.low(at + 1) == ".")
    day = tokens[place]
    if day.kind in ("number", "ordinal") and day.value <= 31 and (day.kind == "ordinal" or day.low.isdigit()):
        place = _more_days(tokens, place + 1)
    elif not is_year(tokens, place, tokens.words) and not (day.low == "," and is_year(tokens, place + 1, tokens.words)):
        return None
    comma = tokens.low(place) == ","
    if is_year(tokens, place + comma, tokens.words):
        place += 1 + comma
    return Match(at, place, "digits", day.value, exempt="date")


def _more_days(tokens: Tokens, place: int) -> int:
    """Go on over "11-13", "3, 5 and 9"; stop before a number that counts something."""
    while tokens.low(place) in {"-", "–", "to", "through", "and", ",", "or"}:
        day, following = tokens[place + 1], tokens[place + 2]
        if day.kind not in ("number", "ordinal") or day.value > 31 or day.suffix in {"k", "m"}:
            break
        if not day.low.isdigit() and day.kind == "number":
            break
        tight = tokens.low(place) in {"-", "–", "through"}
        noun = following.kind == "word" and following.low != "and"
        if noun and (tokens.low(place) == "," or (not tight and _plural(following.low))):
            break
        if following.low in {"%", "-"} and not tight:
            break
        place += 2
    return place


def _plural(low: str) -> bool:
    return low in {"people", "men", "women", "children"} or (len(low) > 3 and low.endswith("s"))


def _is_hour(tokens: Tokens, at: int) -> bool:
    """Whether a bare number is an hour: "opens at 7.", "resumed at 8 Monday"."""
    before, following = tokens.low(at - 1), tokens[at + 1]
    if before not in {"at", "until", "till"}:
        return False
    if before == "at" and following.low in tokens.words.weekdays | tokens.words["daily"]:
        return True
    ends = following.kind != "word" or (before == "at" and following.low in {"and", "on", "to"})
    return ends and _opening(tokens, at)


def _opening(tokens: Tokens, at: int) -> bool:
    return any(tokens.low(place) in tokens.words["opening_hours"] for place in range(max(at - 4, 0), at))


def _half(tokens: Tokens, at: int) -> Match | None:
    before, following = tokens.low(at - 1), tokens.low(at + 1)
    first = at - 1 if before == "a" else at
    if before in tokens.words.ordinals or before in {"latter", "better"}:
        return Match(at, at + 1, "ordinal", None, exempt="ordinal")
    hyphen = following == "-" and tokens.touching(at) and tokens.touching(at + 1)
    article = following in {"a", "an"}
    place = at + 1 + (hyphen or article)
    noun = tokens.low(place)
    scale = tokens.words.scales.get(noun) or tokens.words.dozens.get(noun)
    if scale:
        return Match(first, place + 1, "words", scale / 2, step=scale / 2)
    if (hyphen and noun not in tokens.words["half_units"]) or (not article and noun in tokens.words["not_halves"]):
        return Match(at, at + 1, "fraction", None, exempt="idiom")
    return Match(first, at + 1, "fraction", 0.5, step=0.5)


def _quarter(tokens: Tokens, at: int) -> Match | None:
    """A quarter-million, a quarter century, a quarter mile; any other quarter is a part of the year or a coin."""
    place = at + 1 + (tokens.low(at + 1) == "-")
    noun = tokens.low(place)
    if noun == "million":
        return Match(at, place + 1, "words", 250_000)
    measured = noun in tokens.words["quartered"] and tokens.low(place + 1) != "-"
    return Match(at, place + 1, "fraction", 0.25, step=0.25) if measured else None


def _is_share(tokens: Tokens, at: int, place: int) -> bool:
    """Whether "a third" is a share; in "a third suit" and "and a third was hurt" it is the third in a row."""
    following, before = tokens[place + 1], tokens.low(at - 1)
    if before in tokens.words["before_share"]:
        return True
    if following.kind in ("word", "name"):
        if before in {"and", "while", "but"} and following.low not in {"of", "more", "less"}:
            return False
        return following.low in tokens.words["after_share"]
    return following.low != "-"


def _superlative(tokens: Tokens, at: int) -> bool:
    low = tokens.low(at)
    if low in tokens.words["superlatives"]:
        return True
    return low.endswith("est") and len(low) > 4 and low not in tokens.words["not_superlatives"]
