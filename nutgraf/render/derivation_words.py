"""How a number was computed, and what it was computed from, in the language of the page."""

from __future__ import annotations

import re

from nutgraf.language import Language, number_style

_PARTS = re.compile(
    r"counted: (?P<counted>[\d,]+) with a number"
    r"|counted: (?P<rows>[\d,]+) rows"
    r"|largest first: (?P<high>\d+) of (?P<of_high>\d+)"
    r"|smallest first: (?P<low>\d+) of (?P<of_low>\d+)"
    r"|\((?P<several>\d+) numbers\)"
    r"|(?P<tn>\d[\d,]*(?:\.\d+)?) tn\b|(?P<bn>\d[\d,]*(?:\.\d+)?) bn\b|(?P<m>\d[\d,]*(?:\.\d+)?) m\b"
)
_NUMBER = re.compile(r"(?<![\w.,])(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?P<percent>%?)(?![\w.,]*\d)")
_ANY_CURRENCY = "USD"


def derivation_in(derivation: str, lang: Language) -> str:
    """A derivation as a language writes it: `37.3 bn − 32.5 bn` is `37.3 mil M − 32.5 mil M` in Spanish."""
    return _NUMBER.sub(lambda found: _written(found, lang), _PARTS.sub(lambda found: _said(found, lang), derivation))


def number_in(value: int | float, lang: Language) -> str:
    """All digits of a number, to six decimals, as a language writes them: `9.240,5` in German."""
    style = number_style(lang, _ANY_CURRENCY)
    text = f"{round(value, 6) if isinstance(value, float) else value:,}"
    return style.digits(text.removeprefix("-")) if value >= 0 else style.minus + style.digits(text.removeprefix("-"))


def _written(found: re.Match[str], lang: Language) -> str:
    number = number_style(lang, _ANY_CURRENCY).digits(found["digits"])
    return lang.rules.percent.format(number=number) if found["percent"] else number


def _said(found: re.Match[str], lang: Language) -> str:
    part, say = found.groupdict(), lang.say
    words = {
        "counted": say("counted: {amount} with a number", amount=part["counted"]),
        "rows": say("counted: {amount} rows", amount=part["rows"]),
        "high": say("largest first: {place} of {among}", place=part["high"], among=part["of_high"]),
        "low": say("smallest first: {place} of {among}", place=part["low"], among=part["of_low"]),
        "several": say("({amount} numbers)", amount=part["several"]),
        "tn": say("{amount} tn", amount=part["tn"]),
        "bn": say("{amount} bn", amount=part["bn"]),
        "m": say("{amount} m", amount=part["m"]),
    }
    return next(text for name, text in words.items() if part[name] is not None)
