"""Pages that were published and that nothing makes any more: they stay until an editor signs off that they are gone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase

from nutgraf.errors import Problem, UsageError
from nutgraf.ledger import Lock
from nutgraf.pipeline.assemble import copy_of_vanished, last_good_copy
from nutgraf.pipeline.live import Live, listed
from nutgraf.pipeline.report import Outcome
from nutgraf.pipeline.review import Review, gone_from
from nutgraf.plan import Plan
from nutgraf.project import Project


def outcomes_of_vanished(review: Review, patterns: Sequence[str]) -> tuple[Outcome, ...]:
    """What becomes of the pages that vanished: each is held, as far as it was asked for."""
    asked = [pattern.strip("/").removesuffix("/index.html") for pattern in patterns]
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
    """The pages that a build would hold because they vanished, one problem for all that vanished for one reason."""
    alike: dict[str, list[str]] = {}
    for address, why in Live(project, lock).vanished(plan, drafts=False).items():
        alike.setdefault(why, []).append(address)
    return tuple(Problem(_some(addresses), *why.split("; ", 1)) for why, addresses in alike.items())


def refuse_to_empty(review: Review) -> None:
    """UsageError where no notebook makes a page, and the site has pages that nobody signed off: it stays as it is."""
    if review.plan.pages or review.plan.problems:
        return
    signed = {name for name, each in review.lock.addresses.items() if each.state != "published"}
    there = (review.live.addresses | set(listed(review.project.site_dir))) - signed
    if there:
        what = f"there is no notebook here, and the site has {len(there):,} {'page' if len(there) == 1 else 'pages'}"
        fix = "take them back from git; to take the pages down: nutgraf facts accept --page '*' --name … --reason …"
        raise UsageError(Problem("notebooks/", f"{what}; it stays as it was", fix))


def leaving(review: Review, stays: Iterable[str]) -> dict[str, int]:
    """How many pages of each explainer leave the site here that were never published, so that nobody has to sign."""
    signed, there = review.lock.addresses, listed(review.project.site_dir)
    return dict(
        Counter(there[each] for each in sorted(set(there) - set(stays) - set(signed) - set(review.plan.by_address)))
    )


def without_copy(review: Review) -> tuple[Problem, ...]:
    """The published pages that the site would lack, for no good copy of them is here."""
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
    what = f"no copy is here that may be shown in place of what is published: {_some(lacking)}"
    fix = "name the site that is live with --live-site DIR; until then the site here stays as it was"
    return (Problem("build/site", what, fix),)


def _some(addresses: Sequence[str]) -> str:
    return ", ".join(addresses[:4]) + (f" and {len(addresses) - 4:,} more" if len(addresses) > 4 else "")
