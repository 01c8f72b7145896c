"""Numbers that name things: "page 14", "District 7", "SB 54", "1600 Pennsylvania Avenue", and years."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nutgraf.numbers.found_number import NumberKind
from nutgraf.numbers.number_context import is_named_by_company, is_plural
from nutgraf.numbers.tokens import Tokens
from nutgraf.numbers.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Match:
    """A number found from token `first` to before token `after`."""

    first: int
    after: int
    kind: NumberKind
    value: float | None = None
    unit: str = ""
    exempt: str = ""
    high: float | None = None
    step: float = 0.0


def read_name(tokens: Tokens, at: int, words: Vocabulary) -> Match | None:
    """The number at a token, with any that continue it, if it names something; None if it may count something."""
    token = tokens[at]
    small = words.small.get(token.low)
    if token.kind != "number" and (small is None or token.low in words.alone):
        return None
    if tokens.low(at + 1) == "-" and tokens.low(at + 2) in words["idiom_ends"]:
        return Match(at, at + 3, "digits", token.value, exempt="idiom")
    if (
        (token.suffix and not re.fullmatch("[A-Z]", token.suffix))
        or "," in token.low
        or tokens.low(at - 1) in {"$", "€", "£", "¥"}
    ):
        return None
    if _scaled(tokens, at + 1, words) or tokens.low(at + 1) in words["counted_always"]:
        return None
    if token.kind != "number" and not token.capital and is_plural(tokens, at + 1):
        return None
    if _after_noun(tokens, at, words):
        return Match(at, _carry(tokens, at + 1, words), "digits", token.value, exempt="name")
    if token.kind != "number" or token.suffix:
        return None
    if token.step >= 1 and is_named_by_company(tokens, at, words):
        return Match(at, at + 1, "digits", token.value, exempt="name")
    return None


def read_year(tokens: Tokens, at: int, words: Vocabulary) -> Match | None:
    """The year, years or decade at a token: "2022", "2017-2023", "2022-23", "'09"."""
    token = tokens[at]
    before, following = tokens.low(at - 1), tokens[at + 1]
    if token.kind == "name":
        plain = re.fullmatch(r"(?:\w+[-‑])?\d{2,4}s|(?:mid|pre|post|early|late)[-‑]\d{4}", token.low)
        return Match(at, at + 1, "digits", token.value, exempt="year") if plain else None
    if before in {"'", "’"} and len(token.low) == 2 and tokens.touching(at - 1) and not tokens.touching(at - 2):
        return Match(at, at + 1, "digits", token.value, exempt="year")
    if {following.low, tokens.low(at + 2)} >= {"b", "."} or following.low in words["eras"]:
        return Match(at, at + 2, "digits", token.value, exempt="year")
    if not is_year(tokens, at, words):
        return None
    after = at + 1
    if following.low in {"-", "–", "—", "/"} and tokens[at + 2].kind == "number" and tokens.touching(at):
        short = len(tokens.low(at + 2)) <= 3 and tokens.touching(at + 1)  # 2022-23, Notice 2024-7
        if short or is_year(tokens, at + 2, words):
            after = at + 3
    return Match(at, after, "digits", token.value, exempt="year")


def is_year(tokens: Tokens, at: int, words: Vocabulary) -> bool:
    """Whether four digits without a comma are a year."""
    token = tokens[at]
    if token.kind != "number" or len(token.low) != 4 or not token.low.isdigit() or token.suffix:
        return False
    before, following = tokens.low(at - 1), tokens[at + 1]
    introduced = before in words.year_after or before in words.months or before in {"."}
    if not (
        1700 <= token.value <= 2100
        or (introduced and 1000 <= token.value < 1700 and before in words["early_year_after"])
    ):
        return False
    prices = before in words["price_words"] and following.low in words["priced_in"]
    if prices and tokens.low(at + 2) not in words["after_amount"]:
        return True  # "in 2023 dollars"
    if before in {"$", "€", "£", "¥"} or following.low == "%" or _scaled(tokens, at + 1, words):
        return False
    if following.low in words.counted or tokens.text[following.start : following.end] == "M":
        return False
    lower = following.kind == "word" and not following.capital
    roughly = before in words["approximate"] or (before in words.of and tokens.low(at - 2) in words["approximate_of"])
    if lower and roughly:
        return False
    if words.plural_after_year and lower and not introduced:
        return not (following.low.endswith("s") and len(following.low) > 3)
    return True


def _scaled(tokens: Tokens, at: int, words: Vocabulary) -> bool:
    """Whether what follows makes the number an amount, which names nothing."""
    low = tokens.low(at)
    if low in words.scales or low in words.money:
        return True
    return low[:1] in {"%", "p", "-"} and any(tokens.says(at, *run) for run in words.percent)


def _after_noun(tokens: Tokens, at: int, words: Vocabulary) -> bool:
    place = at - 1
    if tokens.low(place) in {"º", "°", "ª"}:
        place -= 1
    dotted = tokens.low(place) == "."
    if dotted:
        place -= 1
        if tokens.low(place) not in words["name_abbreviations"] and tokens.low(place) != "s":
            return False
    if dotted and tokens.low(place) == "s" and tokens.low(place - 2) == "u":  # U.S. 70
        the = tokens.low(place - 3) in words.articles and tokens.low(at + 1) not in words["compass"]
        return not the and not is_plural(tokens, at + 1)
    noun = tokens[place]
    if noun.low == "#" and not tokens.touching(place):
        return False
    if noun.low in {"no", "n"} and not dotted and tokens.low(at - 1) not in {"º", "°"}:
        return False
    if noun.low in words["named_or_verbs"] and is_plural(tokens, at + 1):
        return False
    if noun.low in words.named:
        return True
    return noun.capital and noun.low in words.named_capital


def _carry(tokens: Tokens, after: int, words: Vocabulary) -> int:
    """Go on over "3 through 8", "1 and 2", "12-14": numbers named by the same noun."""
    while tokens.low(after) in words.carry and tokens[after + 1].kind == "number":
        following = tokens[after + 2]
        if _scaled(tokens, after + 2, words) or tokens[after + 1].suffix:
            break
        dash = tokens.low(after) in {"-", "–", "—"}
        if tokens.low(after) == "," and following.low not in words.and_words | words.or_words | {"&", ","}:
            break
        if not dash and following.kind == "word" and following.low.endswith("s") and following.low not in words.carry:
            break
        after += 2
    return after
