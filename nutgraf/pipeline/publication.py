"""Updates facts.lock for pages that are published as they are in the cache."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from nutgraf import ledger
from nutgraf.ledger import Address, Lock, Signature
from nutgraf.pipeline.decision import Decision
from nutgraf.pipeline.review import Review
from nutgraf.plan import PagePlan


def published_lock(review: Review, addresses: Iterable[str], date: str) -> Lock:
    """The lock after the pages at these addresses are published, if they may be.

    A vanished page keeps its entry until an editor signs off its removal; the entry of a moved page moves too.
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
    """The lock's entry for a page after publication, from its entry before."""
    rules = ledger.rules_named(decision.verdict.moves)
    reason = "every change is within what the rule releases" if rules else ""
    signature = Signature(date, rules, reason, kind="update" if decision.verdict.action == "note" else "")
    own = ledger.publish(own, page.address, decision.sheet.claims, signature, decision.sheet.drawn)
    known = replace(own.addresses[page.address], explainer=page.explainer.name)
    return replace(own, addresses={page.address: known})
