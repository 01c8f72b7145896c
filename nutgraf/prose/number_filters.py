"""The filters that write numbers: amounts of money, counts, shares and places."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from nutgraf.facts import currency_of
from nutgraf.language import is_currency, measure_nouns
from nutgraf.language.rounding import exact
from nutgraf.prose.context import current_context
from nutgraf.prose.declared import site_currency, unit_nouns
from nutgraf.prose.qualifiers import qualified
from nutgraf.prose.values import FormatError, Phrase, Quantity, amount_of, phrase

CountedNouns = Mapping[str, str]


def money(
    value: Any, *, currency: str = "", places: int | None = None, full: bool = False, hedge: bool = True
) -> Phrase:
    """$314.2 million; 314.2 millones de dólares; €5; £5; ¥5, in the fact's currency. `full` writes every digit.

    A plain number is in the site's currency, or in `currency`. A publisher's "nearly" or "up to" is printed before
    the number; `hedge=False` omits it.
    """
    _refuse_places(places)
    write = partial(current_context().language.money, currency=_currency(value, currency), places=places, full=full)
    return _said(value, lambda amount: write(amount.value, amount.step), hedge)


def count(
    value: Any,
    one: str | CountedNouns | None = None,
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
            word = language.spelled(whole_number(amount.value), gender or ("" if nouns is None else "short"))
            return word if nouns is None else f"{word} {language.plural(amount.value, nouns)}"
        if nouns is None:
            return language.number(amount.value, amount.step, places=places, full=full)
        return language.count(amount.value, nouns, amount.step, places=places, full=full)

    return _said(value, write, hedge)


def with_unit(value: Any, *, places: int | None = None, full: bool = False, hedge: bool = True) -> Phrase:
    """€314.2 million; 4.6%; 1.28 million returns: a fact with its unit, by the nouns that the data package declares."""
    unit = getattr(amount_of(value).subject, "unit", "") or ""
    if currency_of(unit):
        return money(value, places=places, full=full, hedge=hedge)
    if unit in ("percent", "ratio"):
        return percent(value, places=places, hedge=hedge)
    if unit == "points":
        return points(value, places=places)
    language = current_context().language
    lang = language.code
    if not (nouns := unit_nouns(unit, lang) or measure_nouns(language.rules.locale, unit)):
        raise FormatError(
            f"the unit {unit!r} has no noun in {lang!r}",
            f'declare it in data/datapackage.json: "units": {{"{unit}": {{"nouns": {{"{lang}": ["…", "…"]}}}}}}',
        )
    return count(value, nouns, places=places, full=full, hedge=hedge)


def spelled(
    value: Any, one: str | CountedNouns | None = None, many: str | None = None, gender: str = "", *, upto: int = 9
) -> Phrase:
    """three; three states; una persona. Digits above nine, or above `upto`."""
    language = current_context().language
    nouns = _nouns(one, many)

    def write(amount: Quantity) -> str:
        n = whole_number(amount.value)
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
    """2.1 percentage points; 2.1 puntos porcentuales. A fact must be one percentage less another."""
    _refuse_unit(value, "points", ("points",), "print it with percent, or subtract one percentage from another first")
    _refuse_places(places)
    write = current_context().language.points
    return _said(value, lambda amount: write(amount.value, amount.step, places=places))


def _currency(value: Any, named: str) -> str:
    """The currency of a fact; of a plain number the one that is named, or else the site's."""
    unit = getattr(amount_of(value).subject, "unit", "") or ""
    own = currency_of(unit)
    if unit and not own:
        code = unit.partition("_per_")[0].upper()
        capitals = f"write {code} in capitals as its unit in the data package" if is_currency(code) else ""
        raise FormatError(f"money is not for a number in {unit}", capitals or "print it with count and its nouns")
    if named and not is_currency(named):
        raise FormatError(f"there is no currency {named!r}", 'write its code, such as money(currency="EUR")')
    if named and own and named != own:
        raise FormatError(f"the fact is in {own}, and not in {named}", "leave the currency out")
    return own or named or site_currency()


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


def _nouns(one: str | CountedNouns | None, many: str | None) -> CountedNouns | None:
    if one is None or (one == "" and not many):
        return None
    if isinstance(one, str):
        if many is None:
            raise FormatError(f"the plural of {one!r} is missing", _with_forms(one))
        return {"one": one, "other": many}
    return one


def _with_forms(noun: str) -> str:
    """How a count is written with the forms that a noun has in the language: two in English, six in Arabic."""
    from babel import Locale

    forms = Locale.parse(current_context().language.rules.locale, sep="_").plural_form.tags | {"other"}
    if forms <= {"one", "other", "many"}:
        return f'count("{noun}", "…")'
    listed = ", ".join(f'"{form}": "…"' for form in ("zero", "one", "two", "few", "many", "other") if form in forms)
    return f"count({{{listed}}})"


def _is_small(value: Any) -> bool:
    return bool((number := exact(value)) == int(number) and 0 <= number <= 9)


def whole_number(value: Any) -> int:
    """The whole number that a value is. Raises FormatError if it has a fraction."""
    if (number := exact(value)) != int(number):
        raise FormatError(f"{value} is not a whole number", "use count")
    return int(number)


def _place(value: Any) -> int:
    if exact(value) < 1:
        raise FormatError(f"{value} is not a rank", "the first is 1")
    return whole_number(value)
