"""The filters of {{ value | filter }}: the table of all of them, and those for plain numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date as Date
from typing import Any

from markupsafe import Markup

from nutgraf.facts import Fact, Facts
from nutgraf.language.rounding import exact
from nutgraf.prose import attribution, comparing
from nutgraf.prose.as_text import TEXT_FILTERS, refuse_traced
from nutgraf.prose.context import current_context
from nutgraf.prose.qualifiers import qualified
from nutgraf.prose.values import (
    Exempt,
    FormatError,
    Markdown,
    Phrase,
    Quantity,
    amount_of,
    in_language,
    is_date,
    phrase,
    plain_phrase,
)

Nouns = Mapping[str, str]


def money(value: Any, *, places: int | None = None, full: bool = False, hedge: bool = True) -> Phrase:
    """$314.2 million; 314.2 millones de dólares. `full` writes every digit.

    A publisher's "nearly" or "up to" is printed before the number; `hedge=False` omits it.
    """
    _refuse_unit(value, "money", ("usd", "dollars"), "print another currency, or a count, with count and its nouns")
    _refuse_places(places)
    write = current_context().language.money
    return _said(value, lambda amount: write(amount.value, amount.step, places=places, full=full), hedge)


def count(
    value: Any,
    one: str | Nouns | None = None,
    many: str | None = None,
    gender: str = "",
    *,
    spell: bool = False,
    places: int | None = None,
    full: bool = False,
    hedge: bool = True,
) -> Phrase:
    """1.28 million people; 1.28 millones de personas. `spell` spells out one to nine."""
    _refuse_places(places)
    language = current_context().language
    nouns = _nouns(one, many)

    def write(amount: Quantity) -> str:
        if spell and _is_small(amount.value):
            word = language.spelled(_whole(amount.value), gender or ("" if nouns is None else "short"))
            return word if nouns is None else f"{word} {language.plural(amount.value, nouns)}"
        if nouns is None:
            return language.number(amount.value, amount.step, places=places, full=full)
        return language.count(amount.value, nouns, amount.step, places=places, full=full)

    return _said(value, write, hedge)


def spelled(
    value: Any, one: str | Nouns | None = None, many: str | None = None, gender: str = "", *, upto: int = 9
) -> Phrase:
    """three; three states; una persona. Digits above nine, or above `upto`."""
    language = current_context().language
    nouns = _nouns(one, many)

    def write(amount: Quantity) -> str:
        n = _whole(amount.value)
        before_noun = "short" if nouns is not None and gender in ("", "m") else gender
        word = language.spelled(n, before_noun, upto=upto)
        if nouns is None:
            return word
        return language.count(n, nouns) if n > upto else f"{word} {language.plural(n, nouns)}"

    return _said(value, write)


def ordinal(value: Any, gender: str = "", *, before_noun: bool = False, digits: bool = False) -> Phrase:
    """third; tercera; with before_noun=True "tercer" (lugar). Digits above ninth (Spanish: décimo)."""
    language = current_context().language
    form = "short" if before_noun and gender in ("", "m") else gender
    return phrase(value, lambda amount: language.ordinal(_place(amount.value), form, digits=digits))


def percent(value: Any, *, places: int | None = None, hedge: bool = True) -> Phrase:
    """4.6%. A fact in percent is printed as is; a share or a plain number is multiplied by 100."""
    _refuse_unit(value, "percent", ("percent", "ratio"), "divide it by its whole first, such as part.share_of(whole)")
    _refuse_places(places)
    write = current_context().language.percent
    factor = 1 if getattr(amount_of(value).subject, "unit", "") == "percent" else 100

    def written(amount: Quantity) -> str:
        return write(exact(amount.value) * factor, amount.step and exact(amount.step) * factor, places=places)

    return _said(value, written, hedge)


def points(value: Any, *, places: int | None = None) -> Phrase:
    """2.1 percentage points; 2.1 puntos porcentuales. The value must be in percent."""
    _refuse_unit(value, "points", ("points", "percent"), "subtract one percentage from another first")
    _refuse_places(places)
    write = current_context().language.points
    return _said(value, lambda amount: write(amount.value, amount.step, places=places))


def date(value: Any, precision: str = "") -> Phrase:
    """Feb. 27, 2025; 27 de febrero de 2025. Precision: day, month, year or approx."""
    if not (isinstance(value, str) or is_date(value)):
        raise FormatError(f"{value!r} is not a date", "give it a date or a text like 2025-02-27")
    try:
        return plain_phrase(current_context().language.date(value, precision))
    except ValueError as error:
        raise FormatError(str(error), "precision is day, month, year or approx") from error


def year(value: Any) -> str:
    """2022: the year of a fact or of a date, or a number that is a year."""
    found = (value.year or value.as_of) if isinstance(value, Fact) else value
    if isinstance(found, Date):
        return str(found.year)
    text = str(found if isinstance(found, str) or found is None else _whole(found))
    if not text[:4].isdigit():
        raise FormatError(f"{value!r} has no year", "write the year in words")
    return text[:4] if text[4:5] in ("", "-") and text[5:7].isdigit() and len(text) in (7, 10) else text


def listed(value: Any, word: str = "and") -> Markup:
    """A, B and C; A, B y C. With "or": A, B or C."""
    printing = current_context()
    if isinstance(value, str) or not hasattr(value, "__iter__"):
        raise FormatError(f"{value!r} is not a list", "give it a list of words or facts")
    if word not in ("and", "or"):
        raise FormatError(f"a list is joined by and or or, not {word!r}", 'listed, or listed("or")')
    return printing.listed(list(value), word)


def markdown(value: Any) -> Markdown:
    """Text that is already Markdown, printed as it is."""
    chosen = in_language(value, current_context().language) if isinstance(value, dict) else value
    return Markdown(chosen)


def not_a_fact(value: Any, reason: Any = "") -> Phrase:
    """A number that is not a fact, with the reason for the fact sheet: {{ "five" | not_a_fact("an idiom") }}."""
    language = current_context().language
    words, why = (in_language(each, language) if isinstance(each, dict) else each for each in (value, reason))
    if not isinstance(why, str) or not why.strip():
        raise FormatError("not_a_fact gives no reason", 'say why it is not a fact: not_a_fact("a rule of law")')
    said = words if isinstance(words, Phrase) else None
    subject = said.amount.subject if said else words
    if isinstance(subject, (Fact, Facts)):
        raise FormatError("a fact has a source and needs no exemption", "print it without not_a_fact")
    if isinstance(words, str):
        refuse_traced(words)
    text = said.text if said else words if isinstance(words, str) else language.number(amount_of(words).value)
    return Phrase(text, Quantity(None, None, Exempt(" ".join(why.split()))))


def capitalize(value: Any) -> Any:
    """The text with its first letter capitalized and the rest unchanged."""
    return _changed(value, lambda text: text[:1].upper() + text[1:])


def lower(value: Any) -> Any:
    """Small letters."""
    return _changed(value, str.lower)


def upper(value: Any) -> Any:
    """Capital letters."""
    return _changed(value, str.upper)


def join(value: Any, between: str = "") -> Markup:
    """The parts joined by a separator; facts stay facts."""
    return Markup(between).join(current_context().put(part) for part in value)


def _refuse_unit(value: Any, name: str, units: tuple[str, ...], fix: str) -> None:
    """Raises FormatError for a fact in another unit: people are not dollars, nor parts of a hundred."""
    unit = getattr(amount_of(value).subject, "unit", "") or ""
    if unit and unit.partition("_per_")[0] not in units:
        raise FormatError(f"{name} is not for a number in {unit}", fix)


def _refuse_places(places: int | None) -> None:
    if places is not None and places < 0:
        raise FormatError(f"places={places} is no number of decimals", "write 0, 1 or 2, or leave it out")


def _said(value: Any, write: Callable[[Quantity], str], hedge: bool = True) -> Phrase:
    """A number as a filter writes it, with its publisher's qualifier."""
    return qualified(phrase(value, write), current_context().language, hedge=hedge)


