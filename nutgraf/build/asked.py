"""Which pages a build was asked for; a page that is kept back is not passed over without a word."""

from __future__ import annotations

from collections.abc import Sequence

from nutgraf.errors import Problem, UsageError
from nutgraf.plan import PagePlan, Plan

_ADVICE = {
    "draft": "add --drafts, or take `draft: true` out of its front matter",
    "withdrawn": "add --drafts to see it, or take `withdrawn:` out of its front matter",
}


def asked_for(plan: Plan, patterns: Sequence[str], *, drafts: bool) -> list[PagePlan]:
    """The pages whose address fits one of the patterns, without those that are kept back unless `drafts` are wanted.

    Raises UsageError for a pattern that fits no page, or only such as are kept back.
    """
    pages = [page for page in plan.matching(patterns) if drafts or not page.withheld]
    kept_back = [] if drafts else [_kept_back(pattern, plan.matching([pattern])) for pattern in patterns]
    if problems := [problem for problem in kept_back if problem]:
        raise UsageError(*problems)
    return pages


def _kept_back(pattern: str, pages: Sequence[PagePlan]) -> Problem | None:
    """A problem where every page that a pattern fits is kept back."""
    if not pages or not all(page.withheld for page in pages):
        return None
    why = pages[0].withheld
    said = {"draft": "is a draft", "withdrawn": "was withdrawn"}.get(why, f"is under {why}")
    rest = f", and {len(pages) - 1} more are kept back" if len(pages) > 1 else ""
    return Problem(pattern, f"{pages[0].address} {said}{rest}", _ADVICE.get(why, "add --drafts to build it before"))
