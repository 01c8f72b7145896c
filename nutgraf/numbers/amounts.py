"""Reads one amount in digits or words, with its sign, scale and unit ("$5.8 million", "dos millones y medio")."""

from __future__ import annotations

from dataclasses import dataclass, replace

from nutgraf.numbers.spelled import spelled
from nutgraf.numbers.tokens import SCALE_LETTERS, Tokens
from nutgraf.numbers.vocabulary import CURRENCY, GLYPHS, Vocabulary

_SIGNS = {"-": -1, "−": -1, "+": 1, "minus": -1}
_HYPHENS = {"-", "‑"}


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount from token `first` to before token `after`; `scale` is what its words multiplied it by."""

    first: int
    after: int
    value: float
    step: float = 1
    scale: float = 1
    unit: str = ""
    spelled: bool = False

    @property
    def plain(self) -> bool:
        """Whether it is a bare count, without scale or unit."""
        return self.scale == 1 and not self.unit


def read_amount(tokens: Tokens, at: int, words: Vocabulary) -> Amount | None:
    """The amount that begins at a token, or None."""
    first, sign, unit = at, 1, ""
    if tokens.low(at) in _SIGNS and _is_sign(tokens, at):
        sign = _SIGNS[tokens.low(at)]
        at += 1
    if tokens.low(at) in CURRENCY:
        unit = CURRENCY[tokens.low(at)]
        at += 1
    core = _digits(tokens, at, words) if tokens[at].kind == "number" else _words(tokens, at, words)
    if core is None or (unit and core.spelled):
        return None
    core = _half(tokens, _hundreds(tokens, core, words), words)
    core = _unit(tokens, replace(core, first=first, value=sign * core.value, unit=unit), words)
    return replace(core, value=int(core.value)) if float(core.value).is_integer() else core


def _is_sign(tokens: Tokens, at: int) -> bool:
    following = tokens[at + 1]
    if tokens.low(at) == "minus":
        return following.kind == "number" or following.kind == "word"
    tight = tokens.touching(at) and (following.kind == "number" or following.low in CURRENCY)
    before = tokens[at - 1]
    return tight and (before.kind in ("wall", "mark") or not tokens.touching(at - 1))


def _digits(tokens: Tokens, at: int, words: Vocabulary) -> Amount | None:
    token = tokens[at]
    value, step, after = token.value, token.step, at + 1
    letters = token.suffix.lower()
    if letters in SCALE_LETTERS and not (
        letters in {"m", "t"} and token.suffix.islower() and words.small_letters_are_units
    ):
        scale = SCALE_LETTERS[letters]
        return Amount(at, after, value * scale, step * scale, scale)
    vulgar = _vulgar(tokens, at, 0) or _vulgar(tokens, after, value, at)  # 1/2, 1 3/4
    if vulgar is not None:
        return vulgar
    if tokens.low(after) in GLYPHS:
        return Amount(at, after + 1, value + GLYPHS[tokens.low(after)], 0.25)
    return _scaled(tokens, Amount(at, after, value, step), words)


def _vulgar(tokens: Tokens, at: int, whole: float, first: int | None = None) -> Amount | None:
    above, below = tokens[at], tokens[at + 2]
    if tokens.low(at + 1) != "/" or above.kind != "number" or below.kind != "number" or not tokens.touching(at):
        return None
    if not above.value < below.value <= 100:
        return None
    start = at if first is None else first
    return Amount(start, at + 3, whole + tokens[at].value / below.value, 1 / below.value)


def _scaled(tokens: Tokens, amount: Amount, words: Vocabulary) -> Amount:
    """Multiply by the scale words that follow: "96.7 mil millones", "$1.5-billion", "12 mil 500", "3 Mio."."""
    value, scale, at = amount.value, 1.0, amount.after
    while True:
        letter = _letter(tokens, at, words)
        if letter:
            scale, at = scale * letter, at + 1
            break
        step = 1 if tokens.low(at) in _HYPHENS and tokens.touching(at - 1) and tokens.touching(at) else 0
        factor = words.scales.get(tokens.low(at + step))
        if factor is None or (factor == 100 and amount.step < 1):
            break
        scale, at = scale * factor, at + step + 1
        at += tokens.low(at - 1) in words.abbreviated_scales and tokens.low(at) == "."
    return replace(amount, after=at, value=round(value * scale, 6), step=amount.step * scale, scale=scale)


def _hundreds(tokens: Tokens, amount: Amount, words: Vocabulary) -> Amount:
    """Add the digits that follow "mil": "12 mil 500", "mil 200 millones"."""
    rest = tokens[amount.after]
    whole = rest.kind == "number" and rest.low.isdigit() and 10 <= rest.value < 1000
    if "mil" not in words.scales or amount.scale != 1000 or not whole or tokens.low(amount.after - 1) != "mil":
        return amount
    value, step = amount.value + rest.value, rest.step
    more = replace(amount, after=amount.after + 1, value=value, step=step, scale=1)
    scaled = _scaled(tokens, more, words)
    return scaled if scaled.after > more.after else replace(more, scale=amount.scale)


def _letter(tokens: Tokens, at: int, words: Vocabulary) -> float:
    """What the letter of a short form multiplies by: "5.8 M", "96.7 mil M" (B is 10¹² in Spanish), "3,2 Md€"."""
    token = tokens[at]
    written = tokens.text[token.start : token.end]
    close = tokens.text[tokens[at - 1].end : token.start] in {"\u00a0", "\u202f"}
    return words.letters.get(written) or (words.close_letters.get(written, 0) if close else 0)


def _words(tokens: Tokens, at: int, words: Vocabulary) -> Amount | None:
    """A number in words, as far as it goes: "two hundred and six", "treinta y un mil", "a dozen"."""
    if words.rules == "common":
        found = spelled(tokens, at, words)
        return Amount(at, found.after, found.value, _rounded(found.value), found.scale, spelled=True) if found else None
    total = part = current = 0.0
    scale, place, start = 1.0, at, at
    if tokens.low(at) in ("a", "an") and words.rules == "english":
        if tokens.low(at + 1) not in words.scales and tokens.low(at + 1) not in words.dozens:
            return None
        current, place = 1, at + 1
    while True:
        low = tokens.low(place)
        small = words.small.get(low)
        if small is not None and (place == start or _follows(current, small, words)):
            current += small
        elif low == "hundred" and current and place > start:
            current *= 100
        elif low in words.scales and low != "hundred" and (place > start or low == "mil"):
            factor = words.scales[low]
            scale *= factor
            if factor == 1e3:
                part, current = part + (current or 1) * 1e3, 0
            else:
                total, part, current = total + (part + current) * factor, 0, 0
        elif low in words.dozens and place > start:
            current *= words.dozens[low]
        else:
            break
        place += 1
        if _joined(tokens, place, words):
            place += 1
    if place == start:
        return None
    if tokens.low(place - 1) in words.joins or tokens.low(place - 1) in _HYPHENS:
        place -= 1
    value = total + part + current
    return Amount(start, place, value, _rounded(value), scale, spelled=True)


def _follows(current: float, small: float, words: Vocabulary) -> bool:
    """Whether a small number may follow within one cardinal: twenty-three, two hundred six."""
    if current == 0:
        return True
    if small < 10 and current % 100 in {20, 30, 40, 50, 60, 70, 80, 90}:
        return True
    return current % 100 == 0 and small < 100


def _joined(tokens: Tokens, at: int, words: Vocabulary) -> bool:
    """Whether a hyphen or "and" here goes on to more of the same number."""
    low, before, following = tokens.low(at), tokens.low(at - 1), tokens.low(at + 1)
    if following not in words.small and following not in words.scales and following not in words.dozens:
        return False
    if low in _HYPHENS:
        tight = tokens.touching(at - 1) and tokens.touching(at)
        scale = following in words.scales or following in words.dozens
        return tight and (scale or (words.small.get(before, 0) >= 20 and words.small.get(following, 10) < 10))
    if low not in words.joins or following not in words.small:
        return False
    if words.rules == "spanish":
        return 30 <= words.small.get(before, 0) < 100 and words.small[following] < 10
    return before in words.scales


def _rounded(value: float) -> float:
    digits = str(int(value))
    return 10 ** (len(digits) - len(digits.rstrip("0"))) if value >= 1000 else 1


def _half(tokens: Tokens, amount: Amount, words: Vocabulary) -> Amount:
    """Add "and a half", before or after the scale, and in Spanish also after the noun: "cinco horas y media"."""
    for run in words.halves:
        skip = len(run)
        if tokens.says(amount.after, *run):
            value = amount.value + amount.scale / 2
            more = replace(amount, after=amount.after + skip, value=value, step=amount.scale / 2)
            return _scaled(tokens, more, words) if amount.scale == 1 else more
        noun = words.half_after_noun and amount.scale == 1 and tokens[amount.after].kind == "word"
        if noun and tokens.says(amount.after + 1, *run) and tokens.low(amount.after) != run[0]:
            return replace(amount, after=amount.after + 1 + skip, value=amount.value + 0.5, step=0.5)
    return amount


def _unit(tokens: Tokens, amount: Amount, words: Vocabulary) -> Amount:
    at = amount.after
    for run in words.percent:
        if tokens.says(at, *run):
            return replace(amount, after=at + len(run), unit="percent")
    if (tokens.low(at) in _HYPHENS and tokens.touching(at)) or (amount.scale > 1 and tokens.low(at) in words.of):
        at += 1
    unit = words.money.get(tokens.low(at))
    if unit and amount.unit in ("", unit):  # also "$89.8 mil millones de dólares"
        return replace(amount, after=at + 1, unit=unit)
    return amount
