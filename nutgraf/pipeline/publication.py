"""Updates facts.lock for pages that are published as they are in the cache."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from nutgraf import ledger
from nutgraf.ledger import Address, Lock, Signature, Verdict
from nutgraf.pipeline.live import LiveSheet
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
        may_publish = decision and decision.may_publish and page.address in chosen
        sheet = review.sheet(page.address) if may_publish else LiveSheet()
        if decision and sheet.about:  # a page without a readable fact sheet is not signed
            own = lock.only(page.address)
            for address in sorted(set(page.redirect_from) & lock.published):
                own = ledger.renamed(own.and_of([lock.only(address)]), address, page.address)
                moved = Address(address, "gone", date, reason=f"moved to {page.address}", to=page.address)
                signed[address] = Lock({}).at(moved)
            signed[page.address] = _signed_page(own, page, decision.verdict, sheet, date)
    return lock.without(*signed).and_of(list(signed.values()))


def _signed_page(own: Lock, page: PagePlan, verdict: Verdict, sheet: LiveSheet, date: str) -> Lock:
    """The lock's entry for a page after publication, from its entry before."""
    rules = ledger.rules_named(verdict.moves)
    reason = "every change is within what the rule releases" if rules else ""
    signature = Signature(date, rules, reason, kind="update" if verdict.action == "note" else "")
    own = ledger.publish(own, page.address, sheet.claims, signature, sheet.drawn)
    known = replace(own.addresses[page.address], explainer=page.explainer.name)
    return replace(own, addresses={page.address: known})
