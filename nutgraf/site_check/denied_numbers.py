"""Checks that no sentence says of an edition that there is no number while its page prints one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from nutgraf.errors import Problem
from nutgraf.site_check.built_site import BuiltPage, BuiltSite
from nutgraf.site_check.html_file import TextBlock
from nutgraf.site_check.html_language import grammar_in
from nutgraf.site_check.independent_tables import plain
from nutgraf.site_check.wordings import sentences_of

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_CURRENCY = re.compile(r"[a-z]{3}", re.IGNORECASE)


class _Denials(NamedTuple):
    """What says in a language that there is no number, and that a text is about money."""

    no_number: re.Pattern[str] | None
    money: re.Pattern[str] | None


def no_number_is_denied(site: BuiltSite) -> Iterator[Problem]:
    """Where a page says that there is no number, of a year or at all, it prints none of its edition."""
    denials = {lang: _denials(lang) for lang in {page.lang for page in site.pages}}
    for page in site.pages:
        own = {plain(value) for name, value in page.values.items() if name != "lang"}
        if not own or page.path not in site.files:
            continue
        denial, claims = denials[page.lang], [claim for claim in page.claims if _is_of(claim, own)]
        for block, sentence in sentences_of(site, page):
            if denial.no_number and _speaks_of_the_page(block) and denial.no_number.search(sentence):
                is_money = bool(denial.money and denial.money.search(block.text))
                yield from _printed(page, claims, sentence, is_money=is_money)


def _denials(lang: str) -> _Denials:
    """What the file of a language says about denials; a language without such words is not read."""
    rules = grammar_in(lang)
    if not rules:
        return _Denials(None, None)
    nouns = rf"(?:{'|'.join(map(re.escape, rules.number_nouns))})\b"
    no_number = "|".join(pattern.replace("{number}", nouns) for pattern in rules.no_number)
    money = "|".join(map(re.escape, rules.money_words))
    return _Denials(
        re.compile(rf"\b(?:{no_number})\b", re.IGNORECASE) if no_number else None,
        re.compile(rf"\b(?:{money})", re.IGNORECASE) if money else None,
    )


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
