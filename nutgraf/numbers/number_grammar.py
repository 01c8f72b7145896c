"""Grammar that both languages share: proportions and ranges ("three in ten"), idioms, names in words."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from nutgraf.numbers.amounts import Amount, read_amount
from nutgraf.numbers.exemptions import Match, is_year
from nutgraf.numbers.found_number import NumberKind
from nutgraf.numbers.tokens import Tokens
from nutgraf.numbers.vocabulary import Vocabulary

_DASHES = {"-", "–", "—", "‑"}


def read_idiom(tokens: Tokens, at: int, words: Vocabulary) -> Match | None:
    """An idiom around this token in which a number counts nothing."""
    for run, place in _idioms(words.idioms).get(tokens.low(at), ()):
        if tokens.says(at - place, *run):
            return Match(at, at - place + len(run), "words", None, exempt="idiom")
    return None


def read_phrase(tokens: Tokens, at: int, words: Vocabulary) -> Match | None:
    """The amount at a token with what it belongs to: a proportion, a range, a factor, or itself alone."""
    amount = read_amount(tokens, at, words)
    if amount is None:
        return None
    hit = _proportion(tokens, amount, words) or _range(tokens, amount, words)
    if hit is not None:
        return hit
    kind: NumberKind = "words" if amount.spelled else "digits"
    if "/" in {tokens.low(place) for place in range(amount.first, amount.after)}:
        kind = "fraction"
    if tokens.low(amount.after) in words.times or (
        tokens.low(amount.after) == "-" and tokens.low(amount.after + 1) == "fold"
    ):
        kind = "multiple"
    exempt = _exempt(tokens, amount, words)
    return Match(amount.first, amount.after, kind, amount.value, amount.unit, exempt, step=amount.step)


@cache
def _idioms(runs: tuple[tuple[str, ...], ...]) -> dict[str, list[tuple[tuple[str, ...], int]]]:
    found: dict[str, list[tuple[tuple[str, ...], int]]] = {}
    for run in runs:
        for place, word in enumerate(run):
            found.setdefault(word, []).append((run, place))
    return found


def _exempt(tokens: Tokens, amount: Amount, words: Vocabulary) -> str:
    """Why an amount in words does not count: "one" alone, or part of a name ("Four Corners")."""
    if not amount.spelled or amount.unit or amount.scale > 1:
        return ""
    first, before, following = tokens[amount.first], tokens[amount.first - 1], tokens[amount.after]
    if amount.after == amount.first + 1 and first.low in words.alone:
        counts = following.low in words["units_of_one"]
        return "" if counts else "one"
    if _replaces_a_noun(tokens, amount, words):
        return "pronoun"
    if following.low == "-":
        following = tokens[amount.after + 1]
    if not first.capital or before.kind != "word" or tokens.starts_sentence(amount.first):
        return ""
    title = following.capital and following.kind == "word"  # in a heading every word has a capital
    named = title != before.capital or (title and before.low in words.articles)
    return "name" if named else ""


def _replaces_a_noun(tokens: Tokens, amount: Amount, words: Vocabulary) -> bool:
    """Whether "the two" or "las dos" refers back, as "both" would."""
    if amount.value > 4 or amount.after != amount.first + 1:
        return False
    before, following = tokens.low(amount.first - 1), tokens[amount.after]
    if before in words.first_and_last:
        before = tokens.low(amount.first - 2)
    if before not in words.articles:
        return False
    return (following.kind in ("wall", "mark") and following.low != "-") or _is_verb(following.low, words)


def _is_verb(low: str, words: Vocabulary) -> bool:
    return low in words.after_pronoun or low.endswith(tuple(words["verb_endings"]))


def _proportion(tokens: Tokens, amount: Amount, words: Vocabulary) -> Match | None:
    """Three in ten, 9 out of 10, three of every five, uno de cada cuatro."""
    one_dollar = amount.value == 1 and amount.spelled and amount.unit in ("usd", "cent")
    if not (amount.plain or one_dollar) or amount.value <= 0 or amount.step < 1:
        return None
    joins = (*words.proportions, *words.single_proportions)
    at = amount.after
    if amount.value == 1 and tokens[at].kind == "word" and tokens.low(at) not in {join[0] for join in joins}:
        at += 1  # one dollar in ten
    for join in joins:
        if not tokens.says(at, *join):
            continue
        whole = read_amount(tokens, at + len(join), words)
        if whole is None or not whole.plain or whole.value <= amount.value or whole.step < 1:
            continue
        each = tokens.low(amount.first - 1) == "cada"  # cada una en dos partes
        if is_year(tokens, whole.first, words) or (join in words.single_proportions and (amount.value != 1 or each)):
            continue
        if whole.spelled != amount.spelled and join == ("in",) and amount.value != 1:
            continue
        return Match(amount.first, whole.after, "fraction", amount.value / whole.value, step=1 / whole.value)
    return None


def _range(tokens: Tokens, low: Amount, words: Vocabulary) -> Match | None:
    """12 to 39 billion, between 12 and 39, 52-48, de 12 mil a 39 mil millones."""
    at = low.after
    join = tokens.low(at)
    if join not in words.between:
        return None
    before = tokens.low(low.first - 1)
    if join in words.and_words and before not in words.before_and:
        return None
    if join in words.or_words and not low.spelled:
        return None
    skip = 1
    if join == "-" and tokens.low(at + 1) in {"to", "a"} and tokens.low(at + 2) == "-":  # 5-to-4
        skip = 3
    if join in _DASHES and tokens.touching(at - 1) != tokens.touching(at):
        return None
    high = read_amount(tokens, at + skip, words)
    if high is None or is_year(tokens, high.first, words) or tokens.low(high.first) in {"-", "+", "minus"}:
        return None
    if low.unit and high.unit and low.unit != high.unit:
        return None
    if words.months & {tokens.low(high.after), tokens.low(high.after + 1)}:
        return None  # 12,500 al 3 de marzo
    if high.spelled and words.rules != "english" and tokens.low(high.first) in words.alone and high.plain:
        return None
    alike = (low.unit and high.unit) or (low.scale > 1 and high.scale > 1)
    if before in words.from_words and alike and not (low.scale == 1e3 and high.scale == 1e9):
        return None  # "from 8.9% to 7.4%" are two numbers
    low = _like(low, high)
    unit = low.unit or high.unit
    return Match(low.first, high.after, "range", low.value, unit, high=high.value, step=max(low.step, high.step))


def _like(low: Amount, high: Amount) -> Amount:
    """The lower end in the scale of the upper: "12 to 39 billion" begins at 12 billion."""
    factor = 1.0
    if low.scale == 1 and high.scale > 1 and low.unit != "percent":
        factor = high.scale
    elif low.scale == 1e3 and high.scale == 1e9:
        factor = 1e6
    unit = low.unit or high.unit
    if factor == 1 or low.value * factor > abs(high.value):
        return replace(low, unit=unit)
    return replace(low, value=low.value * factor, step=low.step * factor, scale=high.scale, unit=unit)
