"""Selects the requested pages; a request for a page that is kept back is an error."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from nutgraf.errors import Problem, UsageError
from nutgraf.plan import PagePlan, Plan, plan_pages
from nutgraf.plan.addresses import typed_address
from nutgraf.project import Project

_ADVICE = {
    "draft": "add --drafts, or take `draft: true` out of its front matter",
    "withdrawn": "add --drafts to see it, or take `withdrawn:` out of its front matter",
}


def asked_for(plan: Plan, patterns: Sequence[str], *, drafts: bool) -> list[PagePlan]:
    """The pages whose address matches one of the patterns, without those kept back unless `drafts` is set.

    Raises UsageError for a pattern that matches no page, or only pages that are kept back.
    """
    pages = [page for page in plan.matching(patterns) if drafts or not page.withheld_reason]
    kept_back = [] if drafts else [_kept_back(pattern, plan.matching([pattern])) for pattern in patterns]
    if problems := [problem for problem in kept_back if problem]:
        raise UsageError(*problems)
    return pages


def refuse_kept_back(project: Project, addresses: Sequence[str]) -> None:
    """Raise UsageError if one of these addresses, at which nothing was found, has a page that is kept back."""
    pages = plan_pages(project, now=datetime.datetime.now(datetime.UTC)).pages
    wanted = {typed_address(address) for address in addresses}
    found = [_kept_back(page.address, [page]) for page in pages if page.address in wanted]
    if problems := [problem for problem in found if problem]:
        raise UsageError(*problems)


def _kept_back(pattern: str, pages: Sequence[PagePlan]) -> Problem | None:
    """A problem if every page that a pattern matches is kept back."""
    if not pages or not all(page.withheld_reason for page in pages):
        return None
    why = pages[0].withheld_reason
    said = {"draft": "is a draft", "withdrawn": "was withdrawn"}.get(why, f"is under {why}")
    rest = f", and {len(pages) - 1} more are kept back" if len(pages) > 1 else ""
    advice = _ADVICE.get(why, "add --drafts to build it before")
    if why == "withdrawn" and not pages[0].explainer.front_matter.withdrawn:
        advice = f"an editor withdrew it; to bring it back: nutgraf facts accept --page {pages[0].address}"
    return Problem(pattern, f"{pages[0].address} {said}{rest}", advice)
