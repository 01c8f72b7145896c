"""Words that depend on the value ("nearly", "rose", "a third", "the third most"), refused if its bounds forbid them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from math import isfinite
from typing import Any

from nutgraf.facts import Fact, Facts
from nutgraf.facts.units import is_counted
from nutgraf.language import Language
from nutgraf.language.rounding import exact, numeral, round_to
from nutgraf.prose.context import current_context
from nutgraf.prose.qualifiers import publisher_qualifier
from nutgraf.prose.values import FormatError, Phrase, Quantity, amount_of, in_language, phrase, written_by_unit

_NEAR = Decimal("0.05")  # the largest deviation for "nearly" and "about"
_OVER = Decimal("0.10")  # the largest excess for "more than"
_EQUAL = Decimal("0.005")  # close enough to need no word
_FAR = Decimal("0.25")  # the largest doubt about a ratio that is said in words
_UNCLEAR = 3  # what compare says where the margins of error leave it open
_NO_VERB = 'print both, without a verb, or give the words for it: compare(…, unclear="changed little")'

Span = tuple[Decimal, Decimal]
LocalizedText = str | Mapping[str, str]
"""A text, or one per language."""


def roughly(value: Any, digits: int = 2, *, to: float | None = None) -> Phrase:
    """nearly $97 billion; casi 97 mil millones de dólares. A publisher's own "about" or "more than" is kept."""
    amount = amount_of(value)
    language = current_context().language
    write = (value.write if isinstance(value, Phrase) else None) or written_by_unit(amount.subject, language)
    if own := publisher_qualifier(amount.subject, language):
        return phrase(replace(amount, word=own), write)
    number = exact(amount.value)
    if number <= 0:
        raise FormatError(f"{language.number(amount.value)} cannot be approximated", "print it as it is")
    target = numeral(exact(to)).amount if to is not None else _rounded(number, digits)
    word = _word(number, _span(amount), target)
    if word is None:
        shown, wanted = language.number(number), language.number(target)
        raise FormatError(f"{shown} is not roughly {wanted}", f"keep more digits: roughly({digits + 1})")
    return phrase(replace(amount, value=target, step=None, word=language.rules.rough.get(word, "")), write)


def compare(
    value: Any,
    other: Any,
    *,
    up: LocalizedText | None = None,
    down: LocalizedText | None = None,
    same: LocalizedText | None = None,
    unclear: LocalizedText | None = None,
    by: str = "change",
    plural: bool = False,
) -> Phrase:
    """rose, fell; with by="times" twice as many, with by="share" a third. Spanish: subió, el doble, un tercio.

    A change within the margins of error is refused, unless `unclear` has the words for it: "changed little".
    """
    if by == "change":
        return _changed(amount_of(value), amount_of(other), (up, down, same, unclear), plural)
    if by not in ("times", "share"):
        raise FormatError(f"compare does not know by={by!r}", 'by="change", by="times" or by="share"')
    first, second = amount_of(value), amount_of(other)
    (low, high), (other_low, other_high) = _span(first), _span(second)
    if low < 0 or other_low <= 0:
        raise FormatError("only numbers above zero can be compared as a share or as times", 'use by="change"')
    ratio = first.subject / second.subject
    middle = exact(first.value) / exact(second.value)
    span = (low / other_high, high / other_low)
    language = current_context().language
    if by == "share" or middle < Decimal("0.8"):
        word, text = _fraction(middle, span, language.rules.fractions if by == "share" else language.rules.half_as)
    else:
        _needs_words(language.rules.times, language)
        word, text = _times(middle, span, language)
    text = text.format(much=language.rules.much[is_counted(getattr(first.subject, "unit", ""))])
    return Phrase(text, Quantity(middle, None, ratio, language.rules.rough.get(word, "")))


def rank(value: Any, among: Facts, gender: str = "", *, lowest: bool = False) -> Phrase:
    """the third most; el tercero que más. Raises FormatError if the rounding allows another rank."""
    language = current_context().language
    fact = amount_of(value).subject
    if not hasattr(among, "rank_of"):
        raise FormatError("rank needs all the numbers that it ranks", "give it the facts of nutgraf.all_facts(…)")
    place = among.rank_of(fact, order="smallest" if lowest else "largest")
    own = exact(fact.value)
    alike = [other for other in among if other != fact and (exact(other.value) == own or _overlap(fact, other))]
    if alike:
        names = f"{language.number(fact.value)} and {language.number(alike[0].value)}"
        raise FormatError(f"the rank is uncertain: {names} are too close, as published", "write it without a rank")
    _needs_words(language.rules.ranks, language)
    first, further = language.rules.ranks[_rank_key(language, gender, lowest)]
    text = first if place.value == 1 else further.format(nth=language.ordinal(int(place.value), gender))
    return Phrase(text, Quantity(place.value, None, place))


