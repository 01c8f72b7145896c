"""Redirects from earlier addresses: each leads to one page, and none hides a current page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from nutgraf.errors import Problem
from nutgraf.plan.edition import Edition


def drop_taken(pages: Iterable[Edition]) -> tuple[list[Edition], list[Problem]]:
    """The pages, each with its usable redirects, and a problem for each redirect that is not usable."""
    planned = list(pages)
    now = {page.address: page for page in planned}
    wanted: dict[str, list[Edition]] = defaultdict(list)
    for page in planned:
        for address in page.redirect_from:
            wanted[address].append(page)
    problems = []
    for address, those in wanted.items():
        where = f"{those[0].explainer.where}, front matter, redirect_from"
        if address in now:
            what = f"{address!r} is the address of {now[address].name}"
            problems.append(Problem(where, what, "remove it from the list"))
        elif len(those) > 1 and all(page is those[0] for page in those):
            what = f"{address!r} is on the list {len(those)} times"
            problems.append(Problem(where, what, "keep one of them"))
        elif len(those) > 1:
            what = f"{address!r} would lead to {those[0].name} and to {those[1].name}"
            problems.append(Problem(where, what, "write it with the parameters that tell them apart, such as {state}"))
    free = {address for address, those in wanted.items() if address not in now and len(those) == 1}
    kept = [page.redirected_from(each for each in page.redirect_from if each in free) for page in planned]
    return kept, problems
