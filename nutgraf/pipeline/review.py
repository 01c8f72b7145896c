"""The one place that decides whether a page may be published: fresh, cached, in the local site, or live."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from nutgraf import ledger
from nutgraf.cache.page_cache import FileContent, PageCache, bytes_of
from nutgraf.errors import Problem
from nutgraf.ledger import Claim, Lock, Verdict
from nutgraf.page import Correction
from nutgraf.pipeline.change_policy import ChangePolicy
from nutgraf.pipeline.decision import CACHED, Copy, Decision
from nutgraf.pipeline.explain_changes import explained
from nutgraf.pipeline.live import Live, LiveSheet, read_sheet, replacement, withdrawn_before
from nutgraf.pipeline.page_changes import UNKNOWN, returned, waits_for, waits_for_failed
from nutgraf.pipeline.settled import SettledPage
from nutgraf.pipeline.unfit_sources import UnfitSources
from nutgraf.pipeline.untraced_number import without_fact
from nutgraf.plan import PagePlan, Plan
from nutgraf.project import Project

_STAYS = Decision(Verdict("publish"))


@dataclass(frozen=True)
class Review:
    """The review of a build's pages."""

    project: Project
    page_cache: PageCache
    plan: Plan
    lock: Lock
    live: Live
    strict: bool = False
    """Whether the build is to be published: then a number without a fact stops its page."""
    drafts: bool = False
    asked: frozenset[str] = frozenset()
    """The addresses that this build builds or finds current."""
    is_current: Callable[[PagePlan], bool] = lambda _: True
    """Whether the cached page is current."""
    current: frozenset[str] = frozenset()
    """The addresses whose cached pages are as the plan has them, after this build."""
    decided: Mapping[str, Decision] = field(default_factory=dict)
    """The decisions about cached copies in this build; they are not reviewed again."""
    made: Mapping[str, LiveSheet] = field(default_factory=dict)
    """The content of pages that this build made and did not decide about with all their editions yet."""
    failed: Container[str] = frozenset()
    """The addresses of pages that this build could not build."""
    settled: dict[str, SettledPage] = field(default_factory=dict)
    """The pages that stay as the last build left them. They are not reviewed again; the build fills this once."""
    site_dir: Path = Path()
    """The site that the build writes, which has the files of those pages."""

    @cached_property
    def _policy(self) -> ChangePolicy:
        return ChangePolicy(self.project, self.page_cache, self.plan)

    @cached_property
    def vanished(self) -> Mapping[str, str]:
        """The published addresses without a page, and why: they are kept until an editor signs off."""
        return self.live.vanished(self.plan, drafts=self.drafts)

    @cached_property
    def _unfit_sources(self) -> UnfitSources:
        return UnfitSources(self.project, self.page_cache)

    @property
    def published(self) -> frozenset[str]:
        """The addresses that are live, or that facts.lock publishes with this build."""
        return self.live.addresses | self.lock.published

    def decide(self, address: str, copy: Copy = CACHED, *, why: str = "") -> Decision:
        """Whether a copy of the page at an address may be published; `why` is what changed in its notebook.

        A planned page is compared with what was published, its sources, and its editions in other languages. A
        copy in a site is compared with what was published. A live page may stay, whatever facts.lock says.
        """
        page = self.plan.by_address.get(address)
        if copy.origin == "live":
            return Decision(Verdict("publish"))
        if copy.origin == "site":
            return self._decide_elsewhere(address, dict(copy.files).get(ledger.JSON))
        if page is None:
            return self._decide_elsewhere(address, self.page_cache.file(address, ledger.JSON))
        if copy.origin == "cached" and address in self.decided:
            return self.decided[address]
        if address in self.settled:
            return _STAYS
        sheet = self.made.get(address) or self._cached(address)
        problems = [*self._unfit_sources.problems(page, sheet), *self._disagreements(page, sheet, copy)]
        problems += self._untraced(page.explainer.where, sheet)
        return Decision(self._verdict(page, sheet, why), tuple(problems), sheet)

    def decide_all(self, decided: Mapping[str, Decision]) -> Review:
        """The review after every planned page is decided, including those that were not requested."""
        rest = (page.address for page in self.plan.pages if page.address not in decided)
        found = {address: replace(self.decide(address), sheet=None) for address in rest if self._is_cached(address)}
        return replace(self, decided={**decided, **found})

    def held_to(self, page: PagePlan, claims: tuple[Claim, ...]) -> Lock:
        """The lock for a page: with its own entry, or that of its earlier address."""
        known = self.live.has_entry(page.address)
        if page.address in self.live.addresses and not known:
            return self.live.lock_of_copy(page.address)
        former = next((each for each in page.redirect_from if each in self.lock.published), "")
        before = former or ("" if known else replacement(page, claims, self.vanished, self.lock))
        if not before:
            return self.lock
        return ledger.renamed(self.lock.only(before).and_of([self.lock.only(page.address)]), before, page.address)

    def corrections(self, page: PagePlan) -> tuple[Correction, ...]:
        """The update notes for readers of a page: earlier values of its facts."""
        return ledger.corrections(self.held_to(page, ()), page.address, page.lang)

    def sheet(self, address: str) -> LiveSheet:
        """The content of a page as this build made it or decided about it, or else as it is in the cache."""
        decision = self.decided.get(address)
        return self.made.get(address) or (decision and decision.sheet) or self._cached(address)

    def _is_cached(self, address: str) -> bool:
        return address in self.settled or bool(self._cached(address).about)

    def _cached(self, address: str) -> LiveSheet:
        return read_sheet(self.page_cache.file(address, ledger.JSON))

    def _decide_elsewhere(self, address: str, found: FileContent | None) -> Decision:
        """The decision by the fact sheet alone: on a copy from a site, or on a page that is no longer planned."""
        content = None if found is None else bytes_of(found)
        sheet = read_sheet(content)
        if self.live.published_here.get(address) == sheet.fingerprint:
            return Decision(Verdict("publish"), (), sheet)
        verdict = self._policy.verdict(self.lock, address, sheet, self.live.explainer(address))
        problems: tuple[Problem, ...] = ()
        if (
            self.strict
            and content == self.page_cache.file(address, ledger.JSON)
            and not self._is_published(address, sheet)
        ):
            # The stopped page itself, left in the site by a build that was not to be published.
            planned = address in self.plan.by_address
            problems = self.decide(address).problems if planned else tuple(self._untraced(address, sheet))
        return Decision(verdict, problems, sheet)

    def _is_published(self, address: str, sheet: LiveSheet) -> bool:
        """Whether facts.lock has every claim of a page."""
        known = {line.key for line in self.lock.of(address).values()}
        said = {ledger.short(claim.key) for claim in sheet.claims}
        return address in self.lock.published and said <= known and not sheet.numbers

    def _verdict(self, page: PagePlan, sheet: LiveSheet, why: str) -> Verdict:
        lock = self.held_to(page, sheet.claims)
        verdict = self._compared(page, sheet, lock, why)
        moves = explained(self.project, page, verdict.moves, lock)
        if not self.live.has_entry(page.address):
            if page.address in self.live.addresses:
                return Verdict("hold", (UNKNOWN, *moves))
            if former := withdrawn_before(page, sheet.claims, self.plan, self.lock):
                return Verdict("hold", (returned(page.address, former), *moves))
        if not verdict.held and (sister := self.unsigned_sister(page, sheet)):
            return Verdict("hold", (waits_for(sister), *moves))
        if not verdict.held and (sister := self._failed_sister(page, sheet)):
            return Verdict("hold", (waits_for_failed(sister), *moves))
        return replace(verdict, moves=moves)

    def _compared(self, page: PagePlan, sheet: LiveSheet, lock: Lock, why: str = "") -> Verdict:
        return self._policy.verdict(lock, page.address, sheet, page.explainer.name, why)

    def unsigned_sister(self, page: PagePlan, sheet: LiveSheet | None = None) -> str:
        """The edition in another language with a change that this page shows too, and that no one signed off."""
        sheet = sheet or self._cached(page.address)
        values = {claim.key: claim.value for claim in sheet.claims}
        figures = {value.figure for value in sheet.drawn}
        for address in sorted(page.alternates.values()):
            other = self.plan.by_address.get(address)
            said = self.sheet(address)  # empty where it was never built here: its changes are unknown
            known = said.about and self.live.has_entry(address) and address in self.published
            if other is None or other.withheld_reason or not known:
                continue
            there = {claim.key: claim.value for claim in said.claims}
            verdict = self._compared(other, said, self.held_to(other, said.claims))
            # A stale copy may differ, and says nothing of what will be published.
            for move in verdict.moves if verdict.held and self.is_current(other) else ():
                in_figure = move.line.partition("#figure:")[2]
                if in_figure in figures if move.is_drawn else values.get(move.key) == there.get(move.key):
                    return address
        return ""

    def _failed_sister(self, page: PagePlan, sheet: LiveSheet) -> str:
        """The edition in another language that cannot go live, and whose readers keep an earlier value of this page."""
        for address in sorted(page.alternates.values()):
            other = self.plan.by_address.get(address)
            if other is None or other.withheld_reason or address not in self.published or self.drafts:
                continue
            if address in self.failed or (address in self.asked and self._is_stopped(other)):
                there = self._left_live(other).values
                differs = any(there.get(key, value) != value for key, value in sheet.values.items())
                if differs and sheet.fingerprint != self._live_fingerprint(page.address):
                    return address
        return ""

    def _is_stopped(self, page: PagePlan) -> bool:
        """Whether the page of this build has a problem that stops it."""
        sheet = self.sheet(page.address)
        problems = (*self._unfit_sources.problems(page, sheet), *self._untraced(page.explainer.where, sheet))
        return bool(problems) or any(self._disagreements(page, sheet, Copy("built")))

    def _left_live(self, page: PagePlan) -> LiveSheet:
        """What readers have of a page that is not published by this build."""
        cached = self._cached(page.address)
        is_good = page.address in self.failed and cached.about and not self._compared(page, cached, self.lock).held
        return cached if is_good else self.live.sheet_of_copy(page.address) or LiveSheet()

    def _live_fingerprint(self, address: str) -> str:
        copy = self.live.sheet_of_copy(address)
        return self.live.published_here.get(address) or (copy.fingerprint if copy else "")

    def _disagreements(self, page: PagePlan, sheet: LiveSheet, copy: Copy) -> Iterator[Problem]:
        """The differences between a page and its editions in other languages, whichever of them were requested.

        Of two requested pages, or two that were not, the later is compared with the earlier. A stale cached page
        may differ, and is what readers have now: only a page that goes live is compared with it.
        """
        for address in sorted(page.alternates.values()):
            alike = (address in self.asked) == (page.address in self.asked)
            other = self.plan.by_address.get(address)
            if other is None or (alike and address > page.address) or (other.withheld_reason and not self.drafts):
                continue
            said = self.sheet(address)
            unlike = list(ledger.disagreements(page.explainer.where, said.claims, sheet.claims)) if said.about else []
            if not unlike or (copy.origin == "cached" and not self.is_current(page)):
                continue
            if self.is_current(other):
                yield from unlike
            elif self.strict and address not in self.asked:
                fix = f"build both: nutgraf build {page.address} {address}"
                yield from (replace(one, fix=fix) for one in unlike)

    def _untraced(self, where: str, sheet: LiveSheet) -> list[Problem]:
        return [without_fact(where, number) for number in sheet.numbers] if self.strict else []


def open_review(
    project: Project, plan: Plan, lock: Lock, *, site: Path | None = None, strict: bool = False, drafts: bool = False
) -> Review:
    """The review of a project's pages against facts.lock and what is live; `site` is the live site, if named."""
    return Review(project, PageCache(project), plan, lock, Live(project, lock, site), strict, drafts)
