"""An editor signs off what moved: facts.lock takes the claims as last built, and the next build lets them go."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

from nutgraf import ledger
from nutgraf.build.live import SIGN, Live, listed, read_sheet
from nutgraf.build.lock import one_build_at_a_time
from nutgraf.build.scales import UNKNOWN, Scales, gone_from
from nutgraf.build.withdrawing import without_withdrawn
from nutgraf.errors import Problem, UsageError, did_you_mean
from nutgraf.ledger import Address, Lock, Move, Signature, read_lock, write_lock
from nutgraf.plan import PagePlan, Plan, plan_pages
from nutgraf.project import Project
from nutgraf.record.shelf import Shelf

Signed = list[tuple[str, Move]]


@dataclass(frozen=True)
class Accepted:
    """What was signed off, with its addresses; how many translations were agreed; the pages left to be named."""

    moves: tuple[tuple[str, Move], ...]
    agreed: int = 0
    unnamed: tuple[str, ...] = ()
    """Pages that vanished: nobody signs that a page is gone without naming it."""


def accept(
    project: Project, signature: Signature, *, pages: Sequence[str] = (), figures: Sequence[str] = ()
) -> Accepted:
    """Sign off the moves on the pages and of the figures named, or all of them.

    What is signed is what the last build made of a page, as an editor finds it in build/held/. A page that vanished is
    signed off as gone where it is named, and one that was withdrawn comes back.

    Raises UsageError for a page that neither is planned nor was published.
    """
    with one_build_at_a_time(project):
        before = lock = read_lock(project.lock_file)
        planned = plan_pages(project, now=datetime.datetime.now(datetime.UTC))
        plan = without_withdrawn(planned, lock)
        scales = Scales(project, Shelf(project), plan, lock)
        gone = _vanished(project, plan, lock)
        named = _named(pages, {page.address for page in plan.pages} | set(gone))
        chosen = _chosen(figures)
        signed: Signed = []
        for page in planned.pages:
            if not pages or page.address in named:
                lock = _sign_page(scales, lock, page, (signature, chosen), signed, named=bool(pages))
        if not figures:
            for address in sorted(set(gone) & named):
                lock = lock.without(address).at(_gone(lock, address, signature))
                signed.append((address, gone_from(gone[address])))
        agreed = 0
        if not pages and not figures:
            lock, agreed = _agree(lock, plan)
        if lock != before:
            write_lock(lock, project.lock_file)
    return Accepted(tuple(signed), agreed, () if pages or figures else tuple(gone))


def _sign_page(
    scales: Scales,
    lock: Lock,
    page: PagePlan,
    how: tuple[Signature, Callable[[Move], bool]],
    signed: Signed,
    *,
    named: bool,
) -> Lock:
    """The lock with the moves of one page signed off, as it is on the shelf."""
    signature, chosen = how
    content = scales.shelf.file(page.address, ledger.JSON)
    known = lock.addresses.get(page.address)
    if known and known.state == "withdrawn" and named:
        lock = lock.at(_published(page, signature))
        signed.append((page.address, Move("", "page", "withdrawn", "published again", None, signature.reason, "page")))
    if content is None:
        return lock
    sheet = read_sheet(content)
    if known is None:
        moves = scales.weigh(page).verdict.moves
        if not any(chosen(move) for move in moves) and not _is_held_unknown(scales, page, chosen):
            return lock
        lock = _with_lines_of_former(scales, lock, page)
        if page.address not in scales.live.addresses and moves:  # its old address says what was published
            lock, _ = ledger.accept(lock, page.address, sheet.claims, signature, chosen, sheet.drawn)
            signed += [(page.address, move) for move in moves if chosen(move)]
            return lock.at(_published(page, Signature(signature.date)))
        lock = ledger.publish(lock, page.address, sheet.claims, signature, sheet.drawn)
        signed += [(page.address, move) for move in moves or (UNKNOWN,)]
        return lock.at(_published(page, signature))
    lock, moves = ledger.accept(lock, page.address, sheet.claims, signature, chosen, sheet.drawn)
    signed += [(page.address, move) for move in moves]
    return lock


def _is_held_unknown(scales: Scales, page: PagePlan, chosen: Callable[[Move], bool]) -> bool:
    """Whether the last build held a page because facts.lock does not know it, by the live site that it was given."""
    return chosen(UNKNOWN) and (scales.project.held_dir / page.address).is_dir()


def _with_lines_of_former(scales: Scales, lock: Lock, page: PagePlan) -> Lock:
    """The lock with the lines that a new page was held to as its own; those of the address it had go with it."""
    held_to = scales.held_to(page, scales.seen[page.address].claims).only(page.address)
    return replace(lock, lines={**lock.lines, **held_to.lines}, shown={**lock.shown, **held_to.shown})


def _published(page: PagePlan, signature: Signature) -> Address:
    return Address(page.address, "published", signature.date, page.explainer.name, signature.name, signature.reason)


def _vanished(project: Project, plan: Plan, lock: Lock) -> dict[str, str]:
    """The pages that vanished, those too that only the site here still has."""
    live = Live(project, lock, project.site_dir if not lock.addresses else None)
    found = live.vanished(plan, drafts=False)
    kept = {page.address for page in plan.pages} | {each for page in plan.pages for each in page.former}
    signed = {name for name, each in lock.addresses.items() if each.state != "published"}
    for address, explainer in listed(project.site_dir).items():
        if address not in kept | signed and explainer not in plan.unplanned:
            found.setdefault(address, f"the site has it, and no notebook makes it any more{SIGN}")
    return found


def _named(pages: Sequence[str], known: set[str]) -> set[str]:
    """The addresses that fit the patterns; UsageError names a pattern that fits none."""
    found: set[str] = set()
    for pattern in (page.strip("/").removesuffix("/index.html") for page in pages):
        fitting = {address for address in known if fnmatchcase(address, pattern)}
        if not fitting:
            raise UsageError(Problem(pattern, "no page has this address", did_you_mean(pattern, sorted(known))))
        found |= fitting
    return found


def _chosen(figures: Sequence[str]) -> Callable[[Move], bool]:
    tests = [ledger.names_figure(figure) for figure in figures]
    return lambda move: not tests or any(test(move) for test in tests)


def _gone(lock: Lock, address: str, signature: Signature) -> Address:
    known = lock.addresses.get(address, Address(address))
    return replace(known, state="gone", date=signature.date, name=signature.name, reason=signature.reason)


def _agree(lock: Lock, plan: Plan) -> tuple[Lock, int]:
    """The lock with every translation agreed as it is, and how many of them were out of date."""
    texts = ledger.wordings({page.explainer.name: page.explainer for page in plan.pages}.values())
    stale = len(list(ledger.stale(lock.agreed, texts)))
    return (replace(lock, agreed=ledger.agree(lock.agreed, texts, whole=True)) if lock.agreed else lock), stale