def _overlap(fact: Fact, other: Fact) -> bool:
    """Whether either may be the larger. Bounds that only touch are distinct: 8.4 and 8.5 differ as published."""
    (low, high), (other_low, other_high) = fact.bounds(), other.bounds()
    return low < other_high and other_low < high


def _changed(value: Quantity, other: Quantity, own: tuple[LocalizedText | None, ...], plural: bool) -> Phrase:
    language = current_context().language
    difference = value.subject - other.subject
    if not isinstance(difference, Fact):
        difference = float(exact(value.value) - exact(other.value))
    (low, high), (other_low, other_high) = _span(value), _span(other)
    if exact(value.value) == exact(other.value):
        turn = 2
    elif low >= other_high:
        turn = 0
    elif high <= other_low:
        turn = 1
    elif own[_UNCLEAR]:
        turn = _UNCLEAR
    else:
        names = f"{language.number(value.value)} and {language.number(other.value)}"
        raise FormatError(f"{names} are too close, as published, to say which is larger", _NO_VERB)
    if not own[turn]:
        _needs_words(language.rules.change, language, 'give them: compare(…, up="…", down="…", same="…")')
    word: Any = own[turn] or language.rules.change["other" if plural else "one"][turn]
    text = in_language(word, language) if isinstance(word, Mapping) else word
    return Phrase(text, Quantity(exact(value.value) - exact(other.value), None, difference))


def _needs_words(words: Mapping[Any, Any], language: Language, fix: str = "print the numbers themselves") -> None:
    """Raises FormatError if a language has no words for a comparison; otherwise its page would print English ones."""
    if not words:
        raise FormatError(f"the language {language.code!r} has no words for this comparison", fix)


def _fraction(middle: Decimal, span: Span, words: Mapping[str, str]) -> tuple[str, str]:
    _needs_words(words, current_context().language)
    parts = {Fraction(part): text for part, text in words.items()}
    nearest = min(parts, key=lambda part: abs(_decimal(part) - middle) / _decimal(part))
    word = _plainly(_word(middle, span, _decimal(nearest)), middle, span, _decimal(nearest))
    if word is None or abs(_decimal(nearest) - middle) / _decimal(nearest) > _NEAR:
        raise FormatError(
            f"{middle:.2f} is not a simple fraction", "print it in percent: {{ part.share_of(whole) | percent }}"
        )
    return word, parts[nearest]


def _times(middle: Decimal, span: Span, language: Language) -> tuple[str, str]:
    near = int(round_to(middle, 1))
    word = None
    if near >= 2 and abs(middle - near) <= near * _NEAR:
        word = _plainly(_word(middle, span, Decimal(near)), middle, span, Decimal(near))
    if word is None:
        near, word = int(middle), "more than"
    if near < 2 or (word == "more than" and span[0] < near):
        fix = "print the difference in percent: {{ new.change_from(old) | percent }}"
        raise FormatError(f"{middle:.2f} times has no wording", fix)
    times = language.rules.times
    return word, times.get(str(near)) or times["n"].replace("{n}", language.spelled(near, "f"))


def _plainly(word: str | None, middle: Decimal, span: Span, target: Decimal) -> str | None:
    """Drops the qualifier if the ratio is within half a percent of the target: twice, not "more than twice".

    None if the bounds of the two numbers allow a ratio that is far from it: 10,000 is no doubling of 5,000 where both
    are rounded to 5,000.
    """
    if span[0] < target * (1 - _FAR) or span[1] > target * (1 + _FAR):
        return None
    close = abs(target - middle) <= target * _EQUAL and span[1] - span[0] <= target * _NEAR
    return "" if close else word


def _word(value: Decimal, span: Span, target: Decimal) -> str | None:
    """The qualifier that makes a round target true; "" if none is needed, None if none is true."""
    low, high = span
    off = abs(target - value) / value
    if low == high == target:
        return ""
    if target <= low:
        return "more than" if off <= _OVER else None
    if off > _NEAR:
        return None
    return "nearly" if target >= high else "about"


def _rounded(number: Decimal, digits: int) -> Decimal:
    return round_to(number, Decimal(1).scaleb(number.adjusted() - digits + 1))


def _span(amount: Quantity) -> Span:
    """The bounds of a number."""
    if isinstance(amount.subject, Fact):
        low, high = amount.subject.bounds()
        return _decimal(low), _decimal(high)
    return exact(amount.value), exact(amount.value)


def _decimal(number: int | float | Fraction) -> Decimal:
    if isinstance(number, Fraction):
        return Decimal(number.numerator) / Decimal(number.denominator)
    return exact(number) if isfinite(number) else Decimal(number)


def _rank_key(language: Language, gender: str, lowest: bool) -> str:
    way = "least" if lowest else "most"
    return f"{way} {gender}" if f"{way} {gender}" in language.rules.ranks else way