def _changed(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, dict):
        value = in_language(value, current_context().language)
    return (
        value.changed(change)
        if isinstance(value, Phrase)
        else type(value)(change(value))
        if isinstance(value, str)
        else value
    )


def _nouns(one: str | Nouns | None, many: str | None) -> Nouns | None:
    if one is None or (one == "" and not many):
        return None
    if isinstance(one, str):
        if many is None:
            raise FormatError(f"the plural of {one!r} is missing", f'count("{one}", "…")')
        return {"one": one, "other": many}
    return one


def _is_small(value: Any) -> bool:
    return bool((number := exact(value)) == int(number) and 0 <= number <= 9)


def _whole(value: Any) -> int:
    if (number := exact(value)) != int(number):
        raise FormatError(f"{value} is not a whole number", "use count")
    return int(number)


def _place(value: Any) -> int:
    if exact(value) < 1:
        raise FormatError(f"{value} is not a rank", "the first is 1")
    return _whole(value)


_ALL: tuple[Callable[..., Any], ...] = (
    *(money, count, spelled, ordinal, percent, points, date, year, listed, markdown),
    *(not_a_fact, capitalize, lower, upper, join),
    *(attribution.credit, attribution.via, attribution.cite, comparing.roughly, comparing.compare, comparing.rank),
)
FILTERS: Mapping[str, Callable[..., Any]] = {**{each.__name__: each for each in _ALL}, **TEXT_FILTERS}
