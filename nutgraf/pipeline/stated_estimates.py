"""The problem of a headline that prints an estimate as if somebody had counted."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from nutgraf.errors import Problem
from nutgraf.language import language
from nutgraf.ledger import Claim
from nutgraf.pipeline.live import LiveSheet
from nutgraf.plan import PagePlan

_ALONE = ("title", "search_title")
"""The texts that are read without any other: on a card, in a list of results."""
_WITH_HEADLINE = ("subtitle", "description")


def stated_estimate_problems(page: PagePlan, sheet: LiveSheet) -> Iterator[Problem]:
    """One problem for each text that prints an estimate and does not say so.

    A dek or a description may leave it to the headline above it. Nothing is known of a language whose file has no
    `estimate_words`.
    """
    words = language(page.lang).rules.estimate_words
    if not words:
        return
    says = re.compile(rf"(?<!\w)(?:{'|'.join(words)})", re.IGNORECASE)
    printed: dict[str, list[Claim]] = defaultdict(list)
    for claim in sheet.claims:
        if claim.estimate:
            printed[claim.place].append(claim)
    headline = str(sheet.about.get("title") or "")
    for place in (*_ALONE, *_WITH_HEADLINE):
        claims = printed[place]
        above = headline if place in _WITH_HEADLINE else ""
        if claims and not says.search(" ".join([above, *(claim.sentence for claim in claims)])):
            yield _problem(page, claims)


def _problem(page: PagePlan, claims: list[Claim]) -> Problem:
    numbers = ", ".join(dict.fromkeys(claim.text for claim in claims))
    whose = ", ".join(dict.fromkeys(claim.publisher for claim in claims))
    several = len(claims) > 1
    what = f"{numbers}: {'estimates' if several else 'an estimate'} of {whose}, and the text does not say so"
    fix = "write that it is estimated, or that a study puts it there; the table of publishers says whose numbers are"
    return Problem(f"{page.explainer.where}, {claims[0].where}", what, fix)
