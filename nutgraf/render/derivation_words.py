"""How a number was computed, in the language of the page."""

from __future__ import annotations

import re

from nutgraf.language import Language

_PARTS = re.compile(
    r"counted: (?P<counted>[\d,]+) with a number"
    r"|counted: (?P<rows>[\d,]+) rows"
    r"|largest first: (?P<high>\d+) of (?P<of_high>\d+)"
    r"|smallest first: (?P<low>\d+) of (?P<of_low>\d+)"
    r"|\((?P<several>\d+) numbers\)"
    r"|(?P<tn>\d[\d,]*(?:\.\d+)?) tn\b|(?P<bn>\d[\d,]*(?:\.\d+)?) bn\b|(?P<m>\d[\d,]*(?:\.\d+)?) m\b"
)


def derivation_in(derivation: str, lang: Language) -> str:
    """A derivation in the words of a language: `37.3 bn − 32.5 bn` is `37.3 mil M − 32.5 mil M` in Spanish."""
    return _PARTS.sub(lambda found: _said(found, lang), derivation)


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
