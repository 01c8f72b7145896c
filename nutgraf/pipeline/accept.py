"""Signs off changes: facts.lock takes the claims as last built, so that the next build publishes them."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from functools import partial

from nutgraf import ledger
from nutgraf.errors import Problem, UsageError, did_you_mean
from nutgraf.ledger import Address, Change, Claim, Lock, Signature, read_lock, write_lock
from nutgraf.pipeline.build_lock import one_build_at_a_time
from nutgraf.pipeline.live import SIGN, Live, listed, read_sheet, withdrawn_before
from nutgraf.pipeline.page_changes import UNKNOWN, gone_from
from nutgraf.pipeline.reader_notes import refuse_silence
from nutgraf.pipeline.review import Review, open_review
from nutgraf.pipeline.withdrawal import without_withdrawn
from nutgraf.plan import PagePlan, Plan, plan_pages
from nutgraf.plan.addresses import typed_address
from nutgraf.project import Project

Signed = list[tuple[str, Change]]


@dataclass(frozen=True)
class Accepted:
    """What was signed off, by address; how many translations were confirmed; the pages that must be named."""

    moves: tuple[tuple[str, Change], ...]
    agreed: int = 0
    unnamed: tuple[str, ...] = ()
    """Vanished pages: the removal of a page is signed off only by its address."""
    waiting: tuple[tuple[str, str], ...] = ()
    """The pages that wait for their edition in another language, each with the address of that edition."""


def accept(
    project: Project,
    signature: Signature,
    *,
    pages: Sequence[str] = (),
    facts: Sequence[str] = (),
    exactly: Container[tuple[str, Change]] | None = None,
) -> Accepted:
    """Sign off the changes of the given pages and facts, or all of them; or exactly these, each with its address.

    Signs off each page as last built, which an editor finds in build/held/. A vanished page is
    signed off as removed if it is named, and a withdrawn one returns.

    Raises UsageError for a page that is neither planned nor published, and for a correction without a note in
    the language of one of the pages.
    """
    with one_build_at_a_time(project):
        before = lock = read_lock(project.lock_file)
        planned = plan_pages(project, now=datetime.datetime.now(datetime.UTC))
        plan = without_withdrawn(planned, lock)
        review = open_review(project, plan, lock)
        gone = _vanished(project, plan, lock)
        named = _named(pages, {*plan.by_address, *gone})
        chosen = _chosen(facts) if exactly is None else partial(_is_among, exactly)
        signed: Signed = []
        for page in planned.pages:
            if not pages or page.address in named:
                how = (signature, partial(chosen, page.address))
                lock = _sign_page(review, lock, page, how, signed, named=bool(pages) and exactly is None)
        if not facts and exactly is None:
            for address in sorted(set(gone) & named):
                lock = lock.without(address).at(_gone(lock, address, signature))
                signed.append((address, gone_from(gone[address])))
        refuse_silence(signature.words or {}, {address for address, _ in signed if address not in gone}, plan)
        agreed = 0
        if not pages and not facts and exactly is None:
            lock, agreed = _agree(lock, plan)
        if lock != before:
            write_lock(lock, project.lock_file)
        waiting = _waiting(open_review(project, plan, lock), signed)
    return Accepted(tuple(signed), agreed, () if pages or facts else tuple(gone), waiting)


def _waiting(review: Review, signed: Signed) -> tuple[tuple[str, str], ...]:
    """The pages signed off that must wait for an edition in another language, and that edition."""
    pages = (review.plan.by_address.get(address) for address in sorted({address for address, _ in signed}))
    pairs = ((page.address, review.unsigned_sister(page)) for page in pages if page is not None)
    return tuple((address, sister) for address, sister in pairs if sister)


def _sign_page(
    review: Review,
    lock: Lock,
    page: PagePlan,
    how: tuple[Signature, Callable[[Change], bool]],
    signed: Signed,
    *,
    named: bool,
) -> Lock:
    """The lock with the changes of one page signed off, as it is in the cache."""
    signature, chosen = how
    content = review.page_cache.file(page.address, ledger.JSON)
    known = lock.addresses.get(page.address)
    if known and known.state == "withdrawn" and named:
        lock = lock.at(_published(page, signature))
        signed.append(
            (page.address, Change("", "page", "withdrawn", "published again", None, signature.reason, "page"))
        )
    for former in page.redirect_from if named else ():
        if (left := lock.addresses.get(former)) and left.state == "withdrawn":
            lock = lock.at(replace(_published(page, signature), id=former))
            signed.append((former, Change("", "page", "withdrawn", "published again", None, signature.reason, "page")))
    if content is None:
        return lock
    sheet = read_sheet(content)
    if known is None:
        if not named and withdrawn_before(page, sheet.claims, review.plan, review.lock):
            return lock  # like one at its own address, it returns only if it is named
        moves = review.decide(page.address).verdict.moves
        if not any(chosen(move) for move in moves) and not _is_held_unknown(review, page, chosen):
            return lock
        lock = _with_lines_of_former(review, lock, page, sheet.claims)
        if page.address not in review.live.addresses and moves:  # its old address says what was published
            lock, _ = ledger.accept(lock, page.address, sheet.claims, signature, chosen, sheet.drawn)
            signed += [(page.address, move) for move in moves if chosen(move)]
            return lock.at(_published(page, Signature(signature.date)))
        lock = ledger.publish(lock, page.address, sheet.claims, signature, sheet.drawn)
        signed += [(page.address, move) for move in moves or (UNKNOWN,)]
        return lock.at(_published(page, signature))
    lock, moves = ledger.accept(lock, page.address, sheet.claims, signature, chosen, sheet.drawn)
    signed += [(page.address, move) for move in moves]
    return lock


def _is_held_unknown(review: Review, page: PagePlan, chosen: Callable[[Change], bool]) -> bool:
    """Whether the last build held a page because it is live, by the live site given then, and not in facts.lock."""
    return chosen(UNKNOWN) and (review.project.held_dir / page.address).is_dir()


def _with_lines_of_former(review: Review, lock: Lock, page: PagePlan, claims: tuple[Claim, ...]) -> Lock:
    """The lock with the entries of a page moved to its new address."""
    held_to = review.held_to(page, claims).only(page.address)
    return replace(lock, lines={**lock.lines, **held_to.lines}, shown={**lock.shown, **held_to.shown})


def _published(page: PagePlan, signature: Signature) -> Address:
    return Address(page.address, "published", signature.date, page.explainer.name, signature.name, signature.reason)


def _vanished(project: Project, plan: Plan, lock: Lock) -> dict[str, str]:
    """The vanished pages, including those that only the local site still has."""
    live = Live(project, lock, project.site_dir if not lock.addresses else None)
    found = live.vanished(plan, drafts=False)
    kept = {page.address for page in plan.pages} | {each for page in plan.pages for each in page.redirect_from}
    signed = {name for name, each in lock.addresses.items() if each.state != "published"}
    for address, explainer in listed(project.site_dir).items():
        if address not in kept | signed and explainer not in plan.unplanned:
            found.setdefault(address, f"the site has it, but no notebook makes it anymore{SIGN}")
    return found


def _named(pages: Sequence[str], known: set[str]) -> set[str]:
    """The addresses that match the patterns. Raises UsageError for a pattern that matches none."""
    found: set[str] = set()
    for pattern in map(typed_address, pages):
        fitting = {address for address in known if fnmatchcase(address, pattern)}
        if not fitting:
            raise UsageError(Problem(pattern, "no page has this address", did_you_mean(pattern, sorted(known))))
        found |= fitting
    return found


def _chosen(facts: Sequence[str]) -> Callable[[str, Change], bool]:
    tests = [ledger.names_fact(fact) for fact in facts]
    return lambda _, move: not tests or any(test(move) for test in tests)


def _is_among(exactly: Container[tuple[str, Change]], address: str, move: Change) -> bool:
    return (address, identity(move)) in exactly


def identity(move: Change) -> Change:
    """What identifies a change of a page: its fact, its old and its new number."""
    return Change("", move.kind, move.was, move.now, None, "", move.key)


def _gone(lock: Lock, address: str, signature: Signature) -> Address:
    known = lock.addresses.get(address, Address(address))
    return replace(known, state="gone", date=signature.date, name=signature.name, reason=signature.reason)


def _agree(lock: Lock, plan: Plan) -> tuple[Lock, int]:
    """The lock with every translation confirmed as it is, and how many of them were out of date."""
    texts = ledger.translated_texts(plan.explainers.values())
    stale = len(list(ledger.outdated(lock.agreed, texts)))
    return (replace(lock, agreed=ledger.mark_current(lock.agreed, texts, whole=True)) if lock.agreed else lock), stale
