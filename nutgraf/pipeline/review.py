"""The one place that decides whether a page may be published: fresh, cached, in the site here, or live."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from nutgraf import data, ledger
from nutgraf.cache.page_cache import Content, PageCache, bytes_of
from nutgraf.errors import Problem
from nutgraf.ledger import Change, Claim, Lock, Verdict
from nutgraf.page import Correction
from nutgraf.pipeline.explain_changes import explained
from nutgraf.pipeline.live import Live, LiveSheet, read_sheet, replacement
from nutgraf.plan import PagePlan, Plan
from nutgraf.project import Project

Files = tuple[tuple[str, Content], ...]

UNKNOWN = Change(
    id="",
    kind="page",
    was="the page as published",
    now="the page as built",
    percent=None,
    why="it is published, and facts.lock does not know it: take facts.lock back from git, or sign the page off",
    key="page",
)
"""The change of a page that is live and of which facts.lock knows nothing: nobody can say what changed on it."""


def gone_from(why: str) -> Change:
    """The change of a page that vanished: it is held whatever the policy for facts."""
    return Change("", "page", "the whole page", "", None, why, "page")


@dataclass(frozen=True)
class Copy:
    """One of the copies of a page that a build can show."""

    origin: Literal["built", "cached", "site", "live"]
    """Made or found current by this build; cached by an earlier one; in the site here; in the live site."""
    files: Files = ()
    """The files of a copy that is in a site."""
    sheet: LiveSheet | None = None
    """What a copy says that was just made; what another says is read from its fact sheet."""


CACHED = Copy("cached")


@dataclass(frozen=True)
class Decision:
    """Whether a copy of a page may be published; if not, why; what changed on it, and what it says."""

    verdict: Verdict
    problems: tuple[Problem, ...] = ()
    sheet: LiveSheet = field(default_factory=LiveSheet)

    @property
    def may_publish(self) -> bool:
        """Whether this copy may be published."""
        return not self.verdict.held and not self.problems


@dataclass(frozen=True)
class Review:
    """What the pages of a build are held to."""

    project: Project
    shelf: PageCache
    plan: Plan
    lock: Lock
    live: Live
    strict: bool = False
    """Whether the build goes live: then a number without a fact stops its page."""
    drafts: bool = False
    asked: frozenset[str] = frozenset()
    """The addresses that this build makes or finds current."""
    is_current: Callable[[PagePlan], bool] = lambda _: True
    """Whether the cached page is what its notebook says now."""
    decided: Mapping[str, Decision] = field(default_factory=dict)
    """What was decided about cached copies in this build; they are not looked at again."""

    @cached_property
    def vanished(self) -> Mapping[str, str]:
        """The published addresses at which there would be no page, and why: they are kept until an editor signs."""
        return self.live.vanished(self.plan, drafts=self.drafts)

    @property
    def published(self) -> frozenset[str]:
        """The addresses that are live, or go live with this build by facts.lock."""
        return self.live.addresses | self.lock.published

    def decide(self, address: str, copy: Copy = CACHED, *, why: str = "") -> Decision:
        """Whether a copy of the page at an address may be published; `why` says what changed in its notebook.

        A page of the plan is held to what was published, to its sources, and to its editions in other languages. A
        copy in a site is held to what was published. What is live may stay, whatever facts.lock says.
        """
        page = self.plan.by_address.get(address)
        if copy.origin == "live":
            return Decision(Verdict("publish"))
        if copy.origin == "site":
            return self._decide_elsewhere(address, dict(copy.files).get(ledger.JSON))
        if page is None:
            return self._decide_elsewhere(address, self.shelf.file(address, ledger.JSON))
        if copy.origin == "cached" and address in self.decided:
            return self.decided[address]
        sheet = copy.sheet or self._cached(address)
        problems = [*self._withdrawn_sources(page, sheet), *self._disagreements(page, sheet, copy)]
        problems += self._untraced(page.explainer.where, sheet)
        return Decision(self._verdict(page, sheet, why), tuple(problems), sheet)

    def decide_all(self, decided: Mapping[str, Decision]) -> Review:
        """The review once every page of the plan is decided about, also those that the build was not asked for."""
        rest = (page.address for page in self.plan.pages if page.address not in decided)
        found = {address: self.decide(address) for address in rest if self._cached(address).about}
        return replace(self, decided={**decided, **found})

    def held_to(self, page: PagePlan, claims: tuple[Claim, ...]) -> Lock:
        """The lock that a page is held to: its own lines, or those of the address it had before."""
        known = self.live.knows(page.address)
        if page.address in self.live.addresses and not known:
            return self.live.lock_of_copy(page.address)
        former = next((each for each in page.redirect_from if each in self.lock.published), "")
        before = former or ("" if known else replacement(page, claims, self.vanished, self.lock))
        if not before:
            return self.lock
        return ledger.renamed(self.lock.only(before).and_of([self.lock.only(page.address)]), before, page.address)

    def corrections(self, page: PagePlan) -> tuple[Correction, ...]:
        """What the readers of a page are told of facts that it once gave differently."""
        return ledger.corrections(self.held_to(page, ()), page.address, page.lang)

    def _cached(self, address: str) -> LiveSheet:
        return read_sheet(self.shelf.file(address, ledger.JSON))

    def _decide_elsewhere(self, address: str, found: Content | None) -> Decision:
        """About a copy by its fact sheet alone: one from a site, or of a page that is not in the plan any more."""
        content = None if found is None else bytes_of(found)
        sheet = read_sheet(content)
        if self.live.here.get(address) == sheet.fingerprint:
            return Decision(Verdict("publish"), (), sheet)
        verdict = ledger.decide(
            self.lock, address, sheet.claims, self._policy(self.live.explainer(address)), drawn=sheet.drawn
        )
        problems: tuple[Problem, ...] = ()
        if self.strict and content == self.shelf.file(address, ledger.JSON) and not self._is_published(address, sheet):
            # The very page that is stopped, left in the site by a build that was not to go live.
            planned = address in self.plan.by_address
            problems = self.decide(address).problems if planned else tuple(self._untraced(address, sheet))
        return Decision(verdict, problems, sheet)

    def _is_published(self, address: str, sheet: LiveSheet) -> bool:
        """Whether facts.lock knows everything that a page says."""
        known = {line.key for line in self.lock.of(address).values()}
        said = {ledger.short(claim.key) for claim in sheet.claims}
        return address in self.lock.published and said <= known and not sheet.numbers

    def _verdict(self, page: PagePlan, sheet: LiveSheet, why: str) -> Verdict:
        lock = self.held_to(page, sheet.claims)
        policy = self._policy(page.explainer.name)
        verdict = ledger.decide(lock, page.address, sheet.claims, policy, why, drawn=sheet.drawn)
        moves = explained(self.project, page, verdict.moves, lock)
        if page.address in self.live.addresses and not self.live.knows(page.address):
            return Verdict("hold", (UNKNOWN, *moves))
        return replace(verdict, moves=moves)

    def _disagreements(self, page: PagePlan, sheet: LiveSheet, copy: Copy) -> Iterator[Problem]:
        """What a page says differently from its editions in other languages, whichever of them the build was asked for.

        Of two pages asked for, or two that were not, the later is held to the earlier. A cached page that is out of
        date may well differ, and is what its readers have had all along: only a page that goes live is held to it.
        """
        for address in sorted(page.alternates.values()):
            alike = (address in self.asked) == (page.address in self.asked)
            other = self.plan.by_address.get(address)
            if other is None or (alike and address > page.address) or (other.withheld_reason and not self.drafts):
                continue
            said = self._cached(address)
            unlike = list(ledger.disagreements(page.explainer.where, said.claims, sheet.claims)) if said.about else []
            if not unlike or (copy.origin == "cached" and not self.is_current(page)):
                continue
            if self.is_current(other):
                yield from unlike
            elif self.strict and address not in self.asked:
                fix = f"build both: nutgraf build {page.address} {address}"
                yield from (replace(one, fix=fix) for one in unlike)

    def _untraced(self, where: str, sheet: LiveSheet) -> list[Problem]:
        return [_without_fact(where, number) for number in sheet.numbers] if self.strict else []

    def _withdrawn_sources(self, page: PagePlan, sheet: LiveSheet) -> Iterator[Problem]:
        """A page that rests on a source that was withdrawn, or that must not be published, is stopped."""
        record = self.shelf.record(page.address)
        for source, why in data.withdrawn(self.project.data_package, record.sources if record else ()):
            claim = next((claim for claim in sheet.claims if source in claim.sources), None)
            where = f"{page.explainer.where}, {claim.where}" if claim else page.explainer.where
            what = f"the source {source!r} {why}" + (f"; it stands behind {claim.text}" if claim else "")
            fix = "choose another source with source_id=, or leave the figure out; to take every such page down now: "
            yield Problem(where, what, f"{fix}nutgraf facts withdraw --source {source} --name … --reason …")

    def _policy(self, explainer: str) -> str:
        named = self.plan.explainers.get(explainer)
        return (named.front_matter.on_change if named else None) or self.project.on_change


def open_review(
    project: Project, plan: Plan, lock: Lock, *, site: Path | None = None, strict: bool = False, drafts: bool = False
) -> Review:
    """The review of a project's pages, against facts.lock and what is live; `site` is the live site, if named."""
    return Review(project, PageCache(project), plan, lock, Live(project, lock, site), strict, drafts)


def _without_fact(where: str, number: Mapping[str, Any]) -> Problem:
    what = f"{number['text']!r} leads to no fact, in “{number['sentence']}”"
    likely = number["likely"]
    fix = (
        f"it is probably {likely}: read it with nutgraf.fact"
        if likely
        else "read it as a fact, or mark it with not_a_fact and say why"
    )
    return Problem(f"{where}, {number['where']}", what, fix)
