"""facts.lock once pages are published as they are in the cache."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from nutgraf import ledger
from nutgraf.ledger import Address, Lock, Signature
from nutgraf.pipeline.review import Decision, Review
from nutgraf.plan import PagePlan


def published_lock(review: Review, addresses: Iterable[str], date: str) -> Lock:
    """The lock once the pages at these addresses are published, those alone that may be.

    What vanished stays in it until an editor signs that it is gone; the lines of a page that moved go with it.
    """
    texts = ledger.translated_texts(review.plan.explainers.values())
    lock = replace(review.lock, agreed=ledger.mark_current(review.lock.agreed, texts, whole=False))
    signed: dict[str, Lock] = {}
    chosen = frozenset(addresses)
    for page in review.plan.pages:
        decision = review.decided.get(page.address)
        if decision and decision.may_publish and page.address in chosen:
            own = lock.only(page.address)
            for address in sorted(set(page.redirect_from) & lock.published):
                own = ledger.renamed(own.and_of([lock.only(address)]), address, page.address)
                moved = Address(address, "gone", date, reason=f"moved to {page.address}", to=page.address)
                signed[address] = Lock({}).at(moved)
            signed[page.address] = _signed_page(own, page, decision, date)
    return lock.without(*signed).and_of(list(signed.values()))


def _signed_page(own: Lock, page: PagePlan, decision: Decision, date: str) -> Lock:
    """What the lock says of a page once it is published, from what it said of it before."""
    signature = Signature(date, kind="update" if decision.verdict.action == "note" else "")
    own = ledger.publish(own, page.address, decision.sheet.claims, signature, decision.sheet.drawn)
    known = replace(own.addresses[page.address], explainer=page.explainer.name)
    return replace(own, addresses={page.address: known})
