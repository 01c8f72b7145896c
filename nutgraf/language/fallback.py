"""Languages with a catalog but no module of their own: digits, scales, months and plurals come from CLDR."""

from __future__ import annotations

from dataclasses import replace

from nutgraf.errors import Problem, UsageError
from nutgraf.language.catalog import message
from nutgraf.language.en import RULES as ENGLISH
from nutgraf.language.grammar_rules import LanguageRules


def plain_rules(code: str) -> LanguageRules:
    """The grammar of a language, from CLDR and its catalog: numbers in digits, no word for "a third".

    Raises UsageError naming every word missing from its catalog.
    """
    from babel import Locale

    words, locale = _Words(code), str(Locale.parse(code, sep="-"))
    rules = replace(
        ENGLISH,
        locale=locale,
        money="{number} {unit}",
        money_short="{number}",
        currency={},
        single_scales={},
        percent=_percent(locale),
        points={"other": words["percentage points"]},
        cardinals={"m": ()},
        ordinals={"m": ()},
        ordinal_marks={"m": ((r"$", ""),)},
        dates={"day": "{day} {month} {year}", "month": "{month} {year}", "year": "{year}"},
        about=dict.fromkeys(("day", "month", "year"), words["about {date}"]),
        months_in_days=(),
        # What follows a value in words ("rose", "a third", "the most") has no counterpart in CLDR.
        change={},
        times={},
        fractions={},
        half_as={},
        ranks={},
        contractions=(),
        joins={word: ((r"", words[word]),) for word in ("and", "or")},
        rough={name: words[text] for name, text in ENGLISH.rough.items()},
        qualifiers=tuple(dict.fromkeys(words[text] for text in ENGLISH.rough.values())),
        reported={category: words[text] for category, text in ENGLISH.reported.items()},
    )
    if words.missing:
        what = f"{code}.po lacks: {', '.join(sorted(words.missing))}"
        raise UsageError(Problem(f"the language {code!r}", what, "add these strings to the catalog"))
    return rules


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


def _percent(identifier: str) -> str:
    from babel import Locale

    locale = Locale.parse(identifier)
    sign = locale.number_symbols["latn"].get("percentSign", "%")
    return str(locale.percent_formats[None].pattern).replace("#,##0", "{number}").replace("%", sign)
