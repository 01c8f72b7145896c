"""What the units of a table are called in the languages of the site, for the data package to declare."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from nutgraf.data import parts_to_name
from nutgraf.errors import Problem, did_you_mean
from nutgraf.intake.given import Given
from nutgraf.intake.interview import Interview, Question
from nutgraf.language import language

_OPTION = "--noun"


def declare_units(
    units: Iterable[str],
    row: str,
    package: Mapping[str, Any],
    languages: Sequence[str],
    given: Given,
    interview: Interview,
) -> dict[str, dict[str, Any]]:
    """The units with new nouns, as the data package has them; a person is asked for those that are missing.

    What rows are called, "county/counties", is a unit too: that of their count.
    """
    named = dict.fromkeys(part for unit in units for part in ((unit,) if unit in given.noun else parts_to_name(unit)))
    rows = row.partition("/")[2]
    every = list(dict.fromkeys([*named, rows])) if rows else list(named)
    _refuse_unknown(every, languages, given, interview)
    declared: Mapping[str, Any] = package.get("nutgraf", {}).get("units", {})
    found: dict[str, dict[str, Any]] = {}
    for unit in every:
        own = declared.get(unit, {})
        known = own.get("nouns", {})
        asked = [lang for lang in languages if lang not in known] if unit in named else []
        nouns = {lang: forms for lang in languages if (forms := _forms(unit, lang, languages, asked, given, interview))}
        if nouns:
            found[unit] = {**own, "nouns": {**known, **nouns}}
        if missing := [lang for lang in asked if lang not in nouns and not interview.ask]:
            option = _option(unit, missing[0], languages)
            interview.note(f"no noun of {unit} in {' and '.join(missing)}: give {option}ONE/MANY")
    return found


def _refuse_unknown(units: Sequence[str], languages: Sequence[str], given: Given, interview: Interview) -> None:
    for asked in given.noun:
        unit, _, lang = asked.partition(":")
        if unit not in units:
            fix = did_you_mean(unit, units) if units else "leave it out: money, percent, persons and years have nouns"
            interview.refuse(Problem(_OPTION, f"no unit {unit!r} that needs a noun", fix))
        elif lang and lang not in languages:
            what = f"{lang!r} is no language of the site"
            interview.refuse(Problem(_OPTION, what, did_you_mean(lang, languages)))


def _forms(
    unit: str, lang: str, languages: Sequence[str], asked: Sequence[str], given: Given, interview: Interview
) -> dict[str, str] | list[str]:
    """The nouns of a unit in one language, as the data package has them; empty where nobody names them."""
    text = given.noun.get(f"{unit}:{lang}") or (given.noun.get(unit, "") if lang == languages[0] else "")
    tags = _tags(lang)
    if not text and lang in asked and interview.ask:
        what = f"what {unit.replace('_', ' ')} are called in {lang!r}, as {_example(tags)}; Enter leaves it open"
        text = interview.ask(Question("units", _option(unit, lang, languages), what, "")).strip()
    forms = [form.strip() for form in text.split("/")] if text else []
    if forms and (len(forms) != len(tags) or not all(forms)):
        what = f"{text!r} does not have the forms of {lang!r}: {', '.join(tags)}"
        interview.refuse(Problem(_OPTION, what, f"write them as {_example(tags)}"))
    return forms if len(forms) == 2 else dict(zip(tags, forms, strict=False))


def _option(unit: str, lang: str, languages: Sequence[str]) -> str:
    return f"{_OPTION} {unit}=" if lang == languages[0] else f"{_OPTION} {unit}:{lang}="


def _example(tags: Sequence[str]) -> str:
    return "one/many" if len(tags) == 2 else "/".join(tags)


def _tags(lang: str) -> tuple[str, ...]:
    """The forms of a noun; that for whole millions, as in French, is the one for many."""
    tags = language(lang).plural_tags
    return ("one", "other") if tags == ("one", "many", "other") else tags
