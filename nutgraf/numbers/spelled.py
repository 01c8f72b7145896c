"""Reads a number in words by the vocabulary of its language alone: "deux mille cinq cents", "dreihundertzwölf"."""

from __future__ import annotations

from typing import NamedTuple

from nutgraf.numbers.tokens import Tokens
from nutgraf.numbers.vocabulary import Vocabulary

_HYPHENS = {"-", "‑"}


class Spelled(NamedTuple):
    """A number in words that ends before token `after`; `scale` is what its words multiplied it by."""

    after: int
    value: float
    scale: float = 1


def spelled(tokens: Tokens, at: int, words: Vocabulary) -> Spelled | None:
    """The number in words that begins at a token, as far as it goes, or None."""
    total = part = current = 0.0
    scale, place, end = 1.0, at, at
    while True:
        low = tokens.low(place)
        opens = place > at or low in words.openers
        small = cardinal(tokens, place, words)
        if small is not None and (current == 0 or (current % 100 == 0 and small.value < 100)):
            current += small.value
            end = small.after
        elif low in words.hundreds and opens and current < 100:
            current, end = (current or 1) * 100, place + 1
        elif low in words.scales and opens:
            factor = words.scales[low]
            scale *= factor
            if factor == 1000:
                part, current = part + (current or 1) * factor, 0
            else:
                total, part, current = total + (part + current) * factor, 0, 0
            end = place + 1
        elif low in words.dozens and current:
            current, end = current * words.dozens[low], place + 1
        else:
            break
        tight = tokens.low(end) in _HYPHENS and tokens.touching(end - 1) and tokens.touching(end)
        place = end + (tight or tokens.low(end) in words.joins)
    return Spelled(end, total + part + current, scale) if end > at else None


def cardinal(tokens: Tokens, at: int, words: Vocabulary) -> Spelled | None:
    """The longest number below a thousand that begins at a token; hyphens between its words do not matter."""
    said: list[str] = []
    found, place = None, at
    while len(said) < words.longest_cardinal and tokens[place].kind == "word":
        said.append(tokens.low(place))
        place += 1
        value = words.cardinals.get(" ".join(said))
        if value is not None:
            found = Spelled(place, value)
        place += tokens.low(place) in _HYPHENS
    if found is None and tokens[at].kind == "word" and (value := _compound(tokens.low(at), words)) is not None:
        return Spelled(at + 1, value)
    return found


def _compound(word: str, words: Vocabulary) -> float | None:
    """The value of a number that is one long word: "zweitausendvierhundertzwölf"."""
    for joint, factor in ((words.compound_thousand, 1000), (words.compound_hundred, 100)):
        if joint and joint in word:
            before, _, after = word.partition(joint)
            above = _compound(before, words) if before else 1
            below = _compound(next((after.removeprefix(join) for join in words.joins), after), words) if after else 0
            return None if above is None or below is None else above * factor + below
    return words.cardinals.get(word)
