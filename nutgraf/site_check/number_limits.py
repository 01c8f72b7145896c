"""Checks that a number whose publisher says "up to" or "more than" keeps such a word, through arithmetic too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from nutgraf.errors import Problem
from nutgraf.language import language
from nutgraf.site_check.built_site import BuiltSite
from nutgraf.site_check.independent_tables import IndependentTables

_LIMITS = {
    "most": ("up to", "at most", "less than", "fewer than", "under", "below", "as much as", "as many as"),
    "least": ("more than", "at least", "over", "above"),
}
_FEW = 2
_SIGNS = "+−×÷"
"""What a number is computed with; a count and a rank have no limit of their own."""


def limits_are_kept(site: BuiltSite) -> Iterator[Problem]:
    """A number computed from an "up to" is one too, and the sentence of a number with a limit says it."""
    tables = IndependentTables(site.project.data_package)
    for page in site.pages:
        rules = language(page.lang).rules
        for claim in page.claims:
            where = f"{page.address}, {claim['where']}"
            own = _limit(claim.get("qualifier", ""))
            given = {limit for row in claim["inputs"] if (limit := _limit(_given(tables, row)))}
            is_computed = any(sign in claim["derivation"] for sign in _SIGNS)
            if given and is_computed and not own and not _is_rounded(claim, rules.qualifiers):
                what = f"{claim['text']!r} is computed from a number that its publisher gives as a limit"
                yield Problem(where, what, "compute it with facts, which keep the word, or print the word before it")
            elif own and not any(word in claim["sentence"].casefold() for word in _words(own, rules.rough)):
                what = f"“{claim['sentence']}”: the publisher says {claim['qualifier']!r} of {claim['text']!r}"
                yield Problem(where, what, "print the word: the filter roughly does")


def _is_rounded(claim: Mapping[str, Any], words: Sequence[str]) -> bool:
    """Whether a sum of many says that it is rounded, where one limit among its numbers hardly counts."""
    return len(claim["inputs"]) > _FEW and any(word in claim["sentence"].casefold() for word in words)


def _given(tables: IndependentTables, row: Mapping[str, Any]) -> str:
    """The qualifier in the row of a number; "" if it has none."""
    column = tables.role(row["table"], "qualifier")
    if not column or not row["key"] or not row["column"]:
        return ""
    return next((str(found.get(column) or "") for found in tables.answers(row)), "")


def _limit(qualifier: str) -> str:
    return next((limit for limit, words in _LIMITS.items() if qualifier.casefold() in words), "")


def _words(limit: str, rough: Mapping[str, str]) -> set[str]:
    return {rough[word].casefold() for word in _LIMITS[limit] if word in rough} | set(_LIMITS[limit])
