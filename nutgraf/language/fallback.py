"""The grammar of a language from its file; what the file leaves out comes from CLDR and the catalog."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from typing import Any

from nutgraf.errors import Problem, UsageError
from nutgraf.language.catalog import message
from nutgraf.language.grammar_patterns import wrong_patterns
from nutgraf.language.grammar_rules import LanguageRules
from nutgraf.language_files import own_section, section, typed
from nutgraf.regional_locale import regional_locale

_ROUGH = ("nearly", "about", "more than", "less than", "fewer than", "up to", "at least", "at most")
_GRAINS = ("day", "month", "year")


def rules_of(code: str) -> LanguageRules:
    """The grammar of a language. Without a file, numbers are in digits and there is no word for "a third".

    Raises UsageError naming every word missing from its catalog, or every wrong key or pattern of its file.
    """
    given = section(code, "grammar")
    if isinstance(given.get("locale"), str):
        given["locale"] = regional_locale(code, given["locale"])
    words = _Words(code)
    plain = {key: make() for key, make in _plain(code, given.get("locale"), words).items() if key not in given}
    if words.missing:
        what = f"{code}.po lacks: {', '.join(sorted(words.missing))}"
        raise UsageError(Problem(f"the language {code!r}", what, "add these strings to the catalog"))
    rules = typed(LanguageRules, code, "grammar", {**plain, **given})
    if problems := tuple(wrong_patterns(code, own_section(code, "grammar"))):
        raise UsageError(*problems)
    return rules


def _plain(code: str, given_locale: Any, words: _Words) -> Mapping[str, Callable[[], Any]]:
    locale = given_locale if isinstance(given_locale, str) else _locale(code)
    made: dict[str, Callable[[], Any]] = {
        "locale": lambda: locale,
        "money": lambda: "{number} {unit}",
        "money_short": lambda: "{number}",
        "currency": dict,
        "percent": lambda: _percent(locale),
        "colon": lambda: ":",
        "semicolon": lambda: "؛" if _is_in_arabic_letters(locale) else ";",
        "comma": lambda: "،" if _is_in_arabic_letters(locale) else ",",
        "points": lambda: {"other": words["percentage points"]},
        "genders": lambda: ("m",),
        "cardinals": lambda: {"m": ()},
        "ordinals": lambda: {"m": ()},
        "ordinal_marks": lambda: {"m": ((r"$", ""),)},
        "dates": lambda: {"day": "{day} {month} {year}", "month": "{month} {year}", "year": "{year}"},
        "about": lambda: dict.fromkeys(_GRAINS, words["about {date}"]),
        "joins": lambda: {word: ((r"", words[word]),) for word in ("and", "or")},
        "attached": lambda: (words["and"],) if _has_attached_and(locale) else (),
        "abbreviations": lambda: "",
        "rough": lambda: {text: words[text] for text in _ROUGH},
        "qualifiers": lambda: tuple(dict.fromkeys(words[text] for text in _ROUGH)),
        "much": lambda: ("", ""),
        "reported": lambda: {
            **dict.fromkeys(("one", "other"), words["as reported by {reporters}"]),
            "many": words["as reported by {n} outlets"],
        },
    }
    # What follows a value in words ("rose", "a third", "the most") has no counterpart in CLDR.
    empty: dict[str, Callable[[], Any]] = {
        field.name: tuple if field.name in ("after_scale", "contractions") else dict
        for field in fields(LanguageRules)
        if field.default is MISSING
    }
    return {**empty, **made}


class _Words:
    """Translates the words of a sentence from the catalog; collects those it lacks."""

    def __init__(self, code: str) -> None:
        self.code = code
        self.missing: set[str] = set()

    def __getitem__(self, english: str) -> str:
        try:
            return message(self.code, english)
        except KeyError:
            self.missing.add(english)
            return english


def _locale(code: str) -> str:
    from babel import Locale, UnknownLocaleError

    try:
        return str(Locale.parse(code, sep="-"))
    except (UnknownLocaleError, ValueError):
        what = f"CLDR knows no language {code!r}"
        fix = f'name a locale whose numbers and dates it shares: locale = "…" in languages/{code}.toml, [grammar]'
        raise UsageError(Problem(f"the language {code!r}", what, fix)) from None


def _is_in_arabic_letters(identifier: str) -> bool:
    """Whether a language is written in the Arabic alphabet, as Persian and Urdu are, by its own name for itself."""
    from babel import Locale

    name = Locale.parse(identifier).get_display_name() or ""
    return any(unicodedata.name(letter, "").startswith("ARABIC LETTER") for letter in name)


def _has_attached_and(identifier: str) -> bool:
    """Whether the word for "and" is written together with the next one, as CLDR has it in a list of two."""
    from babel import Locale

    before, _, _ = str(Locale.parse(identifier).list_patterns["standard"]["2"]).partition("{1}")
    return not before[-1:].isspace()


def _percent(identifier: str) -> str:
    from babel import Locale

    locale = Locale.parse(identifier)
    sign = locale.number_symbols["latn"].get("percentSign", "%")
    return str(locale.percent_formats[None].pattern).replace("#,##0", "{number}").replace("%", sign)
