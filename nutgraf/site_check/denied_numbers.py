"""Checks that no sentence says of an edition that there is no number while its page prints one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from nutgraf.errors import Problem
from nutgraf.site_check.built_site import BuiltPage, BuiltSite
from nutgraf.site_check.html_file import TextBlock
from nutgraf.site_check.independent_tables import plain
from nutgraf.site_check.wordings import sentences_of

_EN = r"(?:\w+ ){0,3}?(?:figure|estimate|number|amount|data)s?\b"
_ES = r"(?:\w+ ){0,3}?(?:cifras?|estimaci(?:ón|ones)|datos?|números?|montos?)\b"
_DENIES = {
    "en": re.compile(
        rf"\b(?:ha(?:ve|s|d)|hold|found|is|are|was|were|there) no {_EN}|\bno {_EN} (?:on file|here)\b"
        rf"|\bno {_EN}.{{0,40}}? (?:is|are|was|were) (?:on file|available|known|here)\b"
        r"|\bnothing (?:is )?(?:on file|known|available)\b",
        re.IGNORECASE,
    ),
    "es": re.compile(rf"\b(?:no (?:hubo|hay|tiene|tenemos|había|existe)|sin|ninguna?) (?:una? )?{_ES}", re.IGNORECASE),
}
"""What says that there is no number; other languages are not read."""
_OF_MONEY = {
    "en": re.compile(r"\b(?:tax|dollar|amount|paid|pays?\b|spen[dt])", re.IGNORECASE),
    "es": re.compile(r"\b(?:impuesto|dólar|monto|pag[aóou])", re.IGNORECASE),
}
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_CURRENCY = re.compile(r"[a-z]{3}", re.IGNORECASE)


def no_number_is_denied(site: BuiltSite) -> Iterator[Problem]:
    """Where a page says that there is no number, of a year or at all, it prints none of its edition."""
    for page in site.pages:
        lang = page.lang.partition("-")[0]
        own = {plain(value) for name, value in page.values.items() if name != "lang"}
        if lang not in _DENIES or not own or page.path not in site.files:
            continue
        claims = [claim for claim in page.claims if _is_of(claim, own)]
        for block, sentence in sentences_of(site, page):
            if _speaks_of_the_page(block) and _DENIES[lang].search(sentence):
                yield from _printed(page, claims, sentence, is_money=bool(_OF_MONEY[lang].search(block.text)))


def _speaks_of_the_page(block: TextBlock) -> bool:
    """Whether a block is of the story, or a title; the notes of a figure speak of other areas as well."""
    return block.is_story or block.tag in ("title", "h1", "h2", "h3", "h4")


def _is_of(claim: Mapping[str, Any], own: set[str]) -> bool:
    """Whether a claim prints one number of the edition, not a count or a number of all areas."""
    if claim["derivation"] or len(claim["inputs"]) != 1:
        return False
    return any(plain(value) in own for value in claim["inputs"][0]["key"].values())


def _printed(
    page: BuiltPage, claims: Sequence[Mapping[str, Any]], sentence: str, *, is_money: bool
) -> Iterator[Problem]:
    years = set(_YEAR.findall(sentence))
    for claim in claims:
        year = str(claim["inputs"][0].get("as_of") or "")[:4]
        fits = not years or year in years
        if fits and (_CURRENCY.fullmatch(claim["unit"]) or not is_money) and claim["text"] not in sentence:
            what = f"“{sentence}”, and the page prints {claim['text']}, in “{claim['sentence']}”"
            yield Problem(page.address, what, "say which number there is none of: of which year, from whom")
            return
