"""Published pages that no notebook makes anymore: they stay until an editor signs off their removal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase

from nutgraf.errors import Problem, UsageError, counted
from nutgraf.ledger import Lock
from nutgraf.pipeline.assemble import copy_of_vanished, last_good_copy
from nutgraf.pipeline.live import Live, listed
from nutgraf.pipeline.page_changes import gone_from
from nutgraf.pipeline.report import Outcome
from nutgraf.pipeline.review import Review
from nutgraf.plan import Plan
from nutgraf.plan.addresses import typed_address
from nutgraf.project import Project


def outcomes_of_vanished(review: Review, patterns: Sequence[str]) -> tuple[Outcome, ...]:
    """The outcomes of vanished pages: each is held, if requested."""
    asked = [typed_address(pattern) for pattern in patterns]
    return tuple(
        Outcome(
            address,
            review.live.explainer(address) or address,
            "held",
            why,
            last_good=copy_of_vanished(review, address) is not None,
            moves=(gone_from(why),),
        )
        for address, why in review.vanished.items()
        if not asked or any(fnmatchcase(address, pattern) for pattern in asked)
    )


def problems_of_vanished(project: Project, plan: Plan, lock: Lock) -> tuple[Problem, ...]:
    """The vanished pages that a build would hold, one problem per reason."""
    alike: dict[str, list[str]] = {}
    for address, why in Live(project, lock).vanished(plan, drafts=False).items():
        alike.setdefault(why, []).append(address)
    parts = {why: why.partition("; ") for why in alike}
    return tuple(Problem(_some(alike[why]), what, fix) for why, (what, _, fix) in parts.items())


def refuse_to_empty(review: Review) -> None:
    """Raises UsageError if no notebook makes a page but the site has pages whose removal is not signed off."""
    if review.plan.pages or review.plan.problems:
        return
    signed = {name for name, each in review.lock.addresses.items() if each.state != "published"}
    there = (review.live.addresses | set(listed(review.project.site_dir))) - signed
    if there:
        what = f"there is no notebook here, but the site has {counted(len(there), 'page')}"
        fix = "restore them from git; to take the pages down: nutgraf facts accept --page '*' --name … --reason …"
        raise UsageError(Problem("notebooks/", f"{what}; it stays as it was", fix))


def leaving(review: Review, stays: Iterable[str]) -> dict[str, int]:
    """The number of pages per explainer that leave the local site without sign-off, as they were never published."""
    signed, there = review.lock.addresses, listed(review.project.site_dir)
    return dict(
        Counter(there[each] for each in sorted(set(there) - set(stays) - set(signed) - set(review.plan.by_address)))
    )


def without_copy(review: Review) -> tuple[Problem, ...]:
    """The published pages that the site would lack, because no good copy is here."""
    planned = {page.address for page in review.plan.pages if not page.withheld_reason}
    left = {address for page in review.plan.pages for address in page.redirect_from}
    withdrawn = {page.address for page in review.plan.pages if page.withheld_reason == "withdrawn"}
    lacking, site = [], review.live.site
    for address in sorted(review.live.addresses - left - withdrawn):
        if site is not None and address not in listed(site):
            continue  # it is not live
        if address in planned and (known := review.decided.get(address)) and known.may_publish:
            continue
        copy = last_good_copy if address in planned else copy_of_vanished
        if copy(review, address) is None:
            lacking.append(address)
    if not lacking:
        return ()
    what = f"no good copy is here to show in place of what is published: {_some(lacking)}"
    fix = "give a copy of the live site with --live-site DIR; until then the local site stays as it was"
    return (Problem("build/site", what, fix),)


def _some(addresses: Sequence[str]) -> str:
    return ", ".join(addresses[:4]) + (f" and {len(addresses) - 4:,} more" if len(addresses) > 4 else "")
