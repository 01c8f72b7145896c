"""Weighs what changed on a page by the policy of its explainer, the newsroom's rules and the data package."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, partial

from nutgraf import data, ledger
from nutgraf.cache.page_cache import PageCache
from nutgraf.data import TotalAndPart
from nutgraf.ledger import Lock, Verdict
from nutgraf.pipeline.live import LiveSheet, read_sheet
from nutgraf.plan import Plan
from nutgraf.project import Project


@dataclass(frozen=True)
class ChangePolicy:
    """What becomes of changes; what it needs of the data and of other pages is looked up once for all pages."""

    project: Project
    page_cache: PageCache
    plan: Plan

    def verdict(self, lock: Lock, address: str, sheet: LiveSheet, explainer: str, why: str = "") -> Verdict:
        """Publish, note or hold the page of an explainer; `why` is what changed in its notebook."""
        named = self.plan.explainers.get(explainer)
        return ledger.decide(
            lock,
            address,
            sheet.claims,
            (named.front_matter.on_change if named else None) or self.project.on_change,
            why,
            drawn=sheet.drawn,
            totals=lambda: self._totals,
            named=partial(data.key_in_words, self.project.data_package),
            rules=self.project.tolerance,
            explainer=explainer,
            in_headlines=lambda: self._in_headlines,
        )

    @cached_property
    def _in_headlines(self) -> frozenset[str]:
        """The keys of the facts that the headline of any page prints, as it is in the cache."""
        files = (self.page_cache.file(page.address, ledger.JSON) for page in self.plan.pages)
        claims = (claim for file in files for claim in read_sheet(file).claims)
        return frozenset(claim.key for claim in claims if ledger.is_in_headline(claim.id))

    @cached_property
    def _totals(self) -> Sequence[TotalAndPart]:
        """The totals of the tables with their parts."""
        return data.totals_and_parts(self.project.data_package)
